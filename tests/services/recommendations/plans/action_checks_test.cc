#include "services/recommendations/plans/action_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "services/recommendations/follow_up_rules.h"
#include "tests/services/recommendations/plans/plan_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using validation::FieldChecks;

constexpr absl::CivilDay kToday(2013, 1, 31);

// A change that makes a good message bad, and the field that is named for it.
template <typename Message>
struct Spoiling {
  const char* field;
  std::function<void(Message&)> spoil;
};

template <typename Message>
void ExpectEachIsFound(const std::function<absl::Status(const Message&)>& check,
                       const Message& good, const std::vector<Spoiling<Message>>& spoilings) {
  EXPECT_TRUE(check(good).ok()) << check(good);
  for (const auto& [field, spoil] : spoilings) {
    Message bad = good;
    spoil(bad);
    EXPECT_THAT(FieldsOf(check(bad)), ElementsAre(field)) << bad.ShortDebugString();
  }
}

template <typename Message>
void Fill(google::protobuf::RepeatedPtrField<Message>& list, int count) {
  const Message first = list[0];
  while (list.size() < count) *list.Add() = first;
}

TEST(CheckAction, FindsEachWrongField) {
  v1::Action good = MakeAction("a1", {"r1", "r2"});
  *good.add_measures() = MakeMeasure("in-work", 40, 60);
  const auto check = [](const v1::Action& action) {
    FieldChecks checks;
    CheckAction(action, checks);
    return checks.Result();
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  ExpectEachIsFound<v1::Action>(
      check, good,
      {{"action.text", [](auto& a) { a.clear_text(); }},
       {"action.text", [](auto& a) { a.set_text(std::string(2'001, 'x')); }},
       {"action.recommendations", [](auto& a) { a.clear_recommendations(); }},
       {"action.recommendations",
        [](auto& a) {
          for (int i = 0; i < 11; ++i) a.add_recommendations(Recommendation(std::to_string(i)));
        }},
       {"action.recommendations[1]",
        [](auto& a) { a.set_recommendations(1, Recommendation("r1")); }},
       {"action.recommendations[0]", [](auto& a) { a.set_recommendations(0, "r1"); }},
       {"action.owner_role", [](auto& a) { a.clear_owner_role(); }},
       {"action.owner_role", [](auto& a) { a.set_owner_role(std::string(201, 'x')); }},
       {"action.due_date", [](auto& a) { a.clear_due_date(); }},
       {"action.due_date", [](auto& a) { a.set_due_date("2013-02-30"); }},
       {"action.measures", [](auto& a) { Fill(*a.mutable_measures(), 11); }},
       {"action.measures[1].id", [](auto& a) { *a.add_measures() = a.measures(0); }},
       {"action.measures[0].id", [](auto& a) { a.mutable_measures(0)->set_id("In work"); }},
       {"action.measures[0].id",
        [](auto& a) { a.mutable_measures(0)->set_id(std::string(21, 'x')); }},
       {"action.measures[0].text", [](auto& a) { a.mutable_measures(0)->clear_text(); }},
       {"action.measures[0].unit",
        [](auto& a) { a.mutable_measures(0)->set_unit(std::string(41, 'x')); }},
       {"action.measures[0].baseline",
        [=](auto& a) { a.mutable_measures(0)->set_baseline(-2e12); }},
       {"action.measures[0].target", [=](auto& a) { a.mutable_measures(0)->set_target(infinity); }},
       {"action.measures[0].target", [=](auto& a) { a.mutable_measures(0)->set_target(nan); }},
       {"action.measures[0].target", [](auto& a) { a.mutable_measures(0)->set_target(40); }}});
}

TEST(CheckUpdate, FindsEachWrongField) {
  v1::ActionUpdate good;
  good.set_rag(v1::Action::RAG_RED);
  good.set_delivery(v1::Action::DELIVERY_DROPPED);
  good.set_note("The programme has ended.");
  good.add_readings()->set_measure("in-work");
  good.mutable_readings(0)->set_date("2013-01-31");
  good.add_evidence()->set_title("Letter");
  good.mutable_evidence(0)->set_reference("https://example.org/letter.pdf");
  good.mutable_evidence(0)->set_date("2012-12-01");
  const auto check = [](const v1::ActionUpdate& update) {
    FieldChecks checks;
    CheckUpdate(update, kToday, checks);
    return checks.Result();
  };
  EXPECT_TRUE(check({}).ok()) << "an update may say nothing";
  ExpectEachIsFound<v1::ActionUpdate>(
      check, good,
      {{"action_update.rag", [](auto& u) { u.set_rag(static_cast<v1::Action::Rag>(9)); }},
       {"action_update.delivery",
        [](auto& u) { u.set_delivery(static_cast<v1::Action::Delivery>(9)); }},
       {"action_update.note", [](auto& u) { u.clear_note(); }},
       {"action_update.note",
        [](auto& u) {
          u.clear_note();
          u.clear_rag();
        }},
       {"action_update.note",
        [](auto& u) {
          u.clear_note();
          u.clear_delivery();
        }},
       {"action_update.note", [](auto& u) { u.set_note(std::string(4'001, 'x')); }},
       {"action_update.readings", [](auto& u) { Fill(*u.mutable_readings(), 11); }},
       {"action_update.readings[0].date",
        [](auto& u) { u.mutable_readings(0)->set_date("2013-02-01"); }},
       {"action_update.readings[0].date", [](auto& u) { u.mutable_readings(0)->clear_date(); }},
       {"action_update.readings[0].value", [](auto& u) { u.mutable_readings(0)->set_value(1e13); }},
       {"action_update.evidence", [](auto& u) { Fill(*u.mutable_evidence(), 11); }},
       {"action_update.evidence[0].title", [](auto& u) { u.mutable_evidence(0)->clear_title(); }},
       {"action_update.evidence[0].reference",
        [](auto& u) { u.mutable_evidence(0)->set_reference("http://example.org/letter.pdf"); }},
       {"action_update.evidence[0].reference",
        [](auto& u) { u.mutable_evidence(0)->set_reference("javascript://x"); }},
       {"action_update.evidence[0].date", [](auto& u) { u.mutable_evidence(0)->clear_date(); }}});
}

TEST(CheckResponse, AsksForAReasonUnlessItIsAccepted) {
  const struct {
    v1::RecommendationResponse::Decision decision;
    std::string reason;
    const char* field;
  } rows[] = {
      {v1::RecommendationResponse::DECISION_ACCEPTED, "", nullptr},
      {v1::RecommendationResponse::DECISION_PARTLY_ACCEPTED, "In two districts.", nullptr},
      {v1::RecommendationResponse::DECISION_PARTLY_ACCEPTED, "", "reason"},
      {v1::RecommendationResponse::DECISION_DECLINED, "", "reason"},
      {v1::RecommendationResponse::DECISION_DECLINED, std::string(4'001, 'x'), "reason"},
      {v1::RecommendationResponse::DECISION_UNSPECIFIED, "x", "decision"},
      {static_cast<v1::RecommendationResponse::Decision>(9), "x", "decision"},
  };
  for (const auto& row : rows) {
    FieldChecks checks;
    CheckResponse(row.decision, row.reason, checks);
    const auto fields = FieldsOf(checks.Result());
    if (row.field == nullptr) {
      EXPECT_THAT(fields, IsEmpty());
    } else {
      EXPECT_THAT(fields, ElementsAre(row.field));
    }
  }
}

TEST(CheckProgressReview, FindsEachWrongField) {
  v1::ProgressReview good;
  good.set_date("2013-01-31");
  good.set_statement("Much was done.");
  good.set_review("regions/em/reviews/lin-progress");
  auto& verdict = *good.add_verdicts();
  verdict.set_recommendation(Recommendation("r1"));
  verdict.set_decision(v1::ProgressReview::Verdict::DECISION_CLOSE);
  verdict.set_effect(v1::Action::EFFECT_IMPROVED);
  verdict.set_text("The figures show it.");
  const auto check = [](const v1::ProgressReview& review) {
    FieldChecks checks;
    CheckProgressReview(review, kToday, checks);
    return checks.Result();
  };
  using Decision = v1::ProgressReview::Verdict::Decision;
  ExpectEachIsFound<v1::ProgressReview>(
      check, good,
      {{"progress_review.date", [](auto& r) { r.set_date("2013-02-01"); }},
       {"progress_review.date", [](auto& r) { r.clear_date(); }},
       {"progress_review.statement", [](auto& r) { r.clear_statement(); }},
       {"progress_review.statement", [](auto& r) { r.set_statement(std::string(8'001, 'x')); }},
       {"progress_review.review", [](auto& r) { r.set_review("lin-progress"); }},
       {"progress_review.verdicts", [](auto& r) { Fill(*r.mutable_verdicts(), 51); }},
       {"progress_review.verdicts[0].decision",
        [](auto& r) { r.mutable_verdicts(0)->clear_decision(); }},
       {"progress_review.verdicts[0].decision",
        [](auto& r) { r.mutable_verdicts(0)->set_decision(static_cast<Decision>(9)); }},
       {"progress_review.verdicts[0].effect",
        [](auto& r) { r.mutable_verdicts(0)->clear_effect(); }},
       {"progress_review.verdicts[0].text", [](auto& r) { r.mutable_verdicts(0)->clear_text(); }}});
}

TEST(FollowUpRules, HaveTheDefaultsOfTheContract) {
  const v1::FollowUpRules rules = WithDefaults({});
  EXPECT_TRUE(CheckRules(rules).ok());
  EXPECT_EQ(rules.correction_working_days(), 10);
  EXPECT_EQ(rules.answer_working_days(), 5);
  EXPECT_FALSE(rules.allow_unshared_letter());
  EXPECT_EQ(rules.min_recommendations(), 3);
  EXPECT_EQ(rules.max_recommendations(), 12);
  EXPECT_EQ(rules.submission_working_days(), 30);
  EXPECT_EQ(rules.publication_months(), 3);
  EXPECT_EQ(rules.progress_review_months(), 6);
  EXPECT_EQ(rules.office_escalation_working_days(), 10);
  EXPECT_EQ(rules.board_escalation_working_days(), 30);
  EXPECT_EQ(rules.committee_clear_days(), 5);
}

TEST(FollowUpRules, KeepWhatARegionHasSet) {
  v1::FollowUpRules set;
  set.set_min_recommendations(0);
  set.set_allow_unshared_letter(true);
  const v1::FollowUpRules rules = WithDefaults(set);
  EXPECT_EQ(rules.min_recommendations(), 0);
  EXPECT_TRUE(rules.allow_unshared_letter());
}

TEST(CheckRules, FindsEachWrongField) {
  ExpectEachIsFound<v1::FollowUpRules>(
      CheckRules, WithDefaults({}),
      {{"follow_up_rules.correction_working_days",
        [](auto& r) { r.set_correction_working_days(0); }},
       {"follow_up_rules.answer_working_days", [](auto& r) { r.set_answer_working_days(61); }},
       {"follow_up_rules.min_recommendations", [](auto& r) { r.set_min_recommendations(-1); }},
       {"follow_up_rules.max_recommendations", [](auto& r) { r.set_max_recommendations(51); }},
       {"follow_up_rules.max_recommendations", [](auto& r) { r.set_max_recommendations(2); }},
       {"follow_up_rules.submission_working_days",
        [](auto& r) { r.set_submission_working_days(251); }},
       {"follow_up_rules.publication_months", [](auto& r) { r.set_publication_months(25); }},
       {"follow_up_rules.progress_review_months", [](auto& r) { r.set_progress_review_months(0); }},
       {"follow_up_rules.office_escalation_working_days",
        [](auto& r) { r.set_office_escalation_working_days(0); }},
       {"follow_up_rules.board_escalation_working_days",
        [](auto& r) { r.set_board_escalation_working_days(9); }},
       {"follow_up_rules.committee_clear_days", [](auto& r) { r.set_committee_clear_days(21); }}});
}

}  // namespace
}  // namespace peerchallenge::recommendations
