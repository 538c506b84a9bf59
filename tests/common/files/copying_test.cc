#include "common/files/copying.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <string>

namespace peerchallenge::files {
namespace {

class CopyingTest : public testing::Test {
 protected:
  CopyingTest() { std::ofstream(from_) << std::string(3 << 20, 'a') << "end"; }
  ~CopyingTest() override { std::filesystem::remove_all(folder_); }

  static std::filesystem::path NewFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pc-files-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    return pattern;
  }
  absl::Status Count(int64_t bytes) {
    told_ += bytes;
    return absl::OkStatus();
  }

  const std::filesystem::path folder_ = NewFolder();
  const std::filesystem::path from_ = folder_ / "from";
  const std::filesystem::path to_ = folder_ / "to";
  const Progress count_ = [this](int64_t bytes) { return Count(bytes); };
  int64_t told_ = 0;
};

TEST_F(CopyingTest, CopyFile_CopiesAllOfItAndTellsOfIt) {
  const auto copied = CopyFile(from_, to_, count_);
  ASSERT_TRUE(copied.ok()) << copied.status();
  EXPECT_EQ(copied->bytes, (3 << 20) + 3);
  EXPECT_EQ(told_, copied->bytes);
  const auto digest = DigestOf(to_, count_);
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(*digest, *copied);
  EXPECT_EQ(std::filesystem::status(to_).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(CopyingTest, CopyFile_CopiesNoMoreThanItIsAskedFor) {
  const auto copied = CopyFile(from_, to_, count_, 5);
  ASSERT_TRUE(copied.ok()) << copied.status();
  EXPECT_EQ(copied->bytes, 5);
  EXPECT_EQ(copied->sha256, hash::HexOf(hash::Sha256("aaaaa")));
}

TEST_F(CopyingTest, CopyFile_WritesOverNothing) {
  std::ofstream(to_) << "there";
  EXPECT_EQ(CopyFile(from_, to_, count_).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(std::filesystem::file_size(to_), 5U);
}

TEST_F(CopyingTest, CopyFile_EndsWhenItIsToldTo) {
  const auto copied = CopyFile(from_, to_, [](int64_t) { return absl::CancelledError("Ctrl-C"); });
  EXPECT_EQ(copied.status(), absl::CancelledError("Ctrl-C"));
}

TEST_F(CopyingTest, CopyFile_NamesAFileThatIsNotThere) {
  EXPECT_EQ(CopyFile(folder_ / "other", to_, count_).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace peerchallenge::files
