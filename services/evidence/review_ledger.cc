#include "services/evidence/review_ledger.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/evidence/ledger/merkle.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;

absl::Status Corrupt(const std::string& review, std::string_view what) {
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      absl::StrCat("the ledger of '", review, "' lacks ", std::string(what)));
}

Value BytesOrNull(const std::string& bytes, bool kept) {
  if (!kept) return std::monostate();
  return Blob{bytes};
}

// Reads complete subtrees, which stand with the last of their leaves.
class Subtrees {
 public:
  Subtrees(Transaction& tx, const std::string& review) : tx_(tx), review_(review) {}

  absl::StatusOr<Hash> operator()(Subtree subtree) const {
    std::optional<Hash> hash;
    absl::Status status = tx_.Query(
        subtree.level == 0
            ? "SELECT leaf_hash FROM ledger_entries WHERE review = $1 AND number = $2"
            : "SELECT nodes FROM ledger_entries WHERE review = $1 AND number = $2",
        {{review_, ((subtree.index + 1) << subtree.level) - 1}}, [&](const Row& row) {
          const auto before = static_cast<size_t>(std::max(subtree.level - 1, 0)) * sizeof(Hash);
          if (!row.IsNull(0) && row.Bytes(0).size() > before) {
            hash = HashFrom(row.Bytes(0).substr(before, sizeof(Hash)));
          }
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    if (!hash) return Corrupt(review_, absl::StrCat("subtree ", subtree.level, "/", subtree.index));
    return *hash;
  }

 private:
  Transaction& tx_;
  const std::string& review_;
};

absl::StatusOr<std::optional<int64_t>> OneNumber(Transaction& tx, std::string_view sql,
                                                 std::vector<Value> parameters) {
  std::optional<int64_t> number;
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    if (!row.IsNull(0)) number = row.Int(0);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return number;
}

// Where a log ends: its size, if it has begun, and of the complete subtrees that its tree consists
// of those that were made since, by level.
struct End {
  std::optional<int64_t> size;
  std::array<std::optional<Hash>, 63> subtrees = {};
};
constexpr std::array<std::string_view, 2> kTables = {"ledgers", "ledger_entries"};

absl::StatusOr<End> EndOf(Transaction& tx, const std::string& review) {
  auto size = OneNumber(tx, "SELECT size FROM ledgers WHERE review = $1", {review});
  if (!size.ok()) return size.status();
  return End{*size};
}

// Size of a log that was forgotten: it never begins anew, since checkpoints of it are out there.
constexpr int64_t kForgotten = -1;

std::string NewSecret(environment::RandomSource& random) {
  std::string secret(kSaltBytes, '\0');
  random.Fill({reinterpret_cast<uint8_t*>(secret.data()), secret.size()});
  return secret;
}

}  // namespace

absl::StatusOr<int64_t> ReviewLedger::Append(Transaction& tx, const std::string& review,
                                             const Record& record) const {
  const std::string key = absl::StrCat("end of the log of ", review);
  const auto recalled = storage::Recall<End>(tx, key, [&] { return EndOf(tx, review); });
  if (!recalled.ok()) return recalled.status();
  auto end = std::make_shared<End>(**recalled);
  const int64_t index = end->size.value_or(0);
  if (index == kForgotten) {
    return errors::WrongState(review + "/ledger", "disposed of", "one that is kept");
  }
  const std::string secret = NewSecret(random_);
  const bool authored = !record.author.empty();
  const std::string salt = authored ? SaltFor(secret, record.author) : secret;
  const std::string leaf = LeafOf({.action = record.action,
                                   .subject = record.subject,
                                   .version = record.version,
                                   .time = record.time,
                                   .commitment = Commitment(salt, record.bytes)});
  const Hash hash = LeafHash(leaf);
  const auto read = [&](Subtree subtree) -> absl::StatusOr<Hash> {
    const auto& met = end->subtrees[static_cast<size_t>(subtree.level)];
    return met ? *met : Subtrees(tx, review)(subtree);
  };
  std::string nodes;
  const auto write = [&](Subtree subtree, const Hash& node) {
    // A right one becomes a part of a larger one at once.
    if (subtree.index % 2 == 0) end->subtrees[static_cast<size_t>(subtree.level)] = node;
    if (subtree.level > 0) nodes += BytesOf(node);
    return absl::OkStatus();
  };
  absl::Status status = AppendLeaf(index, hash, read, write);
  if (!status.ok()) return status;
  status = tx.Execute(
                 "INSERT INTO ledger_entries (review, number, leaf, leaf_hash, subject, version, "
                 "author, author_key, salt, record, nodes) "
                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                 {{review, index, Blob{leaf}, Blob{std::string(BytesOf(hash))}, record.subject,
                   record.version, authored ? Value(record.author) : Value(std::monostate()),
                   BytesOrNull(secret, authored), Blob{salt}, BytesOrNull(record.bytes, !authored),
                   BytesOrNull(nodes, !nodes.empty())}})
               .status();
  if (!status.ok()) return status;
  status = end->size
               ? tx.Execute("UPDATE ledgers SET size = $2 WHERE review = $1", {{review, index + 1}})
                     .status()
               : tx.Execute("INSERT INTO ledgers (review, size, signed_size) VALUES ($1, $2, 0)",
                            {{review, index + 1}})
                     .status();
  if (!status.ok()) return status;
  end->size = index + 1;
  tx.Remember(key, std::move(end), kTables);
  return index;
}

absl::StatusOr<int64_t> ReviewLedger::SizeOf(Transaction& tx, const std::string& review) const {
  auto size = OneNumber(tx, "SELECT size FROM ledgers WHERE review = $1", {review});
  if (!size.ok()) return size.status();
  return std::max(size->value_or(0), int64_t{0});
}

absl::StatusOr<std::vector<ReviewLedger::Stored>> ReviewLedger::Entries(Transaction& tx,
                                                                        const std::string& review,
                                                                        int64_t start, int64_t end,
                                                                        int most) const {
  std::vector<Stored> entries;
  absl::Status status = tx.Query(
      "SELECT number, leaf, author, author_key, salt, record FROM ledger_entries "
      "WHERE review = $1 AND number >= $2 AND number < $3 ORDER BY number LIMIT $4",
      {{review, start, end, static_cast<int64_t>(most)}}, [&](const Row& row) {
        Stored& entry = entries.emplace_back();
        entry.index = row.Int(0);
        entry.leaf = row.Bytes(1);
        if (!row.IsNull(2)) entry.author = row.Text(2);
        if (!row.IsNull(3)) entry.author_key = row.Bytes(3);
        if (!row.IsNull(4)) entry.salt = row.Bytes(4);
        if (!row.IsNull(5)) entry.record = row.Bytes(5);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return entries;
}

absl::StatusOr<std::optional<int64_t>> ReviewLedger::FirstOf(Transaction& tx,
                                                             const std::string& subject,
                                                             int64_t version) const {
  return OneNumber(tx,
                   "SELECT number FROM ledger_entries WHERE review = $3 AND subject = $1 AND "
                   "version = $2 ORDER BY number LIMIT 1",
                   {subject, version, ReviewOf(subject)});
}

absl::StatusOr<Hash> ReviewLedger::RootOf(Transaction& tx, const std::string& review,
                                          int64_t size) const {
  return evidence::RootOf(size, Subtrees(tx, review));
}

absl::StatusOr<std::vector<Hash>> ReviewLedger::InclusionPath(Transaction& tx,
                                                              const std::string& review,
                                                              int64_t index, int64_t size) const {
  return evidence::InclusionPath(index, size, Subtrees(tx, review));
}

absl::StatusOr<std::vector<Hash>> ReviewLedger::ConsistencyPath(Transaction& tx,
                                                                const std::string& review,
                                                                int64_t first,
                                                                int64_t second) const {
  return evidence::ConsistencyPath(first, second, Subtrees(tx, review));
}

absl::StatusOr<std::vector<ReviewLedger::Unsigned>> ReviewLedger::Grown(Transaction& tx) const {
  std::vector<Unsigned> grown;
  absl::Status status = tx.Query("SELECT review, size FROM ledgers WHERE size > signed_size", {},
                                 [&](const Row& row) {
                                   grown.push_back({std::string(row.Text(0)), row.Int(1)});
                                   return absl::OkStatus();
                                 });
  if (!status.ok()) return status;
  return grown;
}

absl::Status ReviewLedger::NoteSigned(Transaction& tx, const Unsigned& head) const {
  return tx
      .Execute("UPDATE ledgers SET signed_size = $2 WHERE review = $1", {{head.review, head.size}})
      .status();
}

absl::Status ReviewLedger::Erase(Transaction& tx, const std::string& subject) const {
  return tx
      .Execute(
          "UPDATE ledger_entries SET salt = NULL, author_key = NULL, record = NULL "
          "WHERE review = $2 AND subject = $1",
          {{subject, ReviewOf(subject)}})
      .status();
}

absl::Status FillInNodes(Transaction& tx, const std::string& review, int64_t number) {
  const Subtrees read(tx, review);
  const auto leaf = read({0, number});
  if (!leaf.ok()) return leaf.status();
  std::string nodes;
  absl::Status status = AppendLeaf(number, *leaf, read, [&](Subtree subtree, const Hash& node) {
    if (subtree.level > 0) nodes += BytesOf(node);
    return absl::OkStatus();
  });
  if (!status.ok() || nodes.empty()) return status;
  return tx.Post("UPDATE ledger_entries SET nodes = $3 WHERE review = $1 AND number = $2",
                 {{review, number, Blob{nodes}}});
}

absl::Status ReviewLedger::Forget(Transaction& tx, const std::string& review) const {
  for (const std::string_view sql : {"DELETE FROM ledger_entries WHERE review = $1",
                                     "DELETE FROM anchored_documents WHERE review = $1"}) {
    if (absl::Status status = tx.Execute(sql, {{review}}).status(); !status.ok()) return status;
  }
  return tx
      .Execute("UPDATE ledgers SET size = $2, signed_size = $2 WHERE review = $1",
               {{review, kForgotten}})
      .status();
}

}  // namespace peerchallenge::evidence
