#include "services/evidence/version_views.h"

#include <algorithm>
#include <utility>

#include "services/evidence/assigned_cases.h"

namespace peerchallenge::evidence {

absl::StatusOr<VersionViews> VersionViews::Load(storage::Transaction& tx, const Context& context,
                                                const Standing& standing, const v1::Item& item) {
  auto readers = context.store.ReadersOfVersions(tx, item.name());
  if (!readers.ok()) return readers.status();
  auto cases = CasesOf(tx, context, standing);
  if (!cases.ok()) return cases.status();
  VersionViews views;
  views.standing_ = &standing;
  views.author_ = item.captured().author();
  views.shared_version_ = item.shared_version();
  views.cases_ = *std::move(cases);
  views.readers_ = *std::move(readers);
  v1::Sensitivity strictest = item.content().sensitivity();
  for (auto version = views.readers_.rbegin(); version != views.readers_.rend(); ++version) {
    strictest = std::max(strictest, version->second.sensitivity);
    if (version->first != item.version()) version->second.sensitivity = strictest;
  }
  return views;
}

bool VersionViews::Sees(int64_t number) const {
  const auto version = readers_.find(number);
  if (version == readers_.end()) return false;
  if (standing_->IsAuthor(author_)) return true;
  return number >= shared_version_ && IsWithin(cases_, version->second.case_reference) &&
         (version->second.sensitivity != v1::SENSITIVITY_LEADS || standing_->ReadsAll());
}

bool VersionViews::Sees(const v1::ItemConflict& conflict) const {
  return Sees(conflict.first_version()) && Sees(conflict.second_version());
}

bool VersionViews::IsGuarded(int64_t number) const {
  const auto version = readers_.find(number);
  return version != readers_.end() &&
         evidence::IsGuarded(*standing_, author_, version->second.sensitivity);
}

}  // namespace peerchallenge::evidence
