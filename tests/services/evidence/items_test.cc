#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

using google::protobuf::util::MessageDifferencer;

v1::ListItemsResponse List(EvidenceService& service, const std::string& person,
                           const v1::ItemFilter& filter = {}) {
  v1::ListItemsRequest request;
  request.set_parent(kReview);
  *request.mutable_filter() = filter;
  return Value(service.ListItems(By(person, roles::PERMISSION_EVIDENCE_READ), request));
}

TEST_F(EvidenceTest, CaptureItem_IsOnRecordAtOnce) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_PRACTITIONER, 4);
  const v1::Item item = Captured(kAnn, Note(occasion, "Plans are reviewed every six weeks."));
  EXPECT_EQ(item.state(), v1::Item::STATE_SHARED);
  EXPECT_EQ(item.version(), 1);
  EXPECT_EQ(item.source_class(), v1::SOURCE_CLASS_PRACTITIONER);
  EXPECT_EQ(item.captured().author(), kAnn);
  EXPECT_EQ(item.captured().chain(), v1::Provenance::CHAIN_NONE);
  EXPECT_TRUE(MessageDifferencer::Equals(Value(Get(kAnn, item.name())), item));
}

TEST_F(EvidenceTest, CaptureItem_SentTwiceIsThereOnce) {
  const auto request =
      Capturing(Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "They meet weekly."));
  const v1::Item first = Value(service_.CaptureItem(By(kAnn), request));
  clock().Advance(absl::Hours(20));
  EXPECT_TRUE(MessageDifferencer::Equals(Value(service_.CaptureItem(By(kAnn), request)), first));
  EXPECT_EQ(List(service_, kAnn).items_size(), 1);
}

TEST_F(EvidenceTest, CaptureItem_OfOtherContentUnderATakenIdNamesBoth) {
  auto request = Capturing(Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "They meet weekly."));
  Value(service_.CaptureItem(By(kAnn), request));
  request.mutable_capture()->mutable_content()->set_text("They meet monthly.");
  const auto other = service_.CaptureItem(By(kAnn), request);
  ExpectError(other, reasons::ERROR_REASON_CONTENT_DIFFERS);
  const auto payload = other.status().GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  EXPECT_NE(std::string(*payload).find("stored_sha256"), std::string::npos);
  // Another member learns no more than that the id is taken, also by sending the same.
  request.mutable_capture()->mutable_content()->set_text("They meet weekly.");
  const auto by_ben = service_.CaptureItem(By(kBen), request);
  ExpectError(by_ben, reasons::ERROR_REASON_CONTENT_DIFFERS);
  const auto told = by_ben.status().GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  EXPECT_EQ(std::string(*told).find("stored_sha256"), std::string::npos);
}

TEST_F(EvidenceTest, CaptureItem_NamesEveryFieldThatIsWrong) {
  auto request = Capturing(Note("regions/em/reviews/not/occasions/x", ""));
  request.mutable_capture()->set_item_id("018f3b1e-0000-7000-8000-000000000000");
  const auto refused = service_.CaptureItem(By(kAnn), request);
  ExpectError(refused, reasons::ERROR_REASON_FIELD_INVALID);
  for (const char* field :
       {"capture.item_id", "capture.content.text", "capture.content.occasion"}) {
    EXPECT_NE(std::string(refused.status().message()).find(field), std::string::npos) << field;
  }
}

TEST_F(EvidenceTest, CaptureItem_OfWhatIsNotThereBreaksAReference) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  v1::ItemContent content = Note(occasion, "Derived.");
  content.add_derived_from(std::string(kReview) + "/items/" + evidence_.NewId());
  ExpectError(service_.CaptureItem(By(kAnn), Capturing(content)),
              reasons::ERROR_REASON_REFERENCE_BROKEN);
  content = Note(std::string(kReview) + "/occasions/" + evidence_.NewId(), "Nowhere.");
  ExpectError(service_.CaptureItem(By(kAnn), Capturing(content)),
              reasons::ERROR_REASON_REFERENCE_BROKEN);
}

TEST_F(EvidenceTest, CaptureItem_EndsWithTheLetterButWhatWasSentIsStillGiven) {
  const auto request = Capturing(Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "In time."));
  Value(service_.CaptureItem(By(kAnn), request));
  const auto late = Capturing(request.capture().content());
  auto review = evidence_.review();
  review.set_state(scheduling::v1::Review::STATE_LETTER_ISSUED);
  evidence_.Know(review);
  ExpectError(service_.CaptureItem(By(kAnn), late), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_TRUE(service_.CaptureItem(By(kAnn), request).ok());
}

TEST_F(EvidenceTest, CaptureItem_IsRefusedBeforeTheDiskIsFull) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  evidence_.free_bytes = 1 << 20;
  ExpectError(service_.CaptureItem(By(kAnn), Capturing(Note(occasion, "No room."))),
              reasons::ERROR_REASON_QUOTA_EXCEEDED);
  v1::CreateOccasionRequest create;
  create.set_parent(kReview);
  create.set_occasion_id(evidence_.NewId());
  create.mutable_occasion()->set_kind(v1::Occasion::KIND_INTERVIEW);
  create.mutable_occasion()->set_declared_class(v1::SOURCE_CLASS_STAFF);
  create.mutable_occasion()->set_date("2012-07-10");
  ExpectError(service_.CreateOccasion(By(kAnn), create), reasons::ERROR_REASON_QUOTA_EXCEEDED);
  v1::RaiseConcernRequest concern;
  concern.set_parent(kReview);
  concern.set_concern_id(evidence_.NewId());
  concern.mutable_concern()->set_text("A child is at risk.");
  concern.mutable_concern()->set_urgency(v1::Concern::URGENCY_IMMEDIATE);
  EXPECT_TRUE(service_.RaiseConcern(By(kAnn, roles::PERMISSION_CONCERN_RAISE), concern).ok());
}

TEST_F(EvidenceTest, CaptureItem_GoesOnWhileSchedulingIsDownUntilTheCopyIsTooOld) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  clock().Advance(absl::Hours(23));
  EXPECT_TRUE(service_.CaptureItem(By(kAnn), Capturing(Note(occasion, "Still."))).ok());
  clock().Advance(absl::Hours(2));
  ExpectError(service_.CaptureItem(By(kAnn), Capturing(Note(occasion, "Too late."))),
              reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
}

TEST_F(EvidenceTest, BatchCaptureItems_StoresWhatIsRightAndSaysWhatIsNot) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  v1::BatchCaptureItemsRequest request;
  request.set_parent(kReview);
  for (int i = 0; i < 4; ++i) {
    *request.add_captures() = Capturing(Note(occasion, "Note.")).capture();
  }
  request.mutable_captures(1)->mutable_content()->clear_text();
  request.mutable_captures(2)->mutable_content()->add_contradicts(std::string(kReview) + "/items/" +
                                                                  request.captures(0).item_id());
  request.mutable_captures(3)->mutable_content()->set_occasion(std::string(kReview) +
                                                               "/occasions/" + evidence_.NewId());
  const auto outcome = Value(service_.BatchCaptureItems(By(kAnn), request));
  ASSERT_EQ(outcome.outcomes_size(), 4);
  EXPECT_TRUE(outcome.outcomes(0).has_item());
  EXPECT_EQ(outcome.outcomes(1).failure().reason(), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(outcome.outcomes(1).failure().field(), "content.text");
  EXPECT_TRUE(outcome.outcomes(2).has_item()) << outcome.outcomes(2).ShortDebugString();
  EXPECT_EQ(outcome.outcomes(3).failure().reason(), reasons::ERROR_REASON_REFERENCE_BROKEN);
  EXPECT_EQ(List(service_, kAnn).items_size(), 2);
  // Sent again it doubles nothing.
  Value(service_.BatchCaptureItems(By(kAnn), request));
  EXPECT_EQ(List(service_, kAnn).items_size(), 2);
}

TEST_F(EvidenceTest, BatchCaptureItems_TakesOneToAHundred) {
  v1::BatchCaptureItemsRequest request;
  request.set_parent(kReview);
  ExpectError(service_.BatchCaptureItems(By(kAnn), request), reasons::ERROR_REASON_FIELD_INVALID);
  for (int i = 0; i < 101; ++i) request.add_captures();
  ExpectError(service_.BatchCaptureItems(By(kAnn), request), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(EvidenceTest, Drafts_AreTheirAuthorsAlone) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  const v1::Item draft = Captured(kAnn, Note(occasion, "Half a thought."), false);
  EXPECT_EQ(draft.state(), v1::Item::STATE_DRAFT);
  for (const char* other : {kLead, kBen, kManager}) {
    ExpectError(Get(other, draft.name()), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_EQ(List(service_, other).items_size(), 0);
  }
  v1::ShareItemsRequest share;
  share.set_parent(kReview);
  share.add_names(draft.name());
  ExpectError(service_.ShareItems(By(kLead), share), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(Value(service_.ShareItems(By(kAnn), share)).items(0).state(), v1::Item::STATE_SHARED);
  EXPECT_TRUE(Get(kBen, draft.name()).ok());
}

TEST_F(EvidenceTest, AWithdrawnDraft_StaysItsAuthorsAndASharedItemTheTeams) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  v1::WithdrawItemRequest request;
  request.set_reason("It was another school.");
  const v1::Item draft = Captured(kAnn, Note(occasion, "Draft."), false);
  request.set_name(draft.name());
  EXPECT_EQ(Value(service_.WithdrawItem(By(kAnn), request)).state(), v1::Item::STATE_WITHDRAWN);
  ExpectError(Get(kLead, draft.name()), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(Get(kAnn, draft.name()).ok());

  const v1::Item shared = Captured(kAnn, Note(occasion, "Shared."));
  request.set_name(shared.name());
  ExpectError(service_.WithdrawItem(By(kBen), request), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  const v1::Item withdrawn = Value(service_.WithdrawItem(By(kLead), request));
  EXPECT_EQ(withdrawn.withdrawal().person(), kLead);
  EXPECT_EQ(withdrawn.withdrawal().date(), "2012-07-10");
  EXPECT_EQ(Value(Get(kBen, shared.name())).state(), v1::Item::STATE_WITHDRAWN);
  ExpectError(service_.WithdrawItem(By(kAnn), request), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(EvidenceTest, Sensitivity_DecidesWhoReadsAndEachReadOfGuardedTextIsRecorded) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  v1::ItemContent content = Note(occasion, "Said in confidence.");
  content.set_sensitivity(v1::SENSITIVITY_LEADS);
  const v1::Item leads = Captured(kAnn, content);
  ExpectError(Get(kBen, leads.name()), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(Get(kAnn, leads.name()).ok());
  EXPECT_TRUE(evidence_.Audited().empty());
  EXPECT_TRUE(Get(kManager, leads.name()).ok());
  ASSERT_EQ(evidence_.Audited().size(), 1u);
  EXPECT_NE(evidence_.Audited().front().find(leads.name()), std::string::npos);

  content.set_sensitivity(v1::SENSITIVITY_GUARDED);
  const v1::Item guarded = Captured(kAnn, content);
  EXPECT_TRUE(Get(kBen, guarded.name()).ok());
  EXPECT_EQ(List(service_, kBen).items_size(), 1);
  EXPECT_EQ(evidence_.Audited().size(), 3u);
}

TEST_F(EvidenceTest, ThoseOutsideTheTeam_FindNothing) {
  const v1::Item item = Captured(kAnn, Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "Inside."));
  ExpectError(Get(kStranger, item.name()), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::ListItemsRequest list;
  list.set_parent(kReview);
  const access::Grant director = {
      .role = roles::ROLE_HOST_DIRECTOR, .region = kRegion, .authority = "E10000019"};
  for (const access::Role role : {roles::ROLE_PROGRAMME_OFFICE, roles::ROLE_REGIONAL_BOARD}) {
    ExpectError(service_.ListItems(CallBy("x", {{.role = role, .region = kRegion}},
                                          roles::PERMISSION_EVIDENCE_READ),
                                   list),
                reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  ExpectError(service_.ListItems(CallBy("d", {director}, roles::PERMISSION_EVIDENCE_READ), list),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(EvidenceTest, AMemberWhoHasNotAcceptedOrWasReplaced_FindsNothing) {
  const v1::Item item = Captured(kAnn, Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "Inside."));
  auto review = evidence_.review();
  for (const auto state :
       {scheduling::v1::TeamMember::STATE_INVITED, scheduling::v1::TeamMember::STATE_REPLACED}) {
    review.mutable_team(2)->set_state(state);
    evidence_.Know(review);
    ExpectError(Get(kBen, item.name()), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
}

TEST_F(EvidenceTest, HoursAreShownToThoseWhoMayReadSourcesAndTheAuthor) {
  v1::CaptureItemRequest request =
      Capturing(Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "At half past nine."));
  request.mutable_capture()->mutable_stamp()->mutable_device_time()->set_seconds(
      absl::ToUnixSeconds(clock().Now()) - 1800);
  const std::string name = Value(service_.CaptureItem(By(kAnn), request)).name();
  const auto midnight =
      absl::ToUnixSeconds(absl::FromCivil(absl::CivilDay(2012, 7, 10), absl::UTCTimeZone()));
  const v1::Item by_ben = Value(Get(kBen, name));
  EXPECT_EQ(by_ben.captured().stamp().device_time().seconds(), midnight);
  EXPECT_EQ(by_ben.captured().receive_time().seconds(), midnight);
  EXPECT_EQ(by_ben.create_time().seconds(), midnight);
  EXPECT_NE(Value(Get(kAnn, name)).create_time().seconds(), midnight);
  EXPECT_NE(Value(Get(kManager, name)).create_time().seconds(), midnight);
}

TEST_F(EvidenceTest, CaseReferences_AreShownToTheCasesAuditorLeadsAndTheAuthor) {
  v1::ItemContent content = Note(AddOccasion(kAnn, v1::SOURCE_CLASS_CASE_FILE), "Chronology.");
  content.set_kind(v1::ItemContent::KIND_CASE_FINDING);
  ExpectError(service_.CaptureItem(By(kAnn), Capturing(content)),
              reasons::ERROR_REASON_FIELD_INVALID);
  content.set_case_reference("LCS/2012-17");
  const std::string name = Captured(kAnn, content).name();
  Value(Assign({"LCS/2012-17"}));
  EXPECT_EQ(Value(Get(kAuditor, name)).content().case_reference(), "LCS/2012-17");
  EXPECT_EQ(Value(Get(kAnn, name)).content().case_reference(), "LCS/2012-17");
  EXPECT_EQ(Value(Get(kLead, name)).content().case_reference(), "LCS/2012-17");
  EXPECT_EQ(Value(Get(kBen, name)).content().case_reference(), "");
}

TEST_F(EvidenceTest, ListItems_GoesByDayAndIdAndPages) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  std::vector<std::string> first_day, second_day;
  for (int i = 0; i < 3; ++i) first_day.push_back(Captured(kAnn, Note(occasion, "One.")).name());
  clock().Advance(absl::Hours(20));
  for (int i = 0; i < 2; ++i) second_day.push_back(Captured(kAnn, Note(occasion, "Two.")).name());
  std::sort(first_day.begin(), first_day.end());
  std::sort(second_day.begin(), second_day.end());
  std::vector<std::string> wanted = second_day;
  wanted.insert(wanted.end(), first_day.begin(), first_day.end());
  std::vector<std::string> listed;
  v1::ListItemsRequest request;
  request.set_parent(kReview);
  request.set_page_size(2);
  do {
    const auto page = Value(service_.ListItems(By(kBen, roles::PERMISSION_EVIDENCE_READ), request));
    for (const auto& item : page.items()) listed.push_back(item.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(listed, wanted);
}

TEST_F(EvidenceTest, ListItems_TakesEveryFilter) {
  const std::string staff = AddOccasion(kAnn, v1::SOURCE_CLASS_PRACTITIONER, 3);
  const std::string parent = AddOccasion(kBen, v1::SOURCE_CLASS_PARENT, 3);
  v1::ItemContent content = Note(staff, "One.");
  content.add_themes("fostering");
  content.set_start_date("2011-09-01");
  content.set_end_date("2012-03-31");
  const std::string one = Captured(kAnn, content).name();
  content = Note(parent, "Two.");
  content.clear_bearings();
  content.set_kind(v1::ItemContent::KIND_QUOTE);
  const std::string two = Captured(kBen, content).name();
  const auto found = [&](auto set) {
    v1::ItemFilter filter;
    set(filter);
    std::vector<std::string> names;
    const auto listed = List(service_, kLead, filter);
    for (const auto& item : listed.items()) names.push_back(item.name());
    return names;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(found([](auto& f) { f.add_limbs("kloe-1"); }), Names{one});
  EXPECT_EQ(found([](auto& f) { f.add_limbs("kloe-1/b"); }), Names{});
  EXPECT_EQ(found([](auto& f) { f.add_source_classes(v1::SOURCE_CLASS_STAFF); }), Names{one});
  EXPECT_EQ(found([](auto& f) { f.add_source_classes(v1::SOURCE_CLASS_PARENT); }), Names{two});
  EXPECT_EQ(found([](auto& f) { f.add_authors(kBen); }), Names{two});
  EXPECT_EQ(found([](auto& f) { f.add_kinds(v1::ItemContent::KIND_QUOTE); }), Names{two});
  EXPECT_EQ(found([](auto& f) { f.add_themes("fostering"); }), Names{one});
  EXPECT_EQ(found([&](auto& f) { f.set_occasion(parent); }), Names{two});
  EXPECT_EQ(found([](auto& f) { f.set_unsorted(true); }), Names{two});
  EXPECT_EQ(found([](auto& f) { f.set_conflicted(true); }), Names{});
  EXPECT_EQ(found([](auto& f) { f.add_states(v1::Item::STATE_WITHDRAWN); }), Names{});
  EXPECT_EQ(found([](auto& f) { f.set_capture_end_date("2012-07-09"); }), Names{});
  EXPECT_EQ(found([](auto& f) { f.set_start_date("2012-04-01"); }), Names{two});
  EXPECT_EQ(found([](auto& f) { f.add_sensitivities(v1::SENSITIVITY_TEAM); }).size(), 2u);
}

}  // namespace
}  // namespace peerchallenge::evidence
