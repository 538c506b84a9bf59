#include <gmock/gmock.h>

#include "tests/services/recommendations/plans/plan_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using v1::ActionPlan;
using v1::FollowUpRules;
using v1::PlanClock;
using v1::ProgressReview;
using v1::RecommendationResponse;
using Verdict = v1::ProgressReview::Verdict;

class ProgressReviewTest : public PlanTest {
 protected:
  absl::StatusOr<v1::ListProgressReviewsResponse> List(const v1::ListProgressReviewsRequest& list) {
    return world_.Call<v1::ListProgressReviewsResponse>(kDirector, "ListProgressReviews", list);
  }
  v1::RecordProgressReviewRequest ClosingAll() {
    return Reviewing({{"r1", Verdict::DECISION_CLOSE},
                      {"r2", Verdict::DECISION_CLOSE},
                      {"r3", Verdict::DECISION_CLOSE}});
  }
};

TEST_F(ProgressReviewTest, RecordProgressReview_ClosesAndReopens) {
  PublishWhole();
  world_.GoTo("2013-01-31");
  v1::RecordProgressReviewRequest first =
      Reviewing({{"r1", Verdict::DECISION_CLOSE}, {"r2", Verdict::DECISION_CONTINUE}});
  first.mutable_progress_review()->set_review(kProgressReview);
  const ProgressReview recorded = Value(Review(first));
  EXPECT_EQ(recorded.verdicts_size(), 2);
  EXPECT_TRUE(recorded.has_create_time());
  EXPECT_EQ(Responses()[0].state(), RecommendationResponse::STATE_CLOSED);
  EXPECT_EQ(Responses()[1].state(), RecommendationResponse::STATE_OPEN);
  EXPECT_EQ(Plan().state(), ActionPlan::STATE_PUBLISHED);
  EXPECT_EQ(Plan().clocks(2).done_date(), "2013-01-31");
  EXPECT_EQ(Plan().clocks(2).state(), PlanClock::STATE_MET);

  world_.GoTo("2013-02-28");
  Value(Review(ClosingAll(), kManager));
  EXPECT_EQ(Plan().state(), ActionPlan::STATE_CLOSED);
  world_.GoTo("2013-03-29");
  Value(Review(Reviewing({{"r2", Verdict::DECISION_REOPEN}}), kOffice));
  EXPECT_EQ(Plan().state(), ActionPlan::STATE_PUBLISHED);
  EXPECT_EQ(Responses()[1].state(), RecommendationResponse::STATE_REOPENED);
  Value(Create(Acting("again", {"r2"})));

  v1::ListProgressReviewsRequest list;
  list.set_parent(kPlan);
  list.set_page_size(2);
  const auto page = Value(List(list));
  ASSERT_EQ(page.progress_reviews_size(), 2);
  EXPECT_EQ(page.progress_reviews(0).verdicts_size(), 1) << "the newest first";
  list.set_page_token(page.next_page_token());
  EXPECT_EQ(Value(List(list)).progress_reviews(0).name(), recorded.name());
}

TEST_F(ProgressReviewTest, RecordProgressReview_IsNotTheHostsAlone) {
  PublishWhole();
  v1::RecordProgressReviewRequest request = ClosingAll();
  const auto alone = Review(request, kDirector);
  ExpectError(alone, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(rpc::FieldsOf(alone.status()), ElementsAre("progress_review.review"));
  request.mutable_progress_review()->set_review(kProgressReview);
  world_.KnowState(kProgressReview, scheduling::v1::Review::STATE_ON_SITE);
  ExpectError(Review(request, kDirector), reasons::ERROR_REASON_REFERENCE_BROKEN);
  EXPECT_EQ(Plan().state(), ActionPlan::STATE_PUBLISHED);
  world_.KnowState(kProgressReview, scheduling::v1::Review::STATE_FEEDBACK_GIVEN);
  Value(Review(request, kDirector));
  EXPECT_EQ(Plan().state(), ActionPlan::STATE_CLOSED);
}

TEST_F(ProgressReviewTest, RecordProgressReview_IsNobodyElses) {
  PublishWhole();
  for (const Who& who : {kPeer, kStranger, kOtherDirector, kOtherRegionsOffice}) {
    ExpectError(Review(ClosingAll(), who), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  for (const Who& who : {kBoard, kScrutiny, kSystem}) {
    ExpectError(Review(ClosingAll(), who), reasons::ERROR_REASON_PERMISSION_MISSING);
  }
  EXPECT_EQ(Plan().state(), ActionPlan::STATE_PUBLISHED);
}

TEST_F(ProgressReviewTest, RecordProgressReview_NeedsAPublicPlan) {
  ExpectError(Review(ClosingAll()), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(ProgressReviewTest, RecordProgressReview_RejectsBadRequests) {
  PublishWhole();
  const auto with = [&](auto change) {
    v1::RecordProgressReviewRequest request = ClosingAll();
    change(request);
    return request;
  };
  const auto invalid = [&](auto change, const std::string& field) {
    const auto reviewed = Review(with(change));
    ExpectError(reviewed, reasons::ERROR_REASON_FIELD_INVALID);
    EXPECT_THAT(rpc::FieldsOf(reviewed.status()), ElementsAre(field));
  };
  invalid([](auto& r) { r.set_parent(kReview); }, "parent");
  invalid([](auto& r) { r.set_progress_review_id("P 1"); }, "progress_review_id");
  invalid([](auto& r) { r.mutable_progress_review()->set_date("2012-08-01"); },
          "progress_review.date");
  invalid([](auto& r) { r.mutable_progress_review()->set_date("2012-07-30"); },
          "progress_review.date");
  invalid(
      [](auto& r) {
        r.mutable_progress_review()->mutable_verdicts(0)->set_recommendation(Recommended("r9"));
      },
      "progress_review.verdicts[0].recommendation");
  for (const std::string& review : {kOtherProgressReview, kReview, kReview + "-none"}) {
    ExpectError(Review(with([&](auto& r) { r.mutable_progress_review()->set_review(review); })),
                reasons::ERROR_REASON_REFERENCE_BROKEN);
  }
  ExpectError(Review(with([](auto& r) { r.set_parent(kOtherPlan); })),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(Plan().state(), ActionPlan::STATE_PUBLISHED);
  const auto named = with([](auto& r) { r.set_progress_review_id("first"); });
  Value(Review(named));
  ExpectError(Review(named), reasons::ERROR_REASON_RESOURCE_EXISTS);
}

TEST_F(ProgressReviewTest, ListProgressReviews_RejectsBadRequests) {
  v1::ListProgressReviewsRequest list;
  list.set_parent(kReview);
  ExpectError(List(list), reasons::ERROR_REASON_FIELD_INVALID);
  list.set_parent(kPlan);
  list.set_page_size(-1);
  ExpectError(List(list), reasons::ERROR_REASON_FIELD_INVALID);
  list.set_page_size(0);
  list.set_page_token("x");
  ExpectError(List(list), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  list.clear_page_token();
  list.set_parent(kOtherPlan);
  ExpectError(List(list), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

class RulesTest : public PlanTest {
 protected:
  absl::StatusOr<FollowUpRules> GetRules(const Who& who,
                                         const std::string& name = kRegion + "/followUpRules") {
    v1::GetFollowUpRulesRequest request;
    request.set_name(name);
    return world_.Call<FollowUpRules>(who, "GetFollowUpRules", request);
  }
  absl::StatusOr<FollowUpRules> Set(const FollowUpRules& rules,
                                    const std::vector<std::string>& paths, const Who& who = kOffice,
                                    const std::string& name = kRegion + "/followUpRules") {
    v1::UpdateFollowUpRulesRequest request;
    *request.mutable_follow_up_rules() = rules;
    request.mutable_follow_up_rules()->set_name(name);
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return world_.Call<FollowUpRules>(who, "UpdateFollowUpRules", request);
  }
};

TEST_F(RulesTest, GetFollowUpRules_FillsDefaultsIn) {
  for (const Who& who : {kOffice, kDirector, kLead, kBoard, kScrutiny}) {
    const FollowUpRules rules = Value(GetRules(who));
    EXPECT_EQ(rules.submission_working_days(), 30);
    EXPECT_EQ(rules.etag(), "");
    EXPECT_FALSE(rules.has_create_time());
  }
  ExpectError(GetRules(kOffice, "regions/none/followUpRules"),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(GetRules(kOffice, "regions/em/rules"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(GetRules(kOtherRegionsOffice), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RulesTest, UpdateFollowUpRules_HoldForPlansThatBeginLater) {
  FollowUpRules rules;
  rules.set_submission_working_days(5);
  rules.set_office_escalation_working_days(1);
  rules.set_board_escalation_working_days(2);
  const FollowUpRules set = Value(Set(rules, {}));
  EXPECT_EQ(set.submission_working_days(), 5);
  EXPECT_EQ(set.publication_months(), 3);
  EXPECT_FALSE(set.etag().empty());
  EXPECT_EQ(Plan().clocks(0).due_date(), "2012-09-12") << "this plan has begun before";
  world_.Issue("regions/em/reviews/not", kNottingham, {{"n1"}});
  EXPECT_EQ(Value(Get(kOffice, kOtherPlan)).clocks(0).due_date(), "2012-08-07");
  world_.GoTo("2012-08-09");
  EXPECT_EQ(Value(Get(kOffice, kOtherPlan)).clocks(0).escalation(), 2);
  world_.GoTo("2012-09-14");
  EXPECT_EQ(Plan().clocks(0).escalation(), 1) << "by the rules that it began with";
}

TEST_F(RulesTest, UpdateFollowUpRules_GoesBackToDefaults) {
  FollowUpRules rules;
  rules.set_min_recommendations(0);
  Value(Set(rules, {}));
  EXPECT_EQ(Value(GetRules(kOffice)).min_recommendations(), 0);
  EXPECT_EQ(Value(Set({}, {"min_recommendations"})).min_recommendations(), 3);
}

TEST_F(RulesTest, UpdateFollowUpRules_RejectsBadRequests) {
  FollowUpRules rules;
  rules.set_board_escalation_working_days(5);  // before the office
  ExpectError(Set(rules, {}), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Set({}, {"colour"}), reasons::ERROR_REASON_FIELD_INVALID);
  FollowUpRules guarded;
  guarded.set_etag("never given");
  ExpectError(Set(guarded, {"publication_months"}), reasons::ERROR_REASON_ETAG_MISMATCH);
  guarded.clear_etag();
  guarded.set_publication_months(4);
  guarded.set_etag(Value(Set(guarded, {})).etag());
  Value(Set(guarded, {"publication_months"}));
  ExpectError(Set(guarded, {"publication_months"}), reasons::ERROR_REASON_ETAG_MISMATCH);
  ExpectError(Set(guarded, {}, kDirector), reasons::ERROR_REASON_PERMISSION_MISSING);
  ExpectError(Set(guarded, {}, kOtherRegionsOffice), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(
      Set(guarded, {}, {"all", {"PROGRAMME_OFFICE@regions/none"}}, "regions/none/followUpRules"),
      reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace peerchallenge::recommendations
