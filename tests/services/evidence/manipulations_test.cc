#include <gmock/gmock.h>

#include <cstdlib>
#include <functional>
#include <random>
#include <set>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/stubs/logging.h"
#include "services/evidence/attachments/file_blob_store.h"
#include "services/evidence/concerns.h"
#include "services/evidence/disposal.h"
#include "services/evidence/evidence_host.h"
#include "services/evidence/ledger/bundle.h"
#include "services/evidence/ledger/ed25519.h"
#include "services/evidence/ledger/merkle.h"
#include "services/evidence/ledger/record.h"
#include "services/evidence/ledger_service.h"
#include "services/evidence/retention_service.h"
#include "tests/services/evidence/fresh_evidence.h"

// Somebody changes the database by hand: whatever a reader is shown otherwise from then on, the
// next export, or the verification of its bundle, says so.
namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using Cell = storage::Value;
using testing::HasSubstr;
using testing::IsEmpty;

enum class Type { kText, kNumber, kBytes, kBytesOrNull, kTextOrNull, kNumberOrNull };

struct Table {
  const char* name;
  std::vector<std::pair<const char*, Type>> columns;
};

// What readers are shown of a review, and its log.
const std::vector<Table>& Tables() {
  static const auto* const tables = new std::vector<Table>{
      {"items",
       {{"name", Type::kText},
        {"parent", Type::kText},
        {"version", Type::kNumber},
        {"body", Type::kBytes},
        {"listed", Type::kText},
        {"first_entry", Type::kNumberOrNull}}},
      {"item_versions",
       {{"item", Type::kText},
        {"version", Type::kNumber},
        {"revision_id", Type::kText},
        {"body", Type::kBytes}}},
      {"item_conflicts",
       {{"name", Type::kText},
        {"parent", Type::kText},
        {"body", Type::kBytes},
        {"review", Type::kText},
        {"state", Type::kNumber}}},
      {"withdrawn_drafts", {{"item", Type::kText}, {"review", Type::kText}}},
      {"attachments",
       {{"name", Type::kText},
        {"parent", Type::kText},
        {"body", Type::kBytes},
        {"state", Type::kNumber},
        {"sha256", Type::kText}}},
      {"concerns",
       {{"name", Type::kText},
        {"parent", Type::kText},
        {"body", Type::kBytes},
        {"listed", Type::kText}}},
      {"devices",
       {{"name", Type::kText},
        {"parent", Type::kText},
        {"body", Type::kBytes},
        {"owner", Type::kText}}},
      {"holds",
       {{"name", Type::kText},
        {"parent", Type::kText},
        {"body", Type::kBytes},
        {"state", Type::kNumber}}},
      {"anchored_documents",
       {{"document", Type::kText},
        {"review", Type::kText},
        {"sha256", Type::kBytes},
        {"number", Type::kNumber}}},
      {"ledgers",
       {{"review", Type::kText}, {"size", Type::kNumber}, {"signed_size", Type::kNumber}}},
      {"ledger_entries",
       {{"review", Type::kText},
        {"number", Type::kNumber},
        {"leaf", Type::kBytes},
        {"leaf_hash", Type::kBytes},
        {"subject", Type::kText},
        {"version", Type::kNumber},
        {"author", Type::kTextOrNull},
        {"author_key", Type::kBytesOrNull},
        {"salt", Type::kBytesOrNull},
        {"record", Type::kBytesOrNull},
        {"nodes", Type::kBytesOrNull}}},
      {"checkpoints", {{"name", Type::kText}, {"parent", Type::kText}, {"body", Type::kBytes}}},
      {"ledger_keys", {{"name", Type::kText}, {"seed", Type::kBytes}}},
  };
  return *tables;
}

// What no entry commits to (docs/guides/evidence.md, Proving).
v1::Provenance Committed(v1::Provenance provenance) {
  const v1::CaptureStamp stamp = provenance.stamp();
  provenance.clear_clock_skew();
  provenance.clear_chain();
  provenance.clear_stamp();
  if (stamp.has_device_time()) {
    *provenance.mutable_stamp()->mutable_device_time() = stamp.device_time();
  }
  return provenance;
}
v1::Item Committed(v1::Item item) {
  for (v1::Provenance* provenance : {item.mutable_captured(), item.mutable_revised()}) {
    *provenance = Committed(*provenance);
  }
  item.clear_source_class();
  item.clear_warnings();
  item.clear_dispose_date();
  item.clear_etag();
  item.clear_create_time();
  item.clear_update_time();
  return item;
}
v1::ItemVersion Committed(v1::ItemVersion version) {
  version.clear_merged_version();
  *version.mutable_provenance() = Committed(version.provenance());
  return version;
}
v1::ItemConflict Committed(v1::ItemConflict conflict) {
  conflict.clear_severity();
  conflict.clear_fields();
  conflict.clear_merged_version();
  conflict.clear_settled_by();
  conflict.clear_etag();
  return conflict;
}
v1::Attachment Committed(const v1::Attachment& attachment) {
  v1::Attachment committed;
  committed.set_name(attachment.name());
  committed.set_sha256(attachment.sha256());
  if (attachment.has_withdrawal()) *committed.mutable_withdrawal() = attachment.withdrawal();
  // Scanned, scanning and quarantined are all there.
  committed.set_state(attachment.state());
  if (attachment.state() == v1::Attachment::STATE_SCANNING ||
      attachment.state() == v1::Attachment::STATE_QUARANTINED) {
    committed.set_state(v1::Attachment::STATE_READY);
  }
  return committed;
}
v1::Concern Committed(v1::Concern concern) {
  concern.clear_readers();
  concern.clear_escalate_time();
  concern.clear_escalated_to();
  concern.clear_etag();
  concern.clear_update_time();
  return concern;
}
v1::Device Committed(const v1::Device& device) {
  v1::Device committed;
  committed.set_name(device.name());
  committed.set_public_key(device.public_key());
  committed.set_revoked(device.revoked());
  return committed;
}
v1::Hold Committed(v1::Hold hold) {
  hold.clear_etag();
  return hold;
}
v1::LedgerEntry Committed(v1::LedgerEntry entry) { return entry; }

class ManipulationsTest : public EvidenceTest {
 protected:
  // Reviewers' work, of everything that is entered.
  void Work() {
    attachments_ = {AddAttachment("The data pack."), AddAttachment("A report.", true)};
    v1::ItemContent content = Note(occasion_, "Plans are shared early.");
    content.add_attachments(attachments_.front());
    const v1::Item revised = Captured(kAnn, content);
    content.set_text("Plans are shared early, the director says.");
    Value(Revise(kAnn, revised, 1, content));
    Captured(kBen, Note(occasion_, "Not ready yet."), false);
    Withdraw(Captured(kAnn, Note(occasion_, "A slip."), false), kAnn);
    Withdraw(Captured(kBen, Note(occasion_, "Heard wrongly.")), kBen);
    const v1::Item hard = Captured(kAnn, Note(occasion_, "Weekly meetings."));
    Value(Revise(kAnn, hard, 1, Note(occasion_, "Fortnightly.")));
    Value(Revise(kLead, hard, 1, Note(occasion_, "Monthly.")));
    v1::SettleItemConflictRequest settle;
    settle.set_name(hard.name() + "/conflicts/3");
    settle.set_keep_version(3);
    settle.set_note("Asked again.");
    Value(service_.SettleItemConflict(By(kLead), settle));
    const v1::Item soft = Captured(kAnn, Note(occasion_, "Care leavers are heard."));
    Value(Revise(kAnn, soft, 1, Note(occasion_, "Care leavers are heard every month.")));
    content = Note(occasion_, "Care leavers are heard.");
    content.add_themes("voice");
    content.set_case_reference("LCS-1");
    Value(Revise(kLead, soft, 1, content));
    const v1::Item disputed = Captured(kAnn, Note(occasion_, "Visits are monthly."));
    Value(Revise(kAnn, disputed, 1, Note(occasion_, "Visits are weekly.")));
    content = Note(occasion_, "Visits are rare.");
    content.set_case_reference("LCS-2");
    Value(Revise(kLead, disputed, 1, content));
    Acknowledge(RaiseConcern());
    RegisterDevice();
    v1::CreateHoldRequest hold;
    hold.set_parent(kReview);
    hold.mutable_hold()->set_ground(v1::Hold::GROUND_COMPLAINT);
    hold.mutable_hold()->set_reason("A complaint of 1 August.");
    hold.mutable_hold()->add_subjects(revised.name());
    Value(retention_.CreateHold(Office(), hold));
    v1::AnchorDocumentRequest letter;
    letter.set_parent(kReview);
    letter.set_document(std::string(kReview) + "/letters/letter");
    letter.set_kind(v1::AnchorDocumentRequest::KIND_LETTER);
    letter.set_sha256(std::string(32, 'h'));
    letter.set_issue_date("2012-07-10");
    const auto service =
        CallBy("recommendations", {{.role = roles::ROLE_SERVICE}}, roles::PERMISSION_LEDGER_ANCHOR);
    Value(ledger_.AnchorDocument(service, letter));
  }

  std::string AddAttachment(const std::string& bytes, bool withdrawn = false) {
    const BlobKey key{kReview, Sha256(bytes)};
    const std::string upload = absl::StrCat("upload", key.sha256[0]);
    auto writer = blobs_->Open(upload, UploadProgress());
    EXPECT_TRUE(writer.ok() && (*writer)->Append(bytes).ok());
    const auto progress = (*writer)->Sync();
    writer->reset();
    EXPECT_TRUE(blobs_->Finish(upload, *progress, key).ok());
    v1::Attachment attachment;
    attachment.set_name(absl::StrCat(kReview, "/attachments/", evidence_.NewId()));
    attachment.set_file_name("data.pdf");
    attachment.set_size(static_cast<int64_t>(bytes.size()));
    attachment.set_sha256(std::string(BytesOf(key.sha256)));
    attachment.set_author(kAnn);
    attachment.set_state(v1::Attachment::STATE_READY);
    evidence_.Write([&](Transaction& tx) -> absl::Status {
      absl::Status status = store_.attachments.Insert(tx, attachment);
      if (status.ok()) status = EvidenceHost(context()).Enter(tx, attachment);
      if (!status.ok() || !withdrawn) return status;
      attachment.set_state(v1::Attachment::STATE_WITHDRAWN);
      attachment.mutable_withdrawal()->set_reason("The wrong file.");
      status = store_.attachments.Update(tx, attachment);
      return status.ok() ? EvidenceHost(context()).Enter(tx, attachment) : status;
    });
    return attachment.name();
  }
  void Withdraw(const v1::Item& item, const std::string& person) {
    v1::WithdrawItemRequest request;
    request.set_name(item.name());
    request.set_reason("It was said otherwise.");
    Value(service_.WithdrawItem(By(person), request));
  }
  std::string RaiseConcern() {
    v1::RaiseConcernRequest raise;
    raise.set_parent(kReview);
    raise.set_concern_id(evidence_.NewId());
    raise.mutable_concern()->set_text("A child said that she is afraid to go home.");
    raise.mutable_concern()->set_urgency(v1::Concern::URGENCY_SAME_DAY);
    return Value(service_.RaiseConcern(By(kAnn, roles::PERMISSION_CONCERN_RAISE), raise)).name();
  }
  void Acknowledge(const std::string& concern) {
    v1::AcknowledgeConcernRequest acknowledge;
    acknowledge.set_name(concern);
    Value(service_.AcknowledgeConcern(By(kLead, roles::PERMISSION_CONCERN_HANDLE), acknowledge));
  }
  void RegisterDevice() {
    const SigningKey key = *SigningKey::FromSeed(std::string(kSeedBytes, 't'));
    v1::RegisterDeviceRequest request;
    request.set_parent(kReview);
    request.set_device_id(evidence_.NewId());
    request.mutable_device()->set_public_key(key.PublicKey());
    request.set_signature(key.Sign(absl::StrCat("peerchallenge-device-v1\n", kReview, "/devices/",
                                                request.device_id(), "\n")));
    Value(ledger_.RegisterDevice(By(kAnn), request));
  }
  static rpc::Call Office() {
    return CallBy("office", {{.role = roles::ROLE_PROGRAMME_OFFICE, .region = kRegion}},
                  roles::PERMISSION_RETENTION_WORK);
  }

  absl::StatusOr<std::string> Export() {
    v1::ExportReviewRequest request;
    request.set_name(kReview);
    return BundleFrom(ledger_.ExportReview(By(kLead, roles::PERMISSION_EVIDENCE_EXPORT), request));
  }
  std::string Kept(const std::string& bundle) {
    std::istringstream in(bundle);
    return *NoteIn(in);
  }
  // What an auditor is told who has kept these notes; empty = all is well.
  std::string Told(const std::vector<std::string>& notes) {
    const auto bundle = Export();
    if (!bundle.ok()) return std::string(bundle.status().message());
    std::istringstream in(*bundle);
    const BundleReport report = VerifyBundle(in, trusted_, notes);
    return report.problems.empty() ? "" : report.problems.front();
  }

  // Everything that readers are shown, as far as entries commit to it.
  std::string Shown() {
    std::string shown;
    const auto add = [&](const auto& messages) {
      for (const auto& message : messages) {
        absl::StrAppend(&shown, Committed(message).ShortDebugString(), "\n");
      }
    };
    for (const char* person : {kLead, kAnn, kBen}) {
      const rpc::Call call = By(person, roles::PERMISSION_EVIDENCE_READ);
      v1::ListItemsRequest list;
      list.set_parent(kReview);
      const auto items = service_.ListItems(call, list);
      absl::StrAppend(&shown, items.status().ToString(), "\n");
      if (!items.ok()) continue;
      add(items->items());
      for (const v1::Item& item : items->items()) {
        v1::ListItemVersionsRequest versions;
        versions.set_parent(item.name());
        const auto listed = service_.ListItemVersions(call, versions);
        absl::StrAppend(&shown, listed.status().ToString(), "\n");
        if (listed.ok()) add(listed->versions());
      }
      v1::ListItemConflictsRequest conflicts;
      conflicts.set_parent(std::string(kReview) + "/items/-");
      conflicts.set_include_settled(true);
      const auto met = service_.ListItemConflicts(call, conflicts);
      absl::StrAppend(&shown, met.status().ToString(), "\n");
      if (met.ok()) add(met->conflicts());
    }
    v1::ListLedgerEntriesRequest entries;
    entries.set_parent(kReview);
    const auto log = ledger_.ListLedgerEntries(By(kLead, roles::PERMISSION_LEDGER_READ), entries);
    absl::StrAppend(&shown, log.status().ToString(), "\n");
    if (log.ok()) add(log->entries());
    const absl::Status read =
        evidence_.database().Read(absl::InfiniteFuture(), [&](Transaction& tx) -> absl::Status {
          const auto list = [&](const auto& table, const char* order) -> absl::Status {
            resources::ListQuery query{.parent = kReview, .order_by = order, .page_size = 100};
            auto page = table.List(tx, query, [](const auto&) { return true; });
            if (!page.ok()) return page.status();
            add(page->items);
            return absl::OkStatus();
          };
          absl::Status status = list(store_.attachments, "");
          if (status.ok()) status = list(evidence_.store().concerns, "listed");
          if (status.ok()) status = list(evidence_.store().devices, "");
          if (status.ok()) status = list(evidence_.store().holds, "");
          return status;
        });
    return absl::StrCat(shown, read.ToString());
  }

  // Keeps all tables as they are, to come back to.
  void Keep() {
    Script([](const Table& table) {
      return absl::StrCat("DROP TABLE IF EXISTS kept_", table.name, "; CREATE TABLE kept_",
                          table.name, " AS SELECT * FROM ", table.name, ";");
    });
  }
  void BringBack() {
    Script([](const Table& table) {
      return absl::StrCat("DELETE FROM ", table.name, "; INSERT INTO ", table.name,
                          " SELECT * FROM kept_", table.name, ";");
    });
  }
  void Script(const std::function<std::string(const Table&)>& of) {
    std::string script;
    for (const Table& table : Tables()) script += of(table);
    evidence_.Write([&](Transaction& tx) { return tx.ExecuteScript(script); });
  }

  std::unique_ptr<FileBlobStore> blobs_ =
      *FileBlobStore::Open("folder", evidence_.folder() / "attachments");
  LedgerKeys keys_ = Keys();
  const std::vector<VerifierKey> trusted_ = keys_.verifiers();
  Exports exports_{context(), *blobs_, 2};
  LedgerService ledger_{context(), keys_, exports_};
  AttachmentStore store_{evidence_.clock(), evidence_.store().sealer()};
  changes::Feed feed_{evidence_.database(),
                      evidence_.clock(),
                      evidence_.store().sealer(),
                      {.poll = absl::InfiniteDuration()}};
  RetentionService retention_{context(), feed_};
  const std::string occasion_ = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  std::vector<std::string> attachments_;

 private:
  LedgerKeys Keys() {
    environment::SeededRandom random(7);
    auto keys = LedgerKeys::Load(evidence_.database(), random, "example.org/evidence");
    EXPECT_TRUE(keys.ok()) << keys.status();
    return *std::move(keys);
  }
};

// One random change of one row of the database by somebody who can write SQL.
class Vandal {
 public:
  explicit Vandal(uint64_t seed) : random_(seed) {}

  // Does it; gives what it was, in words.
  std::string Strike(Transaction& tx) {
    const Table& table = Tables()[Below(Tables().size())];
    const std::vector<int64_t> rows = RowsOf(tx, table);
    if (rows.empty()) return "nothing";
    const int64_t row = rows[Below(rows.size())];
    const auto& [column, type] = table.columns[Below(table.columns.size())];
    const std::string where = absl::StrCat(table.name, ".", column, " of row ", row);
    switch (Below(8)) {
      case 0:
        return Do(tx, absl::StrCat("DELETE FROM ", table.name, " WHERE rowid = $1"), {row},
                  "deletes " + where);
      case 1: {  // as another row has it
        const int64_t other = rows[Below(rows.size())];
        return Do(tx,
                  absl::StrCat("UPDATE OR IGNORE ", table.name, " SET ", column, " = (SELECT ",
                               column, " FROM ", table.name, " WHERE rowid = $2) WHERE rowid = $1"),
                  {row, other}, absl::StrCat("copies from ", other, " to ", where));
      }
      default:
        return Do(tx,
                  absl::StrCat("UPDATE OR IGNORE ", table.name, " SET ", column,
                               " = $2 WHERE rowid = $1"),
                  {row, Changed(tx, table, column, type, row)}, "changes " + where);
    }
  }

 private:
  size_t Below(size_t n) { return static_cast<size_t>(random_() % n); }

  static std::string Do(Transaction& tx, const std::string& sql, std::vector<Cell> parameters,
                        std::string what) {
    EXPECT_TRUE(tx.Execute(sql, parameters).ok()) << sql;
    return what;
  }

  static std::vector<int64_t> RowsOf(Transaction& tx, const Table& table) {
    std::vector<int64_t> rows;
    EXPECT_TRUE(tx.Query(absl::StrCat("SELECT rowid FROM ", table.name, " ORDER BY rowid"), {},
                         [&](const Row& row) {
                           rows.push_back(row.Int(0));
                           return absl::OkStatus();
                         })
                    .ok());
    return rows;
  }

  Cell Changed(Transaction& tx, const Table& table, const char* column, Type type, int64_t row) {
    Cell value;
    EXPECT_TRUE(tx.Query(absl::StrCat("SELECT ", column, " FROM ", table.name, " WHERE rowid = $1"),
                         {{row}},
                         [&](const Row& cell) {
                           if (cell.IsNull(0)) return absl::OkStatus();
                           if (type == Type::kNumber || type == Type::kNumberOrNull) {
                             value = cell.Int(0);
                           } else if (type == Type::kText || type == Type::kTextOrNull) {
                             value = std::string(cell.Text(0));
                           } else {
                             value = Blob{std::string(cell.Bytes(0))};
                           }
                           return absl::OkStatus();
                         })
                    .ok());
    const bool nullable =
        type == Type::kBytesOrNull || type == Type::kTextOrNull || type == Type::kNumberOrNull;
    if (nullable && Below(3) == 0) return std::monostate();
    if (auto* number = std::get_if<int64_t>(&value)) {
      return *number + (Below(2) == 0 ? -1 : 1) * static_cast<int64_t>(1 + Below(3));
    }
    if (auto* text = std::get_if<std::string>(&value)) return Spoiled(*text, 'a', 26);
    if (auto* blob = std::get_if<Blob>(&value)) return Blob{Spoiled(blob->bytes, '\0', 256)};
    if (type == Type::kNumberOrNull) return static_cast<int64_t>(Below(10));
    return type == Type::kTextOrNull ? Cell(std::string(kBen)) : Cell(Blob{"made up"});
  }

  std::string Spoiled(std::string bytes, char first, size_t letters) {
    const char letter = static_cast<char>(first + static_cast<char>(Below(letters)));
    if (bytes.empty()) return {letter};
    const size_t at = Below(bytes.size());
    switch (Below(4)) {
      case 0:
        bytes.erase(at, 1);
        break;
      case 1:
        bytes.insert(at, 1, letter);
        break;
      default:
        bytes[at] = letter;
    }
    return bytes;
  }

  std::mt19937_64 random_;
};

TEST_F(ManipulationsTest, WhatReviewersDidIsWhatTheLogSays) {
  Work();
  EXPECT_EQ(Told({}), "");
}

TEST_F(ManipulationsTest, WhateverChangesWhatReadersAreShownIsFound) {
  int wanted = 100;
  if (const char* said = getenv("PEERCHALLENGE_MANIPULATIONS")) {
    ASSERT_TRUE(absl::SimpleAtoi(said, &wanted)) << said;
  }
  const google::protobuf::LogSilencer silencer;
  Work();
  const std::string note = Kept(*Export());
  const std::string before = Shown();
  Keep();
  Vandal vandal(2012);
  int strikes = 0;
  for (int seen = 0; seen < wanted; ++strikes) {
    ASSERT_LT(strikes, 100 + 10 * wanted) << "too little of what is changed is seen";
    std::string what;
    evidence_.Write([&](Transaction& tx) {
      what = vandal.Strike(tx);
      return absl::OkStatus();
    });
    if (Shown() != before) {
      ++seen;
      EXPECT_NE(Told({note}), "") << "strike " << strikes << " " << what;
    }
    BringBack();
  }
  EXPECT_EQ(Told({note}), "");
}

TEST_F(ManipulationsTest, ALogThatIsCutOffWithAllThatItRecordedIsFoundByWhoKeptACheckpoint) {
  Captured(kAnn, Note(occasion_, "First."));
  const std::string early = Kept(*Export());
  Keep();
  Captured(kBen, Note(occasion_, "Does not please somebody."));
  const std::string kept = Kept(*Export());
  EXPECT_EQ(Told({early, kept}), "");
  BringBack();
  EXPECT_EQ(Told({}), "");
  EXPECT_EQ(Told({early}), "");
  EXPECT_THAT(Told({kept}), HasSubstr("the ledger has 2 entries, an earlier checkpoint 4"));
  // Neither does it help to write something else instead.
  Captured(kBen, Note(occasion_, "Pleases everybody."));
  EXPECT_EQ(Told({early}), "");
  EXPECT_THAT(Told({kept}), HasSubstr("others than an earlier checkpoint was signed for"));
}

TEST_F(ManipulationsTest, ThatAConcernIsEscalatedIsNoManipulation) {
  const std::string concern = RaiseConcern();
  clock().Advance(absl::Hours(12));
  ASSERT_TRUE(EscalateOverdueConcerns(context()).ok());
  EXPECT_EQ(Told({}), "");
  Acknowledge(concern);
  EXPECT_EQ(Told({}), "");
}

TEST_F(ManipulationsTest, WhichVersionsMetIsFoundToBeChanged) {
  const v1::Item item = Captured(kAnn, Note(occasion_, "Weekly meetings."));
  Value(Revise(kAnn, item, 1, Note(occasion_, "Weekly meetings, chaired by the director.")));
  v1::ItemContent sorted = Note(occasion_, "Weekly meetings.");
  sorted.add_themes("leadership");
  Value(Revise(kLead, item, 1, sorted));
  const std::string name = item.name() + "/conflicts/3";
  EXPECT_EQ(Told({}), "");
  evidence_.Write([&](Transaction& tx) -> absl::Status {
    auto conflict = evidence_.store().conflicts.Get(tx, name);
    if (!conflict.ok()) return conflict.status();
    conflict->set_first_version(4);
    return evidence_.store().conflicts.Update(tx, *conflict);
  });
  EXPECT_THAT(Told({}), HasSubstr(name));
}

TEST_F(ManipulationsTest, ThatSomebodyElseIsSaidToHaveWrittenItIsFound) {
  const v1::Item item = Captured(kAnn, Note(occasion_, "Weekly meetings."));
  Value(Revise(kAnn, item, 1, Note(occasion_, "Monthly meetings.")));
  EXPECT_EQ(Told({}), "");
  evidence_.Write([&](Transaction& tx) -> absl::Status {
    const Store& store = evidence_.store();
    for (const int64_t number : {1, 2}) {
      auto version = store.Version(tx, item.name(), number);
      if (!version.ok()) return version.status();
      version->mutable_provenance()->set_author(kBen);
      if (absl::Status put = store.ReplaceVersion(tx, *version); !put.ok()) return put;
    }
    auto changed = store.items.Get(tx, item.name());
    if (!changed.ok()) return changed.status();
    changed->mutable_captured()->set_author(kBen);
    changed->mutable_revised()->set_author(kBen);
    if (absl::Status put = store.items.Update(tx, *changed); !put.ok()) return put;
    return tx
        .Execute("UPDATE ledger_entries SET author = $1 WHERE author = $2",
                 {{std::string(kBen), std::string(kAnn)}})
        .status();
  });
  EXPECT_THAT(Told({}), HasSubstr(item.name()));
}

TEST_F(ManipulationsTest, AnEntryOfBeforeAuthorsWereVouchedForStillHolds) {
  const v1::Item item = Captured(kAnn, Note(occasion_, "Weekly meetings."), false);
  evidence_.Write([&](Transaction& tx) -> absl::Status {
    auto entries = context().ledger.Entries(tx, kReview, 0, 1, 1);
    if (!entries.ok()) return entries.status();
    auto entry = EntryFrom(entries->front().leaf);
    const auto encoded = EncodeContent(item.content(), "content");
    if (!entry.ok() || !encoded.ok()) return entry.status();
    const std::string salt(kSaltBytes, 's');
    entry->commitment = Commitment(salt, RecordOf(item.name(), 0, {}, *encoded));
    const std::string leaf = LeafOf(*entry);
    return tx
        .Execute(
            "UPDATE ledger_entries SET leaf = $1, leaf_hash = $2, salt = $3, author_key = NULL",
            {{Blob{leaf}, Blob{std::string(BytesOf(LeafHash(leaf)))}, Blob{salt}}})
        .status();
  });
  EXPECT_EQ(Told({}), "");
}

TEST_F(ManipulationsTest, WhatDisposalErasesIsNoManipulation) {
  Work();
  const std::string note = Kept(*Export());
  for (const int month : {8, 10}) {  // case references, then all else
    clock().Set(absl::FromCivil(absl::CivilHour(2012, month, 11, 10), absl::UTCTimeZone()));
    evidence_.Know(evidence_.review());
    v1::StartDisposalRunRequest request;
    request.set_parent(kRegion);
    Value(retention_.StartDisposalRun(Office(), request));
    ASSERT_TRUE(WorkOnDisposalRuns(context()).ok());
    EXPECT_EQ(Told({note}), "") << "in month " << month;
  }
}

}  // namespace
}  // namespace peerchallenge::evidence
