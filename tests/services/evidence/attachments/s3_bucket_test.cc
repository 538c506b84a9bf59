#include "services/evidence/attachments/s3_bucket.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "common/errors/errors.h"
#include "gtest/gtest.h"

namespace peerchallenge::evidence {
namespace {

class S3BucketTest : public testing::Test {
 protected:
  S3BucketTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pc-keys-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    Write(
        "# ours\n[default]\naws_access_key_id = AK\n  aws_secret_access_key=S/K=+\n[other]\n"
        "aws_session_token = no\n");
    options_.attachments_store = "s3://councils/attachments/em/";
    options_.s3_endpoint = "https://objects.example:9000/";
    options_.s3_credentials = (folder_ / "keys").string();
  }
  ~S3BucketTest() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& text) { std::ofstream(folder_ / "keys") << text; }

  std::filesystem::path folder_;
  S3Options options_;
};

TEST_F(S3BucketTest, PutsTheBucketIntoThePathOrBeforeTheHost) {
  auto bucket = S3BucketOf(options_);
  ASSERT_TRUE(bucket.ok()) << bucket.status();
  EXPECT_EQ(bucket->url, "https://objects.example:9000/councils/");
  EXPECT_EQ(bucket->prefix, "attachments/em/");
  EXPECT_EQ(bucket->region, "us-east-1");
  options_.s3_addressing = S3Addressing::kHost;
  options_.s3_endpoint = "";
  options_.s3_region = "eu-west-2";
  options_.attachments_store = "s3://councils";
  bucket = S3BucketOf(options_);
  ASSERT_TRUE(bucket.ok()) << bucket.status();
  EXPECT_EQ(bucket->url, "https://councils.s3.eu-west-2.amazonaws.com/");
  EXPECT_EQ(bucket->prefix, "");
}

TEST_F(S3BucketTest, ReadsTheFirstSectionOfAFile) {
  const auto bucket = S3BucketOf(options_);
  ASSERT_TRUE(bucket.ok()) << bucket.status();
  EXPECT_EQ(bucket->access_key, "AK");
  EXPECT_EQ(bucket->secret_key, "S/K=+");
  EXPECT_EQ(bucket->session_token, "");
}

TEST_F(S3BucketTest, ReadsTheEnvironmentWithoutAFile) {
  options_.s3_credentials = "";
  setenv("AWS_ACCESS_KEY_ID", "EK", 1);
  setenv("AWS_SECRET_ACCESS_KEY", "ES", 1);
  setenv("AWS_SESSION_TOKEN", "ET", 1);
  const auto bucket = S3BucketOf(options_);
  for (const char* name : {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}) {
    unsetenv(name);
  }
  ASSERT_TRUE(bucket.ok()) << bucket.status();
  EXPECT_EQ(bucket->access_key, "EK");
  EXPECT_EQ(bucket->secret_key, "ES");
  EXPECT_EQ(bucket->session_token, "ET");
  EXPECT_EQ(errors::ReasonOf(S3BucketOf(options_).status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_F(S3BucketTest, NamesTheFlagThatIsWrong) {
  const struct {
    const char* field;
    std::string S3Options::*option;
    const char* value;
  } kCases[] = {
      {"--attachments-store", &S3Options::attachments_store, "councils"},
      {"--attachments-store", &S3Options::attachments_store, "s3://"},
      {"--attachments-store", &S3Options::attachments_store, "file:///srv"},
      {"--attachments-store", &S3Options::attachments_store, "s3://councils/../other"},
      {"--attachments-store", &S3Options::attachments_store, "s3://councils//a"},
      {"--attachments-store", &S3Options::attachments_store, "s3://councils/a b"},
      {"--s3-endpoint", &S3Options::s3_endpoint, "objects.example"},
      {"--s3-endpoint", &S3Options::s3_endpoint, "http://objects.example"},
      {"--s3-endpoint", &S3Options::s3_endpoint, "https://objects.example/path"},
      {"--s3-endpoint", &S3Options::s3_endpoint, "https://me:secret@objects.example"},
      {"--s3-region", &S3Options::s3_region, ""},
      {"--s3-region", &S3Options::s3_region, "a:b"},
      {"--s3-credentials", &S3Options::s3_credentials, "/not/there"},
      {"--s3-ca", &S3Options::s3_ca, "/not/there"},
  };
  for (const auto& test : kCases) {
    S3Options options = options_;
    options.*test.option = test.value;
    const absl::Status status = S3BucketOf(options).status();
    EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID) << test.value;
    EXPECT_NE(status.message().find(test.field), std::string::npos) << status;
    EXPECT_EQ(status.message().find("S/K=+"), std::string::npos) << status;
  }
  Write("[default]\naws_access_key_id = AK\n");
  EXPECT_EQ(errors::ReasonOf(S3BucketOf(options_).status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::evidence
