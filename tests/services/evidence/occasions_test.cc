#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

class OccasionsTest : public EvidenceTest {
 protected:
  v1::CreateOccasionRequest Meeting() {
    v1::CreateOccasionRequest request;
    request.set_parent(kReview);
    request.set_occasion_id(evidence_.NewId());
    request.mutable_occasion()->set_kind(v1::Occasion::KIND_FOCUS_GROUP);
    request.mutable_occasion()->set_declared_class(v1::SOURCE_CLASS_CARE_LEAVER);
    request.mutable_occasion()->set_date("2012-07-10");
    return request;
  }
};

TEST_F(OccasionsTest, CreateOccasion_SentTwiceIsThereOnce) {
  auto request = Meeting();
  const v1::Occasion occasion = Value(service_.CreateOccasion(By(kAnn), request));
  EXPECT_EQ(occasion.declared_class(), v1::SOURCE_CLASS_CARE_LEAVER);
  EXPECT_EQ(occasion.source_class(), v1::SOURCE_CLASS_ANYBODY);
  EXPECT_EQ(Value(service_.CreateOccasion(By(kAnn), request)).etag(), occasion.etag());
  request.mutable_occasion()->set_date("2012-07-11");
  ExpectError(service_.CreateOccasion(By(kAnn), request), reasons::ERROR_REASON_CONTENT_DIFFERS);
}

TEST_F(OccasionsTest, DeclaredClassAndHoursAreNotShownToOthers) {
  const std::string name = Value(service_.CreateOccasion(By(kAnn), Meeting())).name();
  v1::GetOccasionRequest get;
  get.set_name(name);
  const auto seen_by = [&](const char* person) {
    return Value(service_.GetOccasion(By(person, roles::PERMISSION_EVIDENCE_READ), get));
  };
  EXPECT_EQ(seen_by(kBen).declared_class(), v1::SOURCE_CLASS_UNSPECIFIED);
  EXPECT_EQ(seen_by(kManager).declared_class(), v1::SOURCE_CLASS_CARE_LEAVER);
  EXPECT_LT(seen_by(kBen).create_time().seconds(), seen_by(kAnn).create_time().seconds());
}

TEST_F(OccasionsTest, UpdateOccasion_ChangesTheClassOfItsItems) {
  const std::string name = AddOccasion(kAnn, v1::SOURCE_CLASS_PARENT, 3);
  const std::string item = Captured(kAnn, Note(name, "Said.")).name();
  EXPECT_EQ(Value(Get(kBen, item)).source_class(), v1::SOURCE_CLASS_PARENT);
  v1::UpdateOccasionRequest request;
  request.mutable_occasion()->set_name(name);
  request.mutable_occasion()->set_declared_class(v1::SOURCE_CLASS_CARER);
  ExpectError(service_.UpdateOccasion(By(kBen), request), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  Value(service_.UpdateOccasion(By(kAnn), request));
  EXPECT_EQ(Value(Get(kBen, item)).source_class(), v1::SOURCE_CLASS_CARER);
}

TEST_F(OccasionsTest, AClosedReviewTakesNoNewOccasion) {
  auto review = evidence_.review();
  review.set_state(scheduling::v1::Review::STATE_CLOSED);
  evidence_.Know(review);
  ExpectError(service_.CreateOccasion(By(kAnn), Meeting()), reasons::ERROR_REASON_WRONG_STATE);
}

}  // namespace
}  // namespace peerchallenge::evidence
