// What a run takes from scheduling: interests, and who gave and got.
#include <gmock/gmock.h>

#include "services/recommendations/support/give_and_take.h"
#include "services/recommendations/support/interests.h"
#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::Interest;
using scheduling::v1::Person;
using scheduling::v1::Review;
using scheduling::v1::TeamMember;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

const absl::CivilDay kToday(2012, 10, 1);

Person DirectorPerson() {
  Person person;
  person.set_name("regions/em/people/p1");
  person.set_authority(AuthorityOf('a'));
  person.set_role("DIRECTOR");
  return person;
}

Interest InB() {
  Interest interest;
  interest.set_name("regions/em/people/p1/interests/i1");
  interest.set_authority(AuthorityOf('b'));
  interest.set_state(Interest::STATE_DECLARED);
  return interest;
}

TEST(InterestsTest, PairsWithInterests_TiesADirectorsAuthorityToTheOther) {
  EXPECT_THAT(PairsWithInterests({InB()}, {DirectorPerson()}, kToday),
              ElementsAre(Pair(AuthorityOf('a'), AuthorityOf('b'))));
}

TEST(InterestsTest, PairsWithInterests_CountsWhatStandsOnTheDay) {
  Interest interest = InB();
  interest.set_expire_date("2012-10-01");
  EXPECT_EQ(PairsWithInterests({interest}, {DirectorPerson()}, kToday).size(), 1u);
  interest.set_expire_date("2012-09-30");
  EXPECT_THAT(PairsWithInterests({interest}, {DirectorPerson()}, kToday), IsEmpty());
  for (const auto state : {Interest::STATE_OVERRIDDEN, Interest::STATE_WITHDRAWN}) {
    interest = InB();
    interest.set_state(state);
    EXPECT_THAT(PairsWithInterests({interest}, {DirectorPerson()}, kToday), IsEmpty());
  }
}

TEST(InterestsTest, PairsWithInterests_CountsDirectorsInOfficeAlone) {
  Person practitioner = DirectorPerson(), former = DirectorPerson(), partner = DirectorPerson();
  practitioner.set_role("PRACTITIONER");
  former.set_inactive(true);
  partner.clear_authority();
  for (const Person& person : {practitioner, former, partner}) {
    EXPECT_THAT(PairsWithInterests({InB()}, {person}, kToday), IsEmpty());
  }
  EXPECT_THAT(PairsWithInterests({InB()}, {}, kToday), IsEmpty());
}

// A review of 'b' that began today with somebody of 'a'.
Review OfB() {
  Review review;
  review.set_host(AuthorityOf('b'));
  review.set_state(Review::STATE_ON_SITE);
  review.set_start_date("2012-10-01");
  TeamMember& member = *review.add_team();
  member.set_authority(AuthorityOf('a'));
  member.set_state(TeamMember::STATE_ACCEPTED);
  return review;
}

TEST(GiveAndTakeTest, GiveAndTake_CountsPlacesOnTeamsAndAgreedMatches) {
  EXPECT_THAT(GiveAndTake({OfB()}, {}, kToday),
              UnorderedElementsAre(Pair(AuthorityOf('a'), 100), Pair(AuthorityOf('b'), -100)));
  v1::SupportMatch match;
  match.set_offer(OfferName('b'));
  match.set_ask(AskName('c'));
  match.set_state(v1::SupportMatch::STATE_AGREED);
  EXPECT_THAT(GiveAndTake({OfB()}, {match}, kToday),
              UnorderedElementsAre(Pair(AuthorityOf('a'), 100), Pair(AuthorityOf('b'), 0),
                                   Pair(AuthorityOf('c'), -100)));
  match.set_state(v1::SupportMatch::STATE_CONSENTED);
  EXPECT_EQ(GiveAndTake({}, {match}, kToday).size(), 0u);
}

TEST(GiveAndTakeTest, GiveAndTake_CountsNoReviewThatIsAheadCancelledOrHidden) {
  Review ahead = OfB(), cancelled = OfB(), hidden = OfB(), undated = OfB(), declined = OfB();
  ahead.set_start_date("2012-10-02");
  cancelled.set_state(Review::STATE_CANCELLED);
  hidden.set_unannounced(true);
  undated.clear_start_date();
  declined.mutable_team(0)->set_state(TeamMember::STATE_DECLINED);
  EXPECT_THAT(GiveAndTake({ahead, cancelled, hidden, undated, declined}, {}, kToday), IsEmpty());
  hidden.set_released(true);
  EXPECT_EQ(GiveAndTake({hidden}, {}, kToday).size(), 2u);
}

TEST(GiveAndTakeTest, GiveAndTake_CountsNobodyWithoutAnAuthority) {
  Review review = OfB();
  review.mutable_team(0)->clear_authority();
  EXPECT_THAT(GiveAndTake({review}, {}, kToday), IsEmpty());
}

}  // namespace
}  // namespace peerchallenge::recommendations
