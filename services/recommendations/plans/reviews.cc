// The methods of ActionPlanService on progress reviews.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "services/recommendations/plans/action_checks.h"
#include "services/recommendations/plans/action_plan_service.h"
#include "services/recommendations/plans/plan_filing.h"
#include "services/recommendations/plans/plan_handling.h"
#include "services/recommendations/plans/plan_names.h"
#include "services/recommendations/plans/plan_steps.h"
#include "services/recommendations/plans/progress_reviews.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::Review;
using storage::Transaction;
using v1::ProgressReview;
using validation::FieldChecks;

bool WasHeld(const Review& review) {
  return review.state() == Review::STATE_FEEDBACK_GIVEN ||
         review.state() == Review::STATE_LETTER_ISSUED || review.state() == Review::STATE_CLOSED;
}

// The review in scheduling that is named is a progress review of the plan's host, or of one that
// took its place, and the caller may know of it. Nobody closes recommendations to himself: the host
// names one that was held.
absl::Status CheckReview(Transaction& tx, const Context& context, PlanRoles& roles,
                         const FoundPlan& found, const std::string& name) {
  if (name.empty()) {
    if (found.role.reviews_alone) return absl::OkStatus();
    return errors::InvalidField("progress_review.review", "nothing",
                                "the progress review in scheduling whose outcome the host records");
  }
  const auto standing = roles.StandingTo(name);
  if (!standing.ok()) return standing.status();
  const auto hosts = context.relations.HostAndSuccessors(tx, found.plan.host());
  if (!hosts.ok()) return hosts.status();
  const Review* review = *standing == nullptr ? nullptr : &(*standing)->review;
  const bool fits = review != nullptr && review->kind() == Review::KIND_PROGRESS_REVIEW &&
                    hosts->count(review->host()) > 0 &&
                    (found.role.reviews_alone || WasHeld(*review));
  if (fits) return absl::OkStatus();
  return errors::ReferenceBroken(
      name, absl::StrCat("'", name, "' is no progress review that was held at '", found.plan.host(),
                         "'"));
}

absl::Status CheckAfterLetter(Transaction& tx, const Context& context, const std::string& plan,
                              const ProgressReview& review) {
  const auto origin = context.store.plans.Origin(tx, plan);
  if (!origin.ok()) return origin.status();
  const std::string issued = validation::FormatDay(origin->issue_date);
  // Dates of this form sort as text.
  if (review.date() >= issued) return absl::OkStatus();
  return errors::InvalidField("progress_review.date", review.date(),
                              absl::StrCat("no day before the letter, ", issued));
}

// Stores what the review does to the plan and its recommendations.
absl::Status FileProgressReview(Transaction& tx, const Context& context, v1::ActionPlan plan,
                                ProgressReview& review) {
  const PlanStore& store = context.store.plans;
  const auto responses = store.ResponsesOf(tx, plan.name());
  if (!responses.ok()) return responses.status();
  const auto changed = Record(review, *responses, plan);
  if (!changed.ok()) return changed.status();
  for (const v1::RecommendationResponse& response : *changed) {
    auto stored = resources::UpdateStamped(tx, context, store.responses, response, "");
    if (!stored.ok()) return stored.status();
  }
  *review.mutable_create_time() = resources::StampOf(context.clock);
  absl::Status status = store.progress_reviews.Insert(tx, review);
  if (!status.ok()) return status;
  return FilePlan(tx, context, std::move(plan), "").status();
}

}  // namespace

absl::StatusOr<ProgressReview> ActionPlanService::RecordProgressReview(
    const rpc::Call& call, const v1::RecordProgressReviewRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kPlanName);
  if (!request.progress_review_id().empty()) {
    checks.Id("progress_review_id", request.progress_review_id());
  }
  CheckProgressReview(request.progress_review(), environment::Today(context_.clock), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const std::string id = request.progress_review_id().empty()
                             ? environment::NewUuidV7(context_.clock, context_.random)
                             : request.progress_review_id();
  return MutatePlan<ProgressReview>(
      context_, call, request, request.parent(),
      [&](Transaction& tx, PlanRoles& roles,
          const FoundPlan& found) -> absl::StatusOr<ProgressReview> {
        ProgressReview review = request.progress_review();
        review.set_name(absl::StrCat(request.parent(), "/progressReviews/", id));
        absl::Status status = CheckPublic(found.plan);
        if (status.ok()) status = CheckReview(tx, context_, roles, found, review.review());
        if (status.ok()) status = CheckAfterLetter(tx, context_, request.parent(), review);
        if (status.ok()) status = FileProgressReview(tx, context_, found.plan, review);
        if (!status.ok()) return status;
        return review;
      });
}

absl::StatusOr<v1::ListProgressReviewsResponse> ActionPlanService::ListProgressReviews(
    const rpc::Call& call, const v1::ListProgressReviewsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kPlanName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::ListProgressReviewsResponse;
  return ReadPlan<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, PlanRoles&, const FoundPlan&) -> absl::StatusOr<Response> {
        resources::ListQuery query = resources::QueryFor(call, request);
        query.order_by = "listed";
        return resources::ToResponse(
            context_.store.plans.progress_reviews.List(tx, query, resources::kAll),
            &Response::mutable_progress_reviews);
      });
}

}  // namespace peerchallenge::recommendations
