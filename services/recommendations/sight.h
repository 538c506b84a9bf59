#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/resources/standard_methods.h"
#include "common/rpc/call.h"
#include "common/storage/database.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/recommendations/v1/finding.pb.h"
#include "services/recommendations/context.h"

// Who may know what of findings and recommendations: drafts are the team's alone, findings stay so;
// an issued recommendation goes to all who read the letter.
namespace peerchallenge::recommendations {

// Whether the caller belongs to the team for its findings: on the team, or another service.
bool IsOfTheTeam(const Standing& standing);

bool Sees(const Standing& standing, const v1::Finding& finding);
bool Sees(const Standing& standing, const v1::Recommendation& recommendation);

// How one caller stands to the reviews of a list or a stream, each looked up once. Belongs to one
// transaction.
class ReviewSights {
 public:
  // All outlive it.
  ReviewSights(storage::Transaction& tx, const Context& context, const Viewer& viewer)
      : tx_(tx), context_(context), viewer_(viewer) {}

  // The caller's standing to the review that `name` lies below; null where the caller may not know
  // of the review. Stays valid as long as this.
  absl::StatusOr<const Standing*> Of(const std::string& name);

 private:
  storage::Transaction& tx_;
  const Context& context_;
  const Viewer& viewer_;
  std::map<std::string, std::optional<Standing>> standings_;
};

// What the caller, who sees it, is shown of a recommendation: its findings only as one of the team,
// and what it repeats where the caller may know of that review.
absl::StatusOr<v1::Recommendation> ViewOf(ReviewSights& sights, v1::Recommendation recommendation);

// Whether the name stands for all reviews of a region: "regions/em/reviews/-".
bool IsAllReviews(const std::string& name);

// Wants a list's parent to be the name of a review, or that of all reviews of a region.
void CheckReviews(const std::string& parent, validation::FieldChecks& checks);

// The page that a list of what lies below reviews asks for.
template <typename Request>
resources::ListQuery QueryOfReviews(const rpc::Call& call, const Request& request) {
  resources::ListQuery query = resources::QueryFor(call, request);
  if (IsAllReviews(request.parent())) {
    query.parent = validation::RegionOf(request.parent());
    query.parent_column = "region";
  }
  return query;
}

// OK where `parent` is a review that the caller may use the permission on, or lies in a region that
// is there ("regions/em", "regions/em/reviews/-"); otherwise RESOURCE_NOT_FOUND.
absl::Status CheckParent(storage::Transaction& tx, const Context& context, const Viewer& viewer,
                         access::Permission permission, const std::string& parent);

// Answers a call that reads of several reviews, or of one, of which the caller may see some things:
// `act(tx, sights)` returns absl::StatusOr<Reply>. RESOURCE_NOT_FOUND under `parent` for a review
// that the caller may not know of, or a region that is not there.
template <typename Reply, typename Act>
absl::StatusOr<Reply> ReadSeen(const Context& context, const rpc::Call& call,
                               const std::string& parent, Act act) {
  absl::StatusOr<Reply> reply = Reply();
  absl::Status status = context.database.Read(call.deadline, [&](storage::Transaction& tx) {
    const auto viewer = IdentifyViewer(tx, context, call.caller);
    absl::Status seen = viewer.status();
    if (seen.ok()) seen = CheckParent(tx, context, *viewer, call.permission, parent);
    if (!seen.ok()) return seen;
    ReviewSights sights(tx, context, *viewer);
    reply = act(tx, sights);
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

}  // namespace peerchallenge::recommendations
