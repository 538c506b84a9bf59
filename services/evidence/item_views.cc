#include "services/evidence/item_views.h"

#include <utility>

#include "common/validation/resource_name.h"
#include "services/evidence/retention.h"
#include "services/evidence/version_views.h"

namespace peerchallenge::evidence {

absl::StatusOr<ItemViews> ItemViews::Load(storage::Transaction& tx, const Context& context,
                                          const Standing& standing) {
  const std::string& review = standing.review.name();
  ItemViews views;
  views.standing_ = &standing;
  auto drafts = context.store.WithdrawnDrafts(tx, review);
  if (!drafts.ok()) return drafts.status();
  auto declared = context.sources.DeclaredClasses(tx, review);
  if (!declared.ok()) return declared.status();
  auto shown = context.sources.ShownClasses(tx, review);
  if (!shown.ok()) return shown.status();
  auto due = EvidenceDueDate(tx, context, standing.review);
  if (!due.ok()) return due.status();
  views.withdrawn_drafts_ = *std::move(drafts);
  views.declared_ = *std::move(declared);
  views.shown_ = *std::move(shown);
  views.dispose_date_ = *std::move(due);
  auto conflicts = context.store.conflicts.All(
      tx, {{"review", review}, {"state", static_cast<int64_t>(v1::ItemConflict::STATE_OPEN)}});
  if (!conflicts.ok()) return conflicts.status();
  std::set<std::string> seen;
  for (const v1::ItemConflict& conflict : *conflicts) {
    const std::string name = validation::ParentOf(conflict.name());
    auto item = context.store.items.Get(tx, name);
    if (!item.ok()) return item.status();
    auto versions = VersionViews::Load(tx, context, standing, *item);
    if (!versions.ok()) return versions.status();
    (versions->Sees(conflict) ? seen : views.hidden_conflicts_).insert(name);
  }
  for (const std::string& name : seen) views.hidden_conflicts_.erase(name);
  return views;
}

absl::Status ItemViews::WarnOfNames(storage::Transaction& tx, const Context& context) {
  auto names = context.sources.NamesMetBy(tx, standing_->review.name(), standing_->person());
  if (!names.ok()) return names.status();
  names_ = NameFinder(*names);
  return absl::OkStatus();
}

v1::Item ItemViews::View(v1::Item item) const {
  if (item.has_content()) item.set_source_class(ShownClass(item.content().occasion()));
  item.set_dispose_date(dispose_date_);
  if (hidden_conflicts_.contains(item.name())) item.set_conflicted(false);
  item = ViewOf(std::move(item), *standing_);
  if (standing_->IsAuthor(item.captured().author()) &&
      names_.IsIn(item.content().text(), NameFinder::Enough::kWhole)) {
    item.add_warnings(v1::Item::WARNING_INTERVIEWEE);
  }
  return item;
}

v1::Occasion ItemViews::View(v1::Occasion occasion) const {
  occasion.set_source_class(ShownClass(occasion.name()));
  return ViewOf(std::move(occasion), *standing_);
}

v1::SourceClass ItemViews::ShownClass(const std::string& occasion) const {
  const auto declared = declared_.find(occasion);
  if (declared == declared_.end()) return v1::SOURCE_CLASS_UNSPECIFIED;
  const auto shown = shown_.find(declared->second);
  return shown == shown_.end() ? v1::SOURCE_CLASS_ANYBODY : shown->second;
}

}  // namespace peerchallenge::evidence
