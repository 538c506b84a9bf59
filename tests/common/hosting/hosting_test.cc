#include "common/hosting/hosting.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "common/errors/errors.h"
#include "gtest/gtest.h"

namespace peerchallenge::hosting {
namespace {

class HostingTest : public testing::Test {
 protected:
  HostingTest() { flags_.data_dir = folder_; }
  ~HostingTest() override { std::filesystem::remove_all(folder_); }

  config::ServerFlags flags_;
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("hosting-" + std::to_string(::getpid()));
};

TEST_F(HostingTest, MakeDataFolder_IsForItsOwnerOnly) {
  ASSERT_TRUE(MakeDataFolder(flags_).ok());
  EXPECT_EQ(std::filesystem::status(folder_).permissions(), std::filesystem::perms::owner_all);
  std::filesystem::permissions(folder_, std::filesystem::perms::all);
  ASSERT_TRUE(MakeDataFolder(flags_).ok());
  EXPECT_EQ(std::filesystem::status(folder_).permissions(), std::filesystem::perms::all);
}

TEST_F(HostingTest, MakeDataFolder_SaysWhatStandsInTheWay) {
  std::ofstream(folder_) << "a file";
  flags_.data_dir = folder_ / "below";
  EXPECT_EQ(errors::ReasonOf(MakeDataFolder(flags_)), errors::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(HostingTest, OpenStore_IsAFileOfEachServiceWithoutADatabase) {
  ASSERT_TRUE(MakeDataFolder(flags_).ok());
  for (const char* file : {"scheduling.db", "evidence.db"}) {
    const auto store = OpenStore(flags_, {.file = file, .schema = "x"});
    EXPECT_TRUE(store.ok()) << store.status();
    EXPECT_TRUE(std::filesystem::exists(folder_ / file));
  }
  flags_.database = "nonsense";
  EXPECT_EQ(errors::ReasonOf(OpenStore(flags_, {.file = "x.db", .schema = ""}).status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(HostingTest, OpenStore_NamesAFolderThatItCannotWriteTo) {
  const absl::Status status = OpenStore(flags_, {.file = "x.db", .schema = ""}).status();
  EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_NE(std::string(status.message()).find(folder_), std::string::npos) << status;
}

}  // namespace
}  // namespace peerchallenge::hosting
