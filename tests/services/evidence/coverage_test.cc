#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

class CoverageTest : public EvidenceTest {
 protected:
  v1::Triangulation Coverage(const std::string& person) {
    v1::GetTriangulationRequest request;
    request.set_name(std::string(kReview) + "/triangulation");
    return Value(service_.GetTriangulation(By(person, roles::PERMISSION_EVIDENCE_READ), request));
  }
  absl::StatusOr<v1::Assessment> Assess(const std::string& person,
                                        const std::vector<std::string>& items) {
    v1::AssessItemsRequest request;
    request.set_parent(kReview);
    for (const std::string& item : items) request.add_items()->set_name(item);
    return service_.AssessItems(By(person, roles::PERMISSION_EVIDENCE_READ), request);
  }

  const std::string staff_ = AddOccasion(kAnn, v1::SOURCE_CLASS_PRACTITIONER, 3);
  const std::string parents_ = AddOccasion(kBen, v1::SOURCE_CLASS_PARENT, 3);
};

TEST_F(CoverageTest, GetTriangulation_CountsIndependentSourcesByLimbAndShownClass) {
  Captured(kAnn, Note(staff_, "One."));
  Captured(kAnn, Note(staff_, "Two, from the same meeting."));
  Captured(kBen, Note(parents_, "Three."));
  Captured(kBen, Note(parents_, "A draft does not count."), false);
  const auto coverage = Coverage(kLead);
  ASSERT_EQ(coverage.limbs_size(), 3);
  EXPECT_EQ(coverage.limbs(0).limb(), "kloe-1/a");
  EXPECT_EQ(coverage.limbs(0).strength_support(), v1::SUPPORT_TRIANGULATED);
  ASSERT_EQ(coverage.limbs(0).cells_size(), 2);
  EXPECT_EQ(coverage.limbs(0).cells(0).source_class(), v1::SOURCE_CLASS_PRACTITIONER);
  EXPECT_EQ(coverage.limbs(0).cells(0).items(), 2);
  EXPECT_EQ(coverage.limbs(0).cells(0).independent_sources(), 1);
  EXPECT_EQ(coverage.limbs(1).strength_support(), v1::SUPPORT_NONE);
  EXPECT_GT(coverage.limbs(1).gaps_size(), 0);
  EXPECT_TRUE(coverage.has_timetable_time());
}

TEST_F(CoverageTest, GetTriangulation_CountsWhatItsReaderMayRead) {
  v1::ItemContent content = Note(parents_, "In confidence.");
  content.set_sensitivity(v1::SENSITIVITY_LEADS);
  Captured(kBen, content);
  Captured(kAnn, Note(staff_, "Open."));
  EXPECT_EQ(Coverage(kLead).limbs(0).cells_size(), 2);
  EXPECT_EQ(Coverage(kAnn).limbs(0).cells_size(), 1);
}

TEST_F(CoverageTest, AssessItems_SaysHowWellAClaimIsSupported) {
  const std::string one = Captured(kAnn, Note(staff_, "One.")).name();
  const std::string two = Captured(kBen, Note(parents_, "Two.")).name();
  EXPECT_EQ(Value(Assess(kLead, {one})).support(), v1::SUPPORT_SINGLE_SOURCE);
  EXPECT_EQ(Value(Assess(kLead, {one, two})).support(), v1::SUPPORT_TRIANGULATED);
  v1::WithdrawItemRequest withdraw;
  withdraw.set_name(two);
  withdraw.set_reason("Misheard.");
  Value(service_.WithdrawItem(By(kBen), withdraw));
  const auto lost = Value(Assess(kLead, {one, two}));
  EXPECT_EQ(lost.support(), v1::SUPPORT_SINGLE_SOURCE);
  ASSERT_EQ(lost.lost_items_size(), 1);
  EXPECT_EQ(lost.lost_items(0), two);
  ExpectError(Assess(kLead, {std::string(kReview) + "/items/" + evidence_.NewId()}),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Assess(kLead, {}), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(CoverageTest, AssessItems_TakesOnlyWhatBearsOnTheClaim) {
  v1::AssessItemsRequest request;
  request.set_parent(kReview);
  request.add_items()->set_name(Captured(kAnn, Note(staff_, "One.")).name());
  v1::ItemContent opposed = Note(parents_, "Two.");
  opposed.mutable_bearings(0)->set_direction(v1::Bearing::DIRECTION_AREA);
  request.add_items()->set_name(Captured(kBen, opposed).name());
  const auto assess = [&] {
    return service_.AssessItems(By(kLead, roles::PERMISSION_EVIDENCE_READ), request);
  };
  EXPECT_EQ(Value(assess()).support(), v1::SUPPORT_TRIANGULATED);
  request.set_direction(v1::Bearing::DIRECTION_STRENGTH);
  const v1::Assessment assessment = Value(assess());
  EXPECT_EQ(assessment.support(), v1::SUPPORT_SINGLE_SOURCE);
  ASSERT_EQ(assessment.unsupporting_items_size(), 1);
  EXPECT_EQ(assessment.unsupporting_items(0), request.items(1).name());
  request.add_limbs("kloe-1/b");
  EXPECT_EQ(Value(assess()).support(), v1::SUPPORT_NONE);
  request.set_direction(v1::Bearing::DIRECTION_CONTEXT);
  ExpectError(assess(), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(CoverageTest, AssessItems_TellsAnotherServiceOfItemsForTheLeadsOnlyWhereItAsks) {
  v1::ItemContent opposed = Note(parents_, "In confidence.");
  opposed.mutable_bearings(0)->set_direction(v1::Bearing::DIRECTION_AREA);
  opposed.set_sensitivity(v1::SENSITIVITY_LEADS);
  const std::string secret = Captured(kBen, opposed).name();
  const std::string open = Captured(kAnn, Note(staff_, "Open.")).name();
  const auto assess = [&](const std::vector<std::string>& items) {
    v1::AssessItemsRequest request;
    request.set_parent(kReview);
    for (const std::string& item : items) request.add_items()->set_name(item);
    return Value(service_.AssessItems(
        CallBy("recommendations", {{.role = roles::ROLE_SERVICE}}, roles::PERMISSION_EVIDENCE_READ),
        request));
  };
  EXPECT_EQ(assess({open}).contradictions_size(), 0);
  EXPECT_EQ(assess({open, secret}).contradictions_size(), 1);
  EXPECT_EQ(Value(Assess(kLead, {open})).contradictions_size(), 1);
}

}  // namespace
}  // namespace peerchallenge::evidence
