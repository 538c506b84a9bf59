// The life cycle of reviews: each step checks what it needs and takes its transition
// (life_cycle.h).

#include "common/validation/field_checks.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/planning_checks.h"
#include "services/scheduling/review_checks.h"
#include "services/scheduling/review_service.h"
#include "services/scheduling/team.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using validation::FieldChecks;

constexpr size_t kMaxReasonBytes = 2000;

}  // namespace

ReviewService::Reply ReviewService::AgreeScope(const rpc::Call& call,
                                               const v1::AgreeScopeRequest& request) {
  FieldChecks checks;
  CheckScope(request.scope(), "scope", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return ChangeReview(call, request, permissions::PERMISSION_REVIEW_SCOPE,
                      [&](storage::Transaction&, const Viewer&, v1::Review& review) {
                        absl::Status status = Take(Step::kAgreeScope, context_.clock.Now(), review);
                        if (status.ok()) *review.mutable_scope() = request.scope();
                        return status;
                      });
}

ReviewService::Reply ReviewService::AgreeTeam(const rpc::Call& call,
                                              const v1::AgreeTeamRequest& request) {
  return ChangeReview(
      call, request, permissions::PERMISSION_TEAM_WRITE,
      [&](storage::Transaction& tx, const Viewer& viewer, v1::Review& review) {
        if (absl::Status status = Take(Step::kAgreeTeam, context_.clock.Now(), review);
            !status.ok()) {
          return status;
        }
        if (absl::Status status = CheckComplete(review); !status.ok()) return status;
        return CheckRules(tx, context_.store, viewer, review);
      });
}

ReviewService::Reply ReviewService::ConfirmTimetable(const rpc::Call& call,
                                                     const v1::ConfirmTimetableRequest& request) {
  return TakeStep(call, request, Step::kConfirmTimetable);
}

ReviewService::Reply ReviewService::StartVisit(const rpc::Call& call,
                                               const v1::StartVisitRequest& request) {
  return TakeStep(call, request, Step::kStartVisit);
}

ReviewService::Reply ReviewService::RecordFeedback(const rpc::Call& call,
                                                   const v1::RecordFeedbackRequest& request) {
  return TakeStep(call, request, Step::kRecordFeedback);
}

ReviewService::Reply ReviewService::RecordLetterIssued(
    const rpc::Call& call, const v1::RecordLetterIssuedRequest& request) {
  return ChangeReview(call, request, permissions::PERMISSION_LEDGER_ANCHOR,
                      [&](storage::Transaction&, const Viewer&, v1::Review& review) {
                        return Take(Step::kRecordLetterIssued, context_.clock.Now(), review);
                      });
}

ReviewService::Reply ReviewService::CloseReview(const rpc::Call& call,
                                                const v1::CloseReviewRequest& request) {
  return ChangeReview(call, request, permissions::PERMISSION_REVIEW_WRITE,
                      [&](storage::Transaction&, const Viewer&, v1::Review& review) {
                        return Take(EndsInLetter(review) ? Step::kClose : Step::kCloseWithoutLetter,
                                    context_.clock.Now(), review);
                      });
}

ReviewService::Reply ReviewService::CancelReview(const rpc::Call& call,
                                                 const v1::CancelReviewRequest& request) {
  FieldChecks checks;
  checks.Text("reason", request.reason(), 1, kMaxReasonBytes);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return ChangeReview(call, request, permissions::PERMISSION_REVIEW_WRITE,
                      [&](storage::Transaction&, const Viewer&, v1::Review& review) {
                        absl::Status status = Take(Step::kCancel, context_.clock.Now(), review);
                        if (status.ok()) review.set_cancel_reason(request.reason());
                        return status;
                      });
}

}  // namespace peerchallenge::scheduling
