// A match from its proposal to its end, on both stores.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/told.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::SupportMatch;

class MatchLifeTest : public SupportOnStoresTest {
 protected:
  std::vector<std::string> MatchesIn(const Who& who, const v1::ListSupportMatchesRequest& request) {
    const auto list =
        Value(Call<v1::ListSupportMatchesResponse>(who, "ListSupportMatches", request));
    std::vector<std::string> names;
    for (const SupportMatch& match : list.support_matches()) names.push_back(match.name());
    return names;
  }
  static v1::ListSupportMatchesRequest Listing() {
    v1::ListSupportMatchesRequest request;
    request.set_parent(kRegion);
    return request;
  }
};

TEST_P(MatchLifeTest, AMatch_GoesFromProposalToOutcomesAndFeedsTheNextRun) {
  const Who giver = Director('a'), asker = Director('b');
  const SupportMatch proposed = Propose('a', 'b');
  EXPECT_EQ(proposed.state(), SupportMatch::STATE_PROPOSED);
  Value(Consent(giver, proposed.name()));
  EXPECT_EQ(Value(Consent(asker, proposed.name())).state(), SupportMatch::STATE_CONSENTED);
  const SupportMatch written = Value(WriteAgreement(asker, proposed.name(), NewAgreement(4)));
  EXPECT_EQ(Value(Confirm(giver, written)).state(), SupportMatch::STATE_AGREED);
  EXPECT_EQ(Value(GetOffer(giver, proposed.offer())).free_days(), 6);
  Value(Record(giver, proposed.name(), 5));
  EXPECT_EQ(Value(Record(asker, proposed.name(), 5)).state(), SupportMatch::STATE_COMPLETED);
  Value(Create('c', NewAsk()));
  const v1::MatchRun run = RunToEnd("r1");
  ASSERT_EQ(run.pairs_size(), 1);
  for (const v1::ScoreItem& item : run.pairs(0).items()) {
    if (item.factor() == "outcome") {
      EXPECT_EQ(item.value(), 100);
    }
  }
}

TEST_P(MatchLifeTest, Lists_AreNewestFirstAndByAuthorityAndState) {
  const std::string first = Propose('a', 'b').name();
  clock().Advance(absl::Minutes(1));
  const std::string second = Consented('c', 'a').name();
  clock().Advance(absl::Minutes(1));
  const std::string third = Propose('d', 'e').name();
  EXPECT_THAT(MatchesIn(kOffice, Listing()), ElementsAre(third, second, first));
  EXPECT_THAT(MatchesIn(Director('a'), Listing()), ElementsAre(second, first));
  auto listing = Listing();
  listing.set_authority(AuthorityOf('c'));
  EXPECT_THAT(MatchesIn(kOffice, listing), ElementsAre(second));
  EXPECT_THAT(MatchesIn(Director('b'), listing), IsEmpty());
  listing = Listing();
  listing.add_states(SupportMatch::STATE_PROPOSED);
  listing.add_states(SupportMatch::STATE_LAPSED);
  EXPECT_THAT(MatchesIn(kOffice, listing), ElementsAre(third, first));
}

TEST_P(MatchLifeTest, Lists_GivePagesBoundToTheirFilter) {
  for (const char giver : {'a', 'c', 'e'}) Propose(giver, static_cast<char>(giver + 1));
  auto listing = Listing();
  listing.set_page_size(2);
  const auto list = [&](const Who& who) {
    return Call<v1::ListSupportMatchesResponse>(who, "ListSupportMatches", listing);
  };
  const auto first = Value(list(kOffice));
  EXPECT_EQ(first.support_matches_size(), 2);
  listing.set_page_token(first.next_page_token());
  const auto second = Value(list(kOffice));
  EXPECT_EQ(second.support_matches_size(), 1);
  EXPECT_EQ(second.next_page_token(), "");
  ExpectError(list(Director('a')), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
  listing.add_states(SupportMatch::STATE_PROPOSED);
  ExpectError(list(kOffice), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_P(MatchLifeTest, Lists_NameTheFieldThatIsWrong) {
  const auto wrong = [this](auto change) {
    auto listing = Listing();
    change(listing);
    const auto reply = Call<v1::ListSupportMatchesResponse>(kOffice, "ListSupportMatches", listing);
    ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
    return rpc::FieldsOf(reply.status());
  };
  EXPECT_THAT(wrong([](auto& l) { l.set_parent("em"); }), ElementsAre("parent"));
  EXPECT_THAT(wrong([](auto& l) { l.set_page_size(-1); }), ElementsAre("page_size"));
  EXPECT_THAT(wrong([](auto& l) { l.set_authority("regions/wm/authorities/E06000001"); }),
              ElementsAre("authority"));
  EXPECT_THAT(wrong([](auto& l) { l.add_states(static_cast<SupportMatch::State>(99)); }),
              ElementsAre("states"));
}

TEST_P(MatchLifeTest, Proposals_LapseWithTheDay) {
  const SupportMatch match = Propose('a', 'b');
  Value(Consent(Director('a'), match.name()));
  GoTo("2012-10-30");
  Tick();
  const SupportMatch lapsed = Value(Get(Director('b'), match.name()));
  EXPECT_EQ(lapsed.state(), SupportMatch::STATE_LAPSED);
  EXPECT_EQ(lapsed.offering_answer(), SupportMatch::ANSWER_UNSPECIFIED);
  EXPECT_NE(lapsed.etag(), match.etag());
}

TEST_P(MatchLifeTest, AnAnswer_LeavesEverythingAsItWasForTheOtherSide) {
  const SupportMatch match = Propose('a', 'b');
  const std::string before = ToldOf(*this, Director('b'), match);
  clock().Advance(absl::Minutes(1));
  Value(Decline(Director('a'), match.name()));
  EXPECT_EQ(ToldOf(*this, Director('b'), match), before);
}

INSTANTIATE_TEST_SUITE_P(Stores, MatchLifeTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace peerchallenge::recommendations
