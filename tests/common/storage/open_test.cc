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

}  // namespace
}  // namespace peerchallenge::storage
