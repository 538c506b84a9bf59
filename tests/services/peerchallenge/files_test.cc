#include "services/peerchallenge/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/errors/errors.h"

namespace peerchallenge::cli {
namespace {

class FilesTest : public testing::Test {
 protected:
  FilesTest() {
    std::string name = testing::TempDir() + "/files-XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~FilesTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  static std::string Read(const std::string& path) {
    std::istringstream no_input;
    return *ReadInput(path, no_input);
  }
  size_t FileCount() const {
    size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_)) ++count;
    return count;
  }

  std::string folder_;
};

TEST_F(FilesTest, WriteAtomically_ReplacesTheFileAndLeavesNoOther) {
  ASSERT_TRUE(WriteAtomically(Path("plan.json"), "old").ok());
  ASSERT_TRUE(WriteAtomically(Path("plan.json"), "new").ok());
  EXPECT_EQ(Read(Path("plan.json")), "new");
  EXPECT_EQ(FileCount(), 1u);
}

TEST_F(FilesTest, WriteAtomically_KeepsToTheUmask) {
  const mode_t before = ::umask(027);
  ASSERT_TRUE(WriteAtomically(Path("plan.json"), "x").ok());
  ::umask(before);
  struct stat info {};
  ASSERT_EQ(::stat(Path("plan.json").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0640u);
}

TEST_F(FilesTest, WriteAtomically_FailsWhereThereIsNoFolder) {
  EXPECT_EQ(errors::ReasonOf(WriteAtomically(Path("none/plan.json"), "x")),
            errors::v1::ERROR_REASON_INTERNAL);
}

TEST_F(FilesTest, WriteAtomically_RefusesAFolder) {
  EXPECT_EQ(errors::ReasonOf(WriteAtomically(folder_, "x")), errors::v1::ERROR_REASON_INTERNAL);
}

TEST_F(FilesTest, WriteAtomically_WritesIntoADeviceWithoutReplacingIt) {
  EXPECT_TRUE(WriteAtomically("/dev/null", "x").ok());
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(FilesTest, WriteAtomically_KeepsASymbolicLink) {
  ASSERT_TRUE(WriteAtomically(Path("target"), "old").ok());
  std::filesystem::create_symlink(Path("target"), Path("link"));
  ASSERT_TRUE(WriteAtomically(Path("link"), "new").ok());
  EXPECT_TRUE(std::filesystem::is_symlink(Path("link")));
  EXPECT_EQ(Read(Path("target")), "new");
}

TEST_F(FilesTest, ReadInput_TakesStandardInputForADash) {
  std::istringstream input("some text");
  EXPECT_EQ(*ReadInput("-", input), "some text");
}

TEST_F(FilesTest, ReadInput_RefusesWhatIsTooLarge) {
  std::istringstream small("12345");
  EXPECT_TRUE(ReadInput("-", small, 5).ok());
  std::istringstream large("123456");
  EXPECT_EQ(errors::ReasonOf(ReadInput("-", large, 5).status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(FilesTest, ReadInput_RefusesMissingFilesAndFolders) {
  std::istringstream no_input;
  EXPECT_EQ(errors::ReasonOf(ReadInput(Path("none"), no_input).status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(errors::ReasonOf(ReadInput(folder_, no_input).status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::cli
