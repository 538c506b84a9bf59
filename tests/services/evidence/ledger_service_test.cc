#include "services/evidence/ledger_service.h"

#include <sstream>

#include "absl/strings/str_cat.h"
#include "services/evidence/attachments/file_blob_store.h"
#include "services/evidence/ledger/bundle.h"
#include "services/evidence/ledger/ed25519.h"
#include "services/evidence/ledger/merkle.h"
#include "services/evidence/ledger/record.h"
#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

// A tablet that signs what it captures.
class Tablet {
 public:
  Tablet(std::string name, char seed)
      : name_(std::move(name)), key_(*SigningKey::FromSeed(std::string(kSeedBytes, seed))) {}

  const std::string& name() const { return name_; }
  std::string PublicKey() const { return key_.PublicKey(); }
  std::string Registration() const {
    return key_.Sign(absl::StrCat("peerchallenge-device-v1\n", name_, "\n"));
  }
  // Vouches for a capture or a revision as the device's next one.
  void Stamp(v1::CaptureItemRequest& request) {
    Sign(request.parent() + "/items/" + request.capture().item_id(), 0, request.capture().content(),
         *request.mutable_capture()->mutable_stamp());
  }
  void Stamp(v1::ReviseItemRequest& request) {
    Sign(request.name(), request.base_version(), request.content(), *request.mutable_stamp());
  }
  // Sets what it takes for the time; each capture moves it on by a second.
  void SetClock(absl::Time now) { clock_ = now; }
  // Has seen the log so far.
  void See(const v1::Checkpoint& checkpoint) { seen_ = checkpoint; }
  // Forgets its last capture, as a copy of the tablet would.
  void StepBack(const Hash& last) {
    --sequence_;
    last_ = last;
  }
  const Hash& last() const { return last_; }

 private:
  void Sign(const std::string& item, int64_t base_version, const v1::ItemContent& content,
            v1::CaptureStamp& stamp) {
    stamp.set_device(name_);
    stamp.set_sequence(++sequence_);
    clock_ += absl::Seconds(1);
    stamp.mutable_device_time()->set_seconds(absl::ToUnixSeconds(clock_));
    if (sequence_ > 1) stamp.set_previous_sha256(std::string(BytesOf(last_)));
    stamp.set_anchor_tree_size(seen_.tree_size());
    stamp.set_anchor_root_sha256(seen_.root_sha256());
    const std::string lines =
        CaptureLines(item, base_version, stamp, Sha256(content.SerializeAsString()));
    stamp.set_signature(key_.Sign(lines));
    last_ = Sha256(lines);
  }

  std::string name_;
  SigningKey key_;
  absl::Time clock_ = absl::FromUnixSeconds(1'341'900'000);  // 06:00 UTC on 10 July 2012
  v1::Checkpoint seen_;
  int64_t sequence_ = 0;
  Hash last_{};
};

class LedgerServiceTest : public EvidenceTest {
 protected:
  rpc::Call Reader(const std::string& person) { return By(person, roles::PERMISSION_LEDGER_READ); }
  v1::Checkpoint Newest() {
    EXPECT_TRUE(ledger_.SignGrownLogs().ok());
    v1::GetCheckpointRequest request;
    request.set_name(std::string(kReview) + "/ledger/checkpoints/latest");
    return Value(ledger_.GetCheckpoint(Reader(kLead), request));
  }
  v1::ListLedgerEntriesResponse Entries(const std::string& person) {
    v1::ListLedgerEntriesRequest request;
    request.set_parent(kReview);
    return Value(ledger_.ListLedgerEntries(Reader(person), request));
  }
  Tablet Register(const std::string& person, char seed = 't') {
    Tablet tablet(absl::StrCat(kReview, "/devices/", evidence_.NewId()), seed);
    v1::RegisterDeviceRequest request;
    request.set_parent(kReview);
    request.set_device_id(tablet.name().substr(tablet.name().rfind('/') + 1));
    request.mutable_device()->set_public_key(tablet.PublicKey());
    request.set_signature(tablet.Registration());
    Value(ledger_.RegisterDevice(By(person), request));
    return tablet;
  }
  v1::Provenance::Chain ChainOf(const std::string& item) {
    return Value(Get(kAnn, item)).captured().chain();
  }

  // The bytes of a bundle, or the error with which its stream ended.
  absl::StatusOr<std::string> Export(const std::string& person, int64_t tree_size = 0) {
    v1::ExportReviewRequest request;
    request.set_name(kReview);
    request.set_tree_size(tree_size);
    return BundleFrom(ledger_.ExportReview(By(person, roles::PERMISSION_EVIDENCE_EXPORT), request));
  }
  void StoreContent(const std::string& bytes) {
    UploadProgress progress;
    {
      const auto writer = blobs_->Open("upload", progress);
      ASSERT_TRUE(writer.ok()) << writer.status();
      EXPECT_TRUE((*writer)->Append(bytes).ok());
      progress = Value((*writer)->Sync());
    }
    EXPECT_TRUE(blobs_->Finish("upload", progress, {kReview, Sha256(bytes)}).ok());
  }
  // Another service, which issues the letters.
  rpc::Call Recommendations() {
    return CallBy("recommendations", {{.role = roles::ROLE_SERVICE}},
                  roles::PERMISSION_LEDGER_ANCHOR);
  }
  static v1::AnchorDocumentRequest Letter() {
    v1::AnchorDocumentRequest letter;
    letter.set_parent(kReview);
    letter.set_document(std::string(kReview) + "/letters/final");
    letter.set_kind(v1::AnchorDocumentRequest::KIND_LETTER);
    letter.set_sha256(std::string(32, 'h'));
    letter.set_issue_date("2012-07-10");
    return letter;
  }
  void AnchorLetter() { Value(ledger_.AnchorDocument(Recommendations(), Letter())); }
  BundleReport Verified(const std::string& bundle) {
    std::istringstream in(bundle);
    return VerifyBundle(in, keys_.verifiers());
  }

  LedgerKeys keys_ = Keys();
  std::unique_ptr<FileBlobStore> blobs_ =
      *FileBlobStore::Open("folder", evidence_.folder() / "attachments");
  Exports exports_{context(), *blobs_, 2};
  LedgerService ledger_{context(), keys_, exports_};
  const std::string occasion_ = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);

 private:
  LedgerKeys Keys() {
    environment::SeededRandom random(7);
    auto keys = LedgerKeys::Load(evidence_.database(), random, "example.org/evidence");
    EXPECT_TRUE(keys.ok()) << keys.status();
    return *std::move(keys);
  }
};

TEST_F(LedgerServiceTest, EveryCaptureIsProvenToBeInASignedTree) {
  std::vector<std::string> items;
  for (int i = 0; i < 7; ++i) {
    items.push_back(Captured(kAnn, Note(occasion_, absl::StrCat("Note ", i)), false).name());
  }
  const v1::Checkpoint checkpoint = Newest();
  EXPECT_EQ(checkpoint.tree_size(), 7);
  const auto opened = OpenNote(checkpoint.note(), keys_.verifiers());
  ASSERT_TRUE(opened.ok()) << opened.status();
  const auto head = TreeHeadFrom(opened->text);
  ASSERT_TRUE(head.ok());
  EXPECT_EQ(head->origin, absl::StrCat("example.org/evidence/", kReview));
  for (const std::string& item : items) {
    v1::GetInclusionProofRequest request;
    request.set_parent(kReview);
    request.set_subject(item + "/versions/1");
    const auto proof = Value(ledger_.GetInclusionProof(Reader(kAnn), request));
    std::vector<Hash> path;
    for (const std::string& hash : proof.path()) path.push_back(*HashFrom(hash));
    EXPECT_TRUE(IsIncluded(LeafHash(proof.entry().leaf()), proof.entry().index(), head->size, path,
                           head->root));
  }
}

TEST_F(LedgerServiceTest, EachCheckpointGoesOnFromTheOneBefore) {
  std::vector<v1::Checkpoint> checkpoints;
  for (int i = 1; i <= 5; ++i) {
    for (int j = 0; j < i; ++j) Captured(kAnn, Note(occasion_, "Note."), false);
    checkpoints.push_back(Newest());
  }
  for (size_t i = 0; i + 1 < checkpoints.size(); ++i) {
    v1::GetConsistencyProofRequest request;
    request.set_parent(kReview);
    request.set_first_size(checkpoints[i].tree_size());
    const auto proof = Value(ledger_.GetConsistencyProof(Reader(kBen), request));
    std::vector<Hash> path;
    for (const std::string& hash : proof.path()) path.push_back(*HashFrom(hash));
    EXPECT_TRUE(IsConsistent(proof.first_size(), *HashFrom(checkpoints[i].root_sha256()),
                             proof.second_size(), *HashFrom(checkpoints.back().root_sha256()),
                             path));
  }
  v1::GetCheckpointRequest old;
  old.set_name(std::string(kReview) + "/ledger/checkpoints/3");
  EXPECT_EQ(Value(ledger_.GetCheckpoint(Reader(kLead), old)).note(), checkpoints[1].note());
  old.set_name(std::string(kReview) + "/ledger/checkpoints/2");
  ExpectError(ledger_.GetCheckpoint(Reader(kLead), old), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(LedgerServiceTest, EntriesAreShownToThoseWhoReadAllOrNothingAndToAuthorsTheirOwn) {
  Captured(kAnn, Note(occasion_, "Ann's."), false);
  const std::string bens = Captured(kBen, Note(occasion_, "Ben's.")).name();
  EXPECT_EQ(Entries(kLead).entries_size(), 3);
  EXPECT_EQ(Entries(kAnn).entries_size(), 1);
  v1::ListLedgerEntriesRequest request;
  request.set_parent(kReview);
  const auto auditor = CallBy("auditor", {{.role = roles::ROLE_AUDITOR, .region = kRegion}},
                              roles::PERMISSION_LEDGER_READ);
  EXPECT_EQ(Value(ledger_.ListLedgerEntries(auditor, request)).entries_size(), 3);
  Newest();
  v1::GetInclusionProofRequest proof;
  proof.set_parent(kReview);
  proof.set_subject(bens + "/versions/1");
  ExpectError(ledger_.GetInclusionProof(Reader(kAnn), proof),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(ledger_.GetInclusionProof(Reader(kStranger), proof),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(ledger_.GetInclusionProof(Reader(kBen), proof).ok());
}

TEST_F(LedgerServiceTest, ProofsTellNothingOfWhatCameAfterTheNewestCheckpoint) {
  Captured(kAnn, Note(occasion_, "Ann's."), false);
  const std::string bens = Captured(kBen, Note(occasion_, "Ben's."), false).name();
  EXPECT_EQ(Newest().tree_size(), 2);
  Captured(kBen, Note(occasion_, "Another of Ben's."), false);
  v1::GetConsistencyProofRequest consistency;
  consistency.set_parent(kReview);
  consistency.set_first_size(1);
  EXPECT_EQ(Value(ledger_.GetConsistencyProof(Reader(kAnn), consistency)).second_size(), 2);
  consistency.set_second_size(3);  // within the log
  ExpectError(ledger_.GetConsistencyProof(Reader(kAnn), consistency),
              reasons::ERROR_REASON_FIELD_INVALID);
  v1::GetInclusionProofRequest inclusion;
  inclusion.set_parent(kReview);
  inclusion.set_tree_size(1);  // whatever the size: where the entry stands is not told
  inclusion.set_subject(bens + "/versions/1");
  ExpectError(ledger_.GetInclusionProof(Reader(kAnn), inclusion),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(ledger_.GetInclusionProof(Reader(kBen), inclusion),
              reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(LedgerServiceTest, AnchorDocument_IsEnteredOnceAndStartsTheRetentionClock) {
  v1::AnchorDocumentRequest request = Letter();
  const rpc::Call service = Recommendations();
  const auto entry = Value(ledger_.AnchorDocument(service, request));
  clock().Advance(absl::Hours(24 * 60));
  evidence_.Know(evidence_.review());
  EXPECT_EQ(Value(ledger_.AnchorDocument(service, request)).index(), entry.index());
  request.set_sha256(std::string(32, 'g'));
  ExpectError(ledger_.AnchorDocument(service, request), reasons::ERROR_REASON_CONTENT_DIFFERS);
  request.set_document(std::string(kReview) + "/letters/second");
  ExpectError(ledger_.AnchorDocument(service, request), reasons::ERROR_REASON_CONTENT_DIFFERS);
  EXPECT_EQ(Captured(kAnn, Note(occasion_, "x")).dispose_date(), "2012-10-10");
}

TEST_F(LedgerServiceTest, AnchorDocument_OfALetterIsForTheServiceThatHasJustIssuedIt) {
  v1::AnchorDocumentRequest request = Letter();
  const rpc::Call lead = By(kLead, roles::PERMISSION_LEDGER_ANCHOR);
  ExpectError(ledger_.AnchorDocument(lead, request), reasons::ERROR_REASON_RULE_BROKEN);
  ExpectError(ledger_.AnchorDocument(By(kAnn, roles::PERMISSION_LEDGER_ANCHOR), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  for (const char* date : {"2012-06-08", "2012-07-12", "1990-01-01"}) {
    request.set_issue_date(date);
    ExpectError(ledger_.AnchorDocument(Recommendations(), request),
                reasons::ERROR_REASON_FIELD_INVALID);
  }
  request.set_kind(v1::AnchorDocumentRequest::KIND_ACTION_PLAN);
  request.set_document(std::string(kReview) + "/actionPlan");
  EXPECT_TRUE(ledger_.AnchorDocument(lead, request).ok());
  EXPECT_EQ(Captured(kAnn, Note(occasion_, "x")).dispose_date(), "");
}

TEST_F(LedgerServiceTest, RegisterDevice_AsksForProofOfTheKey) {
  v1::RegisterDeviceRequest request;
  Tablet tablet(absl::StrCat(kReview, "/devices/", evidence_.NewId()), 'k');
  request.set_parent(kReview);
  request.set_device_id(tablet.name().substr(tablet.name().rfind('/') + 1));
  request.mutable_device()->set_public_key(tablet.PublicKey());
  request.set_signature(std::string(64, 's'));
  ExpectError(ledger_.RegisterDevice(By(kAnn), request), reasons::ERROR_REASON_FIELD_INVALID);
  request.set_signature(tablet.Registration());
  const auto device = Value(ledger_.RegisterDevice(By(kAnn), request));
  EXPECT_EQ(device.owner(), kAnn);
  EXPECT_EQ(Value(ledger_.RegisterDevice(By(kAnn), request)).etag(), device.etag());
  ExpectError(ledger_.RegisterDevice(By(kBen), request), reasons::ERROR_REASON_CONTENT_DIFFERS);
  v1::ListDevicesRequest list;
  list.set_parent(kReview);
  EXPECT_EQ(Value(ledger_.ListDevices(By(kAnn), list)).devices_size(), 1);
  EXPECT_EQ(Value(ledger_.ListDevices(By(kBen), list)).devices_size(), 0);
  EXPECT_EQ(Value(ledger_.ListDevices(By(kManager), list)).devices_size(), 1);
}

TEST_F(LedgerServiceTest, ADevicesChainIsWholeAlsoWhenItArrivesOutOfOrder) {
  Tablet tablet = Register(kAnn);
  std::vector<v1::CaptureItemRequest> captures;
  for (int i = 0; i < 4; ++i) {
    captures.push_back(Capturing(Note(occasion_, absl::StrCat("Offline ", i)), false));
    tablet.Stamp(captures.back());
  }
  std::vector<std::string> items(4);
  for (const size_t i : {0u, 2u, 3u}) {
    items[i] = Value(service_.CaptureItem(By(kAnn), captures[i])).name();
  }
  EXPECT_EQ(ChainOf(items[0]), v1::Provenance::CHAIN_WHOLE);
  EXPECT_EQ(ChainOf(items[2]), v1::Provenance::CHAIN_WAITING);
  items[1] = Value(service_.CaptureItem(By(kAnn), captures[1])).name();
  for (const std::string& item : items) EXPECT_EQ(ChainOf(item), v1::Provenance::CHAIN_WHOLE);
}

TEST_F(LedgerServiceTest, ACaptureThatClaimsToBeOlderThanItsChainIsMarkedBackdated) {
  Tablet tablet = Register(kAnn);
  const auto capture = [&](const std::string& text, absl::Time at) {
    tablet.SetClock(at);
    auto request = Capturing(Note(occasion_, text), false);
    tablet.Stamp(request);
    return request;
  };
  const auto send = [&](const v1::CaptureItemRequest& request) {
    return ChainOf(Value(service_.CaptureItem(By(kAnn), request)).name());
  };
  const absl::Time now = clock().Now();
  EXPECT_EQ(send(capture("First.", now - absl::Hours(2))), v1::Provenance::CHAIN_WHOLE);
  EXPECT_EQ(send(capture("The clock was set right.", now - absl::Minutes(130))),
            v1::Provenance::CHAIN_WHOLE);
  EXPECT_EQ(send(capture("As if of yesterday.", now - absl::Hours(26))),
            v1::Provenance::CHAIN_BACKDATED);
  EXPECT_EQ(send(capture("And once more.", now - absl::Hours(25))),
            v1::Provenance::CHAIN_BACKDATED);
  EXPECT_EQ(send(capture("Honest again.", now - absl::Hours(1))), v1::Provenance::CHAIN_WHOLE);
  // Older than the end of the log that the device had seen.
  tablet.See(Newest());
  EXPECT_EQ(send(capture("Before the checkpoint.", now - absl::Minutes(50))),
            v1::Provenance::CHAIN_BACKDATED);
  // Days late is not back-dated, also where a gap is closed.
  const auto waits = capture("On the train.", now + absl::Hours(1));
  const auto late = capture("As if before the train.", now - absl::Hours(5));
  const auto last = capture("At home.", now + absl::Hours(8));
  clock().Advance(absl::Hours(48));
  evidence_.Know(evidence_.review());
  const std::string at_home = Value(service_.CaptureItem(By(kAnn), last)).name();
  const std::string back_dated = Value(service_.CaptureItem(By(kAnn), late)).name();
  EXPECT_EQ(ChainOf(back_dated), v1::Provenance::CHAIN_WAITING);
  EXPECT_EQ(send(waits), v1::Provenance::CHAIN_WHOLE);
  EXPECT_EQ(ChainOf(back_dated), v1::Provenance::CHAIN_BACKDATED);
  EXPECT_EQ(ChainOf(at_home), v1::Provenance::CHAIN_WHOLE);
}

TEST_F(LedgerServiceTest, ADeviceWhoseClockIsKnownToBeWrongIsNotTakenForBackdating) {
  Tablet tablet = Register(kAnn);
  tablet.See(Newest());
  tablet.SetClock(clock().Now() - absl::Hours(24));
  auto request = Capturing(Note(occasion_, "By a clock of yesterday."), false);
  tablet.Stamp(request);
  request.mutable_device_clock()->set_seconds(absl::ToUnixSeconds(clock().Now() - absl::Hours(24)) +
                                              1);
  EXPECT_EQ(ChainOf(Value(service_.CaptureItem(By(kAnn), request)).name()),
            v1::Provenance::CHAIN_WHOLE);
}

TEST_F(LedgerServiceTest, ARevisionThatClosesAGapLeavesTheLaterOneWhole) {
  Tablet tablet = Register(kAnn);
  auto capture = Capturing(Note(occasion_, "First."), false);
  tablet.Stamp(capture);
  const std::string name = Value(service_.CaptureItem(By(kAnn), capture)).name();
  std::vector<v1::ReviseItemRequest> revisions(2);
  for (v1::ReviseItemRequest& request : revisions) {
    request.set_name(name);
    request.set_revision_id(evidence_.NewId());
    request.set_base_version(1);
    *request.mutable_content() = Note(occasion_, "Revised " + request.revision_id());
    tablet.Stamp(request);
  }
  const auto waits = Value(service_.ReviseItem(By(kAnn), revisions[1]));
  EXPECT_EQ(waits.revised().chain(), v1::Provenance::CHAIN_WAITING);
  const auto closed = Value(service_.ReviseItem(By(kAnn), revisions[0]));
  EXPECT_EQ(closed.version(), 2);
  EXPECT_EQ(closed.revised().chain(), v1::Provenance::CHAIN_WHOLE);
}

TEST_F(LedgerServiceTest, ACaptureWhoseStampDoesNotHoldIsKeptAndMarked) {
  Tablet tablet = Register(kAnn);
  auto request = Capturing(Note(occasion_, "Signed."), false);
  tablet.Stamp(request);
  request.mutable_capture()->mutable_content()->set_text("Changed on the way.");
  EXPECT_EQ(ChainOf(Value(service_.CaptureItem(By(kAnn), request)).name()),
            v1::Provenance::CHAIN_BROKEN);
  // Another person's tablet does not vouch for one's own captures.
  Tablet bens = Register(kBen, 'b');
  request = Capturing(Note(occasion_, "With Ben's tablet."), false);
  bens.Stamp(request);
  EXPECT_EQ(ChainOf(Value(service_.CaptureItem(By(kAnn), request)).name()),
            v1::Provenance::CHAIN_BROKEN);
}

TEST_F(LedgerServiceTest, ACopiedDeviceForksItsChain) {
  Tablet tablet = Register(kAnn);
  auto first = Capturing(Note(occasion_, "First."), false);
  tablet.Stamp(first);
  const Hash at_first = tablet.last();
  auto second = Capturing(Note(occasion_, "Second."), false);
  tablet.Stamp(second);
  tablet.StepBack(at_first);
  auto other = Capturing(Note(occasion_, "Another second."), false);
  tablet.Stamp(other);
  Value(service_.CaptureItem(By(kAnn), first));
  EXPECT_EQ(ChainOf(Value(service_.CaptureItem(By(kAnn), second)).name()),
            v1::Provenance::CHAIN_WHOLE);
  EXPECT_EQ(ChainOf(Value(service_.CaptureItem(By(kAnn), other)).name()),
            v1::Provenance::CHAIN_FORKED);
}

TEST_F(LedgerServiceTest, ARevokedDeviceVouchesForNothingMore) {
  Tablet tablet = Register(kAnn);
  v1::RevokeDeviceRequest revoke;
  revoke.set_name(tablet.name());
  ExpectError(ledger_.RevokeDevice(By(kBen), revoke), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(Value(ledger_.RevokeDevice(By(kManager), revoke)).revoked());
  ExpectError(ledger_.RevokeDevice(By(kAnn), revoke), reasons::ERROR_REASON_WRONG_STATE);
  auto request = Capturing(Note(occasion_, "From a lost tablet."), false);
  tablet.Stamp(request);
  EXPECT_EQ(ChainOf(Value(service_.CaptureItem(By(kAnn), request)).name()),
            v1::Provenance::CHAIN_BROKEN);
}

TEST_F(LedgerServiceTest, AnExportIsVerifiedWithoutTheSuite) {
  const v1::Item item = Captured(kAnn, Note(occasion_, "Kept for ever."));
  Value(Revise(kAnn, item, 1, Note(occasion_, "Kept for a while.")));
  Newest();
  const auto bundle = Export(kLead);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  const BundleReport report = Verified(*bundle);
  EXPECT_TRUE(report.problems.empty()) << report.problems.front();
  EXPECT_TRUE(report.trusted);
  EXPECT_EQ(report.entries, 3);
  EXPECT_EQ(report.records, 3);
  EXPECT_NE(bundle->find("Kept for ever."), std::string::npos);
  // The same tree gives the same bytes.
  EXPECT_EQ(*Export(kManager), *bundle);
  // Of the team, only those who read all of it take it away.
  EXPECT_TRUE(absl::IsNotFound(Export(kAnn).status()));
  std::string changed = *bundle;
  changed[changed.find("Kept for ever.")] = 'X';
  EXPECT_FALSE(Verified(changed).problems.empty());
}

TEST_F(LedgerServiceTest, WhatAnAuthorWroteBeforeSharingIsNotInABundleAndItStillVerifies) {
  Captured(kAnn, Note(occasion_, "A scribble of Ann's."), false);
  const v1::Item item = Captured(kBen, Note(occasion_, "Ben's first thought."), false);
  Value(Revise(kBen, item, 1, Note(occasion_, "Ben's second thought.")));
  v1::ShareItemsRequest share;
  share.set_parent(kReview);
  share.add_names(item.name());
  Value(service_.ShareItems(By(kBen), share));
  Value(Revise(kBen, item, 2, Note(occasion_, "Ben's third thought.")));
  v1::WithdrawItemRequest withdraw;
  withdraw.set_name(Captured(kAnn, Note(occasion_, "A mistake of Ann's."), false).name());
  withdraw.set_reason("Mixed up two people.");
  Value(service_.WithdrawItem(By(kAnn), withdraw));
  const int64_t size = Newest().tree_size();
  for (const char* leads : {kLead, kManager}) {
    const auto bundle = Export(leads);
    ASSERT_TRUE(bundle.ok()) << bundle.status();
    for (const char* absent : {"scribble", "first thought", "mistake", "Mixed up"}) {
      EXPECT_EQ(bundle->find(absent), std::string::npos) << absent;
    }
    EXPECT_NE(bundle->find("Ben's second thought."), std::string::npos);
    EXPECT_NE(bundle->find("Ben's third thought."), std::string::npos);
    const BundleReport report = Verified(*bundle);
    EXPECT_TRUE(report.problems.empty()) << report.problems.front();
    EXPECT_EQ(report.entries, size);
    EXPECT_EQ(report.withheld, 4);
    EXPECT_EQ(report.records, size - 4);
  }
}

TEST_F(LedgerServiceTest, WhatTheScannerHoldsIsNotInABundleAndItStillVerifies) {
  const std::map<std::string, v1::Attachment::State> files = {
      {"A good file.", v1::Attachment::STATE_READY},
      {"An evil file.", v1::Attachment::STATE_QUARANTINED},
      {"An unknown file.", v1::Attachment::STATE_SCANNING}};
  const AttachmentStore store(clock(), evidence_.store().sealer());
  for (const auto& [bytes, state] : files) {
    v1::Attachment attachment;
    attachment.set_name(absl::StrCat(kReview, "/attachments/", evidence_.NewId()));
    attachment.set_author(kAnn);
    attachment.set_state(state);
    attachment.set_sha256(std::string(BytesOf(Sha256(bytes))));
    StoreContent(bytes);
    evidence_.Write([&](storage::Transaction& tx) -> absl::Status {
      absl::Status status = store.attachments.Insert(tx, attachment);
      if (!status.ok()) return status;
      return context()
          .ledger
          .Append(tx, kReview,
                  {.action = v1::LedgerEntry::ACTION_ATTACHMENT_STORED,
                   .subject = attachment.name(),
                   .time = clock().Now(),
                   .bytes = attachment.sha256()})
          .status();
    });
  }
  Newest();
  const auto bundle = Export(kLead);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_NE(bundle->find("A good file."), std::string::npos);
  EXPECT_EQ(bundle->find("An evil file."), std::string::npos);
  EXPECT_EQ(bundle->find("An unknown file."), std::string::npos);
  const BundleReport report = Verified(*bundle);
  EXPECT_TRUE(report.problems.empty()) << report.problems.front();
  EXPECT_EQ(report.attachments, 1);
  EXPECT_EQ(report.held, 2);
}

TEST_F(LedgerServiceTest, AClientThatStallsTakesNobodysTurn) {
  for (int i = 0; i < 100; ++i) {
    Captured(kAnn, Note(occasion_, std::string(16'000, 'x')));
  }
  const v1::Checkpoint checkpoint = Newest();
  Exports exports(context(), *blobs_, 1, absl::Milliseconds(10));
  auto stalled = exports.Start(kReview, checkpoint, keys_.verifiers());
  ASSERT_TRUE(stalled.ok());
  ExpectError(exports.Start(kReview, checkpoint, keys_.verifiers()),
              reasons::ERROR_REASON_QUOTA_EXCEEDED);
  environment::Mutex mutex;
  environment::ConditionVariable changed;
  int woken = 0;
  (*stalled)->SetWake([&] {
    const environment::MutexLock lock(mutex);
    ++woken;
    changed.NotifyAll();
  });
  {
    environment::MutexLock lock(mutex);
    while (woken < 5) changed.Wait(lock);  // four messages wait, and then it ends
  }
  EXPECT_TRUE(exports.Start(kReview, checkpoint, keys_.verifiers()).ok());
  absl::Status end;
  while (end.ok()) end = (*stalled)->Next().status();
  EXPECT_EQ(errors::ReasonOf(end), reasons::ERROR_REASON_WATCHER_TOO_SLOW);
}

TEST_F(LedgerServiceTest, NothingIsLeftByWhichADisposedCaptureCouldBeGuessed) {
  Tablet tablet = Register(kAnn);
  std::vector<std::string> traces;
  for (const char* text : {"One.", "Two."}) {
    auto request = Capturing(Note(occasion_, text), false);
    tablet.Stamp(request);
    Value(service_.CaptureItem(By(kAnn), request));
    traces.push_back(request.capture().stamp().signature());
    traces.emplace_back(BytesOf(tablet.last()));
  }
  AnchorLetter();
  clock().Advance(absl::Hours(24 * 100));
  evidence_.Know(evidence_.review());
  DisposeOfAllDue();
  evidence_.Write([&](storage::Transaction& tx) -> absl::Status {
    for (const char* sql :
         {"SELECT sha256 FROM device_captures", "SELECT previous_sha256 FROM device_captures",
          "SELECT body FROM item_versions", "SELECT body FROM items"}) {
      absl::Status status = tx.Query(sql, {}, [&](const storage::Row& row) {
        for (const std::string& trace : traces) {
          EXPECT_EQ(row.Bytes(0).find(trace), std::string_view::npos) << sql;
        }
        return absl::OkStatus();
      });
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  });
}

TEST_F(LedgerServiceTest, WhatWasDisposedOfIsNotInABundleAndItStillVerifies) {
  Captured(kAnn, Note(occasion_, "To be erased."));
  AnchorLetter();
  const int64_t before = Newest().tree_size();
  clock().Advance(absl::Hours(24 * 100));
  evidence_.Know(evidence_.review());
  DisposeOfAllDue();
  Newest();
  const auto bundle = Export(kLead);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  const BundleReport report = Verified(*bundle);
  EXPECT_TRUE(report.problems.empty()) << report.problems.front();
  EXPECT_EQ(report.disposed, 2);
  EXPECT_EQ(bundle->find("To be erased."), std::string::npos);
  ExpectError(Export(kLead, before), reasons::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::evidence
