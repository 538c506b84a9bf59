#include "common/files/synced_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

namespace peerchallenge::files {
namespace {

class SyncedFileTest : public testing::Test {
 protected:
  ~SyncedFileTest() override { std::filesystem::remove_all(folder_); }

  static std::filesystem::path NewFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pc-files-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    return pattern;
  }

  const std::filesystem::path folder_ = NewFolder();
};

TEST_F(SyncedFileTest, Finish_SaysWhatWasWritten) {
  auto file = SyncedFile::Create(folder_ / "file");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(file->Write("a").ok());
  EXPECT_TRUE(file->Write("bc").ok());
  const auto digest = file->Finish();
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(*digest, (Digest{.bytes = 3, .sha256 = hash::HexOf(hash::Sha256("abc"))}));
}

TEST_F(SyncedFileTest, MakeFolder_IsForItsOwnerOnlyAndNew) {
  const std::filesystem::path folder = folder_ / "a" / "b";
  EXPECT_TRUE(MakeFolder(folder).ok());
  EXPECT_EQ(std::filesystem::status(folder).permissions(), std::filesystem::perms::owner_all);
  EXPECT_FALSE(MakeFolder(folder).ok());
}

TEST_F(SyncedFileTest, Rename_ReplacesNothing) {
  std::ofstream(folder_ / "from") << "new";
  std::ofstream(folder_ / "to") << "old one";
  EXPECT_FALSE(Rename(folder_ / "from", folder_ / "to").ok());
  EXPECT_EQ(std::filesystem::file_size(folder_ / "to"), 7U);
  EXPECT_TRUE(Rename(folder_ / "from", folder_ / "free").ok());
  EXPECT_EQ(std::filesystem::file_size(folder_ / "free"), 3U);
}

TEST_F(SyncedFileTest, AFullDiskIsNamed) {
  auto file = SyncedFile::Create("/dev/full");
  EXPECT_FALSE(file.ok());  // it is there already
  errno = ENOSPC;
  EXPECT_EQ(Failed("writing", "x").code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace peerchallenge::files
