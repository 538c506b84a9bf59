#include "services/peerchallenge/names.h"

#include <gtest/gtest.h>

#include "common/errors/errors.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using errors::ReasonOf;

TEST(Names, AreTakenWholeOrByTheirIds) {
  EXPECT_EQ(*RegionName("em"), "regions/em");
  EXPECT_EQ(*RegionName("regions/em"), "regions/em");
  EXPECT_EQ(*ProgrammeName("em/2012-13"), "regions/em/programmes/2012-13");
  EXPECT_EQ(*ProgrammeName("regions/em/programmes/2012-13"), "regions/em/programmes/2012-13");
  EXPECT_EQ(*ReviewName("em/lin"), "regions/em/reviews/lin");
  EXPECT_EQ(*PlanName("em/2012-13/p1"), "regions/em/programmes/2012-13/plans/p1");
}

TEST(Names, OfPeopleNeedOnlyTheirId) {
  EXPECT_EQ(*PersonName("em-014", "regions/em/reviews/lin"), "regions/em/people/em-014");
  EXPECT_EQ(*PersonName("regions/em/people/em-014", "regions/em/reviews/lin"),
            "regions/em/people/em-014");
}

TEST(Names, OfAnotherFormAreRefused) {
  for (const char* text :
       {"", "em", "em/", "EM/lin", "em/lin/x", "regions/em/programmes/p", "regions/em/reviews/"}) {
    EXPECT_EQ(ReasonOf(ReviewName(text).status()), errors::v1::ERROR_REASON_FIELD_INVALID) << text;
  }
}

TEST(RegionIn, FindsTheRegionInAnyField) {
  v1::GetReviewRequest by_name;
  by_name.set_name("regions/em/reviews/lin");
  EXPECT_EQ(RegionIn(by_name), "regions/em");

  v1::UpdateReviewRequest nested;
  nested.mutable_review()->set_name("regions/wm/reviews/x");
  EXPECT_EQ(RegionIn(nested), "regions/wm");

  v1::CheckInterestsRequest repeated;
  repeated.add_people("regions/ee/people/p");
  EXPECT_EQ(RegionIn(repeated), "regions/ee");
}

TEST(RegionIn, IsEmptyWhereNoRegionIsNamed) {
  EXPECT_EQ(RegionIn(v1::ListRegionsRequest()), "");
  v1::ListRoleGrantsRequest everywhere;
  everywhere.set_parent("regions/-");
  EXPECT_EQ(RegionIn(everywhere), "");
  v1::GetReviewRequest other;
  other.set_name("a note about regions");
  EXPECT_EQ(RegionIn(other), "");
}

TEST(Names, InAReviewAreTakenWholeOrByTheirIds) {
  const std::string hall = "regions/em/reviews/lin/venues/hall";
  EXPECT_EQ(NameInReview("hall", "regions/em/reviews/lin", "venues").value(), hall);
  EXPECT_EQ(NameInReview(hall, "regions/em/reviews/lin", "venues").value(), hall);
  EXPECT_FALSE(NameInReview("a/b", "regions/em/reviews/lin", "venues").ok());
}

TEST(Names, InARegionAreTakenWholeOrByTheirIds) {
  const std::string care = "regions/em/themes/care";
  EXPECT_EQ(NameInRegion("care", "regions/em", "themes").value(), care);
  EXPECT_EQ(NameInRegion(care, "regions/em", "themes").value(), care);
  EXPECT_EQ(NameInRegion("E10000019", "regions/em", "authorities").value(),
            "regions/em/authorities/E10000019");
  EXPECT_FALSE(NameInRegion("lincolnshire", "regions/em", "authorities").ok());
  EXPECT_FALSE(NameInRegion("", "regions/em", "themes").ok());
}

}  // namespace
}  // namespace peerchallenge::cli
