#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "services/scheduling/context.h"
#include "services/scheduling/life_cycle.h"

namespace peerchallenge::scheduling {

// Answers peerchallenge.scheduling.v1.ReviewService (review.proto says what each method promises).
// Reviews themselves are in review_service.cc, the life cycle in review_steps.cc, teams in
// review_teams.cc.
class ReviewService {
 public:
  explicit ReviewService(const Context& context) : context_(context) {}

  void Register(rpc::MethodRegistry& registry);

  using Reply = absl::StatusOr<v1::Review>;

  Reply RequestReview(const rpc::Call& call, const v1::RequestReviewRequest& request);
  Reply CreateReview(const rpc::Call& call, const v1::CreateReviewRequest& request);
  Reply GetReview(const rpc::Call& call, const v1::GetReviewRequest& request);
  absl::StatusOr<v1::ListReviewsResponse> ListReviews(const rpc::Call& call,
                                                      const v1::ListReviewsRequest& request);
  Reply UpdateReview(const rpc::Call& call, const v1::UpdateReviewRequest& request);
  Reply ReleaseReview(const rpc::Call& call, const v1::ReleaseReviewRequest& request);

  Reply AgreeScope(const rpc::Call& call, const v1::AgreeScopeRequest& request);
  Reply AgreeTeam(const rpc::Call& call, const v1::AgreeTeamRequest& request);
  Reply ConfirmTimetable(const rpc::Call& call, const v1::ConfirmTimetableRequest& request);
  Reply StartVisit(const rpc::Call& call, const v1::StartVisitRequest& request);
  Reply RecordFeedback(const rpc::Call& call, const v1::RecordFeedbackRequest& request);
  Reply RecordLetterIssued(const rpc::Call& call, const v1::RecordLetterIssuedRequest& request);
  Reply CloseReview(const rpc::Call& call, const v1::CloseReviewRequest& request);
  Reply CancelReview(const rpc::Call& call, const v1::CancelReviewRequest& request);

  Reply ProposeTeam(const rpc::Call& call, const v1::ProposeTeamRequest& request);
  Reply InviteTeam(const rpc::Call& call, const v1::InviteTeamRequest& request);
  Reply AnswerInvitation(const rpc::Call& call, const v1::AnswerInvitationRequest& request);
  Reply AssignDuty(const rpc::Call& call, const v1::AssignDutyRequest& request);
  Reply ObjectToMember(const rpc::Call& call, const v1::ObjectToMemberRequest& request);
  absl::StatusOr<v1::SuggestReplacementsResponse> SuggestReplacements(
      const rpc::Call& call, const v1::SuggestReplacementsRequest& request);
  Reply ReplaceMember(const rpc::Call& call, const v1::ReplaceMemberRequest& request);

 private:
  // Changes one review: finds it for a viewer with `permission`, checks `request.etag`, lets
  // `change(tx, viewer, review)` change it, stores it and shows it.
  template <typename Request, typename Change>
  Reply ChangeReview(const rpc::Call& call, const Request& request, access::Permission permission,
                     Change change);

  // Who takes the place of a member: as asked, or the cheapest.
  absl::StatusOr<std::string> Joining(const rpc::Call& call,
                                      const v1::ReplaceMemberRequest& request);

  // Takes a step of the life cycle that needs nothing but its state.
  template <typename Request>
  Reply TakeStep(const rpc::Call& call, const Request& request, Step step) {
    return ChangeReview(call, request, access::v1::PERMISSION_REVIEW_WRITE,
                        [&](storage::Transaction&, const Viewer&, v1::Review& review) {
                          return Take(step, context_.clock.Now(), review);
                        });
  }

  Context context_;
};

// The review as the viewer may see it, with what has to be looked up for it.
absl::StatusOr<v1::Review> Show(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                                v1::Review review);

template <typename Request, typename Change>
ReviewService::Reply ReviewService::ChangeReview(const rpc::Call& call, const Request& request,
                                                 access::Permission permission, Change change) {
  return Mutate<v1::Review>(
      context_, call, request, [&](storage::Transaction& tx, const Viewer& viewer) -> Reply {
        auto review = FindReview(tx, context_.store, viewer, permission, request.name());
        if (!review.ok()) return review;
        if (absl::Status status = change(tx, viewer, *review); !status.ok()) return status;
        resources::SetUpdateTime(context_.clock, *review);
        if (absl::Status status = context_.store.reviews.Update(tx, *review, request.etag());
            !status.ok()) {
          return status;
        }
        return Show(tx, context_.store, viewer, *std::move(review));
      });
}

}  // namespace peerchallenge::scheduling
