#include "services/evidence/source_service.h"

#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

class SourceServiceTest : public EvidenceTest {
 protected:
  rpc::Call Writer(const std::string& person) {
    return By(person, roles::PERMISSION_EVIDENCE_SOURCE_WRITE);
  }
  rpc::Call Reader(const std::string& person) {
    return By(person, roles::PERMISSION_EVIDENCE_SOURCE_READ);
  }
  v1::RecordAttendanceRequest Meeting(const std::string& occasion,
                                      const std::vector<std::string>& people) {
    v1::RecordAttendanceRequest request;
    request.mutable_attendance()->set_name(occasion + "/attendance");
    for (const std::string& person : people) {
      auto& interviewee = *request.mutable_attendance()->add_interviewees();
      interviewee.set_display_name(person);
      interviewee.set_source_class(v1::SOURCE_CLASS_PRACTITIONER);
    }
    return request;
  }
  v1::ListIntervieweesResponse People(const std::string& person) {
    v1::ListIntervieweesRequest request;
    request.set_parent(kReview);
    request.set_reason("to thank them for their time");
    return Value(sources_.ListInterviewees(Reader(person), request));
  }
  v1::SourceClass ShownOf(const std::string& occasion) {
    v1::GetOccasionRequest request;
    request.set_name(occasion);
    return Value(service_.GetOccasion(By(kBen, roles::PERMISSION_EVIDENCE_READ), request))
        .source_class();
  }

  const std::string occasion_ = AddOccasion(kAnn, v1::SOURCE_CLASS_PRACTITIONER);
};

TEST_F(SourceServiceTest, AttendanceIsReadByLeadsOnlyWithAReasonThatGoesOnRecord) {
  Value(sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Jo Smith"})));
  v1::GetAttendanceRequest request;
  request.set_name(occasion_ + "/attendance");
  ExpectError(sources_.GetAttendance(Reader(kLead), request), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_reason("asked by Jo Smith's union");
  v1::ListSourceReadsRequest list;
  list.set_parent(kReview);
  ExpectError(sources_.GetAttendance(Reader(kAnn), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  const auto met = Value(sources_.GetAttendance(Reader(kLead), request));
  EXPECT_EQ(met.interviewees(0).display_name(), "Jo Smith");
  // Auditors learn that there is a reason, and those who may read names, which.
  ASSERT_EQ(evidence_.Audited().size(), 1u);
  EXPECT_NE(evidence_.Audited().front().find("a reason was given"), std::string::npos);
  EXPECT_EQ(evidence_.Audited().front().find("Smith"), std::string::npos);
  const auto reads = Value(sources_.ListSourceReads(Reader(kManager), list));
  ASSERT_EQ(reads.reads_size(), 1);
  EXPECT_EQ(reads.reads(0).subject(), kLead);
  EXPECT_EQ(reads.reads(0).resource(), request.name());
  EXPECT_EQ(reads.reads(0).reason(), "asked by Jo Smith's union");
  ExpectError(sources_.ListSourceReads(Reader(kAnn), list),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(SourceServiceTest, ErasingTakesTheReasonsThatNameThePersonAlong) {
  Value(sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Jo Smith", "Al"})));
  v1::EraseIntervieweeRequest erase;
  erase.set_reason("Mrs Smith has asked for it");
  const auto people = People(kLead);
  for (const auto& person : people.interviewees()) {
    if (person.display_name() == "Jo Smith") erase.set_name(person.name());
  }
  Value(sources_.EraseInterviewee(Writer(kLead), erase));
  v1::ListSourceReadsRequest list;
  list.set_parent(kReview);
  const auto reads = Value(sources_.ListSourceReads(Reader(kLead), list));
  ASSERT_EQ(reads.reads_size(), 2);
  EXPECT_EQ(reads.reads(0).reason(), "");
  EXPECT_EQ(reads.reads(1).reason(), "to thank them for their time");
}

TEST_F(SourceServiceTest, PeopleOfOneNameAreOnePersonAndClassesBelowThreeAreMergedUpward) {
  EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_ANYBODY);
  Value(
      sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Jo Smith", "JO  SMITH", "Al"})));
  EXPECT_EQ(People(kLead).interviewees_size(), 2);
  EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_ANYBODY);
  Value(sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Jo Smith", "Al", "Bo"})));
  EXPECT_EQ(People(kLead).interviewees_size(), 3);
  EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_PRACTITIONER);
}

TEST_F(SourceServiceTest, OnlyTheAuthorAndLeadsRecordAttendance) {
  ExpectError(sources_.RecordAttendance(Writer(kBen), Meeting(occasion_, {"Jo"})),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(sources_.RecordAttendance(Writer(kManager), Meeting(occasion_, {"Jo"})).ok());
}

TEST_F(SourceServiceTest, AStaleEtagChangesNothingButARepeatedCallIsAnswered) {
  auto first = Meeting(occasion_, {"Jo"});
  const std::string etag = Value(sources_.RecordAttendance(Writer(kAnn), first)).etag();
  auto second = Meeting(occasion_, {"Jo", "Al"});
  second.mutable_attendance()->set_etag(etag);
  const std::string newer = Value(sources_.RecordAttendance(Writer(kAnn), second)).etag();
  EXPECT_EQ(Value(sources_.RecordAttendance(Writer(kAnn), second)).etag(), newer);
  first.mutable_attendance()->set_etag(etag);
  ExpectError(sources_.RecordAttendance(Writer(kAnn), first), reasons::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(SourceServiceTest, MergingMakesTwoSpellingsOnePerson) {
  Value(
      sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Jo Smith", "Jo Smyth", "Al"})));
  EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_PRACTITIONER);
  std::string smith, smyth;
  const auto people = People(kLead);
  for (const auto& person : people.interviewees()) {
    if (person.display_name() == "Jo Smith") smith = person.name();
    if (person.display_name() == "Jo Smyth") smyth = person.name();
  }
  v1::MergeIntervieweesRequest merge;
  merge.set_name(smith);
  merge.add_duplicates(smyth);
  merge.set_reason("one person, spelled in two ways");
  ExpectError(sources_.MergeInterviewees(Writer(kAnn), merge),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(Value(sources_.MergeInterviewees(Writer(kLead), merge)).display_name(), "Jo Smith");
  EXPECT_EQ(People(kLead).interviewees_size(), 2);
  EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_ANYBODY);
}

TEST_F(SourceServiceTest, ErasingLeavesThatSomebodyWasMet) {
  Value(sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Jo", "Al", "Bo"})));
  v1::EraseIntervieweeRequest erase;
  erase.set_name(People(kLead).interviewees(0).name());
  erase.set_reason("a request for erasure, 12 July");
  EXPECT_EQ(Value(sources_.EraseInterviewee(Writer(kLead), erase)).display_name(), "");
  EXPECT_EQ(People(kLead).interviewees_size(), 3);
  EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_PRACTITIONER);
}

TEST_F(SourceServiceTest, WhoWasErasedAndIsMetAgainCountsOnce) {
  Value(sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Al", "Bo"})));
  v1::EraseIntervieweeRequest erase;
  const auto people = People(kLead);
  for (const auto& person : people.interviewees()) {
    if (person.display_name() == "Al") erase.set_name(person.name());
  }
  erase.set_reason("a request for erasure, 12 July");
  Value(sources_.EraseInterviewee(Writer(kLead), erase));
  Value(sources_.RecordAttendance(
      Writer(kAnn), Meeting(AddOccasion(kAnn, v1::SOURCE_CLASS_PRACTITIONER), {"Al"})));
  EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_ANYBODY);
}

TEST_F(SourceServiceTest, ThoseWithoutANameMayBeThoseWhoHaveOne) {
  Value(sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Al", "Bo"})));
  AddOccasion(kAnn, v1::SOURCE_CLASS_PRACTITIONER, 2);
  EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_ANYBODY);
  auto with_one_more = Meeting(occasion_, {"Al", "Bo"});
  with_one_more.mutable_attendance()->set_unnamed_people(1);
  Value(sources_.RecordAttendance(Writer(kAnn), with_one_more));
  EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_PRACTITIONER);
}

TEST_F(SourceServiceTest, WhatOneRecordsChangesNothingThatAnotherRecorded) {
  auto anns = Meeting(occasion_, {"Jo Smith"});
  anns.mutable_attendance()->mutable_interviewees(0)->set_position("head of service");
  const std::string etag = Value(sources_.RecordAttendance(Writer(kAnn), anns)).etag();
  const std::string bens = AddOccasion(kBen, v1::SOURCE_CLASS_PARENT);
  auto meeting = Meeting(bens, {"JO SMITH"});
  meeting.mutable_attendance()->mutable_interviewees(0)->set_source_class(v1::SOURCE_CLASS_PARENT);
  Value(sources_.RecordAttendance(Writer(kBen), meeting));
  v1::GetAttendanceRequest request;
  request.set_reason("to thank them for their time");
  request.set_name(occasion_ + "/attendance");
  auto met = Value(sources_.GetAttendance(Reader(kLead), request));
  EXPECT_EQ(met.interviewees(0).position(), "head of service");
  EXPECT_EQ(met.interviewees(0).source_class(), v1::SOURCE_CLASS_PRACTITIONER);
  EXPECT_EQ(met.etag(), etag);
  request.set_name(bens + "/attendance");
  met = Value(sources_.GetAttendance(Reader(kLead), request));
  EXPECT_EQ(met.interviewees(0).source_class(), v1::SOURCE_CLASS_PARENT);
  const auto people = People(kLead);
  ASSERT_EQ(people.interviewees_size(), 1);
  EXPECT_EQ(people.interviewees(0).position(), "head of service");
}

// An author who knows that three make a class could otherwise ask whether a name is known.
TEST_F(SourceServiceTest, TheShownClassDoesNotTellAnAuthorWhomOthersHaveMet) {
  Value(sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Jo Smith"})));
  const std::string bens = AddOccasion(kBen, v1::SOURCE_CLASS_PRACTITIONER);
  for (const char* asked : {"Jo Smith", "Al Jones"}) {
    Value(sources_.RecordAttendance(Writer(kBen), Meeting(bens, {asked, "Made Up"})));
    EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_ANYBODY) << asked;
  }
  // Those who may read names count all together.
  Value(sources_.RecordAttendance(Writer(kLead), Meeting(occasion_, {"Jo Smith"})));
  Value(sources_.RecordAttendance(Writer(kManager), Meeting(bens, {"Al Jones", "Bo"})));
  EXPECT_EQ(ShownOf(occasion_), v1::SOURCE_CLASS_PRACTITIONER);
}

TEST_F(SourceServiceTest, ATextThatNamesAnIntervieweeIsMarkedForItsAuthorOnly) {
  Value(sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Josephine Smith"})));
  const v1::Item item = Captured(kAnn, Note(occasion_, "Josephine Smith said so."));
  ASSERT_EQ(item.warnings_size(), 1);
  EXPECT_EQ(item.warnings(0), v1::Item::WARNING_INTERVIEWEE);
  EXPECT_EQ(Value(Get(kAnn, item.name())).warnings_size(), 1);
  EXPECT_EQ(Value(Get(kLead, item.name())).warnings_size(), 0);
}

TEST_F(SourceServiceTest, NobodyCanAskByANoteWhomOthersHaveMet) {
  Value(sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Josephine Smith"})));
  for (const char* other : {kBen, kLead}) {
    EXPECT_EQ(Captured(other, Note(occasion_, "Josephine Smith said so."), false).warnings_size(),
              0);
  }
}

TEST_F(SourceServiceTest, CheckOutput_SaysWhichTextsNameSomebodyAndNeverWhom) {
  Value(sources_.RecordAttendance(Writer(kAnn), Meeting(occasion_, {"Jo Smith"})));
  v1::CheckOutputRequest request;
  request.set_parent(kReview);
  request.add_texts("Staff know their children.");
  request.add_texts("As JO  SMITH said, they do.");
  request.add_texts("Write to jo@example.org.");
  request.add_texts("Mrs Smith agreed, and so did others.");
  const rpc::Call service =
      CallBy("recommendations", {{.role = roles::ROLE_SERVICE}}, roles::PERMISSION_OUTPUT_CHECK);
  const auto checked = Value(sources_.CheckOutput(service, request));
  ASSERT_EQ(checked.warned_texts_size(), 3);
  EXPECT_EQ(checked.warned_texts(0).index(), 1);
  EXPECT_EQ(checked.warned_texts(0).warnings(0), v1::Item::WARNING_INTERVIEWEE);
  EXPECT_EQ(checked.warned_texts(1).warnings(0), v1::Item::WARNING_CONTACT);
  EXPECT_EQ(checked.warned_texts(2).warnings(0), v1::Item::WARNING_INTERVIEWEE);
  EXPECT_EQ(checked.DebugString().find("Smith"), std::string::npos);
  ExpectError(sources_.CheckOutput(By(kAnn, roles::PERMISSION_OUTPUT_CHECK), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.clear_texts();
  ExpectError(sources_.CheckOutput(service, request), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(SourceServiceTest, CheckOutput_FindsWordsThatMayNotBeQuoted) {
  const std::string said = "I have not seen my social worker since the summer.";
  Captured(kAnn, Note(occasion_, "A parent: " + said));
  v1::ItemContent given = Note(occasion_, "We meet every week and everybody has read the papers.");
  given.set_kind(v1::ItemContent::KIND_QUOTE);
  given.set_quote_consent(v1::QUOTE_CONSENT_GIVEN);
  Captured(kAnn, given);
  Captured(kAnn, Note(occasion_, "The plan for the winter is known to all of the staff."), false);
  v1::CheckOutputRequest request;
  request.set_parent(kReview);
  request.add_texts("One of them said: 'I have not seen my social worker since spring'.");
  request.add_texts("They meet every week and everybody has read the papers.");
  request.add_texts("The plan for the winter is known to all of the staff.");
  const rpc::Call service =
      CallBy("recommendations", {{.role = roles::ROLE_SERVICE}}, roles::PERMISSION_OUTPUT_CHECK);
  const auto checked = Value(sources_.CheckOutput(service, request));
  ASSERT_EQ(checked.warned_texts_size(), 1);
  EXPECT_EQ(checked.warned_texts(0).index(), 0);
  EXPECT_EQ(checked.warned_texts(0).warnings(0), v1::Item::WARNING_VERBATIM);
}

}  // namespace
}  // namespace peerchallenge::evidence
