#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/environment/random.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// Makes tokens that only this store's services can read or make (AES-256-GCM, base64url). Its key
// is made on first use and kept in the database, so all replicas share it. Safe from all threads.
class Sealer {
 public:
  using Key = std::array<uint8_t, 32>;

  // Reads the key, or makes it. `random` must outlive the sealer. The database must have been
  // migrated.
  static absl::StatusOr<Sealer> Load(Database& database, environment::RandomSource& random);

  Sealer(const Key& key, environment::RandomSource& random) : key_(key), random_(&random) {}

  // Seals `content`, which is at most `capacity` (at most 65,000) bytes. The token's length depends
  // on `capacity` only. It opens only with the same `context`: say there what kind of token it is
  // and to whom and what it belongs.
  std::string Seal(std::string_view content, size_t capacity, std::string_view context) const;

  // What was sealed; nothing when the token was not made here for this context.
  std::optional<std::string> Unseal(std::string_view token, std::string_view context) const;

  // A hash of `content` (16 hexadecimal digits) from which no one without the key learns anything.
  std::string Fingerprint(std::string_view content) const;

 private:
  Key key_;
  environment::RandomSource* random_;
};

}  // namespace peerchallenge::storage
