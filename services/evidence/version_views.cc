#include "services/evidence/version_views.h"

#include <algorithm>
#include <utility>

namespace peerchallenge::evidence {

absl::StatusOr<VersionViews> VersionViews::Load(storage::Transaction& tx, const Context& context,
                                                const Standing& standing, const v1::Item& item) {
  auto sensitivities = context.store.Sensitivities(tx, item.name());
  if (!sensitivities.ok()) return sensitivities.status();
  VersionViews views;
  views.standing_ = &standing;
  views.author_ = item.captured().author();
  views.shared_version_ = item.shared_version();
  views.sensitivities_ = *std::move(sensitivities);
  v1::Sensitivity strictest = item.content().sensitivity();
  for (auto version = views.sensitivities_.rbegin(); version != views.sensitivities_.rend();
       ++version) {
    strictest = std::max(strictest, version->second);
    if (version->first != item.version()) version->second = strictest;
  }
  return views;
}

bool VersionViews::Sees(int64_t number) const {
  const auto version = sensitivities_.find(number);
  if (version == sensitivities_.end()) return false;
  if (standing_->IsAuthor(author_)) return true;
  return number >= shared_version_ &&
         (version->second != v1::SENSITIVITY_LEADS || standing_->ReadsAll());
}

bool VersionViews::Sees(const v1::ItemConflict& conflict) const {
  return Sees(conflict.first_version()) && Sees(conflict.second_version());
}

bool VersionViews::IsGuarded(int64_t number) const {
  const auto version = sensitivities_.find(number);
  return version != sensitivities_.end() &&
         evidence::IsGuarded(*standing_, author_, version->second);
}

}  // namespace peerchallenge::evidence
