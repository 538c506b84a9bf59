#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "services/recommendations/context.h"
#include "services/recommendations/sight.h"

// Who may see and write which action plan. Every path that shows, counts, streams or follows from a
// plan asks here.
namespace peerchallenge::recommendations {

// What somebody is to a plan.
struct PlanRole {
  // Sees it from its beginning: the host, the review's lead and manager, the programme office.
  bool insider = false;
  // Sees it once it is public: all insiders, the review's team, scrutiny of the host, the board.
  bool reader = false;
  // Is told before that what has been overdue for long: the board.
  bool board = false;
  // Writes it, or sees who wrote it: the host, and its successors once they took its place.
  bool writes = false;
  bool of_host = false;
  // Records progress reviews: the review's lead and manager and the programme office; the host only
  // of one that was held by scheduling's account.
  bool reviews = false;
  bool reviews_alone = false;

  // Whether the plan shows as it is, with all below it.
  bool Sees(const v1::ActionPlan& plan) const;
  // Whether a call that asks for this permission reaches the plan.
  bool May(access::Permission permission, const v1::ActionPlan& plan) const;
};

// What the caller is to the plan of a review. `hosts` are the names of the authorities that answer
// for it: the host, or with it those that took its place. A member of the board whose own authority
// is one of them steps aside.
PlanRole RoleIn(const Standing& standing, const std::set<std::string>& hosts);

// The plan as it shows to the role: as it is, or to the board, before it is public, what was
// escalated to it and nothing that the host has written. Nothing where the role may not know of it.
std::optional<v1::ActionPlan> ViewOf(const PlanRole& role, const v1::ActionPlan& plan);

// What one caller is to the plans of a list or a stream, each looked up once. Belongs to one
// transaction.
class PlanRoles {
 public:
  // All outlive it.
  PlanRoles(storage::Transaction& tx, const Context& context, const Viewer& viewer)
      : tx_(tx), context_(context), sights_(tx, context, viewer) {}

  // The caller's role in the plan of the review that `name` lies below; none where the caller may
  // not know of the review.
  absl::StatusOr<PlanRole> Of(const std::string& name);
  // Whether the caller sees the plan that `name` is or lies below; not where there is none.
  absl::StatusOr<bool> See(const std::string& name);
  // How the caller stands to that review; null where the caller may not know of it.
  absl::StatusOr<const Standing*> StandingTo(const std::string& name) { return sights_.Of(name); }

 private:
  storage::Transaction& tx_;
  const Context& context_;
  ReviewSights sights_;
  std::map<std::string, PlanRole> roles_;  // by review
  std::map<std::string, bool> seen_;       // by plan
};

}  // namespace peerchallenge::recommendations
