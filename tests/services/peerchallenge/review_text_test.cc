#include "services/peerchallenge/review_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using testing::HasSubstr;
using testing::Not;

v1::Review Lincolnshire() {
  v1::Review review;
  review.set_name("regions/em/reviews/lin");
  review.set_display_name("Peer challenge: Lincolnshire");
  review.set_kind(v1::Review::KIND_PEER_CHALLENGE);
  review.set_host("regions/em/authorities/E10000019");
  review.set_state(v1::Review::STATE_TEAM_AGREED);
  review.set_start_date("2012-07-09");
  review.set_end_date("2012-07-11");
  auto* line = review.mutable_scope()->add_lines();
  line->set_id("kloe-1");
  line->set_question("How well?");
  auto* limb = line->add_limbs();
  limb->set_id("a");
  limb->set_text("Children with free meals.");
  auto* partner = review.add_team();
  partner->set_person("regions/em/people/em-082");
  partner->set_duty(v1::TeamMember::DUTY_REVIEW_MANAGER);
  partner->set_role("PARTNER");
  partner->set_state(v1::TeamMember::STATE_ACCEPTED);
  return review;
}

TEST(ReviewText, TellsStateDaysScopeAndTeam) {
  const std::string text = ReviewText(Lincolnshire());
  EXPECT_THAT(text,
              HasSubstr("peer challenge at E10000019, team agreed, 9 Jul 2012 to 11 Jul 2012\n"));
  EXPECT_THAT(text, HasSubstr("  kloe-1  How well?\n      (a) Children with free meals.\n"));
  EXPECT_THAT(text, HasSubstr("  em-082  review manager  partner  partner  accepted\n"));
}

TEST(ReviewText, SpeaksOfAnUnannouncedVisitOnlyWhereItIsOne) {
  v1::Review review = Lincolnshire();
  EXPECT_THAT(ReviewText(review), Not(HasSubstr("unannounced")));
  review.set_unannounced(true);
  EXPECT_THAT(ReviewText(review), HasSubstr("unannounced, hidden from its host\n"));
}

TEST(ReviewListText, HasALinePerReview) {
  v1::ListReviewsResponse response;
  *response.add_reviews() = Lincolnshire();
  v1::Review& second = *response.add_reviews();
  second.set_name("regions/em/reviews/der");
  second.set_host("regions/em/authorities/E06000015");
  second.set_state(v1::Review::STATE_PROPOSED);
  EXPECT_EQ(ReviewListText(response.reviews()),
            "State        Days                       Host       Review\n"
            "team agreed  9 Jul 2012 to 11 Jul 2012  E10000019  regions/em/reviews/lin\n"
            "proposed     not planned                E06000015  regions/em/reviews/der\n");
}

TEST(SuggestionsText, ListsTheCheapestFirst) {
  v1::SuggestReplacementsResponse response;
  EXPECT_EQ(SuggestionsText(response), "nobody can take the place\n");
  auto* suggestion = response.add_suggestions();
  suggestion->set_person("regions/em/people/em-014");
  suggestion->set_cost_change(-40);
  EXPECT_EQ(SuggestionsText(response), "Person  Cost\nem-014   -40\n");
}

}  // namespace
}  // namespace peerchallenge::cli
