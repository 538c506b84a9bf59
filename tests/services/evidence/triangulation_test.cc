#include "services/evidence/triangulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/evidence/evidence_fixture.h"

namespace peerchallenge::evidence {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using enum v1::SourceClass;
constexpr auto kStrength = v1::Bearing::DIRECTION_STRENGTH;
constexpr auto kArea = v1::Bearing::DIRECTION_AREA;
constexpr auto kContext = v1::Bearing::DIRECTION_CONTEXT;

v1::LimbCoverage Coverage(std::vector<v1::Item> items, std::vector<v1::Occasion> occasions = {}) {
  return Triangulate({{"k/a"}, std::move(items), std::move(occasions), {}}).limbs(0);
}

TEST(TriangulationTest, SupportDependsOnIndependentSourcesAndTheirClasses) {
  const v1::Item practitioner = MakeItem("a", "x", SOURCE_CLASS_PRACTITIONER);
  const v1::Item same_meeting = MakeItem("b", "x", SOURCE_CLASS_PRACTITIONER);
  const v1::Item manager = MakeItem("c", "y", SOURCE_CLASS_TEAM_MANAGER);
  const v1::Item parent = MakeItem("d", "z", SOURCE_CLASS_PARENT);
  const v1::Item quoting = DerivedFrom("a", MakeItem("e", "w", SOURCE_CLASS_DOCUMENT));
  EXPECT_EQ(Coverage({}).area_support(), v1::SUPPORT_NONE);
  EXPECT_EQ(Coverage({practitioner, same_meeting}).area_support(), v1::SUPPORT_SINGLE_SOURCE);
  EXPECT_EQ(Coverage({practitioner, quoting}).area_support(), v1::SUPPORT_SINGLE_SOURCE);
  EXPECT_EQ(Coverage({practitioner, manager}).area_support(), v1::SUPPORT_SINGLE_CLASS);
  EXPECT_EQ(Coverage({practitioner, parent}).area_support(), v1::SUPPORT_TRIANGULATED);
  EXPECT_EQ(Coverage({practitioner, parent}).strength_support(), v1::SUPPORT_NONE);
}

TEST(TriangulationTest, ADocumentNeitherUnitesWhatItQuotesNorAddsItsClass) {
  const v1::Item parent = MakeItem("a", "x", SOURCE_CLASS_PARENT);
  const v1::Item manager = MakeItem("b", "y", SOURCE_CLASS_TEAM_MANAGER);
  const v1::Item other_parent = MakeItem("c", "z", SOURCE_CLASS_PARENT);
  const v1::Item quoting =
      DerivedFrom("b", DerivedFrom("a", MakeItem("d", "w", SOURCE_CLASS_DOCUMENT)));
  const v1::Item quoting_parent = DerivedFrom("a", MakeItem("e", "v", SOURCE_CLASS_DOCUMENT));
  EXPECT_EQ(Coverage({parent, manager, quoting}).area_support(), v1::SUPPORT_TRIANGULATED);
  EXPECT_EQ(Coverage({quoting}).area_support(), v1::SUPPORT_SINGLE_SOURCE);
  EXPECT_EQ(Coverage({parent, other_parent, quoting_parent}).area_support(),
            v1::SUPPORT_SINGLE_CLASS);
  EXPECT_EQ(Coverage({parent, quoting_parent}).single_source_items_size(), 2);
}

TEST(TriangulationTest, WhoeverIsShownAsAnybodyIsNoClassBesideAnother) {
  EXPECT_EQ(
      Coverage({MakeItem("a", "x", SOURCE_CLASS_PARENT), MakeItem("b", "y", SOURCE_CLASS_ANYBODY)})
          .area_support(),
      v1::SUPPORT_SINGLE_CLASS);
}

TEST(TriangulationTest, CellsCountItemsSourcesAndDirectionsByShownClass) {
  const v1::LimbCoverage coverage = Coverage({MakeItem("a", "x", SOURCE_CLASS_PARENT, kArea),
                                              MakeItem("b", "x", SOURCE_CLASS_PARENT, kStrength),
                                              MakeItem("c", "y", SOURCE_CLASS_PARENT, kContext),
                                              MakeItem("d", "z", SOURCE_CLASS_DATA, kArea)});
  ASSERT_EQ(coverage.cells_size(), 2);
  const v1::CoverageCell& parents = coverage.cells(0);
  EXPECT_EQ(parents.source_class(), SOURCE_CLASS_PARENT);
  EXPECT_EQ(parents.items(), 3);
  EXPECT_EQ(parents.independent_sources(), 2);
  EXPECT_EQ(parents.strengths(), 1);
  EXPECT_EQ(parents.areas(), 1);
}

TEST(TriangulationTest, SingleSourceItemsAreThoseThatNothingIndependentSupports) {
  EXPECT_THAT(Coverage({MakeItem("b", "x", SOURCE_CLASS_PARENT, kArea),
                        MakeItem("a", "x", SOURCE_CLASS_PARENT, kArea),
                        MakeItem("c", "y", SOURCE_CLASS_PARENT, kStrength),
                        MakeItem("d", "z", SOURCE_CLASS_DATA, kStrength),
                        MakeItem("e", "w", SOURCE_CLASS_DATA, kContext)})
                  .single_source_items(),
              ElementsAre("a", "b"));
}

TEST(TriangulationTest, IndependentSourcesThatPointDifferentWaysContradictEachOther) {
  const v1::LimbCoverage coverage = Coverage({MakeItem("a", "x", SOURCE_CLASS_PARENT, kStrength),
                                              MakeItem("b", "y", SOURCE_CLASS_STAFF, kArea),
                                              MakeItem("c", "x", SOURCE_CLASS_PARENT, kArea)});
  ASSERT_EQ(coverage.contradictions_size(), 1);
  const v1::Contradiction& found = coverage.contradictions(0);
  EXPECT_EQ(found.kind(), v1::Contradiction::KIND_DIRECTIONS_DIFFER);
  EXPECT_THAT(found.items(), ElementsAre("a"));
  EXPECT_THAT(found.opposed_items(), ElementsAre("b"));  // c is of the same meeting as a
}

TEST(TriangulationTest, AContradictionThatWasDeclaredIsToldOnce) {
  v1::Item a = MakeItem("a", "x", SOURCE_CLASS_PARENT), b = MakeItem("b", "y", SOURCE_CLASS_DATA);
  a.mutable_content()->add_contradicts("b");
  b.mutable_content()->add_contradicts("a");
  b.mutable_content()->add_contradicts("elsewhere");
  const v1::LimbCoverage coverage = Coverage({a, b});
  ASSERT_EQ(coverage.contradictions_size(), 1);
  EXPECT_EQ(coverage.contradictions(0).kind(), v1::Contradiction::KIND_DECLARED);
  EXPECT_THAT(coverage.contradictions(0).items(), ElementsAre("a"));
  EXPECT_THAT(coverage.contradictions(0).opposed_items(), ElementsAre("b"));
}

TEST(TriangulationTest, GapsNameTheSessionsAheadThatCouldCloseThem) {
  const KnownEvidence evidence{
      {"k/a"},
      {MakeItem("a", "x", SOURCE_CLASS_PRACTITIONER)},
      {},
      {{"line", {"k"}, {SOURCE_CLASS_SERVICE_USER}},
       {"other line", {"other"}, {SOURCE_CLASS_SERVICE_USER}},
       {"limb", {"k/b", "k/a"}, {SOURCE_CLASS_STAFF, SOURCE_CLASS_SERVICE_USER}},
       {"other limb", {"k/b"}, {SOURCE_CLASS_SERVICE_USER}}}};
  const v1::LimbCoverage coverage = Triangulate(evidence).limbs(0);
  EXPECT_EQ(coverage.gaps_size(), 6);  // all but staff
  for (const v1::CoverageGap& gap : coverage.gaps()) {
    EXPECT_NE(gap.source_class(), SOURCE_CLASS_STAFF);
    if (gap.source_class() == SOURCE_CLASS_SERVICE_USER) {
      EXPECT_THAT(gap.sessions(), ElementsAre("line", "limb"));
    } else {
      EXPECT_THAT(gap.sessions(), IsEmpty());
    }
  }
}

TEST(TriangulationTest, LimbsKeepTheOrderOfTheScopeAndUnsortedItemsAreCounted) {
  const v1::Triangulation triangulation =
      Triangulate({{"k/b", "k/a"}, {MakeItem("a", "x", SOURCE_CLASS_DATA, kArea, "")}, {}, {}});
  ASSERT_EQ(triangulation.limbs_size(), 2);
  EXPECT_EQ(triangulation.limbs(0).limb(), "k/b");
  EXPECT_EQ(triangulation.unsorted_items(), 1);
}

TEST(TriangulationTest, AssessTellsHowTheClaimIsSupportedAndWhatContradictsIt) {
  const KnownEvidence evidence{
      {"k/a", "k/b"},
      {MakeItem("a", "x", SOURCE_CLASS_PARENT, kArea), MakeItem("b", "y", SOURCE_CLASS_DATA, kArea),
       MakeItem("c", "z", SOURCE_CLASS_STAFF, kStrength),
       MakeItem("d", "w", SOURCE_CLASS_STAFF, kStrength, "k/b"),
       MakeItem("e", "v", SOURCE_CLASS_DATA, kArea, "k/b")},
      {},
      {}};
  const v1::Assessment assessment = Assess(evidence, {.items = {"a", "b"}});
  EXPECT_EQ(assessment.support(), v1::SUPPORT_TRIANGULATED);
  EXPECT_EQ(assessment.independent_sources(), 2);
  EXPECT_THAT(assessment.source_classes(), ElementsAre(SOURCE_CLASS_PARENT, SOURCE_CLASS_DATA));
  ASSERT_EQ(assessment.contradictions_size(), 1);  // d and e are not about the claim
  EXPECT_THAT(assessment.contradictions(0).items(), ElementsAre("c"));
  EXPECT_THAT(assessment.contradictions(0).opposed_items(), ElementsAre("a", "b"));
}

TEST(TriangulationTest, AssessCountsWhatBearsOnTheLimbsOfTheClaimAndPointsItsWay) {
  const KnownEvidence evidence{{"k/a", "k/b"},
                               {MakeItem("a", "x", SOURCE_CLASS_PARENT, kStrength),
                                MakeItem("b", "y", SOURCE_CLASS_DATA, kArea),
                                MakeItem("c", "z", SOURCE_CLASS_STAFF, kStrength, "k/b"),
                                MakeItem("d", "w", SOURCE_CLASS_DATA, kArea, "")},
                               {},
                               {}};
  Claim claim{.items = {"a", "b", "c", "d"}, .limbs = {"k/a"}, .direction = kStrength};
  v1::Assessment assessment = Assess(evidence, claim);
  EXPECT_EQ(assessment.support(), v1::SUPPORT_SINGLE_SOURCE);
  EXPECT_THAT(assessment.source_classes(), ElementsAre(SOURCE_CLASS_PARENT));
  EXPECT_THAT(assessment.unsupporting_items(), ElementsAre("b", "c", "d"));
  EXPECT_EQ(assessment.contradictions_size(), 1);
  claim.limbs = {"k"};
  assessment = Assess(evidence, claim);
  EXPECT_EQ(assessment.support(), v1::SUPPORT_TRIANGULATED);
  EXPECT_THAT(assessment.unsupporting_items(), ElementsAre("b", "d"));
  claim.items = {"b"};
  assessment = Assess(evidence, claim);
  EXPECT_EQ(assessment.support(), v1::SUPPORT_NONE);
  EXPECT_EQ(assessment.contradictions_size(), 1);
}

TEST(TriangulationTest, AssessOfOneMeetingIsASingleSource) {
  const KnownEvidence evidence{
      {"k/a"},
      {MakeItem("a", "x", SOURCE_CLASS_PARENT), MakeItem("b", "x", SOURCE_CLASS_PARENT)},
      {},
      {}};
  EXPECT_EQ(Assess(evidence, {.items = {"a", "b"}}).support(), v1::SUPPORT_SINGLE_SOURCE);
}

}  // namespace
}  // namespace peerchallenge::evidence
