#include "services/peerchallenge/backup_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

using testing::HasSubstr;

backup::v1::Manifest MakeManifest() {
  backup::v1::Manifest manifest;
  manifest.set_suite_version("1.2.3");
  manifest.set_store("sqlite");
  manifest.mutable_make_time()->set_seconds(1'342'000'000);
  auto& scheduling = *manifest.add_services();
  scheduling.set_name("scheduling");
  scheduling.add_database()->set_bytes(3'400'000);
  auto& evidence = *manifest.add_services();
  evidence.set_name("evidence");
  evidence.add_database()->set_bytes(1000);
  evidence.add_database()->set_bytes(200);
  evidence.add_files()->set_bytes(500);
  evidence.add_files()->set_bytes(7);
  return manifest;
}

TEST(BackupTextTest, SaysOfWhenItIsAndWhatIsInIt) {
  EXPECT_EQ(BackupText("/b", MakeManifest()),
            "/b: as of 2012-07-11 09:46:40 UTC, by version 1.2.3\n"
            "  scheduling: database 3.4 MB\n"
            "  evidence: database 1.2 kB, 2 files of 507 B\n");
}

TEST(BackupTextTest, NamesWhatIsMissing) {
  backup::v1::Manifest manifest = MakeManifest();
  EXPECT_FALSE(LacksFiles(manifest));
  auto& missing = *manifest.mutable_services(1)->add_missing();
  missing.set_path("blobs/a");
  missing.set_problem("it is not there");
  EXPECT_TRUE(LacksFiles(manifest));
  EXPECT_THAT(BackupText("/b", manifest), HasSubstr("    not in it: blobs/a: it is not there\n"));
  EXPECT_THAT(BackupJson("/b", manifest),
              HasSubstr(R"("missing":[{"path":"blobs/a","problem":"it is not there"}])"));
}

TEST(BackupTextTest, SaysThatAttachmentsAreElsewhere) {
  backup::v1::Manifest manifest = MakeManifest();
  manifest.mutable_services(1)->clear_files();
  manifest.mutable_services(1)->set_files_elsewhere("s3://councils/em");
  EXPECT_THAT(BackupText("/b", manifest),
              HasSubstr("    not in it: attachments, which are in s3://councils/em\n"));
  EXPECT_THAT(BackupJson("/b", manifest), HasSubstr(R"("filesElsewhere":"s3://councils/em"})"));
  EXPECT_THAT(AfterRestoreText(manifest), HasSubstr("Attachments were in s3://councils/em"));
}

TEST(BackupTextTest, SaysTheSameAsJson) {
  EXPECT_EQ(BackupJson("/b", MakeManifest()),
            R"({"backup":"/b","makeTime":"2012-07-11T09:46:40Z","suiteVersion":"1.2.3",)"
            R"("store":"sqlite","services":[{"service":"scheduling","databaseBytes":3400000,)"
            R"("files":0,"fileBytes":0,"missing":[]},{"service":"evidence",)"
            R"("databaseBytes":1200,"files":2,"fileBytes":507,"missing":[]}]})"
            "\n");
}

TEST(BackupTextTest, SaysThatDisposedEvidenceIsBack) {
  EXPECT_THAT(AfterRestoreText(MakeManifest()), HasSubstr("after 2012-07-11 09:46:40 UTC is back"));
  EXPECT_THAT(AfterRestoreText(MakeManifest()), HasSubstr("StartDisposalRun"));
  EXPECT_EQ(AfterRestoreText(backup::v1::Manifest()), "");
}

}  // namespace
}  // namespace peerchallenge::cli
