#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <list>
#include <optional>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "common/access/caller.h"
#include "common/access/key_source.h"
#include "common/environment/mutex.h"

namespace peerchallenge::access {

// Remembers tokens that were verified, by their SHA-256, so that the tokens themselves are not
// kept. Bounded: the one longest not asked for goes first. Safe from all threads.
class TokenCache {
 public:
  using Digest = std::array<uint8_t, 32>;
  struct Entry {
    Caller caller;
    size_t issuer = 0;  // its index in the verifier
    Keys keys;          // the keys that the token was checked with
  };

  // `capacity` 0: remembers nothing.
  explicit TokenCache(size_t capacity) : capacity_per_shard_((capacity + kShards - 1) / kShards) {}

  static Digest DigestOf(std::string_view token);

  std::optional<Entry> Find(const Digest& digest);
  void Put(const Digest& digest, Entry entry);
  void Remove(const Digest& digest);

 private:
  static constexpr size_t kShards = 16;

  // The digest is as good as random, so any of its bytes are a hash.
  struct DigestHash {
    size_t operator()(const Digest& digest) const {
      size_t hash = 0;
      std::memcpy(&hash, digest.data(), sizeof(hash));
      return hash;
    }
  };
  using Recent = std::list<std::pair<Digest, Entry>>;  // the last asked for in front
  struct Shard {
    environment::Mutex mutex;
    Recent recent ABSL_GUARDED_BY(mutex);
    absl::flat_hash_map<Digest, Recent::iterator, DigestHash> places ABSL_GUARDED_BY(mutex);
  };

  Shard& ShardOf(const Digest& digest) { return shards_[digest.back() % kShards]; }

  const size_t capacity_per_shard_;
  std::array<Shard, kShards> shards_;
};

}  // namespace peerchallenge::access
