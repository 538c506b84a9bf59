#include "tests/services/recommendations/plans/plan_world.h"

#include <utility>

#include "common/environment/london.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/plans/plan_filing.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::Review;
using scheduling::v1::TeamMember;
using v1::ProgressReview;
using v1::RecommendationResponse;

Review MakeReview(const std::string& name, const std::string& host, Review::Kind kind,
                  const std::vector<std::pair<Who, TeamMember::Duty>>& team) {
  Review review;
  review.set_name(name);
  review.set_host(host);
  review.set_kind(kind);
  review.set_state(Review::STATE_LETTER_ISSUED);
  for (const auto& [who, duty] : team) {
    TeamMember& member = *review.add_team();
    member.set_person(who.subject);
    member.set_duty(duty);
    member.set_state(TeamMember::STATE_ACCEPTED);
  }
  return review;
}

std::vector<Review> Reviews() {
  return {MakeReview(kReview, kLincolnshire, Review::KIND_PEER_CHALLENGE,
                     {{kLead, TeamMember::DUTY_LEAD},
                      {kManager, TeamMember::DUTY_REVIEW_MANAGER},
                      {kPeer, TeamMember::DUTY_REVIEWER},
                      {kAuditor, TeamMember::DUTY_CASE_AUDITOR}}),
          MakeReview(kReview + "-later", kLincolnshire, Review::KIND_PEER_CHALLENGE,
                     {{kStranger, TeamMember::DUTY_LEAD}}),
          MakeReview(kProgressReview, kLincolnshire, Review::KIND_PROGRESS_REVIEW,
                     {{kLead, TeamMember::DUTY_LEAD}}),
          MakeReview(kOtherProgressReview, kNottingham, Review::KIND_PROGRESS_REVIEW, {}),
          MakeReview("regions/em/reviews/not", kNottingham, Review::KIND_PEER_CHALLENGE,
                     {{kStranger, TeamMember::DUTY_LEAD}}),
          MakeReview("regions/em/reviews/nhs", kNorthamptonshire, Review::KIND_PEER_CHALLENGE,
                     {{kStranger, TeamMember::DUTY_LEAD}})};
}

relations::ListedRelations AllRelations() {
  relations::ListedRelations listed;
  auto& region = listed.regions.emplace_back();
  region.set_name(kRegion);
  region.add_bank_holidays("2012-08-27");
  for (const std::string& name :
       {kLincolnshire, kNottingham, kNorthamptonshire, kNorthNorthamptonshire}) {
    listed.authorities.emplace_back().set_name(name);
  }
  listed.authorities[2].set_end_date("2013-03-31");
  listed.authorities[2].add_successors(validation::IdOf(kNorthNorthamptonshire));
  for (const Who& who : {kLead, kManager, kPeer, kAuditor, kStranger}) {
    auto& person = listed.people.emplace_back();
    person.set_name(who.subject);
    person.set_authority(kNottingham);
  }
  for (const Review& review : Reviews()) listed.reviews.push_back({.review = review, .visit = {}});
  return listed;
}

v1::Recommendation ToRecommendation(const std::string& review, const Advice& advice, int number) {
  v1::Recommendation recommendation;
  recommendation.set_name(absl::StrCat(review, "/recommendations/", advice.id));
  recommendation.set_number(number);
  recommendation.set_text(advice.text);
  for (const std::string& earlier : advice.repeats) recommendation.add_repeats(earlier);
  return recommendation;
}

}  // namespace

PlanWorld::PlanWorld(storage::Backend backend)
    : ServedWorld(backend,
                  absl::FromCivil(absl::CivilHour(2012, 7, 31, 12), environment::London())) {
  KnowAll();
}

void PlanWorld::KnowHost(const std::string& review, const std::string& host) {
  hosts_[review] = host;
  KnowAll();
}

void PlanWorld::KnowState(const std::string& review, Review::State state) {
  states_[review] = state;
  KnowAll();
}

void PlanWorld::Hide(const std::string& review) {
  hidden_ = review;
  KnowAll();
}

void PlanWorld::KnowAll() {
  relations::ListedRelations listed = AllRelations();
  for (auto& [review, visit] : listed.reviews) {
    const auto host = hosts_.find(review.name());
    if (host != hosts_.end()) review.set_host(host->second);
    const auto state = states_.find(review.name());
    if (state != states_.end()) review.set_state(state->second);
    review.set_unannounced(review.name() == hidden_);
  }
  Know(listed);
}

void PlanWorld::Issue(const std::string& review, const std::string& host,
                      const std::vector<Advice>& advice) {
  IssuedLetter letter = {.name = review + "/letters/l1",
                         .host = host,
                         .issue_date = environment::Today(clock()),
                         .recommendations = {}};
  for (const Advice& one : advice) {
    letter.recommendations.push_back(
        ToRecommendation(review, one, static_cast<int>(letter.recommendations.size()) + 1));
    letter.recommendations.back().set_state(v1::Recommendation::STATE_ISSUED);
  }
  Write([&](storage::Transaction& tx) -> absl::Status {
    for (v1::Recommendation recommendation : letter.recommendations) {
      absl::Status status = context().store.findings.recommendations.Insert(tx, recommendation);
      if (!status.ok()) return status;
    }
    return OpenActionPlan(tx, context(), letter);
  });
}

void PlanWorld::Add(v1::Recommendation recommendation) {
  Write([&](storage::Transaction& tx) {
    return context().store.findings.recommendations.Insert(tx, recommendation);
  });
}

void PlanWorld::Advise(const std::string& review, const Advice& advice) {
  v1::Recommendation recommendation = ToRecommendation(review, advice, 99);
  recommendation.set_state(v1::Recommendation::STATE_ISSUED);
  Add(std::move(recommendation));
}

void PlanWorld::Draft(const std::string& review, const Advice& advice) {
  v1::Recommendation recommendation = ToRecommendation(review, advice, 99);
  recommendation.set_state(v1::Recommendation::STATE_DRAFT);
  Add(std::move(recommendation));
}

void PlanWorld::GoTo(const std::string& date) {
  const auto day = validation::ParseDay(date);
  ASSERT_TRUE(day.has_value()) << date;
  clock().Set(absl::FromCivil(absl::CivilHour(*day) + 12, environment::London()));
  KnowAll();
}

std::string Recommended(const std::string& id) { return kReview + "/recommendations/" + id; }
std::string ActionName(const std::string& id) { return kPlan + "/actions/" + id; }

absl::StatusOr<v1::ActionPlan> PlanTest::Get(const Who& who, const std::string& plan) {
  v1::GetActionPlanRequest request;
  request.set_name(plan);
  return world_.Call<v1::ActionPlan>(who, "GetActionPlan", request);
}

absl::StatusOr<RecommendationResponse> PlanTest::Respond(const std::string& id,
                                                         RecommendationResponse::Decision decision,
                                                         const std::string& reason,
                                                         const Who& who) {
  v1::RespondToRecommendationRequest request;
  request.set_name(kPlan + "/responses/" + id);
  request.set_decision(decision);
  request.set_reason(reason);
  return world_.Call<RecommendationResponse>(who, "RespondToRecommendation", request);
}

v1::CreateActionRequest PlanTest::Acting(const std::string& id,
                                         const std::vector<std::string>& serves) {
  v1::CreateActionRequest request;
  request.set_parent(kPlan);
  request.set_action_id(id);
  v1::Action& action = *request.mutable_action();
  action.set_text("Contract a mentoring programme");
  for (const std::string& recommendation : serves) {
    action.add_recommendations(Recommended(recommendation));
  }
  action.set_owner_role("Head of service, leaving care");
  action.set_due_date("2013-01-31");
  v1::Measure& measure = *action.add_measures();
  measure.set_id("in-work");
  measure.set_text("Care leavers in work or learning");
  measure.set_unit("%");
  measure.set_baseline(40);
  measure.set_target(60);
  return request;
}

absl::StatusOr<v1::Action> PlanTest::Create(const v1::CreateActionRequest& request,
                                            const Who& who) {
  return world_.Call<v1::Action>(who, "CreateAction", request);
}

absl::StatusOr<v1::Action> PlanTest::GetAction(const std::string& id, const Who& who) {
  v1::GetActionRequest request;
  request.set_name(ActionName(id));
  return world_.Call<v1::Action>(who, "GetAction", request);
}

absl::StatusOr<v1::Action> PlanTest::Record(const std::string& action,
                                            const v1::ActionUpdate& update, const std::string& id,
                                            const Who& who) {
  v1::RecordActionUpdateRequest request;
  request.set_parent(ActionName(action));
  request.set_action_update_id(id);
  *request.mutable_action_update() = update;
  return world_.Call<v1::Action>(who, "RecordActionUpdate", request);
}

absl::StatusOr<v1::ActionPlan> PlanTest::Submit(const std::string& etag, const Who& who) {
  v1::SubmitActionPlanRequest request;
  request.set_name(kPlan);
  request.set_etag(etag);
  return world_.Call<v1::ActionPlan>(who, "SubmitActionPlan", request);
}

absl::StatusOr<v1::ActionPlan> PlanTest::Publish(const std::string& etag, const Who& who) {
  v1::PublishActionPlanRequest request;
  request.set_name(kPlan);
  request.set_etag(etag);
  return world_.Call<v1::ActionPlan>(who, "PublishActionPlan", request);
}

void PlanTest::PublishWhole() {
  for (const char* id : {"r1", "r2", "r3"}) Value(Respond(id));
  Value(Create(Acting("a1", {"r1", "r2", "r3"})));
  Value(Submit());
  Value(Publish());
}

absl::StatusOr<ProgressReview> PlanTest::Review(const v1::RecordProgressReviewRequest& request,
                                                const Who& who) {
  return world_.Call<ProgressReview>(who, "RecordProgressReview", request);
}

v1::RecordProgressReviewRequest PlanTest::Reviewing(
    const std::vector<std::pair<std::string, ProgressReview::Verdict::Decision>>& verdicts) {
  v1::RecordProgressReviewRequest request;
  request.set_parent(kPlan);
  ProgressReview& review = *request.mutable_progress_review();
  review.set_date(validation::FormatDay(environment::Today(world_.context().clock)));
  review.set_statement("Much has been done.");
  for (const auto& [id, decision] : verdicts) {
    ProgressReview::Verdict& verdict = *review.add_verdicts();
    verdict.set_recommendation(Recommended(id));
    verdict.set_decision(decision);
    verdict.set_effect(v1::Action::EFFECT_IMPROVED);
    verdict.set_text("The figures show it.");
  }
  return request;
}

std::vector<RecommendationResponse> PlanTest::Responses(const Who& who) {
  v1::ListRecommendationResponsesRequest request;
  request.set_parent(kPlan);
  const auto listed = Value(world_.Call<v1::ListRecommendationResponsesResponse>(
      who, "ListRecommendationResponses", request));
  return {listed.responses().begin(), listed.responses().end()};
}

std::vector<v1::Action> PlanTest::Actions(const Who& who, const std::string& parent) {
  v1::ListActionsRequest request;
  request.set_parent(parent);
  const auto listed = Value(world_.Call<v1::ListActionsResponse>(who, "ListActions", request));
  return {listed.actions().begin(), listed.actions().end()};
}

std::vector<v1::ActionPlan> PlanTest::Plans(const Who& who) {
  v1::ListActionPlansRequest request;
  request.set_parent(kRegion);
  const auto listed =
      Value(world_.Call<v1::ListActionPlansResponse>(who, "ListActionPlans", request));
  return {listed.action_plans().begin(), listed.action_plans().end()};
}

}  // namespace peerchallenge::recommendations
