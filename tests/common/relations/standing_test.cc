#include "common/relations/standing.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace peerchallenge::relations {
namespace {

using scheduling::v1::TeamMember;

constexpr char kHost[] = "regions/em/authorities/E10000019";
constexpr char kViewer[] = "regions/em/people/p1";

scheduling::v1::Review HiddenVisit() {
  scheduling::v1::Review review;
  review.set_name("regions/em/reviews/hidden");
  review.set_host(kHost);
  review.set_unannounced(true);
  review.add_need_to_know("knows");
  review.add_need_to_know("director");
  return review;
}

Viewer With(const std::string& subject, const access::Grant& grant) {
  return {.caller = {.subject = subject, .grants = {grant}}, .person = "", .home_authority = ""};
}

const access::Grant kAuditor = {.role = access::v1::ROLE_AUDITOR, .region = "regions/em"};

TEST(KnowsOf, IsForWhoeverSchedulingShowsAHiddenVisit) {
  scheduling::v1::Review visit = HiddenVisit();
  const access::Grant director = {
      .role = access::v1::ROLE_HOST_DIRECTOR, .region = "regions/em", .authority = "E10000019"};
  EXPECT_FALSE(KnowsOf(With("auditor", kAuditor), visit));
  EXPECT_TRUE(KnowsOf(With("knows", kAuditor), visit));
  EXPECT_TRUE(KnowsOf(With("s", {.role = access::v1::ROLE_SERVICE}), visit));
  EXPECT_FALSE(KnowsOf(With("director", director), visit));
  visit.set_released(true);
  EXPECT_TRUE(KnowsOf(With("auditor", kAuditor), visit));
}

TEST(KnowsOf, IsForTheTeamFromItsInvitationOn) {
  scheduling::v1::Review visit = HiddenVisit();
  TeamMember& member = *visit.add_team();
  member.set_person(kViewer);
  Viewer viewer = With(kViewer, kAuditor);
  viewer.person = kViewer;
  for (const auto& [state, knows] :
       std::vector<std::pair<TeamMember::State, bool>>{{TeamMember::STATE_PROPOSED, false},
                                                       {TeamMember::STATE_INVITED, true},
                                                       {TeamMember::STATE_ACCEPTED, true},
                                                       {TeamMember::STATE_DECLINED, false},
                                                       {TeamMember::STATE_REPLACED, false}}) {
    member.set_state(state);
    EXPECT_EQ(KnowsOf(viewer, visit), knows) << TeamMember::State_Name(state);
  }
  member.set_state(TeamMember::STATE_ACCEPTED);
  viewer.home_authority = kHost;
  EXPECT_FALSE(KnowsOf(viewer, visit));
  viewer.home_authority.clear();
  viewer.person.clear();
  EXPECT_FALSE(KnowsOf(viewer, visit));
}

TEST(Standing, AMemberOfTheBoardStepsAsideAtHome) {
  using access::v1::PERMISSION_LETTER_READ;
  Standing standing;
  standing.review.set_name("regions/em/reviews/lin");
  standing.review.set_host(kHost);
  const access::Grant board = {.role = access::v1::ROLE_REGIONAL_BOARD, .region = "regions/em"};
  standing.viewer = With("board", board);
  EXPECT_TRUE(standing.May(PERMISSION_LETTER_READ));
  standing.viewer.home_authority = "regions/em/authorities/E06000015";
  EXPECT_TRUE(standing.May(PERMISSION_LETTER_READ));
  standing.viewer.home_authority = kHost;
  EXPECT_FALSE(standing.May(PERMISSION_LETTER_READ));
  // What other roles give is kept.
  standing.viewer.caller.grants.push_back({.role = access::v1::ROLE_SCRUTINY_OFFICER,
                                           .region = "regions/em",
                                           .authority = "E10000019"});
  EXPECT_TRUE(standing.May(PERMISSION_LETTER_READ));
}

}  // namespace
}  // namespace peerchallenge::relations
