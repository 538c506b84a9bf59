#include "services/recommendations/support/commitments.h"

#include <gmock/gmock.h>

#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using v1::SupportMatch;

SupportMatch Between(char giver, char asker, SupportMatch::State state, int days,
                     int agreed_days = 0) {
  SupportMatch match;
  match.set_offer(OfferName(giver));
  match.set_ask(AskName(asker));
  match.set_state(state);
  match.set_days(days);
  if (agreed_days > 0) match.mutable_agreement()->set_days(agreed_days);
  return match;
}

TEST(CommitmentsTest, Days_AreAgreedOrPromisedWhileTheMatchLives) {
  const Commitments commitments({Between('a', 'b', SupportMatch::STATE_PROPOSED, 1),
                                 Between('a', 'c', SupportMatch::STATE_CONSENTED, 2),
                                 Between('a', 'd', SupportMatch::STATE_AGREED, 4, 8),
                                 Between('a', 'e', SupportMatch::STATE_COMPLETED, 4, 16),
                                 Between('a', 'f', SupportMatch::STATE_LAPSED, 100),
                                 Between('a', 'g', SupportMatch::STATE_ENDED, 100, 100)});
  EXPECT_EQ(commitments.PromisedDays(OfferName('a')), 1 + 2);
  EXPECT_EQ(commitments.AgreedDays(OfferName('a')), 8 + 16);
  EXPECT_EQ(commitments.TakenDays(OfferName('a')), 27);
  EXPECT_EQ(commitments.AgreedDays(AskName('d')), 8);
  EXPECT_EQ(commitments.TakenDays(AskName('f')), 0);
  EXPECT_EQ(commitments.TakenDays(OfferName('b')), 0);
}

TEST(CommitmentsTest, PromisedDays_AreThoseOfTheAgreementOnceItIsWritten) {
  const Commitments commitments({Between('a', 'b', SupportMatch::STATE_CONSENTED, 5, 7)});
  EXPECT_EQ(commitments.PromisedDays(OfferName('a')), 7);
  EXPECT_EQ(commitments.AgreedDays(OfferName('a')), 0);
}

TEST(CommitmentsTest, Places_AreTakenByLiveMatches) {
  const Commitments commitments({Between('a', 'c', SupportMatch::STATE_PROPOSED, 1),
                                 Between('b', 'c', SupportMatch::STATE_LAPSED, 1)});
  EXPECT_EQ(commitments.OffersOf(AskName('c')), 1);
  EXPECT_TRUE(commitments.IsMatched(OfferName('a'), AskName('c')));
  EXPECT_FALSE(commitments.IsMatched(OfferName('b'), AskName('c')));
}

TEST(CommitmentsTest, WasMatchedWith_RemembersMatchesThatAreOver) {
  const Commitments commitments({Between('a', 'b', SupportMatch::STATE_LAPSED, 1)});
  EXPECT_TRUE(commitments.WasMatchedWith(OfferName('a'), AuthorityOf('b')));
  EXPECT_TRUE(commitments.WasMatchedWith(AskName('b'), AuthorityOf('a')));
  EXPECT_FALSE(commitments.WasMatchedWith(OfferName('a'), AuthorityOf('c')));
}

TEST(CommitmentsTest, FreeAndOpenDays_AreWhatAgreementsLeaveAndNeverLessThanNone) {
  const Commitments commitments({Between('a', 'b', SupportMatch::STATE_AGREED, 5, 7),
                                 Between('a', 'c', SupportMatch::STATE_PROPOSED, 2)});
  v1::Offer offer = NewOffer(10);
  offer.set_name(OfferName('a'));
  EXPECT_EQ(commitments.WithFreeDays(offer).free_days(), 3);
  v1::Ask ask = NewAsk(5);
  ask.set_name(AskName('b'));
  EXPECT_EQ(commitments.WithOpenDays(ask).open_days(), 0);
  ask.set_name(AskName('c'));
  EXPECT_EQ(commitments.WithOpenDays(ask).open_days(), 5);
}

}  // namespace
}  // namespace peerchallenge::recommendations
