#include "common/access/key_url.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/access/http_get.h"
#include "common/environment/clock.h"
#include "gtest/gtest.h"
#include "tests/common/access/test_http_server.h"
#include "tests/common/access/test_keys.h"
#include "tests/common/access/test_support.h"

namespace peerchallenge::access {
namespace {

using errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE;
using errors::v1::ERROR_REASON_FIELD_INVALID;

class KeyUrlTest : public testing::Test {
 protected:
  std::unique_ptr<KeyUrl> Open(absl::Duration timeout = absl::Seconds(20)) {
    auto source = *KeyUrl::Open({.url = server_.url(), .timeout = timeout}, clock_, log_);
    source->AwaitFetch();
    return source;
  }
  static bool Has(KeySource& source, const std::string& kid) {
    const absl::StatusOr<Keys> keys = source.Current();
    return keys.ok() && (*keys)->Find(kid, Algorithm::kEs256) != nullptr;
  }

  environment::ManualClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  KeptLog log_;
  TestHttpServer server_;
  const TestKey old_ = TestKey::P256("old");
  const TestKey new_ = TestKey::P256("new");
};

TEST_F(KeyUrlTest, FetchesOnOpeningAndKeepsWhatItHas) {
  server_.Answer(200, Jwks({old_.Jwk()}));
  const auto source = Open();
  const Keys keys = *source->Current();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(*source->Current(), keys);
  clock_.Advance(absl::Minutes(9));
  EXPECT_EQ(*source->Current(), keys);
  source->AwaitFetch();
  EXPECT_EQ(server_.requests(), 1);
}

TEST_F(KeyUrlTest, FetchesAgainWhenTheKeysAreOldWithoutMakingCallersWait) {
  server_.Answer(200, Jwks({old_.Jwk()}));
  const auto source = Open();
  server_.Answer(200, Jwks({new_.Jwk()}));
  clock_.Advance(absl::Minutes(10));
  EXPECT_TRUE((*source->Current()) != nullptr);
  source->AwaitFetch();
  EXPECT_TRUE(Has(*source, "new"));
  EXPECT_FALSE(Has(*source, "old"));
  EXPECT_EQ(server_.requests(), 2);
}

TEST_F(KeyUrlTest, AnUnknownKeyMakesItLookAgainButNotMoreOftenThanItMay) {
  server_.Answer(200, Jwks({old_.Jwk()}));
  const auto source = Open();
  EXPECT_FALSE(source->LookAgain()) << "the last fetch was just now";
  server_.Answer(200, Jwks({old_.Jwk(), new_.Jwk()}));
  clock_.Advance(absl::Seconds(30));
  EXPECT_TRUE(source->LookAgain());
  source->AwaitFetch();
  EXPECT_TRUE(Has(*source, "new"));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(source->LookAgain());
  EXPECT_EQ(server_.requests(), 2);
}

TEST_F(KeyUrlTest, KeepsTheLastGoodKeysWhateverComes) {
  server_.Answer(200, Jwks({old_.Jwk()}));
  const auto source = Open();
  const std::vector<std::pair<int, std::string>> answers = {
      {500, "out of order"},
      {404, Jwks({new_.Jwk()})},
      {302, Jwks({new_.Jwk()})},
      {200, "<html>"},
      {200, Jwks({})},
      {200, std::string(300'000, ' ')},
      {204, ""},
      {200, R"({"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"new"}]})"}};
  for (const auto& [status, body] : answers) {
    server_.Answer(status, body);
    clock_.Advance(absl::Minutes(11));
    const int before = server_.requests();
    ASSERT_TRUE(source->Current().ok());
    source->AwaitFetch();
    EXPECT_EQ(server_.requests(), before + 1);
    EXPECT_TRUE(Has(*source, "old")) << status << " " << body.substr(0, 40);
    EXPECT_FALSE(Has(*source, "new"));
  }
}

TEST_F(KeyUrlTest, IsUnavailableUntilTheFirstKeysCome) {
  server_.Answer(503, "");
  const auto source = Open();
  EXPECT_THAT(source->Current(), HasReason(ERROR_REASON_DEPENDENCY_UNAVAILABLE));
  server_.Answer(200, Jwks({old_.Jwk()}));
  clock_.Advance(absl::Seconds(30));
  EXPECT_THAT(source->Current(), HasReason(ERROR_REASON_DEPENDENCY_UNAVAILABLE));
  source->AwaitFetch();
  EXPECT_TRUE(Has(*source, "old"));
}

TEST_F(KeyUrlTest, GivesUpOnASilentServer) {
  server_.StaySilent();
  const auto source = Open(absl::Milliseconds(50));
  EXPECT_THAT(source->Current(), HasReason(ERROR_REASON_DEPENDENCY_UNAVAILABLE));
}

TEST_F(KeyUrlTest, StopsWhileAFetchIsUnderWay) {
  server_.StaySilent();
  auto source = *KeyUrl::Open({.url = server_.url(), .timeout = absl::Minutes(10)}, clock_, log_);
  server_.AwaitRequests(1);
  source.reset();  // would take ten minutes if it waited
}

TEST(KeyUrl, TakesHttpsAndLoopbackOnly) {
  for (const std::string url :
       {"https://id.example/keys", "https://id.example:8443/keys?x=1", "http://127.0.0.1:1/k",
        "http://localhost/k", "http://[::1]:80/k"}) {
    EXPECT_TRUE(IsFetchable(url)) << url;
  }
  for (const std::string url :
       {"", "keys.json", "http://id.example/keys", "http://127.0.0.1.example/keys",
        "http://localhost.example/", "file:///etc/passwd", "ftp://127.0.0.1/keys",
        "https://user:pass@id.example/", "http://127.0.0.1@id.example/"}) {
    EXPECT_FALSE(IsFetchable(url)) << url;
  }
  environment::ManualClock clock(absl::FromUnixSeconds(0));
  KeptLog log;
  EXPECT_THAT(KeyUrl::Open({.url = "http://id.example/keys"}, clock, log),
              HasReason(ERROR_REASON_FIELD_INVALID));
}

}  // namespace
}  // namespace peerchallenge::access
