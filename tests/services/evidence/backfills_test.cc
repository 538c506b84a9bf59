#include "services/evidence/backfills.h"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/evidence/concerns.h"
#include "services/evidence/ledger_keys.h"
#include "services/evidence/log_differences.h"
#include "services/evidence/migrate.h"
#include "tests/services/evidence/fresh_evidence.h"

// What an older version has stored, brought up to date by the start of this one.
namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr char kJo[] = "Jo Smith";

class BackfillsTest : public EvidenceTest, public testing::WithParamInterface<storage::Backend> {
 protected:
  BackfillsTest() : EvidenceTest(GetParam()) {}

  // Makes the rows of a table what an older version would have stored.
  template <typename Message>
  void Age(const std::string& table, const std::function<void(Message&)>& age) {
    evidence_.Write([&](Transaction& tx) -> absl::Status {
      std::vector<std::pair<std::string, std::string>> rows;
      absl::Status status =
          tx.Query(absl::StrCat("SELECT name, body FROM ", table), {}, [&](const Row& row) {
            Message message;
            EXPECT_TRUE(message.ParseFromString(std::string(row.Bytes(1))));
            age(message);
            rows.emplace_back(row.Text(0), message.SerializeAsString());
            return absl::OkStatus();
          });
      for (const auto& [name, body] : rows) {
        if (!status.ok()) return status;
        status = tx.Execute(absl::StrCat("UPDATE ", table, " SET body = $2 WHERE name = $1"),
                            {{name, Blob{body}}})
                     .status();
      }
      return status;
    });
  }
  void Execute(const std::string& sql, const std::vector<storage::Value>& parameters = {}) {
    evidence_.Write([&](Transaction& tx) { return tx.Execute(sql, parameters).status(); });
  }

  // Every version with a row of its own, and no tree above the leaves of the log.
  void LayOutAsBefore() {
    evidence_.Write([&](Transaction& tx) -> absl::Status {
      std::vector<std::string> items;
      absl::Status status =
          tx.Query("SELECT name FROM items WHERE first_entry IS NOT NULL", {}, [&](const Row& row) {
            items.emplace_back(row.Text(0));
            return absl::OkStatus();
          });
      for (const std::string& item : items) {
        const auto first = evidence_.store().Version(tx, item, 1);
        if (status.ok()) status = first.status();
        if (status.ok()) status = evidence_.store().ReplaceVersion(tx, *first);
      }
      return status;
    });
    Execute("UPDATE items SET first_entry = NULL");
    Execute("UPDATE ledger_entries SET nodes = NULL");
    Execute(
        "INSERT INTO backfills (name, place) VALUES ('entry_nodes', '') "
        "ON CONFLICT (name) DO NOTHING");
  }

  // Starts this version over it. Nobody who watches is told.
  void Upgrade() {
    const int64_t changes = Count("changes");
    Execute("DELETE FROM schema_migrations WHERE name = '0022_backfills.sql'");
    const absl::Status migrated = MigrateEvidence(evidence_.database(), clock());
    EXPECT_TRUE(migrated.ok()) << migrated;
    EXPECT_EQ(Count("backfills"), 0);
    EXPECT_EQ(Count("changes"), changes);
  }
  int64_t Count(const std::string& table) {
    return storage::Number(evidence_.database(), absl::StrCat("SELECT COUNT(*) FROM ", table));
  }

  // What would keep the review from being exported.
  std::vector<std::string> Differences() {
    environment::SeededRandom random(7);
    const auto keys = LedgerKeys::Load(evidence_.database(), random, "example.org/evidence");
    std::vector<std::string> differences;
    evidence_.Write([&](Transaction& tx) -> absl::Status {
      auto found = DifferencesFromLog(tx, context(), kReview, keys->verifiers());
      if (!found.ok()) return found.status();
      differences = *std::move(found);
      return absl::OkStatus();
    });
    return differences;
  }
  std::vector<std::string> VersionsFor(const std::string& person, const v1::Item& item) {
    v1::ListItemVersionsRequest request;
    request.set_parent(item.name());
    const auto response =
        Value(service_.ListItemVersions(By(person, roles::PERMISSION_EVIDENCE_READ), request));
    std::vector<std::string> texts;
    for (const auto& version : response.versions()) {
      texts.push_back(version.content().text());
    }
    return texts;
  }
  v1::Item Shared(const v1::Item& item) {
    v1::ShareItemsRequest request;
    request.set_parent(kReview);
    request.add_names(item.name());
    return Value(service_.ShareItems(By(item.captured().author()), request)).items(0);
  }
  v1::ItemConflict ConflictOf(const v1::Item& item) {
    v1::ListItemConflictsRequest request;
    request.set_parent(item.name());
    return Value(service_.ListItemConflicts(By(kLead, roles::PERMISSION_EVIDENCE_READ), request))
        .conflicts(0);
  }
  v1::SourceClass ShownOf(const std::string& occasion) {
    v1::GetOccasionRequest request;
    request.set_name(occasion);
    return Value(service_.GetOccasion(By(kBen, roles::PERMISSION_EVIDENCE_READ), request))
        .source_class();
  }
  // As an older version entered it.
  void ReadSources(const std::string& method, const std::string& resource,
                   const std::string& reason) {
    rpc::Call call = By(kLead, roles::PERMISSION_EVIDENCE_SOURCE_READ);
    call.method = absl::StrCat("peerchallenge.evidence.v1.SourceService/", method);
    evidence_.Write(
        [&](Transaction& tx) { return RecordRead(tx, context(), call, resource, reason); });
  }
  std::vector<std::string> WhyRead() {
    v1::ListSourceReadsRequest request;
    request.set_parent(kReview);
    const auto response =
        Value(sources_.ListSourceReads(By(kLead, roles::PERMISSION_EVIDENCE_SOURCE_READ), request));
    std::vector<std::string> reasons;
    for (const v1::SourceRead& read : response.reads()) {
      reasons.push_back(absl::StrCat(read.method(), ": ", read.reason()));
    }
    return reasons;
  }
  void Meet(const std::string& name) {
    v1::RecordAttendanceRequest met;
    met.mutable_attendance()->set_name(occasion_ + "/attendance");
    auto& interviewee = *met.mutable_attendance()->add_interviewees();
    interviewee.set_display_name(name);
    interviewee.set_source_class(v1::SOURCE_CLASS_PRACTITIONER);
    Value(sources_.RecordAttendance(By(kAnn, roles::PERMISSION_EVIDENCE_SOURCE_WRITE), met));
  }

  const std::string occasion_ = AddOccasion(kAnn, v1::SOURCE_CLASS_PRACTITIONER);
};

INSTANTIATE_TEST_SUITE_P(OnEveryStore, BackfillsTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

TEST_P(BackfillsTest, WhatWasWrittenBeforeSharingStaysTheAuthors) {
  const v1::Item item = Captured(kAnn, Note(occasion_, "Said in anger."), false);
  Value(Revise(kAnn, item, 1, Note(occasion_, "Said.")));
  const v1::Item shared = Shared(item);
  Value(Revise(kAnn, item, 2, Note(occasion_, "Said twice.")));
  const v1::Item withdrawn = Captured(kBen, Note(occasion_, "Heard wrongly."));
  v1::WithdrawItemRequest withdraw;
  withdraw.set_name(withdrawn.name());
  withdraw.set_reason("It was said otherwise.");
  Value(service_.WithdrawItem(By(kBen), withdraw));
  const v1::Item draft = Captured(kAnn, Note(occasion_, "Not yet."), false);
  const std::string etag = Value(Get(kAnn, item.name())).etag();
  Age<v1::Item>("items", [](v1::Item& aged) { aged.clear_shared_version(); });
  EXPECT_THAT(Differences(), Not(IsEmpty()));

  Upgrade();
  EXPECT_THAT(VersionsFor(kBen, item), ElementsAre("Said twice.", "Said."));
  EXPECT_THAT(VersionsFor(kAnn, item), ElementsAre("Said twice.", "Said.", "Said in anger."));
  EXPECT_EQ(Value(Get(kAnn, item.name())).shared_version(), shared.version());
  EXPECT_EQ(Value(Get(kAnn, item.name())).etag(), etag);
  EXPECT_EQ(Value(Get(kAnn, withdrawn.name())).shared_version(), 1);
  EXPECT_EQ(Value(Get(kAnn, draft.name())).shared_version(), 0);
  EXPECT_THAT(Differences(), IsEmpty());
}

// More than fit in one step.
TEST_P(BackfillsTest, EveryItemOfALongLogIsReached) {
  for (int i = 0; i < 300; ++i) Captured(kAnn, Note(occasion_, absl::StrCat("Note ", i, ".")));
  Age<v1::Item>("items", [](v1::Item& aged) { aged.clear_shared_version(); });
  Upgrade();
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_P(BackfillsTest, FirstVersionsThatHaveRowsOfTheirOwnStayWhatTheyAre) {
  const v1::Item item = Captured(kAnn, Note(occasion_, "Said."));
  const v1::Item revised = Captured(kAnn, Note(occasion_, "Heard."));
  Value(Revise(kAnn, revised, 1, Note(occasion_, "Heard twice.")));
  const int64_t rows = Count("item_versions");
  LayOutAsBefore();
  EXPECT_EQ(Count("item_versions"), rows + 1);
  EXPECT_THAT(Differences(), Not(IsEmpty())) << "the log's tree is not there yet";

  Upgrade();
  EXPECT_THAT(Differences(), IsEmpty());
  EXPECT_THAT(VersionsFor(kBen, item), ElementsAre("Said."));
  EXPECT_THAT(VersionsFor(kBen, revised), ElementsAre("Heard twice.", "Heard."));
  Value(Revise(kAnn, item, 1, Note(occasion_, "Said twice.")));
  EXPECT_THAT(VersionsFor(kBen, item), ElementsAre("Said twice.", "Said."));
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_P(BackfillsTest, ALogThatLacksAnEntryKeepsNoOneFromStarting) {
  for (int i = 0; i < 10; ++i) Captured(kAnn, Note(occasion_, absl::StrCat("Note ", i, ".")));
  LayOutAsBefore();
  Execute("DELETE FROM ledger_entries WHERE number = 4");
  Upgrade();
  EXPECT_THAT(Differences(), Not(IsEmpty()));
}

TEST_P(BackfillsTest, WhatCannotBeReadKeepsNoOneFromStarting) {
  const v1::Item damaged = Captured(kAnn, Note(occasion_, "Written over."));
  const v1::Item whole = Captured(kAnn, Note(occasion_, "Said."));
  LayOutAsBefore();
  Age<v1::Item>("items", [](v1::Item& aged) { aged.clear_shared_version(); });
  for (const char* table : {"items", "item_versions"}) {
    Execute(absl::StrCat("UPDATE ", table, " SET body = $2 WHERE ",
                         std::string(table) == "items" ? "name" : "item", " = $1"),
            {damaged.name(), Blob{"\xff"}});
  }
  Execute("UPDATE occasions SET body = $1", {Blob{"\xff"}});
  Execute("UPDATE attendances SET unnamed_people = 3");
  Upgrade();
  evidence_.Write([&](Transaction& tx) -> absl::Status {
    EXPECT_EQ(Value(evidence_.store().items.Get(tx, whole.name())).shared_version(), 1);
    return absl::OkStatus();
  });
}

TEST_P(BackfillsTest, NothingIsLeftByWhichADisposedCaptureCouldBeGuessed) {
  const std::string device = absl::StrCat(kReview, "/devices/", evidence_.NewId());
  const v1::Item item = Captured(kAnn, Note(occasion_, "To be erased."));
  CancelReview();
  DisposeOfAllDue();
  const auto stamp = [&](v1::Provenance& provenance) {
    provenance.mutable_stamp()->set_device(device);
    provenance.mutable_stamp()->set_sequence(1);
    provenance.mutable_stamp()->mutable_device_time()->set_seconds(1'341'914'400);
    provenance.mutable_stamp()->set_signature("telling");
  };
  Age<v1::Item>("items", [&](v1::Item& aged) {
    aged.clear_shared_version();
    stamp(*aged.mutable_captured());
  });
  evidence_.Write([&](Transaction& tx) -> absl::Status {
    auto version = evidence_.store().Version(tx, item.name(), 1);
    if (!version.ok()) return version.status();
    stamp(*version->mutable_provenance());
    return evidence_.store().ReplaceVersion(tx, *version);
  });
  Execute(
      "INSERT INTO device_captures (device, sequence, sha256, previous_sha256, item, version) "
      "VALUES ($1, 1, $2, $3, $4, 1)",
      {device, Blob{"telling"}, Blob{""}, item.name()});

  Upgrade();
  const v1::Item left = Value(Get(kAnn, item.name()));
  EXPECT_EQ(left.captured().stamp().signature(), "");
  EXPECT_TRUE(left.captured().stamp().has_device_time());
  EXPECT_EQ(storage::Number(evidence_.database(),
                            "SELECT COUNT(*) FROM device_captures WHERE LENGTH(sha256) > 0"),
            0);
  EXPECT_EQ(Count("device_captures"), 1) << "its place stays taken";
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_P(BackfillsTest, AThirdRevisionIsNotLostBySettlingTheFirstTwo) {
  const v1::Item hard = Captured(kAnn, Note(occasion_, "Weekly."));
  Value(Revise(kAnn, hard, 1, Note(occasion_, "Fortnightly.")));
  Value(Revise(kLead, hard, 1, Note(occasion_, "Monthly.")));
  Value(Revise(kAnn, hard, 2, Note(occasion_, "Fortnightly, on Mondays.")));
  const v1::Item soft = Captured(kAnn, Note(occasion_, "Weekly."));
  Value(Revise(kAnn, soft, 1, Note(occasion_, "Fortnightly.")));
  v1::ItemContent sorted = Note(occasion_, "Weekly.");
  sorted.add_themes("leadership");
  Value(Revise(kLead, soft, 1, sorted));
  Value(Revise(kAnn, soft, 4, Note(occasion_, "Fortnightly, on Mondays.")));
  Age<v1::ItemConflict>("item_conflicts", [](v1::ItemConflict& conflict) {
    conflict.set_first_version(2);
    if (conflict.merged_version() != 0) conflict.set_merged_version(4);
  });
  const v1::ItemConflict before = ConflictOf(hard);

  Upgrade();
  EXPECT_EQ(ConflictOf(hard).first_version(), 4);
  EXPECT_EQ(ConflictOf(hard).second_version(), 3);
  EXPECT_EQ(ConflictOf(soft).first_version(), 2);
  EXPECT_EQ(ConflictOf(soft).merged_version(), 5);
  v1::SettleItemConflictRequest settle;
  settle.set_name(before.name());
  settle.set_keep_version(3);
  for (const std::string& etag : {std::string(), before.etag()}) {
    settle.set_etag(etag);
    ExpectError(service_.SettleItemConflict(By(kLead), settle),
                reasons::ERROR_REASON_ETAG_MISMATCH);
  }
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_P(BackfillsTest, ThoseToWhomAConcernWasEscalatedGoOnReadingIt) {
  v1::RaiseConcernRequest raise;
  raise.set_parent(kReview);
  raise.set_concern_id(evidence_.NewId());
  raise.mutable_concern()->set_text("A child said that she is afraid to go home.");
  raise.mutable_concern()->set_urgency(v1::Concern::URGENCY_IMMEDIATE);
  const std::string name =
      Value(service_.RaiseConcern(By(kAnn, roles::PERMISSION_CONCERN_RAISE), raise)).name();
  raise.set_concern_id(evidence_.NewId());
  raise.mutable_concern()->add_readers(kBen);
  const std::string other =
      Value(service_.RaiseConcern(By(kAnn, roles::PERMISSION_CONCERN_RAISE), raise)).name();
  v1::SetConcernReadersRequest readers;
  readers.set_name(name);
  readers.add_readers(kBen);
  Value(service_.SetConcernReaders(By(kLead, roles::PERMISSION_CONCERN_HANDLE), readers));
  clock().Advance(absl::Hours(2));
  ASSERT_TRUE(EscalateOverdueConcerns(context()).ok());
  Age<v1::Concern>("concerns", [&](v1::Concern& concern) {
    if (concern.name() == other) {  // acknowledged in time
      concern.clear_escalate_time();
    } else {
      concern.add_readers(kContact);
    }
    concern.clear_escalated_to();
  });
  const auto get = [&](const std::string& concern) {
    v1::GetConcernRequest request;
    request.set_name(concern);
    return service_.GetConcern(By(kContact, roles::PERMISSION_CONCERN_RAISE), request);
  };
  ExpectError(get(name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);

  Upgrade();
  const v1::Concern concern = Value(get(name));
  EXPECT_THAT(concern.escalated_to(), ElementsAre(kContact));
  EXPECT_THAT(concern.readers(), ElementsAre(kBen));
  ExpectError(get(other), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_P(BackfillsTest, PeopleAreCountedByTheRuleOfNow) {
  const std::string two = AddOccasion(kBen, v1::SOURCE_CLASS_STAFF, 2);
  const v1::SourceClass shown = ShownOf(two);
  EXPECT_NE(shown, v1::SOURCE_CLASS_STAFF);
  Execute("UPDATE shown_classes SET shown = declared");
  EXPECT_EQ(ShownOf(two), v1::SOURCE_CLASS_STAFF);
  Upgrade();
  EXPECT_EQ(ShownOf(two), shown);
}

TEST_P(BackfillsTest, ClassesStayWherePeopleAreDisposedOf) {
  const std::string three = AddOccasion(kBen, v1::SOURCE_CLASS_PRACTITIONER, 3);
  EXPECT_EQ(ShownOf(three), v1::SOURCE_CLASS_PRACTITIONER);
  evidence_.Write([&](Transaction& tx) { return context().sources.Dispose(tx, kReview); });
  Upgrade();
  EXPECT_EQ(ShownOf(three), v1::SOURCE_CLASS_PRACTITIONER);
}

TEST_P(BackfillsTest, WhyNamesWereReadIsKeptWithTheNames) {
  Meet(kJo);
  const std::string attendance = occasion_ + "/attendance";
  ReadSources("GetAttendance", attendance, "asked by Jo Smith's union");
  ReadSources("ListInterviewees", kReview, "to thank them");
  ReadSources("RecordAttendance", attendance, "");
  Upgrade();
  EXPECT_THAT(WhyRead(), ElementsAre("ListInterviewees: to thank them",
                                     "GetAttendance: asked by Jo Smith's union"));
}

TEST_P(BackfillsTest, WhyNamesWereReadIsForgottenWithANameThatIsErased) {
  Meet("Al");
  ReadSources("ListInterviewees", kReview, "to find Jo Smith");
  ReadSources("EraseInterviewee", absl::StrCat(kReview, "/interviewees/x"), "Jo Smith asks for it");
  ReadSources("ListInterviewees", kReview, "to thank them");
  Upgrade();
  EXPECT_THAT(WhyRead(), ElementsAre("ListInterviewees: to thank them",
                                     "EraseInterviewee: ", "ListInterviewees: "));
}

TEST_P(BackfillsTest, WhyNamesWereReadIsForgottenWherePeopleAreDisposedOf) {
  ReadSources("ListInterviewees", kReview, "to find Jo Smith");
  Upgrade();
  EXPECT_THAT(WhyRead(), IsEmpty());
}

}  // namespace
}  // namespace peerchallenge::evidence
