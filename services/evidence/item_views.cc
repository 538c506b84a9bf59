#include "services/evidence/item_views.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/evidence/assigned_cases.h"
#include "services/evidence/retention.h"
#include "services/evidence/version_views.h"

namespace peerchallenge::evidence {

absl::StatusOr<ItemViews> ItemViews::Load(storage::Transaction& tx, const Context& context,
                                          const Standing& standing) {
  const std::string& review = standing.review.name();
  ItemViews views;
  views.standing_ = &standing;
  auto known = storage::Recall<Known>(tx, absl::StrCat("views of items ", review),
                                      [&] { return LoadKnown(tx, context, review); });
  if (!known.ok()) return known.status();
  auto due = EvidenceDueDate(tx, context, standing.review);
  if (!due.ok()) return due.status();
  auto cases = CasesOf(tx, context, standing);
  if (!cases.ok()) return cases.status();
  views.known_ = *std::move(known);
  views.dispose_date_ = *std::move(due);
  views.cases_ = *std::move(cases);
  if (absl::Status found = views.FindHiddenConflicts(tx, context); !found.ok()) return found;
  return views;
}

absl::StatusOr<ItemViews::Known> ItemViews::LoadKnown(storage::Transaction& tx,
                                                      const Context& context,
                                                      const std::string& review) {
  auto drafts = context.store.WithdrawnDrafts(tx, review);
  if (!drafts.ok()) return drafts.status();
  auto declared = context.sources.DeclaredClasses(tx, review);
  if (!declared.ok()) return declared.status();
  auto shown = context.sources.ShownClasses(tx, review);
  if (!shown.ok()) return shown.status();
  auto open = context.store.conflicts.All(
      tx, {{"review", review}, {"state", static_cast<int64_t>(v1::ItemConflict::STATE_OPEN)}});
  if (!open.ok()) return open.status();
  return Known{*std::move(drafts), *std::move(declared), *std::move(shown), *std::move(open)};
}

absl::Status ItemViews::FindOrigins(storage::Transaction& tx, const Context& context) {
  if (!IsCaseAuditor(*standing_)) return absl::OkStatus();
  auto origins = storage::Recall<std::set<std::string>>(
      tx, absl::StrCat("origins for ", standing_->review.name(), " ", standing_->person()),
      [&] { return LoadOrigins(tx, context, *standing_); });
  if (!origins.ok()) return origins.status();
  origins_ = *std::move(origins);
  return absl::OkStatus();
}

// Loads the views anew, for what it gives must follow from what it reads.
absl::StatusOr<std::set<std::string>> ItemViews::LoadOrigins(storage::Transaction& tx,
                                                             const Context& context,
                                                             const Standing& standing) {
  const std::string& review = standing.review.name();
  auto views = Load(tx, context, standing);
  if (!views.ok()) return views.status();
  auto names = context.attachments.OwnedBy(tx, review, standing.person());
  if (!names.ok()) return names;
  std::set<std::string> named;  // occasions of items that the caller sees
  absl::Status status =
      context.store.items.Scan(tx, {{"parent", review}}, [&](const v1::Item& item) {
        if (!views->Sees(item)) return absl::OkStatus();
        const v1::ItemContent& content = item.content();
        named.insert(content.occasion());
        names->insert(content.attachments().begin(), content.attachments().end());
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  status =
      context.store.occasions.Scan(tx, {{"parent", review}}, [&](const v1::Occasion& occasion) {
        const bool is_named = named.contains(occasion.name());
        if (is_named || standing.IsAuthor(occasion.author())) names->insert(occasion.name());
        if (is_named && !occasion.attachment().empty()) names->insert(occasion.attachment());
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return names;
}

absl::Status ItemViews::FindHiddenConflicts(storage::Transaction& tx, const Context& context) {
  std::set<std::string> seen;
  for (const v1::ItemConflict& conflict : known_->open_conflicts) {
    const std::string name = validation::ParentOf(conflict.name());
    auto item = context.store.items.Get(tx, name);
    if (!item.ok()) return item.status();
    auto versions = VersionViews::Load(tx, context, *standing_, *item);
    if (!versions.ok()) return versions.status();
    (versions->Sees(conflict) ? seen : hidden_conflicts_).insert(name);
  }
  for (const std::string& name : seen) hidden_conflicts_.erase(name);
  return absl::OkStatus();
}

absl::Status ItemViews::WarnOfNames(storage::Transaction& tx, const Context& context) {
  const std::string& review = standing_->review.name();
  auto names = storage::Recall<NameFinder>(
      tx, absl::StrCat("names met ", review, " ", standing_->person()),
      [&]() -> absl::StatusOr<NameFinder> {
        auto met = context.sources.NamesMetBy(tx, review, standing_->person());
        if (!met.ok()) return met.status();
        return NameFinder(*met);
      });
  if (!names.ok()) return names.status();
  names_ = *std::move(names);
  return absl::OkStatus();
}

v1::Item ItemViews::View(v1::Item item) const {
  if (item.has_content()) item.set_source_class(ShownClass(item.content().occasion()));
  item.set_dispose_date(dispose_date_);
  if (hidden_conflicts_.contains(item.name())) item.set_conflicted(false);
  item = ViewOf(std::move(item), *standing_, cases_);
  if (standing_->IsAuthor(item.captured().author()) && names_ != nullptr &&
      names_->IsIn(item.content().text(), NameFinder::Enough::kWhole)) {
    item.add_warnings(v1::Item::WARNING_INTERVIEWEE);
  }
  return item;
}

v1::Occasion ItemViews::View(v1::Occasion occasion) const {
  occasion.set_source_class(ShownClass(occasion.name()));
  return ViewOf(std::move(occasion), *standing_);
}

v1::SourceClass ItemViews::ShownClass(const std::string& occasion) const {
  const auto declared = known_->declared.find(occasion);
  if (declared == known_->declared.end()) return v1::SOURCE_CLASS_UNSPECIFIED;
  const auto shown = known_->shown.find(declared->second);
  return shown == known_->shown.end() ? v1::SOURCE_CLASS_ANYBODY : shown->second;
}

}  // namespace peerchallenge::evidence
