#include "services/recommendations/documents/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/recommendations/documents/archives.h"

namespace peerchallenge::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;

TEST(ArchiveTest, ZipOf_KeepsFilesOrderAndPacking) {
  const std::string long_text(10'000, 'a');
  const auto zip = ZipOf({{"z/first", "plain", ArchivedFile::Packing::kStored},
                          {"a/second", long_text},
                          {"empty", ""}});
  ASSERT_TRUE(zip.ok()) << zip.status();
  EXPECT_LT(zip->size(), long_text.size() / 2);
  const std::vector<UnpackedFile> files = Unpacked(*zip);
  ASSERT_THAT(files, ElementsAre(Field(&UnpackedFile::name, "z/first"),
                                 Field(&UnpackedFile::name, "a/second"),
                                 Field(&UnpackedFile::name, "empty")));
  EXPECT_EQ(files[0].bytes, "plain");
  EXPECT_FALSE(files[0].deflated);
  EXPECT_EQ(files[1].bytes, long_text);
  EXPECT_TRUE(files[1].deflated);
  EXPECT_EQ(files[2].bytes, "");
}

TEST(ArchiveTest, ZipOf_RefusesANameTwice) {
  EXPECT_FALSE(ZipOf({{"same", "one"}, {"same", "other"}}).ok());
}

}  // namespace
}  // namespace peerchallenge::documents
