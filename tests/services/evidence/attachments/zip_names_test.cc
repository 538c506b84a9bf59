#include "services/evidence/attachments/zip_names.h"

#include <random>

#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/evidence/attachments/content_samples.h"

namespace peerchallenge::evidence {
namespace {

using testing::ElementsAre;

absl::StatusOr<std::vector<std::string>> NamesOf(const std::string& bytes) {
  InMemory content(bytes);
  return ZipNames(content);
}

TEST(ZipNamesTest, GivesTheNamesInOrder) {
  EXPECT_THAT(*NamesOf(Zip({{"b", "1"}, {"a/c", ""}, {"b", "2"}})), ElementsAre("b", "a/c", "b"));
  EXPECT_THAT(*NamesOf(Zip({})), ElementsAre());
}

TEST(ZipNamesTest, FindsTheDirectoryBeforeAComment) {
  std::string archive = Zip({{"a", "1"}});
  archive[archive.size() - 2] = 5;
  EXPECT_THAT(*NamesOf(archive + "hello"), ElementsAre("a"));
}

TEST(ZipNamesTest, RefusesWhatIsNoArchive) {
  const std::string archive = Zip({{"a", "1"}, {"b", "2"}});
  for (const std::string& bytes : {std::string(), std::string("PK"), archive + "x",
                                   archive.substr(1), archive.substr(0, archive.size() - 1)}) {
    EXPECT_EQ(errors::ReasonOf(NamesOf(bytes).status()), errors::v1::ERROR_REASON_FIELD_INVALID);
  }
}

TEST(ZipNamesTest, StaysInsideOfBytesThatLie) {
  const std::string archive = Zip({{"word/document.xml", "1"}, {"b", "2"}});
  std::mt19937 random(3);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = archive;
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto names = NamesOf(bytes);
    if (names.ok()) {
      EXPECT_LE(names->size(), 2u);
    }
  }
}

}  // namespace
}  // namespace peerchallenge::evidence
