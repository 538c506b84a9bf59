// What is not issued, or is of a visit that is still hidden, changes nothing in a run: two worlds
// that differ by it give the same results and explanations.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/told.h"

namespace peerchallenge::recommendations {
namespace {

const LetterSaid kSaid = {.strengths = {{"Tracking is shared.", {"care"}}},
                          .areas = {{"Tracking ends early.", {"care"}}},
                          .recommendations = {{"Share the tracking.", {"care"}}}};

// Offers of 'a' and 'b', asks of 'c' and 'd', and runs over them.
class MatchingWorld : public SupportWorld {
 public:
  MatchingWorld() {
    v1::Offer offer = NewOffer();
    offer.add_letters(absl::StrCat(Issue('a', kSaid), "/letters/l"));
    Value(Create('a', offer));
    Value(Create('b', NewOffer()));
    Value(Create('c', NewAsk()));
    Value(Create('d', NewAsk(12)));
  }

  // A run and all that is told of it, and of what refers to letters.
  std::string Told(const std::string& run) {
    std::string told = RunToEnd(run).DebugString();
    for (const std::string& subject :
         {OfferName('a'), OfferName('b'), AskName('c'), AskName('d')}) {
      for (const auto& pair : Value(Explain(run, subject))) {
        absl::StrAppend(&told, pair.DebugString());
      }
    }
    v1::Offer offer = NewOffer();
    offer.add_letters("regions/em/reviews/b/letters/l");
    absl::StrAppend(&told, InWords(Create('b', offer, "").status()));
    v1::Ask ask = NewAsk();
    ask.add_recommendations("regions/em/reviews/b/recommendations/r1");
    absl::StrAppend(&told, InWords(Create('b', ask, "").status()));
    return told;
  }
};

TEST(HiddenFromRunsTest, ALetterThatIsNotIssued_ChangesNothing) {
  MatchingWorld with, without;
  with.Sign('b', kSaid);
  EXPECT_EQ(with.Told("r1"), without.Told("r1"));
}

TEST(HiddenFromRunsTest, AHiddenVisit_ChangesNothingUntilItIsReleased) {
  MatchingWorld with, without;
  const std::string review = with.Issue('b', kSaid);
  with.SendPeer('c', 'b', "b");
  with.SendPeer('a', 'd', "d");
  for (const char* visit : {"regions/em/reviews/b", "regions/em/reviews/d"}) with.Hide(visit);
  EXPECT_EQ(with.Told("r1"), without.Told("r1"));
  with.Release(review);
  EXPECT_NE(with.Told("r2"), without.Told("r2"));
}

TEST(HiddenFromRunsTest, AHiddenVisitsTeam_ChangesNothingInWhoGaveAndGot) {
  MatchingWorld with, without;
  with.SendPeer('c', 'd', "d");
  with.Hide("regions/em/reviews/d");
  EXPECT_EQ(with.Told("r1"), without.Told("r1"));
  with.Release("regions/em/reviews/d");
  EXPECT_NE(with.Told("r2"), without.Told("r2"));
}

}  // namespace
}  // namespace peerchallenge::recommendations
