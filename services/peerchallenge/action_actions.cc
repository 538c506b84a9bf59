#include "services/peerchallenge/action_actions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/recommendations/v1/finding.pb.h"
#include "services/peerchallenge/action_calls.h"
#include "services/peerchallenge/action_input.h"
#include "services/peerchallenge/action_text.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/names.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Action;
using v1::ActionPlan;
using v1::ProgressReview;
using v1::RecommendationResponse;

// Adds what is said of recommendations under one flag.
absl::Status AddVerdicts(const std::vector<std::string>& texts, const std::string& flag,
                         ProgressReview::Verdict::Decision decision,
                         const std::vector<RecommendationResponse>& responses,
                         ProgressReview& review) {
  for (const std::string& text : texts) {
    const auto said = ParseVerdict(text, flag);
    if (!said.ok()) return said.status();
    const auto recommendation = FindRecommendation(said->recommendation, responses);
    if (!recommendation.ok()) return recommendation.status();
    ProgressReview::Verdict& verdict = *review.add_verdicts();
    verdict.set_recommendation(*recommendation);
    verdict.set_decision(decision);
    verdict.set_effect(said->effect);
    verdict.set_text(said->text);
  }
  return absl::OkStatus();
}

// Takes a step of the plan that needs its name only.
template <typename Request>
ExitCode TakeStep(const std::string& method, const ActionArguments& arguments, Client& client,
                  Console& console) {
  const auto plan = PlanIn(arguments);
  if (!plan.ok()) return BadInput(plan.status(), arguments, console);
  Request request;
  request.set_name(*plan);
  request.set_request_id(client.NewRequestId());
  return Print(CallPlans<ActionPlan>(method, request, client), ActionPlanText, arguments, client,
               console);
}

absl::StatusOr<WholePlan> Load(const std::string& plan, Client& client) {
  WholePlan whole;
  v1::GetActionPlanRequest get;
  get.set_name(plan);
  auto stored = CallPlans<ActionPlan>("GetActionPlan", get, client);
  if (!stored.ok()) return stored.status();
  whole.plan = *std::move(stored);
  auto responses = ResponsesOf(plan, client);
  if (!responses.ok()) return responses.status();
  whole.responses = *std::move(responses);
  v1::ListActionsRequest list;
  list.set_parent(plan);
  const auto actions = AllActions(list, client);
  if (!actions.ok()) return actions.status();
  whole.actions.assign(actions->actions().begin(), actions->actions().end());
  v1::ListRecommendationsRequest advice;
  advice.set_parent(validation::ReviewOf(plan));
  const auto said = AllPages<v1::ListRecommendationsResponse>(
      "FindingService/ListRecommendations", advice, client, [](auto& all, const auto& page) {
        all.mutable_recommendations()->MergeFrom(page.recommendations());
      });
  if (!said.ok()) return said.status();
  for (const auto& one : said->recommendations()) whole.advice[one.name()] = one.text();
  return whole;
}

template <typename Message>
std::string JsonList(const std::vector<Message>& messages) {
  std::vector<std::string> values;
  values.reserve(messages.size());
  for (const Message& message : messages) values.push_back(FormatJson(message, JsonStyle::kLine));
  return JsonArray(values);
}

}  // namespace

ExitCode ShowActionPlan(const ActionArguments& arguments, Client& client, Console& console) {
  const auto plan = PlanIn(arguments);
  if (!plan.ok()) return BadInput(plan.status(), arguments, console);
  const auto whole = Load(*plan, client);
  if (!whole.ok()) return Failed(whole.status(), arguments, client, console);
  console.out << (arguments.json
                      ? JsonObject({{"actionPlan", FormatJson(whole->plan, JsonStyle::kLine)},
                                    {"responses", JsonList(whole->responses)},
                                    {"actions", JsonList(whole->actions)}}) +
                            "\n"
                      : WholePlanText(*whole));
  return ExitCode::kOk;
}

ExitCode ListActionPlans(const ActionArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  v1::ListActionPlansRequest request;
  request.set_parent(*region);
  request.set_overdue(arguments.overdue);
  using Response = v1::ListActionPlansResponse;
  return Print(AllPages<Response>("ActionPlanService/ListActionPlans", request, client,
                                  [](Response& all, const Response& page) {
                                    all.mutable_action_plans()->MergeFrom(page.action_plans());
                                  }),
               ActionPlansText, arguments, client, console);
}

ExitCode IntroduceActionPlan(const ActionArguments& arguments, Client& client, Console& console) {
  const auto plan = PlanIn(arguments);
  if (!plan.ok()) return BadInput(plan.status(), arguments, console);
  v1::UpdateActionPlanRequest request;
  request.mutable_action_plan()->set_name(*plan);
  request.mutable_action_plan()->set_introduction(arguments.text);
  request.mutable_update_mask()->add_paths("introduction");
  request.set_request_id(client.NewRequestId());
  return Print(CallPlans<ActionPlan>("UpdateActionPlan", request, client), ActionPlanText,
               arguments, client, console);
}

ExitCode SubmitActionPlan(const ActionArguments& arguments, Client& client, Console& console) {
  return TakeStep<v1::SubmitActionPlanRequest>("SubmitActionPlan", arguments, client, console);
}

ExitCode PublishActionPlan(const ActionArguments& arguments, Client& client, Console& console) {
  return TakeStep<v1::PublishActionPlanRequest>("PublishActionPlan", arguments, client, console);
}

ExitCode RespondToRecommendation(const ActionArguments& arguments, Client& client,
                                 Console& console) {
  const auto plan = PlanIn(arguments);
  if (!plan.ok()) return BadInput(plan.status(), arguments, console);
  const auto decision = ParseEnum<RecommendationResponse::Decision>(
      arguments.decision, "DECISION_", "--decision", "accepted, partly-accepted or declined",
      RecommendationResponse::Decision_Parse);
  if (!decision.ok()) return BadInput(decision.status(), arguments, console);
  const auto responses = ResponsesOf(*plan, client);
  if (!responses.ok()) return Failed(responses.status(), arguments, client, console);
  const auto recommendation = FindRecommendation(arguments.recommendation, *responses);
  if (!recommendation.ok()) return Failed(recommendation.status(), arguments, client, console);
  v1::RespondToRecommendationRequest request;
  request.set_name(absl::StrCat(*plan, "/responses/", validation::IdOf(*recommendation)));
  request.set_decision(*decision);
  request.set_reason(arguments.reason);
  request.set_request_id(client.NewRequestId());
  return Print(CallPlans<RecommendationResponse>("RespondToRecommendation", request, client),
               ResponseText, arguments, client, console);
}

ExitCode SuggestRepeats(const ActionArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto name = NameInReview(arguments.recommendation, *review, "recommendations");
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::SuggestRepeatsRequest request;
  request.set_recommendation(*name);
  return Print(CallPlans<v1::SuggestRepeatsResponse>("SuggestRepeats", request, client),
               RepeatsText, arguments, client, console);
}

ExitCode ListActions(const ActionArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  v1::ListActionsRequest request;
  request.set_parent(*region + "/reviews/-/actionPlan");
  request.set_overdue(arguments.overdue);
  request.set_due_by_date(arguments.due);
  if (!arguments.rag.empty()) {
    const auto rag = ParseEnum<Action::Rag>(arguments.rag, "RAG_", "--rag", "red, amber or green",
                                            Action::Rag_Parse);
    if (!rag.ok()) return BadInput(rag.status(), arguments, console);
    request.set_rag(*rag);
  }
  return Print(AllActions(request, client), ActionsText, arguments, client, console);
}

ExitCode ListOverdueActions(const ActionArguments& arguments, Client& client, Console& console) {
  ActionArguments overdue = arguments;
  overdue.overdue = true;
  return ListActions(overdue, client, console);
}

ExitCode ReviewProgress(const ActionArguments& arguments, Client& client, Console& console) {
  using Stated = ProgressReview::Verdict;
  const auto plan = PlanIn(arguments);
  if (!plan.ok()) return BadInput(plan.status(), arguments, console);
  v1::RecordProgressReviewRequest request;
  request.set_parent(*plan);
  request.set_progress_review_id(arguments.id);
  request.set_request_id(client.NewRequestId());
  ProgressReview& review = *request.mutable_progress_review();
  review.set_date(arguments.date.empty() ? Today() : arguments.date);
  review.set_statement(arguments.text);
  if (!arguments.scheduled.empty()) {
    const auto scheduled = ReviewName(arguments.scheduled);
    if (!scheduled.ok()) return BadInput(scheduled.status(), arguments, console);
    review.set_review(*scheduled);
  }
  const auto responses = ResponsesOf(*plan, client);
  if (!responses.ok()) return Failed(responses.status(), arguments, client, console);
  absl::Status status =
      AddVerdicts(arguments.closed, "--close", Stated::DECISION_CLOSE, *responses, review);
  status.Update(AddVerdicts(arguments.continued, "--continue", Stated::DECISION_CONTINUE,
                            *responses, review));
  status.Update(
      AddVerdicts(arguments.reopened, "--reopen", Stated::DECISION_REOPEN, *responses, review));
  if (!status.ok()) return BadInput(status, arguments, console);
  return Print(CallPlans<ProgressReview>("RecordProgressReview", request, client),
               ProgressReviewText, arguments, client, console);
}

ExitCode ListProgressReviews(const ActionArguments& arguments, Client& client, Console& console) {
  const auto plan = PlanIn(arguments);
  if (!plan.ok()) return BadInput(plan.status(), arguments, console);
  v1::ListProgressReviewsRequest request;
  request.set_parent(*plan);
  using Response = v1::ListProgressReviewsResponse;
  return Print(
      AllPages<Response>("ActionPlanService/ListProgressReviews", request, client,
                         [](Response& all, const Response& page) {
                           all.mutable_progress_reviews()->MergeFrom(page.progress_reviews());
                         }),
      ProgressReviewsText, arguments, client, console);
}

}  // namespace peerchallenge::cli
