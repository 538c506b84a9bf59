#include "common/access/key_file.h"

#include <filesystem>
#include <string>

#include "common/environment/clock.h"
#include "gtest/gtest.h"
#include "tests/common/access/test_keys.h"
#include "tests/common/access/test_support.h"

namespace peerchallenge::access {
namespace {

using errors::v1::ERROR_REASON_FIELD_INVALID;

class KeyFileTest : public testing::Test {
 protected:
  bool Has(KeySource& source, const std::string& kid) {
    return (*source.Current())->Find(kid, Algorithm::kEs256) != nullptr;
  }

  TempFolder folder_;
  const std::string path_ = folder_.File("keys.json");
  environment::ManualClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  KeptLog log_;
  const TestKey old_ = TestKey::P256("old");
  const TestKey new_ = TestKey::P256("new");
};

TEST_F(KeyFileTest, ReadsAChangedFileAgainWithinASecond) {
  WriteFile(path_, Jwks({old_.Jwk()}));
  const auto source = *KeyFile::Open(path_, clock_, log_);
  const Keys first = *source->Current();
  clock_.Advance(absl::Seconds(2));
  EXPECT_EQ(*source->Current(), first) << "an unchanged file keeps the same keys";

  WriteFile(path_, Jwks({old_.Jwk(), new_.Jwk()}));
  EXPECT_FALSE(Has(*source, "new"));
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*source, "new"));
  EXPECT_TRUE(Has(*source, "old"));

  WriteFile(path_, Jwks({new_.Jwk()}));
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(Has(*source, "old"));
}

TEST_F(KeyFileTest, SeesAFileThatWasRenamedOverIt) {
  WriteFile(path_, Jwks({old_.Jwk()}));
  const auto source = *KeyFile::Open(path_, clock_, log_);
  WriteFile(folder_.File("next"), Jwks({new_.Jwk()}));
  std::filesystem::rename(folder_.File("next"), path_);
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*source, "new"));
}

TEST_F(KeyFileTest, KeepsTheLastGoodKeysAndRecovers) {
  WriteFile(path_, Jwks({old_.Jwk()}));
  const auto source = *KeyFile::Open(path_, clock_, log_);
  WriteFile(path_, "half a fi");
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*source, "old"));
  EXPECT_NE(log_.text().find("unusable"), std::string::npos);
  std::filesystem::remove(path_);
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*source, "old"));
  WriteFile(path_, Jwks({new_.Jwk()}));
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Has(*source, "new"));
}

TEST_F(KeyFileTest, TakesPemToo) {
  WriteFile(path_, old_.PublicPem());
  EXPECT_TRUE(Has(**KeyFile::Open(path_, clock_, log_), "whatever"));
}

TEST_F(KeyFileTest, DoesNotStartWithoutKeys) {
  EXPECT_THAT(KeyFile::Open(path_, clock_, log_), HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(KeyFile::Open(folder_.path().string(), clock_, log_),
              HasReason(ERROR_REASON_FIELD_INVALID));
  WriteFile(path_, "");
  EXPECT_THAT(KeyFile::Open(path_, clock_, log_), HasReason(ERROR_REASON_FIELD_INVALID));
  WriteFile(path_, std::string(300'000, ' '));
  EXPECT_THAT(KeyFile::Open(path_, clock_, log_), HasReason(ERROR_REASON_FIELD_INVALID));
}

}  // namespace
}  // namespace peerchallenge::access
