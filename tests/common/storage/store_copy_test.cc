#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/storage/migrations.h"
#include "common/storage/sealer.h"
#include "common/storage/store_loader.h"
#include "common/storage/store_saver.h"
#include "tests/common/storage/fresh_store.h"

// Saving stores that are written to, and loading them: the same on SQLite and PostgreSQL.
namespace peerchallenge::storage {
namespace {

constexpr Migration kItems = {
    "0001_items.sql",
    "CREATE TABLE items (id NAMETEXT PRIMARY KEY, number BIGINT NOT NULL, "
    "note TEXT, body BLOB NOT NULL);"
    "INSERT INTO items VALUES ('of the migration', 0, NULL, '');"};
constexpr Migration kLater = {"0002_later.sql", "CREATE TABLE later (id BIGINT PRIMARY KEY);"};
constexpr Migration kOne[] = {kItems};
constexpr Migration kBoth[] = {kItems, kLater};
const std::vector<Component> kOld = {{"service", kOne}};
const std::vector<Component> kNew = {{"service", kBoth}};

const files::Progress kQuiet = [](int64_t) { return absl::OkStatus(); };

absl::Status LookAtNothing(Transaction&) { return absl::OkStatus(); }

absl::Status Add(Database& database, const std::string& id, int64_t number) {
  return database.Write(Soon(), [&](Transaction& tx) {
    return tx
        .Execute("INSERT INTO items (id, number, note, body) VALUES ($1, $2, $3, $4)",
                 {{id, number, number % 2 == 0 ? Value("é\t\n\\") : Value(std::monostate()),
                   Blob{std::string("\0\xff", 2)}}})
        .status();
  });
}

std::set<std::string> Ids(Database& database) {
  std::set<std::string> ids;
  const absl::Status read = database.Read(Soon(), [&](Transaction& tx) {
    return tx.Query("SELECT id, note, body, number FROM items", {}, [&](const Row& row) {
      ids.emplace(row.Text(0));
      if (row.Text(0) != "of the migration") {
        EXPECT_EQ(row.Bytes(2), std::string_view("\0\xff", 2));
        EXPECT_EQ(row.IsNull(1), row.Int(3) % 2 != 0);
      }
      return absl::OkStatus();
    });
  });
  EXPECT_TRUE(read.ok()) << read;
  return ids;
}

void FlipBit(const std::filesystem::path& path, std::streamoff at) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(at);
  const char flipped = static_cast<char>(file.get() ^ 1);
  file.seekp(at);
  file.put(flipped);
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class StoreCopyTest : public testing::TestWithParam<Backend> {
 protected:
  StoreCopyTest() { EXPECT_TRUE(Migrate(*from_, clock_, kOld).ok()); }
  ~StoreCopyTest() override { std::filesystem::remove_all(folder_); }

  static std::filesystem::path NewFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pc-copy-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    return pattern;
  }

  absl::StatusOr<SavedStore> Save(TransactionBody inspect = LookAtNothing) {
    auto saver = StoreSaver::Open({{from_store_.url()}});
    if (!saver.ok()) return saver.status();
    return (*saver)->Save({.url = from_store_.url(),
                           .schema = "",
                           .folder = folder_,
                           .progress = kQuiet,
                           .inspect = inspect});
  }
  SavedStore MustSave() {
    auto saved = Save();
    EXPECT_TRUE(saved.ok()) << saved.status();
    return saved.ok() ? *std::move(saved) : SavedStore();
  }
  absl::Status Load(const SavedStore& saved, const std::vector<Component>& components,
                    const files::Progress& progress = kQuiet) {
    auto loader = StoreLoader::Open(to_store_.url());
    if (!loader.ok()) return loader.status();
    absl::Status loaded = (*loader)->Load({.schema = "",
                                           .folder = folder_,
                                           .saved = saved,
                                           .components = components,
                                           .progress = progress});
    return loaded.ok() ? (*loader)->Commit() : loaded;
  }
  // The store that was loaded.
  std::unique_ptr<Database> To() { return to_store_.Open(); }

  const std::filesystem::path folder_ = NewFolder();
  const environment::SystemClock clock_;
  const FreshStore from_store_{GetParam()};
  const FreshStore to_store_{GetParam()};
  const std::unique_ptr<Database> from_ = from_store_.Open();
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreCopyTest,
                         testing::Values(Backend::kSqlite, Backend::kPostgres),
                         testing::PrintToStringParamName());

TEST_P(StoreCopyTest, HasEverythingThatWasAcknowledgedBefore) {
  EXPECT_TRUE(Add(*from_, "a", 1).ok());
  EXPECT_TRUE(Add(*from_, "b", 2).ok());
  const SavedStore saved = MustSave();
  EXPECT_TRUE(Add(*from_, "too late", 3).ok());
  const absl::Status loaded = Load(saved, kOld);
  ASSERT_TRUE(loaded.ok()) << loaded;
  EXPECT_EQ(Ids(*To()), (std::set<std::string>{"a", "b", "of the migration"}));
}

TEST_P(StoreCopyTest, HasAPrefixOfWhatAWriterWritesMeanwhile) {
  std::atomic<int64_t> acknowledged = 0;
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop) {
      const int64_t number = acknowledged + 1;
      EXPECT_TRUE(Add(*from_, absl::StrCat("w", number), number).ok());
      acknowledged = number;
    }
  });
  while (acknowledged < 20) std::this_thread::yield();
  const int64_t before = acknowledged;
  int64_t seen = 0;  // by whoever looks at the state that is saved
  const auto saved = Save([&](Transaction& tx) {
    return tx.Query("SELECT CAST(COUNT(*) AS BIGINT) FROM items", {}, [&](const Row& row) {
      seen = row.Int(0);
      return absl::OkStatus();
    });
  });
  const int64_t after = acknowledged + 1;
  stop = true;
  writer.join();
  ASSERT_TRUE(saved.ok()) << saved.status();
  ASSERT_TRUE(Load(*saved, kOld).ok());
  const auto to = To();
  const int64_t last = Number(*to, "SELECT CAST(MAX(number) AS BIGINT) FROM items");
  EXPECT_EQ(Number(*to, "SELECT COUNT(*) FROM items"), last + 1);
  EXPECT_EQ(seen, last + 1);
  EXPECT_GE(last, before);
  EXPECT_LE(last, after);
}

TEST_P(StoreCopyTest, AnOldOneIsBroughtUpToDateByItsNextStart) {
  EXPECT_TRUE(Add(*from_, "a", 1).ok());
  ASSERT_TRUE(Load(MustSave(), kNew).ok());
  const auto to = To();
  ASSERT_TRUE(Migrate(*to, clock_, kNew).ok());
  EXPECT_EQ(Number(*to, "SELECT COUNT(*) FROM later"), 0);
  EXPECT_EQ(Ids(*to).size(), 2U);
}

TEST_P(StoreCopyTest, ANewerOneIsRefusedAndLeavesNothing) {
  EXPECT_TRUE(Migrate(*from_, clock_, kNew).ok());
  const SavedStore saved = MustSave();
  EXPECT_EQ(Load(saved, kOld).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Load(saved, {{"other", kOne}}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Load(saved, kNew).ok());
}

TEST_P(StoreCopyTest, LoadsNothingOverWhatIsThere) {
  const SavedStore saved = MustSave();
  ASSERT_TRUE(Load(saved, kOld).ok());
  EXPECT_TRUE(Add(*To(), "kept", 1).ok());
  EXPECT_EQ(Load(saved, kOld).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Ids(*To()).contains("kept"));
}

TEST_P(StoreCopyTest, ADamagedFileIsRefusedAndLeavesNothing) {
  EXPECT_TRUE(Add(*from_, "a", 1).ok());
  const SavedStore saved = MustSave();
  const std::filesystem::path file =
      folder_ / (GetParam() == Backend::kSqlite ? "store.db" : "items.copy");
  FlipBit(file, 30);
  EXPECT_EQ(Load(saved, kOld).code(), absl::StatusCode::kDataLoss);
  FlipBit(file, 30);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  EXPECT_FALSE(Load(saved, kOld).ok());
  EXPECT_FALSE(
      std::filesystem::exists(to_store_.url().substr(sizeof("sqlite:") - 1) + ".restoring"));
  std::filesystem::remove(file);
  EXPECT_EQ(Load(saved, kOld).code(), absl::StatusCode::kNotFound);
}

TEST_P(StoreCopyTest, WhatIsGivenUpLeavesNothing) {
  EXPECT_TRUE(Add(*from_, "a", 1).ok());
  const SavedStore saved = MustSave();
  const files::Progress give_up = [](int64_t) { return absl::CancelledError("Ctrl-C"); };
  EXPECT_EQ(Load(saved, kOld, give_up), absl::CancelledError("Ctrl-C"));
  EXPECT_TRUE(Load(saved, kOld).ok());
}

TEST_P(StoreCopyTest, TokensOfBeforeAreNoneAfterwards) {
  environment::SystemRandom random;
  const auto before = Sealer::Load(*from_, random);
  ASSERT_TRUE(before.ok()) << before.status();
  const std::string token = before->Seal("7", 20, "resume");
  ASSERT_TRUE(Load(MustSave(), kOld).ok());
  const auto after = Sealer::Load(*To(), random);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->Unseal(token, "resume"), std::nullopt);
  EXPECT_EQ(Sealer::Load(*from_, random)->Unseal(token, "resume"), "7");
}

TEST_P(StoreCopyTest, AStoreThatWasNeverMadeIsNotSaved) {
  auto saver = StoreSaver::Open({{to_store_.url()}});
  if (GetParam() == Backend::kSqlite) {
    EXPECT_EQ(saver.status().code(), absl::StatusCode::kUnavailable);
    return;
  }
  ASSERT_TRUE(saver.ok()) << saver.status();
  const auto saved = (*saver)->Save({.url = to_store_.url(),
                                     .schema = "",
                                     .folder = folder_,
                                     .progress = kQuiet,
                                     .inspect = LookAtNothing});
  EXPECT_EQ(saved.status().code(), absl::StatusCode::kFailedPrecondition);
}

// A writer writes each number to the one file and then to the other.
TEST(SqliteCopyTest, FilesAreOfOneMoment) {
  const FreshStore stores[] = {FreshStore(Backend::kSqlite), FreshStore(Backend::kSqlite)};
  std::unique_ptr<Database> databases[] = {stores[0].Open(), stores[1].Open()};
  for (const auto& database : databases) {
    ASSERT_TRUE(Migrate(*database, environment::SystemClock(), kOld).ok());
  }
  std::atomic<int64_t> written = 0;
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop) {
      const int64_t number = written + 1;
      for (const auto& database : databases) {
        EXPECT_TRUE(Add(*database, absl::StrCat("w", number), number).ok());
      }
      written = number;
    }
  });
  while (written < 10) std::this_thread::yield();
  for (int round = 0; round < 5; ++round) {
    const auto saver = StoreSaver::Open({{stores[1].url(), stores[0].url()}});
    ASSERT_TRUE(saver.ok()) << saver.status();
    int64_t last[] = {0, 0};
    for (const int which : {0, 1}) {
      std::string folder = (std::filesystem::temp_directory_path() / "pc-copy-XXXXXX").string();
      ASSERT_NE(mkdtemp(folder.data()), nullptr);
      const auto saved = (*saver)->Save({.url = stores[which].url(),
                                         .schema = "",
                                         .folder = folder,
                                         .progress = kQuiet,
                                         .inspect = [&](Transaction& tx) {
                                           return tx.Query("SELECT MAX(number) FROM items", {},
                                                           [&](const Row& row) {
                                                             last[which] = row.Int(0);
                                                             return absl::OkStatus();
                                                           });
                                         }});
      EXPECT_TRUE(saved.ok()) << saved.status();
      std::filesystem::remove_all(folder);
    }
    // The writer is between the two files, or it is not.
    EXPECT_GE(last[0], last[1]);
    EXPECT_LE(last[0], last[1] + 1);
  }
  stop = true;
  writer.join();
}

TEST(SqliteCopyTest, HasNoRemainsOfWhatWasErased) {
  const FreshStore store(Backend::kSqlite);
  const std::string secret = "what was said in confidence";
  {
    const auto database = store.Open();
    ASSERT_TRUE(Migrate(*database, environment::SystemClock(), kOld).ok());
    const absl::Status erased = database->Write(Soon(), [&](Transaction& tx) {
      absl::Status status = tx.ExecuteScript("PRAGMA secure_delete = OFF");
      if (status.ok()) status = tx.Execute("UPDATE items SET note = $1", {{secret}}).status();
      return status.ok() ? tx.Execute("DELETE FROM items", {}).status() : status;
    });
    ASSERT_TRUE(erased.ok()) << erased;
  }
  const std::string path = store.url().substr(sizeof("sqlite:") - 1);
  ASSERT_NE(ReadAll(path).find(secret), std::string::npos);
  std::string folder = (std::filesystem::temp_directory_path() / "pc-copy-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  auto saver = StoreSaver::Open({{store.url()}});
  ASSERT_TRUE(saver.ok()) << saver.status();
  const auto saved = (*saver)->Save({.url = store.url(),
                                     .schema = "",
                                     .folder = folder,
                                     .progress = kQuiet,
                                     .inspect = LookAtNothing});
  ASSERT_TRUE(saved.ok()) << saved.status();
  const std::string copy = ReadAll(folder + "/store.db");
  EXPECT_EQ(copy.find(secret), std::string::npos);
  EXPECT_NE(copy.find("schema_migrations"), std::string::npos);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace peerchallenge::storage
