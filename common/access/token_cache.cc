#include "common/access/token_cache.h"

#include <openssl/evp.h>

#include <utility>

#include "absl/base/internal/raw_logging.h"

namespace peerchallenge::access {

TokenCache::Digest TokenCache::DigestOf(std::string_view token) {
  Digest digest{};
  // Fetched once: OpenSSL's SHA256() looks the algorithm up by its name for every token.
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  const int done = EVP_Digest(token.data(), token.size(), digest.data(), nullptr, kSha256, nullptr);
  ABSL_RAW_CHECK(done == 1, "OpenSSL has no SHA-256");
  return digest;
}

std::optional<TokenCache::Entry> TokenCache::Find(const Digest& digest) {
  Shard& shard = ShardOf(digest);
  const environment::MutexLock lock(shard.mutex);
  const auto place = shard.places.find(digest);
  if (place == shard.places.end()) return std::nullopt;
  shard.recent.splice(shard.recent.begin(), shard.recent, place->second);
  return place->second->second;
}

void TokenCache::Put(const Digest& digest, Entry entry) {
  if (capacity_per_shard_ == 0) return;
  Shard& shard = ShardOf(digest);
  const environment::MutexLock lock(shard.mutex);
  if (const auto place = shard.places.find(digest); place != shard.places.end()) {
    place->second->second = std::move(entry);
    return;
  }
  shard.recent.emplace_front(digest, std::move(entry));
  shard.places[digest] = shard.recent.begin();
  if (shard.recent.size() > capacity_per_shard_) {
    shard.places.erase(shard.recent.back().first);
    shard.recent.pop_back();
  }
}

void TokenCache::Remove(const Digest& digest) {
  Shard& shard = ShardOf(digest);
  const environment::MutexLock lock(shard.mutex);
  const auto place = shard.places.find(digest);
  if (place == shard.places.end()) return;
  shard.recent.erase(place->second);
  shard.places.erase(place);
}

}  // namespace peerchallenge::access
