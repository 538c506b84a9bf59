#include "common/backup/kept_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/hash/hash.h"
#include "tests/common/backup/scratch.h"

namespace peerchallenge::backup {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class KeptFilesTest : public testing::Test {
 protected:
  static KeptFile File(const std::string& place, const std::string& text) {
    return {{place}, static_cast<int64_t>(text.size()), hash::HexOf(hash::Sha256(text))};
  }
  std::vector<KeptFiles::Missing> Bring(const std::vector<KeptFile>& wanted) {
    const auto missing = files_.Bring(wanted, [this](int64_t bytes) {
      copied_ += bytes;
      return absl::OkStatus();
    });
    EXPECT_TRUE(missing.ok()) << missing.status();
    return missing.value_or(std::vector<KeptFiles::Missing>());
  }
  void Write(const std::string& place, const std::string& text) const {
    WriteFile(scratch_.path() / "from" / place, text);
  }
  std::string Brought(const std::string& place) const {
    return ReadFile(scratch_.path() / "to" / place);
  }

  const Scratch scratch_;
  KeptFiles files_{scratch_.path() / "from", scratch_.path() / "to"};
  int64_t copied_ = 0;
};

TEST_F(KeptFilesTest, BringsWhatIsWantedOnce) {
  Write("a/1", "one");
  Write("b", "not wanted");
  EXPECT_THAT(Bring({File("a/1", "one"), File("a/1", "one")}), IsEmpty());
  EXPECT_THAT(Bring({File("a/1", "one")}), IsEmpty());
  EXPECT_EQ(Brought("a/1"), "one");
  EXPECT_EQ(Brought("b"), "(missing)");
  EXPECT_EQ(copied_, 3);
  EXPECT_EQ(files_.brought().at("a/1").sha256, hash::HexOf(hash::Sha256("one")));
}

TEST_F(KeptFilesTest, TakesAwayWhatIsNoLongerWanted) {
  Write("a", "one");
  Write("b", "two");
  EXPECT_THAT(Bring({File("a", "one"), File("b", "two")}), IsEmpty());
  EXPECT_THAT(Bring({File("b", "two")}), IsEmpty());
  EXPECT_EQ(Brought("a"), "(missing)");
  EXPECT_EQ(files_.brought().size(), 1U);
}

TEST_F(KeptFilesTest, BringsOnlyTheBytesThatCount) {
  Write("upload", "acknowledged and more");
  EXPECT_THAT(Bring({{{"upload"}, 12, ""}}), IsEmpty());
  EXPECT_EQ(Brought("upload"), "acknowledged");
  EXPECT_THAT(Bring({{{"upload"}, 16, ""}}), IsEmpty());
  EXPECT_EQ(Brought("upload"), "acknowledged and");
}

TEST_F(KeptFilesTest, TakesItFromWhereverItIs) {
  KeptFile file = File("uploads/1", "one");
  file.places.push_back("blobs/x");
  Write("blobs/x", "one");
  EXPECT_THAT(Bring({file}), IsEmpty());
  EXPECT_EQ(Brought("blobs/x"), "one");
  EXPECT_EQ(Brought("uploads/1"), "(missing)");
}

TEST_F(KeptFilesTest, SaysWhatIsMissingOrDamaged) {
  Write("damaged", "0ne");
  Write("short", "on");
  Write("good", "one");
  const auto missing = Bring(
      {File("damaged", "one"), File("gone", "one"), File("good", "one"), File("short", "one")});
  EXPECT_THAT(missing, ElementsAre(KeptFiles::Missing{"damaged",
                                                      "its bytes are others than its digest says"},
                                   KeptFiles::Missing{"gone", "it is not there"},
                                   KeptFiles::Missing{"short", "it has 2 bytes of 3"}));
  EXPECT_EQ(Brought("damaged"), "(missing)");
  EXPECT_EQ(Brought("good"), "one");
}

}  // namespace
}  // namespace peerchallenge::backup
