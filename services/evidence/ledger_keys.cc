#include "services/evidence/ledger_keys.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;

constexpr size_t kLongestOrigin = 200;

bool IsOrigin(const std::string& origin) {
  return !origin.empty() && origin.size() <= kLongestOrigin &&
         std::all_of(origin.begin(), origin.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  c == '/';
         });
}

struct StoredKey {
  int64_t number = 0;
  std::string name;
  std::string seed;
};

absl::StatusOr<std::vector<StoredKey>> NewestFirst(Transaction& tx) {
  std::vector<StoredKey> keys;
  absl::Status status = tx.Query(
      "SELECT number, name, seed FROM ledger_keys ORDER BY number DESC", {}, [&](const Row& row) {
        keys.push_back({row.Int(0), std::string(row.Text(1)), std::string(row.Bytes(2))});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return keys;
}

}  // namespace

absl::StatusOr<LedgerKeys> LedgerKeys::Load(storage::Database& database,
                                            environment::RandomSource& random,
                                            const std::string& origin) {
  if (!IsOrigin(origin)) {
    return errors::InvalidField("--ledger-origin", origin,
                                "1 to 200 bytes of a-z, 0-9, \".\", \"-\" and \"/\"");
  }
  std::vector<StoredKey> stored;
  absl::Status status =
      database.Write(absl::InfiniteFuture(), [&](Transaction& tx) -> absl::Status {
        auto keys = NewestFirst(tx);
        if (!keys.ok()) return keys.status();
        stored = *std::move(keys);
        if (!stored.empty() && stored.front().name == origin) return absl::OkStatus();
        StoredKey key{stored.empty() ? 1 : stored.front().number + 1, origin,
                      std::string(kSeedBytes, '\0')};
        random.Fill({reinterpret_cast<uint8_t*>(key.seed.data()), key.seed.size()});
        stored.insert(stored.begin(), key);
        return tx
            .Execute("INSERT INTO ledger_keys (number, name, seed) VALUES ($1, $2, $3)",
                     {{key.number, key.name, Blob{key.seed}}})
            .status();
      });
  if (!status.ok()) return status;
  std::vector<VerifierKey> verifiers;
  std::unique_ptr<NoteSigner> current;
  for (const StoredKey& key : stored) {
    auto signing = SigningKey::FromSeed(key.seed);
    if (!signing.ok()) return signing.status();
    auto signer = std::make_unique<NoteSigner>(key.name, *std::move(signing));
    verifiers.push_back(signer->verifier());
    if (current == nullptr) current = std::move(signer);
  }
  return LedgerKeys(origin, std::move(current), std::move(verifiers));
}

std::string LedgerKeys::SignCheckpoint(const std::string& review, int64_t size,
                                       const Hash& root) const {
  return signer_->Sign(
      TextOf({.origin = absl::StrCat(origin_, "/", review), .size = size, .root = root}));
}

}  // namespace peerchallenge::evidence
