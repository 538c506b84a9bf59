#include "services/peerchallenge/match_names.h"

#include <gtest/gtest.h>

#include "common/errors/errors.h"

namespace peerchallenge::cli {
namespace {

constexpr char kMentors[] = "regions/em/authorities/E10000024/offers/mentors";
constexpr char kLeavers[] = "regions/em/authorities/E10000019/asks/leavers";

TEST(MatchNames, AreTakenWholeOrByTheirIds) {
  EXPECT_EQ(*AuthorityName("em/E10000024"), "regions/em/authorities/E10000024");
  EXPECT_EQ(*OfferName("em/E10000024/mentors"), kMentors);
  EXPECT_EQ(*OfferName(kMentors), kMentors);
  EXPECT_EQ(*AskName("em/E10000019/leavers"), kLeavers);
  EXPECT_EQ(*MatchRunName("em/autumn"), "regions/em/matchRuns/autumn");
  EXPECT_EQ(*SupportMatchName("em/m1"), "regions/em/supportMatches/m1");
}

TEST(MatchNames, DoWithoutTheRegionWhereItIsKnown) {
  EXPECT_EQ(*OfferIn("E10000024/mentors", "regions/em"), kMentors);
  EXPECT_EQ(*OfferIn(kMentors, "regions/em"), kMentors);
  EXPECT_EQ(*AskIn("E10000019/leavers", "regions/em"), kLeavers);
  EXPECT_EQ(*LetterIn("lin/letter", "regions/em"), "regions/em/reviews/lin/letters/letter");
  EXPECT_EQ(*RecommendationIn("lin/r1", "regions/em"), "regions/em/reviews/lin/recommendations/r1");
}

TEST(MatchNames, OfAnotherFormAreRefused) {
  for (const char* text : {"", "em", "em/E10000024", "em/lincolnshire/mentors", "em/E10000024/",
                           "em/E10000024/mentors/x", kLeavers}) {
    EXPECT_EQ(errors::ReasonOf(OfferName(text).status()), errors::v1::ERROR_REASON_FIELD_INVALID)
        << text;
  }
  EXPECT_FALSE(AskIn("em/E10000019/leavers", "regions/em").ok());
}

TEST(ShortName, LeavesTheRegionOut) {
  EXPECT_EQ(ShortName(kMentors), "E10000024/mentors");
  EXPECT_EQ(ShortName(kLeavers), "E10000019/leavers");
}

}  // namespace
}  // namespace peerchallenge::cli
