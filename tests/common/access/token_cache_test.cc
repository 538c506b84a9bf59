#include "common/access/token_cache.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace peerchallenge::access {
namespace {

TokenCache::Entry EntryFor(const std::string& subject) {
  return {.caller = {.subject = subject}, .issuer = 0, .keys = nullptr};
}

int Remembered(TokenCache& cache, int count) {
  int found = 0;
  for (int i = 0; i < count; ++i)
    found += cache.Find(TokenCache::DigestOf(absl::StrCat("t", i))) ? 1 : 0;
  return found;
}

TEST(TokenCache, GivesBackWhatWasPutUntilItIsRemoved) {
  TokenCache cache(100);
  const auto digest = TokenCache::DigestOf("token");
  EXPECT_FALSE(cache.Find(digest));
  cache.Put(digest, EntryFor("a"));
  EXPECT_EQ(cache.Find(digest)->caller.subject, "a");
  cache.Put(digest, EntryFor("b"));
  EXPECT_EQ(cache.Find(digest)->caller.subject, "b");
  EXPECT_FALSE(cache.Find(TokenCache::DigestOf("token2")));
  cache.Remove(digest);
  EXPECT_FALSE(cache.Find(digest));
}

TEST(TokenCache, StaysWithinItsBound) {
  TokenCache cache(160);
  for (int i = 0; i < 5000; ++i)
    cache.Put(TokenCache::DigestOf(absl::StrCat("t", i)), EntryFor("x"));
  EXPECT_EQ(Remembered(cache, 5000), 160);
}

TEST(TokenCache, KeepsWhatIsAskedFor) {
  TokenCache cache(160);
  const auto digest = TokenCache::DigestOf("busy");
  cache.Put(digest, EntryFor("busy"));
  for (int i = 0; i < 5000; ++i) {
    cache.Put(TokenCache::DigestOf(absl::StrCat("t", i)), EntryFor("x"));
    ASSERT_TRUE(cache.Find(digest)) << i;
  }
}

TEST(TokenCache, OfNoCapacityRemembersNothing) {
  TokenCache cache(0);
  cache.Put(TokenCache::DigestOf("t0"), EntryFor("x"));
  EXPECT_EQ(Remembered(cache, 1), 0);
}

}  // namespace
}  // namespace peerchallenge::access
