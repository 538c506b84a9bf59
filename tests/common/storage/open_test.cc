#include "common/storage/open.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/errors/errors.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::storage {
namespace {

TEST(OpenTest, AnUnknownUrlIsRefused) {
  for (const char* url : {"", "mysql://here", "scheduling.db"}) {
    EXPECT_EQ(errors::ReasonOf(Open(url).status()), errors::v1::ERROR_REASON_FIELD_INVALID) << url;
  }
}

TEST(OpenTest, AFolderThatIsNotThereIsUnavailable) {
  EXPECT_EQ(errors::ReasonOf(Open("sqlite:/nowhere/store.db").status()),
            errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

TEST(OpenTest, AServerThatIsNotThereIsUnavailable) {
  EXPECT_EQ(errors::ReasonOf(Open("postgresql:///x?host=/nowhere").status()),
            errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

TEST(OpenTest, AFileThatIsNoDatabaseIsCorrupt) {
  const FreshStore store(Backend::kSqlite);
  std::ofstream(store.url().substr(7)) << std::string(10'000, 'x');
  EXPECT_EQ(errors::ReasonOf(Open(store.url()).status()), errors::v1::ERROR_REASON_DATA_CORRUPT);
}

// The schema that the store's tables are made in.
std::string SchemaOf(Database& database) {
  std::string schema;
  const absl::Status status = database.Read(Soon(), [&](Transaction& tx) {
    return tx.Query("SELECT current_schema()::text", {}, [&](const Row& row) {
      schema = std::string(row.Text(0));
      return absl::OkStatus();
    });
  });
  EXPECT_TRUE(status.ok()) << status;
  return schema;
}

TEST(OpenTest, StoresOfOneDatabaseAreKeptApartByTheirSchemas) {
  const FreshStore store(Backend::kPostgres);
  const auto own = store.OpenMigrated();
  const auto first = store.OpenMigrated({.schema = "open_test_other"});
  const auto again = store.OpenMigrated({.schema = "open_test_other"});
  EXPECT_NE(SchemaOf(*own), "open_test_other");
  EXPECT_EQ(SchemaOf(*first), "open_test_other");
  const absl::Status written = first->Write(Soon(), [](Transaction& tx) {
    return tx.Execute("INSERT INTO settings (name, value) VALUES ('x', '')", {}).status();
  });
  EXPECT_TRUE(written.ok()) << written;
  constexpr char kNamedX[] = "SELECT COUNT(*) FROM settings WHERE name = 'x'";
  EXPECT_EQ(Number(*own, kNamedX), 0);
  EXPECT_EQ(Number(*again, kNamedX), 1);
}

TEST(OpenTest, ASchemaKeepsTheOtherOptionsOfTheConnection) {
  const FreshStore store(Backend::kPostgres);
  const std::string tail = "options=-csearch_path%3Dnowhere%20-cenable_seqscan%3Doff";
  const std::string uri = store.url().substr(0, store.url().find("options=")) + tail;
  const auto database = Open(uri + "&connect_timeout=5", {.schema = "open_test_options"});
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ(SchemaOf(**database), "open_test_options");
  EXPECT_EQ(Number(**database,
                   "SELECT CAST(CASE WHEN current_setting('enable_seqscan') = 'off'"
                   " THEN 1 ELSE 0 END AS BIGINT)"),
            1);
}

}  // namespace
}  // namespace peerchallenge::storage
