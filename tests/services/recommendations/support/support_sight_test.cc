// Who sees which offers, asks and matches, and how much of them.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using v1::SupportMatch;

constexpr auto kHidden = reasons::ERROR_REASON_RESOURCE_NOT_FOUND;

const std::string kEverywhere = absl::StrCat(kRegion, "/authorities/-");
// A system that reads as the director of 'a' does.
const Who kSystemOfA = {"system",
                        {"COUNCIL_SYSTEM@regions/em/authorities/E06000001;as=HOST_DIRECTOR"}};

class SupportSightTest : public SupportTest {
 protected:
  void SetState(char authority, const std::string& id, v1::SupportState state) {
    v1::Offer offer;
    offer.set_name(OfferName(authority, id));
    offer.set_state(state);
    Value(Update(Director(authority), offer));
  }
  void ExpectOffer(const Who& who, const std::string& name, bool seen) {
    const auto got = GetOffer(who, name);
    EXPECT_EQ(got.ok(), seen) << who.subject << got.status();
    if (!got.ok()) ExpectError(got, kHidden);
    const auto listed = OffersFor(who, kEverywhere);
    EXPECT_EQ(std::count(listed.begin(), listed.end(), name), seen ? 1 : 0) << who.subject;
  }
  void ExpectAsk(const Who& who, const std::string& name, bool seen) {
    const auto got = GetAsk(who, name);
    EXPECT_EQ(got.ok(), seen) << who.subject << got.status();
    if (!got.ok()) ExpectError(got, kHidden);
    const auto listed = AsksFor(who, kEverywhere);
    EXPECT_EQ(std::count(listed.begin(), listed.end(), name), seen ? 1 : 0) << who.subject;
  }
};

TEST_F(SupportSightTest, OpenOffers_ShowToAllWhoReadSupport) {
  Value(Create('a', NewOffer()));
  for (const Who& who : {Director('a'), Director('b'), kOffice, kBoard, kSystemOfA}) {
    ExpectOffer(who, OfferName('a'), true);
  }
  ExpectError(GetOffer(kOtherRegionsOffice, OfferName('a')), kHidden);
}

TEST_F(SupportSightTest, PausedAndClosedOffers_ShowToTheOwnAuthorityTheOfficeAndPartners) {
  const std::string offer = Propose('a', 'b').offer();
  for (const auto state : {v1::SUPPORT_STATE_PAUSED, v1::SUPPORT_STATE_CLOSED}) {
    SetState('a', "of-ab", state);
    for (const Who& who : {Director('a'), Director('b'), kOffice, kSystemOfA}) {
      ExpectOffer(who, offer, true);
    }
    for (const Who& who : {Director('c'), kBoard}) ExpectOffer(who, offer, false);
  }
}

TEST_F(SupportSightTest, FreeDaysAndExclusions_ShowToTheOwnAuthorityAndTheOffice) {
  v1::Offer offer = NewOffer();
  offer.add_excluded_authorities(AuthorityOf('c'));
  Value(Create('a', offer));
  for (const Who& who : {Director('a'), kSystemOfA, kOffice}) {
    const v1::Offer seen = Value(GetOffer(who, OfferName('a')));
    EXPECT_EQ(seen.free_days(), 10);
    EXPECT_THAT(seen.excluded_authorities(), ElementsAre(AuthorityOf('c')));
  }
  for (const Who& who : {Director('b'), Director('c'), kBoard}) {
    const v1::Offer seen = Value(GetOffer(who, OfferName('a')));
    EXPECT_EQ(seen.free_days(), 0);
    EXPECT_THAT(seen.excluded_authorities(), IsEmpty());
    v1::ListOffersRequest list;
    list.set_parent(AuthorityOf('a'));
    EXPECT_EQ(
        Value(Call<v1::ListOffersResponse>(who, "ListOffers", list)).offers(0).SerializeAsString(),
        seen.SerializeAsString());
  }
}

TEST_F(SupportSightTest, Asks_ShowToTheOwnAuthorityAndTheOfficeUntilTheyAreProposed) {
  Value(Create('b', NewAsk(), "of-ab"));
  for (const Who& who : {Director('b'), kOffice}) ExpectAsk(who, AskName('b', "of-ab"), true);
  for (const Who& who : {Director('a'), kBoard, kSystemOfA}) {
    ExpectAsk(who, AskName('b', "of-ab"), false);
  }
  const SupportMatch match = Propose('a', 'c');
  for (const Who& who : {Director('a'), Director('c'), kOffice, kSystemOfA}) {
    ExpectAsk(who, match.ask(), true);
  }
  for (const Who& who : {Director('b'), kBoard}) ExpectAsk(who, match.ask(), false);
}

TEST_F(SupportSightTest, Asks_ShowTheirExclusionsAndOpenDaysToTheOwnAuthorityAndTheOffice) {
  v1::Ask ask = NewAsk();
  ask.add_excluded_authorities(AuthorityOf('d'));
  const SupportMatch match = Propose('a', 'b');
  ask.set_name(match.ask());
  Value(Update(Director('b'), ask));
  for (const Who& who : {Director('b'), kOffice}) {
    EXPECT_EQ(Value(GetAsk(who, match.ask())).open_days(), 5);
    EXPECT_EQ(Value(GetAsk(who, match.ask())).excluded_authorities_size(), 1);
  }
  EXPECT_EQ(Value(GetAsk(Director('a'), match.ask())).open_days(), 0);
  EXPECT_EQ(Value(GetAsk(Director('a'), match.ask())).excluded_authorities_size(), 0);
}

TEST_F(SupportSightTest, Matches_ShowToTheirSidesAndTheOffice) {
  const SupportMatch match = Propose('a', 'b');
  for (const Who& who : {Director('a'), Director('b'), kOffice, kSystemOfA}) {
    EXPECT_TRUE(Get(who, match.name()).ok()) << who.subject;
    EXPECT_THAT(MatchesFor(who), ElementsAre(match.name()));
  }
  for (const Who& who : {Director('c'), kBoard}) {
    ExpectError(Get(who, match.name()), kHidden);
    EXPECT_THAT(MatchesFor(who), IsEmpty());
  }
  ExpectError(Get(kOtherRegionsOffice, match.name()), kHidden);
}

TEST_F(SupportSightTest, AnswersAndTheirReasons_ShowToTheOwnSideAndTheOffice) {
  const SupportMatch match = Propose('a', 'b');
  Value(Consent(Director('a'), match.name()));
  for (const Who& who : {Director('a'), kSystemOfA, kOffice}) {
    const SupportMatch seen = Value(Get(who, match.name()));
    EXPECT_EQ(seen.offering_answer(), SupportMatch::ANSWER_CONSENTED);
    EXPECT_EQ(seen.offering_answer_reason(), "Thus says director-a.");
    EXPECT_EQ(seen.asking_answer(), SupportMatch::ANSWER_UNSPECIFIED);
  }
  EXPECT_EQ(Value(Get(Director('b'), match.name())).offering_answer(),
            SupportMatch::ANSWER_UNSPECIFIED);
  Value(Consent(Director('b'), match.name()));
  const SupportMatch seen = Value(Get(Director('b'), match.name()));
  EXPECT_EQ(seen.offering_answer(), SupportMatch::ANSWER_CONSENTED);
  EXPECT_EQ(seen.offering_answer_reason(), "");
  EXPECT_EQ(seen.asking_answer_reason(), "Thus says director-b.");
}

TEST_F(SupportSightTest, Reasons_AreThosePartsThatTheSideMayKnow) {
  const SupportMatch match = Propose('a', 'b');
  const auto factors = [&](const Who& who) {
    std::vector<std::string> known_factors;
    const SupportMatch seen = Value(Get(who, match.name()));
    for (const v1::ScoreItem& item : seen.reasons()) known_factors.push_back(item.factor());
    return known_factors;
  };
  EXPECT_THAT(factors(kOffice),
              UnorderedElementsAre("theme", "strength", "priority", "travel", "similarity",
                                   "give_and_take", "outcome", "variety"));
  EXPECT_THAT(factors(Director('a')), Contains("outcome"));
  EXPECT_THAT(factors(Director('a')), Not(Contains("give_and_take")));
  EXPECT_THAT(factors(Director('b')), Contains("give_and_take"));
  EXPECT_THAT(factors(Director('b')), Not(Contains("outcome")));
}

}  // namespace
}  // namespace peerchallenge::recommendations
