#include "common/backup/manifest.h"

#include <gtest/gtest.h>

#include "common/errors/errors.h"
#include "common/hash/hash.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/common/backup/scratch.h"

namespace peerchallenge::backup {
namespace {

v1::Manifest MakeManifest() {
  v1::Manifest manifest;
  manifest.set_format(kFormat);
  manifest.set_suite_version("0.1.0");
  manifest.set_store("sqlite");
  v1::Service& service = *manifest.add_services();
  service.set_name("notes");
  *service.add_database() = ToFile("store.db", {.bytes = 5, .sha256 = "ab"});
  *service.add_files() = ToFile("a/b", {.bytes = 1, .sha256 = "cd"});
  return manifest;
}

class ManifestTest : public testing::Test {
 protected:
  absl::StatusOr<v1::Manifest> WriteAndRead(const v1::Manifest& manifest) const {
    EXPECT_TRUE(WriteManifest(scratch_.path(), manifest).ok());
    return ReadManifest(scratch_.path());
  }
  // Puts a text in place of the manifest's, with its right digest.
  void Replace(const std::string& text) const {
    WriteFile(scratch_.path() / kManifestFile, text);
    WriteFile(scratch_.path() / kManifestDigestFile,
              hash::HexOf(hash::Sha256(text)) + "  manifest.json\n");
  }

  const Scratch scratch_;
};

TEST_F(ManifestTest, IsReadAsItWasWritten) {
  const auto read = WriteAndRead(MakeManifest());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*read, MakeManifest()));
}

TEST_F(ManifestTest, AFolderWithoutOneIsNoBackup) {
  EXPECT_EQ(errors::ReasonOf(ReadManifest(scratch_.path()).status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(ManifestTest, EveryChangeIsDamage) {
  ASSERT_TRUE(WriteAndRead(MakeManifest()).ok());
  const std::string text = ReadFile(scratch_.path() / kManifestFile);
  WriteFile(scratch_.path() / kManifestFile, text + " ");
  EXPECT_TRUE(absl::IsDataLoss(ReadManifest(scratch_.path()).status()));
  WriteFile(scratch_.path() / kManifestFile, text);
  std::filesystem::remove(scratch_.path() / kManifestDigestFile);
  EXPECT_TRUE(absl::IsDataLoss(ReadManifest(scratch_.path()).status()));
  Replace("{");
  EXPECT_TRUE(absl::IsDataLoss(ReadManifest(scratch_.path()).status()));
}

TEST_F(ManifestTest, ANewerFormatIsRefusedWhateverItSays) {
  Replace(R"({"format": 2, "suiteVersion": "9.0", "somethingNew": [1]})");
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadManifest(scratch_.path()).status()));
}

TEST_F(ManifestTest, NamesNoFileOutsideTheBackup) {
  for (const std::string path : {"../up", "/etc/passwd", "a//b", "", ".", "a/../../b"}) {
    v1::Manifest manifest = MakeManifest();
    manifest.mutable_services(0)->mutable_files(0)->set_path(path);
    EXPECT_TRUE(absl::IsDataLoss([&] {
      const Scratch scratch;
      EXPECT_TRUE(WriteManifest(scratch.path(), manifest).ok());
      return ReadManifest(scratch.path()).status();
    }()))
        << path;
  }
}

}  // namespace
}  // namespace peerchallenge::backup
