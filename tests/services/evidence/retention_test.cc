#include "services/evidence/retention.h"

#include "absl/strings/str_cat.h"
#include "common/changes/feed.h"
#include "services/evidence/attachments/attachment_store.h"
#include "services/evidence/disposal.h"
#include "services/evidence/ledger/hash.h"
#include "services/evidence/retention_service.h"
#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

using v1::DisposalRun;

rpc::Call Office() {
  return CallBy("office", {{.role = roles::ROLE_PROGRAMME_OFFICE, .region = kRegion}},
                roles::PERMISSION_RETENTION_WORK);
}

class RetentionTest : public EvidenceTest {
 protected:
  // The letter is issued today: what counts from then.
  void Issue() {
    evidence_.Write([](storage::Transaction& tx) {
      return tx
          .Execute(
              "INSERT INTO anchored_documents (document, review, kind, sha256, issue_date, "
              "number) VALUES ($1, $2, 1, $3, '2012-07-10', 0)",
              {{std::string(kReview) + "/letters/1", std::string(kReview),
                storage::Blob{std::string(32, 'x')}}})
          .status();
    });
  }
  DisposalRun Run(bool dry_run = false) {
    v1::StartDisposalRunRequest request;
    request.set_parent(kRegion);
    request.set_dry_run(dry_run);
    const DisposalRun started = Value(retention_.StartDisposalRun(Office(), request));
    EXPECT_EQ(started.state(), DisposalRun::STATE_RUNNING);
    EXPECT_TRUE(WorkOnDisposalRuns(context()).ok());
    v1::GetDisposalRunRequest get;
    get.set_name(started.name());
    return Value(retention_.GetDisposalRun(Office(), get));
  }
  std::vector<std::string> Records(const DisposalRun& run) {
    v1::ListDisposalRecordsRequest request;
    request.set_parent(run.name());
    const auto listed = Value(retention_.ListDisposalRecords(Office(), request));
    std::vector<std::string> lines;
    for (const auto& record : listed.records()) {
      lines.push_back(absl::StrCat(v1::RetentionClass_Name(record.retention_class()), " ",
                                   v1::DisposalRecord::Outcome_Name(record.outcome())));
    }
    return lines;
  }
  absl::StatusOr<v1::Hold> Hold(const std::vector<std::string>& subjects) {
    v1::CreateHoldRequest request;
    request.set_parent(kReview);
    request.mutable_hold()->set_ground(v1::Hold::GROUND_COMPLAINT);
    request.mutable_hold()->set_reason("A complaint of 1 August.");
    for (const std::string& subject : subjects) request.mutable_hold()->add_subjects(subject);
    return retention_.CreateHold(Office(), request);
  }
  // So long that evidence is due when the letter was issued at the test's begin.
  void PassMonths(int months) {
    clock().Advance(absl::Hours(24 * 31 * months));
    evidence_.Know(evidence_.review());
  }
  // Whether any table or index file still has this text.
  bool IsSomewhere(const std::string& text) {
    bool found = false;
    evidence_.Write([&](storage::Transaction& tx) -> absl::Status {
      for (const char* sql :
           {"SELECT body FROM items", "SELECT body FROM item_versions",
            "SELECT CAST(before AS BLOB) FROM changes WHERE before IS NOT NULL",
            "SELECT CAST(after AS BLOB) FROM changes WHERE after IS NOT NULL",
            "SELECT body FROM item_conflicts", "SELECT body FROM concerns",
            "SELECT body FROM case_assignments", "SELECT reply FROM replies",
            "SELECT CAST(words AS BLOB) FROM item_words", "SELECT block FROM item_words_data",
            "SELECT record FROM ledger_entries WHERE record IS NOT NULL"}) {
        absl::Status status = tx.Query(sql, {}, [&](const storage::Row& row) {
          found = found || row.Bytes(0).find(text) != std::string_view::npos;
          return absl::OkStatus();
        });
        if (!status.ok()) return status;
      }
      return absl::OkStatus();
    });
    return found;
  }

  changes::Feed feed_{evidence_.database(),
                      evidence_.clock(),
                      evidence_.store().sealer(),
                      {.poll = absl::InfiniteDuration()}};
  RetentionService retention_{context(), feed_};
};

TEST_F(RetentionTest, TheScheduleHasDefaultsAndLimits) {
  v1::GetRetentionScheduleRequest get;
  get.set_name(std::string(kRegion) + "/retentionSchedule");
  v1::RetentionSchedule schedule = Value(retention_.GetRetentionSchedule(Office(), get));
  EXPECT_EQ(schedule.case_reference_months(), 1);
  EXPECT_EQ(schedule.evidence_months(), 3);
  EXPECT_EQ(schedule.ledger_months(), 72);
  EXPECT_EQ(schedule.etag(), "");
  v1::UpdateRetentionScheduleRequest update;
  update.mutable_retention_schedule()->set_name(get.name());
  update.mutable_retention_schedule()->set_evidence_months(0);
  ExpectError(retention_.UpdateRetentionSchedule(Office(), update),
              reasons::ERROR_REASON_FIELD_INVALID);
  update.mutable_retention_schedule()->set_evidence_months(6);
  schedule = Value(retention_.UpdateRetentionSchedule(Office(), update));
  EXPECT_EQ(schedule.evidence_months(), 6);
  EXPECT_EQ(schedule.case_reference_months(), 1);
  // The log is kept as long as what it tells of.
  update.mutable_retention_schedule()->set_ledger_months(71);
  ExpectError(retention_.UpdateRetentionSchedule(Office(), update),
              reasons::ERROR_REASON_FIELD_INVALID);
  update.mutable_retention_schedule()->set_concern_months(71);
  EXPECT_TRUE(retention_.UpdateRetentionSchedule(Office(), update).ok());
  update.mutable_retention_schedule()->set_evidence_months(72);
  ExpectError(retention_.UpdateRetentionSchedule(Office(), update),
              reasons::ERROR_REASON_FIELD_INVALID);
  update.mutable_retention_schedule()->set_etag("stale");
  ExpectError(retention_.UpdateRetentionSchedule(Office(), update),
              reasons::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(RetentionTest, OnlyTheProgrammeOfficeOfTheRegionWorksOnIt) {
  v1::StartDisposalRunRequest request;
  request.set_parent(kRegion);
  ExpectError(retention_.StartDisposalRun(By(kLead, roles::PERMISSION_RETENTION_WORK), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_parent("regions/yh");
  ExpectError(retention_.StartDisposalRun(Office(), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RetentionTest, NothingIsDueBeforeTheLetterAndThenMonthByMonth) {
  v1::ItemContent content = Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "Zanzibar.");
  content.set_case_reference("LCS-1");
  const std::string item = Captured(kAnn, content).name();
  EXPECT_EQ(Run().examined(), 0);
  Issue();
  EXPECT_EQ(Value(Get(kAnn, item)).dispose_date(), "2012-10-10");
  EXPECT_EQ(Run().examined(), 0);
  clock().Set(absl::FromCivil(absl::CivilHour(2012, 8, 10, 9), absl::UTCTimeZone()));
  evidence_.Know(evidence_.review());

  const DisposalRun cases = Run();
  EXPECT_EQ(cases.state(), DisposalRun::STATE_SUCCEEDED);
  EXPECT_EQ(cases.disposed(), 1);
  const v1::Item left = Value(Get(kAnn, item));
  EXPECT_EQ(left.content().case_reference(), "");
  EXPECT_EQ(left.content().text(), "Zanzibar.");
  EXPECT_FALSE(IsSomewhere("LCS-1"));
  EXPECT_TRUE(IsSomewhere("Zanzibar."));

  clock().Set(absl::FromCivil(absl::CivilHour(2012, 10, 10, 9), absl::UTCTimeZone()));
  evidence_.Know(evidence_.review());
  const DisposalRun all = Run();
  EXPECT_EQ(all.disposed(), 2);  // the item and its occasion
  const v1::Item disposed = Value(Get(kAnn, item));
  EXPECT_EQ(disposed.state(), v1::Item::STATE_DISPOSED);
  EXPECT_FALSE(disposed.has_content());
  EXPECT_FALSE(IsSomewhere("Zanzibar"));
  EXPECT_FALSE(IsSomewhere("zanzibar"));
  // The next run finds nothing to do.
  EXPECT_EQ(Run().examined(), 0);
}

TEST_F(RetentionTest, ACaseReferenceGoesFromEveryVersionAndNoSideOfAConflictIsLost) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  v1::ItemContent content = Note(occasion, "Of a case.");
  content.set_case_reference("LCS-1");
  const v1::Item corrected = Captured(kAnn, content);
  Value(Revise(kAnn, corrected, 1, Note(occasion, "Of no case.")));
  const v1::Item disputed = Captured(kAnn, Note(occasion, "Disputed."));
  Value(Revise(kAnn, disputed, 1, Note(occasion, "One side.")));
  content.set_text("The other side.");
  content.set_case_reference("LCS-2");
  Value(Revise(kLead, disputed, 1, content));
  Issue();
  PassMonths(2);
  EXPECT_EQ(Run().disposed(), 2);
  for (const char* reference : {"LCS-1", "LCS-2"}) EXPECT_FALSE(IsSomewhere(reference));
  EXPECT_EQ(Value(Get(kAnn, corrected.name())).content().text(), "Of no case.");
  EXPECT_EQ(Value(Get(kAnn, disputed.name())).content().text(), "One side.");
  EXPECT_TRUE(Value(Get(kAnn, disputed.name())).conflicted());
  v1::ListItemConflictsRequest list;
  list.set_parent(disputed.name());
  const auto conflict =
      Value(service_.ListItemConflicts(By(kLead, roles::PERMISSION_EVIDENCE_READ), list))
          .conflicts(0);
  v1::SettleItemConflictRequest settle;
  settle.set_name(conflict.name());
  settle.set_keep_version(conflict.second_version());
  EXPECT_EQ(Value(service_.SettleItemConflict(By(kLead), settle)).content().text(),
            "The other side.");
  EXPECT_EQ(Run().examined(), 0);
}

TEST_F(RetentionTest, CaseAssignmentsGoWithTheCaseReferences) {
  v1::AssignCasesRequest assign;
  assign.set_name(absl::StrCat(kReview, "/caseAssignments/case-auditor"));
  assign.add_case_references("LCS-7");
  assign.set_request_id("assign");
  Value(service_.AssignCases(By(kLead), assign));
  Value(Assign({"LCS-8"}));
  Issue();
  EXPECT_EQ(Run().examined(), 0);
  PassMonths(2);
  const std::string hold = Value(Hold({})).name();
  EXPECT_EQ(Run().held(), 1);
  for (const char* reference : {"LCS-7", "LCS-8"}) EXPECT_TRUE(IsSomewhere(reference));

  v1::ReleaseHoldRequest release;
  release.set_name(hold);
  release.set_reason("The complaint is settled.");
  Value(retention_.ReleaseHold(Office(), release));
  const DisposalRun run = Run();
  EXPECT_EQ(run.disposed(), 1);
  EXPECT_EQ(Records(run),
            std::vector<std::string>{"RETENTION_CLASS_CASE_REFERENCE OUTCOME_DISPOSED"});
  for (const char* reference : {"LCS-7", "LCS-8"}) EXPECT_FALSE(IsSomewhere(reference));
  v1::GetCaseAssignmentRequest get;
  get.set_name(assign.name());
  ExpectError(service_.GetCaseAssignment(By(kLead, roles::PERMISSION_EVIDENCE_READ), get),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(Run().examined(), 0);
}

// The log, by which a run finds the reviews, knows nothing of it.
TEST_F(RetentionTest, ACaseAssignmentIsErasedAlsoWhereNothingElseIs) {
  Value(Assign({"LCS-7"}));
  CancelReview();
  PassMonths(2);
  EXPECT_EQ(Run(true).disposed(), 1);
  EXPECT_TRUE(IsSomewhere("LCS-7"));
  EXPECT_EQ(Run().disposed(), 1);
  EXPECT_FALSE(IsSomewhere("LCS-7"));
}

TEST_F(RetentionTest, WhatIsSentAgainAfterItsCaseReferenceWasErasedIsThereStill) {
  v1::ItemContent content = Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "Of a case.");
  content.set_case_reference("LCS-1");
  const v1::CaptureItemRequest capture = Capturing(content);
  v1::ReviseItemRequest revise;
  revise.set_name(Value(service_.CaptureItem(By(kAnn), capture)).name());
  revise.set_revision_id(evidence_.NewId());
  revise.set_base_version(1);
  *revise.mutable_content() = content;
  revise.mutable_content()->set_text("Of a case, read twice.");
  Value(service_.ReviseItem(By(kAnn), revise));
  Issue();
  PassMonths(2);
  EXPECT_EQ(Run().disposed(), 1);
  for (const auto& again : {Value(service_.CaptureItem(By(kAnn), capture)),
                            Value(service_.ReviseItem(By(kAnn), revise))}) {
    EXPECT_EQ(again.version(), 3);
    EXPECT_EQ(again.content().text(), "Of a case, read twice.");
    EXPECT_EQ(again.content().case_reference(), "");
  }
  ExpectError(service_.CaptureItem(By(kBen), capture), reasons::ERROR_REASON_CONTENT_DIFFERS);
}

TEST_F(RetentionTest, NothingIsLeftOfWhatWasErasedInRepliesAndNotes) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  const v1::Item item = Captured(kAnn, Note(occasion, "Begin."));
  Value(Revise(kAnn, item, 1, Note(occasion, "Zanzibar one.")));
  Value(Revise(kLead, item, 1, Note(occasion, "Zanzibar two.")));
  Issue();
  PassMonths(4);
  v1::SettleItemConflictRequest settle;
  settle.set_name(item.name() + "/conflicts/3");
  settle.set_keep_version(3);
  settle.set_note("Ask in Zanzibar.");
  settle.set_request_id("settle");
  Value(service_.SettleItemConflict(By(kLead), settle));
  v1::WithdrawItemRequest withdraw;
  withdraw.set_name(item.name());
  withdraw.set_reason("Not of Zanzibar.");
  withdraw.set_request_id("withdraw");
  Value(service_.WithdrawItem(By(kLead), withdraw));
  EXPECT_TRUE(IsSomewhere("Zanzibar"));
  Run(true);
  EXPECT_TRUE(IsSomewhere("Ask in Zanzibar."));
  EXPECT_EQ(Value(service_.WithdrawItem(By(kLead), withdraw)).state(), v1::Item::STATE_WITHDRAWN);
  Run();
  EXPECT_FALSE(IsSomewhere("Zanzibar"));
}

TEST_F(RetentionTest, WhatCannotBeErasedHoldsNothingUp) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  const std::string broken = Captured(kAnn, Note(occasion, "Broken.")).name();
  const std::string sound = Captured(kAnn, Note(occasion, "Sound.")).name();
  Issue();
  PassMonths(4);
  const auto add_version = [&](int64_t number, const std::string& body) {
    evidence_.Write([&](storage::Transaction& tx) {
      return tx
          .Execute(
              "INSERT INTO item_versions (item, version, revision_id, body) VALUES ($1, $2, "
              "'lost', $3)",
              {{broken, number, storage::Blob{body}}})
          .status();
    });
  };
  add_version(3, "");  // as if version 2 were lost
  const DisposalRun run = Run();
  EXPECT_EQ(run.state(), DisposalRun::STATE_SUCCEEDED);
  EXPECT_EQ(run.failed(), 1);
  EXPECT_EQ(run.disposed(), 2);
  EXPECT_EQ(Value(Get(kAnn, sound)).state(), v1::Item::STATE_DISPOSED);
  EXPECT_EQ(Value(Get(kAnn, broken)).state(), v1::Item::STATE_SHARED);
  // Without what is due nothing can be done, but the next run may be started.
  add_version(2, "\xff");
  for (int i = 0; i < 2; ++i) {
    const DisposalRun failed = Run();
    EXPECT_EQ(failed.state(), DisposalRun::STATE_FAILED);
    EXPECT_NE(failed.error(), "");
  }
}

TEST_F(RetentionTest, TheLogGoesLastAndNeverBeginsAnew) {
  const std::string item =
      Captured(kAnn, Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "Old.")).name();
  v1::Device device;
  device.set_name(std::string(kReview) + "/devices/tablet");
  device.set_display_name("Ann's tablet");
  device.set_owner(kAnn);
  evidence_.Write([&](storage::Transaction& tx) -> absl::Status {
    absl::Status added = evidence_.store().devices.Insert(tx, device);
    if (!added.ok()) return added;
    return tx
        .Execute("INSERT INTO device_captures VALUES ($1, 1, $2, $2, $3, 1)",
                 {{device.name(), storage::Blob{""}, item}})
        .status();
  });
  Issue();
  PassMonths(80);
  const DisposalRun run = Run();
  EXPECT_EQ(run.state(), DisposalRun::STATE_SUCCEEDED);
  EXPECT_EQ(run.disposed(), 3);  // the item, its occasion, the log
  EXPECT_EQ(Value(Get(kAnn, item)).state(), v1::Item::STATE_DISPOSED);
  ExpectError(Hold({}), reasons::ERROR_REASON_WRONG_STATE);
  evidence_.Write([&](storage::Transaction& tx) -> absl::Status {
    EXPECT_TRUE(absl::IsNotFound(evidence_.store().devices.Get(tx, device.name()).status()));
    return tx.Query("SELECT item FROM device_captures", {}, [](const storage::Row& row) {
      ADD_FAILURE() << "left of a device: " << row.Text(0);
      return absl::OkStatus();
    });
  });
  // The report goes when its own time has come, and the next one says so.
  PassMonths(75);
  const DisposalRun next = Run();
  EXPECT_EQ(next.disposed(), 1);
  EXPECT_EQ(Records(next).size(), 1u);
  v1::GetDisposalRunRequest get;
  get.set_name(run.name());
  ExpectError(retention_.GetDisposalRun(Office(), get), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RetentionTest, AConcernMayBeHeld) {
  v1::RaiseConcernRequest raise;
  raise.set_parent(kReview);
  raise.set_concern_id(evidence_.NewId());
  raise.mutable_concern()->set_text("A child is at risk.");
  raise.mutable_concern()->set_urgency(v1::Concern::URGENCY_SAME_DAY);
  const std::string concern =
      Value(service_.RaiseConcern(By(kAnn, roles::PERMISSION_CONCERN_RAISE), raise)).name();
  EXPECT_EQ(Value(Hold({concern})).subjects(0), concern);
  ExpectError(Hold({std::string(kReview) + "/concerns/" + evidence_.NewId()}),
              reasons::ERROR_REASON_REFERENCE_BROKEN);
  Issue();
  PassMonths(80);
  EXPECT_EQ(Run().held(), 2);  // the concern, and the log as long as anything is held
  EXPECT_TRUE(IsSomewhere("A child is at risk."));
}

TEST_F(RetentionTest, AHeldItemKeepsWhereItComesFrom) {
  const std::string held_occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF, 3);
  const std::string other_occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_PARENT, 3);
  const v1::Item item = Captured(kAnn, Note(other_occasion, "First taken for a parent's."));
  Value(Revise(kAnn, item, 1, Note(held_occasion, "In dispute.")));
  const std::string third = AddOccasion(kAnn, v1::SOURCE_CLASS_PARTNER, 3);
  Captured(kAnn, Note(third, "Not in dispute."));
  Value(Hold({item.name()}));
  Issue();
  PassMonths(4);
  const DisposalRun run = Run();
  EXPECT_EQ(run.held(), 4);      // the item, two occasions, who was met
  EXPECT_EQ(run.disposed(), 2);  // the other item and its occasion
  v1::GetOccasionRequest get;
  for (const std::string& kept : {held_occasion, other_occasion}) {
    get.set_name(kept);
    EXPECT_TRUE(service_.GetOccasion(By(kAnn, roles::PERMISSION_EVIDENCE_READ), get).ok());
  }
  get.set_name(third);
  ExpectError(service_.GetOccasion(By(kAnn, roles::PERMISSION_EVIDENCE_READ), get),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RetentionTest, AnUploadThatIsDisposedOfAtItsEndLeavesNoContent) {
  const AttachmentStore store(clock(), evidence_.store().sealer());
  v1::Attachment attachment;
  attachment.set_name(std::string(kReview) + "/attachments/" + evidence_.NewId());
  attachment.set_state(v1::Attachment::STATE_UPLOADING);
  attachment.set_size(5);
  Upload upload = EmptyUpload(attachment.name(), "blob", clock().Now());
  upload.sha256 = Sha256("bytes");  // all of them have come
  evidence_.Write([&](storage::Transaction& tx) -> absl::Status {
    absl::Status status = store.attachments.Insert(tx, attachment);
    return status.ok() ? store.InsertUpload(tx, upload) : status;
  });
  Issue();
  PassMonths(4);
  EXPECT_EQ(Run().disposed(), 1);
  evidence_.Write([&](storage::Transaction& tx) -> absl::Status {
    EXPECT_FALSE(Value(store.FindUpload(tx, attachment.name())).has_value());
    const auto erasures = Value(store.Erasures(tx, 10));
    EXPECT_EQ(erasures.size(), 1u);
    for (const BlobKey& key : erasures) EXPECT_EQ(key.sha256, *upload.sha256);
    return absl::OkStatus();
  });
}

TEST_F(RetentionTest, ADryRunOnlyReports) {
  Captured(kAnn, Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "Kept."));
  Issue();
  clock().Advance(absl::Hours(24 * 100));
  evidence_.Know(evidence_.review());
  const DisposalRun run = Run(true);
  EXPECT_EQ(run.disposed(), 2);
  EXPECT_EQ(Records(run).size(), 2u);
  EXPECT_TRUE(IsSomewhere("Kept."));
  EXPECT_EQ(Run(true).disposed(), 2);
}

TEST_F(RetentionTest, AHoldKeepsWhatItCoversUntilItIsReleased) {
  const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  const std::string kept = Captured(kAnn, Note(occasion, "In dispute.")).name();
  const std::string gone = Captured(kAnn, Note(occasion, "Not in dispute.")).name();
  Issue();
  clock().Advance(absl::Hours(24 * 100));
  evidence_.Know(evidence_.review());
  ExpectError(Hold({std::string(kReview) + "/items/" + evidence_.NewId()}),
              reasons::ERROR_REASON_REFERENCE_BROKEN);
  const v1::Hold hold = Value(Hold({kept}));
  const DisposalRun run = Run();
  EXPECT_EQ(run.held(), 2);  // with its occasion
  EXPECT_EQ(Value(Get(kAnn, kept)).state(), v1::Item::STATE_SHARED);
  EXPECT_EQ(Value(Get(kAnn, gone)).state(), v1::Item::STATE_DISPOSED);

  v1::ReleaseHoldRequest release;
  release.set_name(hold.name());
  release.set_reason("Settled.");
  EXPECT_EQ(Value(retention_.ReleaseHold(Office(), release)).state(), v1::Hold::STATE_RELEASED);
  ExpectError(retention_.ReleaseHold(Office(), release), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(Run().held(), 0);
  EXPECT_EQ(Value(Get(kAnn, kept)).state(), v1::Item::STATE_DISPOSED);
}

TEST_F(RetentionTest, AHiddenVisitIsLeftAloneUntilItsRelease) {
  Captured(kAnn, Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "Hidden."));
  Issue();
  clock().Advance(absl::Hours(24 * 100));
  scheduling::v1::Review visit = evidence_.review();
  visit.set_unannounced(true);
  evidence_.Know(visit);
  DisposalRun run = Run();
  EXPECT_EQ(run.examined(), 0);
  EXPECT_EQ(run.disposed(), 0);
  EXPECT_TRUE(IsSomewhere("Hidden."));
  visit.set_released(true);
  evidence_.Know(visit);
  run = Run();
  EXPECT_EQ(static_cast<size_t>(run.examined()), Records(run).size());
  EXPECT_FALSE(IsSomewhere("Hidden."));
}

TEST_F(RetentionTest, ListHoldsKnowsNoReviewThatIsNotThere) {
  const v1::Hold hold = Value(Hold({}));
  v1::ListHoldsRequest request;
  for (const std::string& parent : {std::string(kReview), std::string(kRegion) + "/reviews/-"}) {
    request.set_parent(parent);
    const auto listed = Value(retention_.ListHolds(Office(), request));
    ASSERT_EQ(listed.holds_size(), 1) << parent;
    EXPECT_EQ(listed.holds(0).name(), hold.name());
  }
  request.set_parent(std::string(kRegion) + "/reviews/nowhere");
  ExpectError(retention_.ListHolds(Office(), request), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RetentionTest, OneRunAtATimeAndItCanBeCancelled) {
  Captured(kAnn, Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "Kept."));
  v1::StartDisposalRunRequest request;
  request.set_parent(kRegion);
  request.set_due_date("2012-07-11");
  ExpectError(retention_.StartDisposalRun(Office(), request), reasons::ERROR_REASON_FIELD_INVALID);
  request.clear_due_date();
  const DisposalRun run = Value(retention_.StartDisposalRun(Office(), request));
  ExpectError(retention_.StartDisposalRun(Office(), request), reasons::ERROR_REASON_QUOTA_EXCEEDED);
  v1::CancelDisposalRunRequest cancel;
  cancel.set_name(run.name());
  EXPECT_EQ(Value(retention_.CancelDisposalRun(Office(), cancel)).state(),
            DisposalRun::STATE_CANCELLED);
  EXPECT_EQ(Value(retention_.CancelDisposalRun(Office(), cancel)).state(),
            DisposalRun::STATE_CANCELLED);
  EXPECT_TRUE(retention_.StartDisposalRun(Office(), request).ok());
}

TEST_F(RetentionTest, GetReviewRetentionSaysWhatIsDueWhenAndWhatIsLeft) {
  Captured(kAnn, Note(AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF), "Kept."));
  v1::GetReviewRetentionRequest request;
  request.set_name(std::string(kReview) + "/retention");
  EXPECT_EQ(Value(retention_.GetReviewRetention(Office(), request)).start_date(), "");
  Issue();
  Value(Hold({}));
  const auto retention = Value(retention_.GetReviewRetention(Office(), request));
  EXPECT_EQ(retention.start_date(), "2012-07-10");
  ASSERT_EQ(retention.dues_size(), 5);
  EXPECT_TRUE(retention.dues(0).disposed());
  EXPECT_EQ(retention.dues(1).date(), "2012-10-10");
  EXPECT_FALSE(retention.dues(1).disposed());
  EXPECT_TRUE(retention.dues(1).held());
  EXPECT_EQ(retention.holds_size(), 1);
}

}  // namespace
}  // namespace peerchallenge::evidence
