#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/backup/make_backup.h"
#include "common/backup/manifest.h"
#include "common/backup/restore.h"
#include "common/errors/errors.h"
#include "common/hash/hash.h"
#include "google/protobuf/util/time_util.h"
#include "tests/common/backup/scratch.h"
#include "tests/common/storage/fresh_store.h"

// Backups of an installation of two services, one of them with files: the same on SQLite and on
// PostgreSQL.
namespace peerchallenge::backup {
namespace {

using storage::Backend;
using storage::Database;
using storage::Migration;
using storage::Row;
using storage::Transaction;
using testing::HasSubstr;

constexpr Migration kTables[] = {
    {"0001.sql", "CREATE TABLE notes (place NAMETEXT PRIMARY KEY, bytes BIGINT NOT NULL);"}};

const files::Progress kQuiet = [](int64_t) { return absl::OkStatus(); };

absl::StatusOr<std::vector<KeptFile>> NotesOf(Transaction& tx) {
  std::vector<KeptFile> files;
  absl::Status read = tx.Query("SELECT place, bytes FROM notes", {}, [&](const Row& row) {
    files.push_back({{std::string(row.Text(0))}, row.Int(1), ""});
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  return files;
}

// What is where: the two services' stores, and the data folder.
class World {
 public:
  explicit World(Backend backend) : backend_(backend), first_(backend) {
    // Of one PostgreSQL database the second service has a schema of its own.
    static int schemas = 0;
    schema_ = absl::StrCat("of_the_others_", ++schemas);
  }

  Installation installation() const {
    Installation installation;
    installation.data_dir = data();
    if (backend_ == Backend::kPostgres) installation.database = first_.url();
    const auto components = [](storage::Dialect) {
      return std::vector<storage::Component>{{"notes", kTables}};
    };
    Part notes;
    notes.service = "notes";
    notes.store = {.file = "notes.db", .schema = ""};
    notes.components = components;
    notes.folder = "files";
    notes.files = &NotesOf;
    Part others = notes;
    others.service = "others";
    others.store = {.file = "others.db", .schema = schema_};
    others.folder = "";
    others.files = nullptr;
    installation.parts = {notes, others};
    return installation;
  }

  // Makes the stores, as the first start of the services does.
  void Start() {
    std::filesystem::create_directories(data());
    for (const std::string service : {"notes", "others"}) {
      ASSERT_TRUE(
          storage::Migrate(*Open(service), environment::SystemClock(), "notes", kTables).ok());
    }
  }
  std::unique_ptr<Database> Open(const std::string& service) const {
    const std::string schema = service == "notes" ? "" : schema_;
    auto database = backend_ == Backend::kPostgres
                        ? storage::Open(first_.url(), {.schema = schema})
                        : storage::OpenSqlite((data() / (service + ".db")).string());
    EXPECT_TRUE(database.ok()) << database.status();
    return *std::move(database);
  }
  // Adds a note with its file.
  void Add(const std::string& place, const std::string& text) const {
    WriteFile(data() / "files" / place, text);
    Refer("notes", place, static_cast<int64_t>(text.size()));
  }
  void Refer(const std::string& service, const std::string& place, int64_t bytes) const {
    const absl::Status added = Open(service)->Write(storage::Soon(), [&](Transaction& tx) {
      return tx.Execute("INSERT INTO notes (place, bytes) VALUES ($1, $2)", {{place, bytes}})
          .status();
    });
    EXPECT_TRUE(added.ok()) << added;
  }
  void Forget(const std::string& place) const {
    const absl::Status forgotten = Open("notes")->Write(storage::Soon(), [&](Transaction& tx) {
      return tx.Execute("DELETE FROM notes WHERE place = $1", {{place}}).status();
    });
    EXPECT_TRUE(forgotten.ok()) << forgotten;
    std::filesystem::remove(data() / "files" / place);
  }
  int64_t Count(const std::string& service) const {
    return storage::Number(*Open(service), "SELECT COUNT(*) FROM notes");
  }
  std::filesystem::path data() const { return scratch_.path() / "data"; }

 private:
  const Backend backend_;
  const Scratch scratch_;
  const storage::FreshStore first_;
  std::string schema_;
};

class BackupTest : public testing::TestWithParam<Backend> {
 protected:
  BackupTest() { from_.Start(); }

  absl::StatusOr<v1::Manifest> Make(const Installation& installation) const {
    return MakeBackup({.installation = installation,
                       .to = backup_,
                       .suite_version = "1.2.3",
                       .clock = clock_,
                       .progress = kQuiet});
  }
  v1::Manifest MustMake() const {
    const auto made = Make(from_.installation());
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(v1::Manifest());
  }
  absl::Status RestoreTo(const World& world) const {
    return Restore(backup_, world.installation(), kQuiet).status();
  }
  void ExpectNothingThere(const World& world) const {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(world.data(), none)) {
      ADD_FAILURE() << entry.path();
    }
  }

  const Scratch scratch_;
  const std::filesystem::path backup_ = scratch_.path() / "backup";
  environment::ManualClock clock_{absl::FromUnixSeconds(1'340'000'000)};
  World from_{GetParam()};
  const World to_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, BackupTest, testing::Values(Backend::kSqlite, Backend::kPostgres),
                         testing::PrintToStringParamName());

TEST_P(BackupTest, EverythingComesBack) {
  from_.Add("a/1", "one");
  from_.Refer("others", "x", 0);
  const v1::Manifest made = MustMake();
  EXPECT_EQ(made.suite_version(), "1.2.3");
  EXPECT_EQ(made.make_time().seconds(), 1'340'000'000);
  EXPECT_FALSE(std::filesystem::exists(backup_.string() + ".partial"));
  EXPECT_TRUE(CheckBackup(backup_, kQuiet).ok());
  from_.Add("too late", "two");

  const absl::Status restored = RestoreTo(to_);
  ASSERT_TRUE(restored.ok()) << restored;
  EXPECT_EQ(to_.Count("notes"), 1);
  EXPECT_EQ(to_.Count("others"), 1);
  EXPECT_EQ(ReadFile(to_.data() / "files/a/1"), "one");
  EXPECT_EQ(ReadFile(to_.data() / "files/too late"), "(missing)");
}

TEST_P(BackupTest, WhatIsDisposedOfMeanwhileIsNotInIt) {
  from_.Add("kept", "one");
  from_.Add("disposed of", "two");
  Installation installation = from_.installation();
  int looks = 0;
  installation.parts[0].files = [&](Transaction& tx) {
    auto files = NotesOf(tx);
    // Between the look at the database and the copy of its files.
    if (++looks == 1) from_.Forget("disposed of");
    return files;
  };
  const auto made = Make(installation);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(looks, 2);
  EXPECT_EQ(made->services(0).files_size(), 1);
  EXPECT_EQ(made->services(0).missing_size(), 0);
  ASSERT_TRUE(RestoreTo(to_).ok());
  EXPECT_EQ(to_.Count("notes"), 1);
}

TEST_P(BackupTest, AFileThatIsLostIsNamedAndAllElseIsBackedUp) {
  from_.Add("kept", "one");
  from_.Refer("notes", "lost", 3);
  const v1::Manifest made = MustMake();
  ASSERT_EQ(made.services(0).missing_size(), 1);
  EXPECT_EQ(made.services(0).missing(0).path(), "lost");
  EXPECT_EQ(made.services(0).files_size(), 1);
  EXPECT_TRUE(RestoreTo(to_).ok());
}

TEST_P(BackupTest, FilesThatAreElsewhereAreNotInIt) {
  from_.Refer("notes", "in a bucket", 3);
  Installation installation = from_.installation();
  installation.parts[0].elsewhere = "s3://bucket";
  const auto made = Make(installation);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->services(0).files_elsewhere(), "s3://bucket");
  EXPECT_EQ(made->services(0).files_size() + made->services(0).missing_size(), 0);
  ASSERT_TRUE(RestoreTo(to_).ok());
  EXPECT_EQ(to_.Count("notes"), 1);
}

TEST_P(BackupTest, HasAWholeStateWhileAWriterWrites) {
  std::atomic<int> written = 0;
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop) {
      from_.Add(absl::StrCat("w", written + 1), "text");
      ++written;
    }
  });
  while (written < 5) std::this_thread::yield();
  const int before = written;
  const v1::Manifest made = MustMake();
  stop = true;
  writer.join();
  EXPECT_GE(made.services(0).files_size(), before);
  EXPECT_EQ(made.services(0).missing_size(), 0);
  ASSERT_TRUE(RestoreTo(to_).ok());
  EXPECT_EQ(to_.Count("notes"), made.services(0).files_size());
}

TEST_P(BackupTest, RestoresNothingOverWhatIsThere) {
  from_.Add("a", "one");
  MustMake();
  EXPECT_TRUE(absl::IsFailedPrecondition(RestoreTo(from_)));
  EXPECT_EQ(ReadFile(from_.data() / "files/a"), "one");
  WriteFile(to_.data() / "files/mine", "x");
  EXPECT_TRUE(absl::IsFailedPrecondition(RestoreTo(to_)));
  EXPECT_EQ(ReadFile(to_.data() / "files/mine"), "x");
}

TEST_P(BackupTest, EveryDamageIsFoundAndLeavesNothing) {
  from_.Add("a", "one");
  from_.Refer("others", "x", 0);
  MustMake();
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(backup_)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  ASSERT_GE(files.size(), 5U);
  for (const std::filesystem::path& file : files) {
    const std::string text = ReadFile(file);
    std::string damaged = text;
    damaged[text.size() / 2] = static_cast<char>(damaged[text.size() / 2] ^ 4);
    WriteFile(file, damaged);
    EXPECT_TRUE(absl::IsDataLoss(CheckBackup(backup_, kQuiet).status())) << file;
    EXPECT_FALSE(RestoreTo(to_).ok()) << file;
    ExpectNothingThere(to_);
    std::filesystem::remove(file);
    EXPECT_FALSE(CheckBackup(backup_, kQuiet).ok()) << file;
    EXPECT_FALSE(RestoreTo(to_).ok()) << file;
    ExpectNothingThere(to_);
    WriteFile(file, text);
  }
  const absl::Status restored = RestoreTo(to_);
  EXPECT_TRUE(restored.ok()) << restored;
}

TEST_P(BackupTest, ANewerSchemaIsRefused) {
  MustMake();
  Installation older = to_.installation();
  for (Part& part : older.parts) {
    part.components = [](storage::Dialect) { return std::vector<storage::Component>(); };
  }
  EXPECT_TRUE(absl::IsFailedPrecondition(Restore(backup_, older, kQuiet).status()));
  ExpectNothingThere(to_);
  EXPECT_TRUE(RestoreTo(to_).ok());
}

TEST_P(BackupTest, ServicesComeBackOneByOne) {
  from_.Refer("others", "x", 0);
  Installation only = from_.installation();
  only.parts.erase(only.parts.begin());
  ASSERT_TRUE(Make(only).ok());
  EXPECT_EQ(errors::ReasonOf(RestoreTo(to_)), errors::v1::ERROR_REASON_FIELD_INVALID);
  Installation part = to_.installation();
  part.parts.erase(part.parts.begin());
  ASSERT_TRUE(Restore(backup_, part, kQuiet).ok());
  EXPECT_EQ(to_.Count("others"), 1);
}

TEST_P(BackupTest, IsMadeUnderAFreeNameOnly) {
  MustMake();
  EXPECT_EQ(errors::ReasonOf(Make(from_.installation()).status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_P(BackupTest, WhatIsGivenUpLeavesNothing) {
  const auto made =
      MakeBackup({.installation = from_.installation(),
                  .to = backup_,
                  .suite_version = "",
                  .clock = clock_,
                  .progress = [](int64_t) { return absl::CancelledError("Ctrl-C"); }});
  EXPECT_EQ(made.status(), absl::CancelledError("Ctrl-C"));
  EXPECT_TRUE(std::filesystem::is_empty(scratch_.path()));
}

TEST(BackupKindTest, OneKindOfStoreDoesNotComeBackAsTheOther) {
  World sqlite(Backend::kSqlite);
  sqlite.Start();
  const World postgres(Backend::kPostgres);
  const Scratch scratch;
  const environment::SystemClock clock;
  ASSERT_TRUE(MakeBackup({.installation = sqlite.installation(),
                          .to = scratch.path() / "backup",
                          .suite_version = "",
                          .clock = clock,
                          .progress = kQuiet})
                  .ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(
      Restore(scratch.path() / "backup", postgres.installation(), kQuiet).status()));
}

TEST(InstallationTest, OneSqliteFileIsOneServices) {
  const World world(Backend::kSqlite);
  Installation installation = world.installation();
  installation.database = "sqlite:/one.db";
  EXPECT_EQ(errors::ReasonOf(installation.Dialect().status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
  installation.parts.pop_back();
  EXPECT_EQ(installation.UrlOf(installation.parts[0]), "sqlite:/one.db");
  EXPECT_TRUE(installation.Dialect().ok());
  installation.database = "mysql://x";
  EXPECT_EQ(errors::ReasonOf(installation.Dialect().status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::backup
