#include "services/evidence/references.h"

#include <utility>

#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {

absl::Status References::Check(const std::string& name) {
  absl::Status there = context_.store.CheckThere(tx_, name);
  return there.ok() && IsCaseAuditor(standing_) ? CheckSeen(name) : there;
}

absl::Status References::CheckSeen(const std::string& name) {
  if (!views_) {
    auto views = ItemViews::Load(tx_, context_, standing_);
    if (!views.ok()) return views.status();
    if (absl::Status found = views->FindOrigins(tx_, context_); !found.ok()) return found;
    views_ = *std::move(views);
  }
  bool seen = views_->origins()->contains(name);
  if (validation::MatchName(name, kItemName)) {
    auto item = context_.store.items.Get(tx_, name);
    if (!item.ok()) return item.status();
    seen = views_->Sees(*item);
  }
  return seen ? absl::OkStatus() : errors::NotFound(name);
}

}  // namespace peerchallenge::evidence
