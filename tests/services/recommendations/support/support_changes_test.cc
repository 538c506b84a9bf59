// What watchers are told of support.
#include <gmock/gmock.h>

#include "absl/strings/match.h"
#include "tests/services/recommendations/support/told.h"

namespace peerchallenge::recommendations {
namespace {

using changes::v1::Change;
using testing::IsEmpty;
using v1::SupportMatch;
using Watching = rpc::Reader<changes::v1::WatchResponse>;

class SupportChangesTest : public SupportTest {
 protected:
  // The next change of something in this collection.
  Change Next(Watching& watching, const std::string& collection) {
    while (true) {
      const auto response = watching.Next();
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok() || !response->has_value()) return {};
      const Change& change = (*response)->change();
      if (absl::StrContains(change.name(), absl::StrCat("/", collection, "/"))) return change;
    }
  }
  template <typename Resource>
  static Resource In(const Change& change) {
    Resource resource;
    EXPECT_TRUE(change.resource().UnpackTo(&resource)) << change.DebugString();
    return resource;
  }
};

TEST_F(SupportChangesTest, Offers_AreToldAsTheWatcherSeesThem) {
  Watching own = BeginWatch(*this, Director('a')), other = BeginWatch(*this, Director('b'));
  v1::Offer offer = NewOffer();
  offer.add_excluded_authorities(AuthorityOf('c'));
  offer = Value(Create('a', offer));
  EXPECT_EQ(In<v1::Offer>(Next(own, "offers")).SerializeAsString(), offer.SerializeAsString());
  const v1::Offer told = In<v1::Offer>(Next(other, "offers"));
  EXPECT_EQ(told.SerializeAsString(),
            Value(GetOffer(Director('b'), offer.name())).SerializeAsString());
  EXPECT_THAT(told.excluded_authorities(), IsEmpty());
}

TEST_F(SupportChangesTest, OffersThatArePaused_AreGoneForOthers) {
  v1::Offer offer = Value(Create('a', NewOffer()));
  Watching own = BeginWatch(*this, Director('a')), other = BeginWatch(*this, Director('b'));
  offer.set_state(v1::SUPPORT_STATE_PAUSED);
  offer = Value(Update(Director('a'), offer));
  EXPECT_EQ(Next(own, "offers").kind(), Change::KIND_UPDATED);
  EXPECT_EQ(Next(other, "offers").kind(), Change::KIND_DELETED);
  // What happens to it meanwhile is none of their business.
  offer.set_text("Something else.");
  offer = Value(Update(Director('a'), offer));
  EXPECT_EQ(ToldUntilMark(*this, other, "mark"), "");
  offer.set_state(v1::SUPPORT_STATE_OPEN);
  Value(Update(Director('a'), offer));
  EXPECT_EQ(Next(other, "offers").kind(), Change::KIND_CREATED);
}

TEST_F(SupportChangesTest, ChangesOfExclusionsAlone_AreToldToTheOwnAuthorityAlone) {
  v1::Ask ask = Value(Create('a', NewAsk()));
  Watching other = BeginWatch(*this, Director('b')), office = BeginWatch(*this, kOffice);
  ask.add_excluded_authorities(AuthorityOf('c'));
  Value(Update(Director('a'), ask));
  EXPECT_EQ(Next(office, "asks").kind(), Change::KIND_UPDATED);
  EXPECT_EQ(ToldUntilMark(*this, other, "mark"), "");
}

TEST_F(SupportChangesTest, AsksAndMatches_AreToldToThoseWhoseTheyAre) {
  Watching stranger = BeginWatch(*this, Director('c')), board = BeginWatch(*this, kBoard);
  Watching giver = BeginWatch(*this, Director('a')), asker = BeginWatch(*this, Director('b'));
  const SupportMatch match = Consented('a', 'b');
  EXPECT_EQ(Next(asker, "asks").name(), match.ask());
  for (Watching* watching : {&giver, &asker}) {
    const Change proposed = Next(*watching, "supportMatches");
    EXPECT_EQ(proposed.kind(), Change::KIND_CREATED);
    EXPECT_EQ(In<SupportMatch>(proposed).state(), SupportMatch::STATE_PROPOSED);
    const SupportMatch consented = In<SupportMatch>(Next(*watching, "supportMatches"));
    EXPECT_EQ(consented.state(), SupportMatch::STATE_CONSENTED);
    EXPECT_EQ(consented.offering_answer(), SupportMatch::ANSWER_CONSENTED);
    EXPECT_EQ(consented.asking_answer(), SupportMatch::ANSWER_CONSENTED);
  }
  int marks = 0;
  for (Watching* watching : {&stranger, &board}) {
    const std::string told = ToldUntilMark(*this, *watching, absl::StrCat("mark-", ++marks));
    EXPECT_THAT(told, testing::HasSubstr(match.offer()));
    for (const std::string& hidden : {match.name(), match.ask(), RunName("of-ab")}) {
      EXPECT_THAT(told, testing::Not(testing::HasSubstr(hidden)));
    }
  }
}

TEST_F(SupportChangesTest, Matches_AreToldWithWhatTheWatcherMayKnow) {
  const SupportMatch match = Propose('a', 'b');
  Watching giver = BeginWatch(*this, Director('a'));
  Value(Consent(Director('b'), match.name()));
  Value(Decline(Director('a'), match.name()));
  const SupportMatch lapsed = In<SupportMatch>(Next(giver, "supportMatches"));
  EXPECT_EQ(lapsed.SerializeAsString(),
            Value(Get(Director('a'), match.name())).SerializeAsString());
  EXPECT_EQ(lapsed.asking_answer(), SupportMatch::ANSWER_UNSPECIFIED);
  EXPECT_EQ(lapsed.offering_answer_reason(), "Thus says director-a.");
}

TEST_F(SupportChangesTest, Runs_AreToldToTheOfficeWithoutTheirPairs) {
  Value(Create('a', NewOffer()));
  Value(Create('b', NewAsk()));
  Watching office = BeginWatch(*this, kOffice);
  RunToEnd("r1");
  EXPECT_EQ(In<v1::MatchRun>(Next(office, "matchRuns")).state(), v1::MatchRun::STATE_RUNNING);
  const auto ended = In<v1::MatchRun>(Next(office, "matchRuns"));
  EXPECT_EQ(ended.state(), v1::MatchRun::STATE_SUCCEEDED);
  EXPECT_GT(ended.score(), 0);
  EXPECT_EQ(ended.pairs_size(), 0);
}

}  // namespace
}  // namespace peerchallenge::recommendations
