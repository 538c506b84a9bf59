#include "common/resources/idempotency.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <openssl/sha.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "common/errors/errors.h"

namespace peerchallenge::resources {
namespace {

using storage::Blob;
using storage::Row;

constexpr size_t kMaxRequestIdLength = 64;
constexpr int64_t kPrunedAtOnce = 32;

constexpr std::string_view kFind =
    "SELECT request_hash, reply FROM replies WHERE caller = $1 AND request_id = $2 AND time > $3";
constexpr std::string_view kKeep =
    "INSERT INTO replies (caller, request_id, request_hash, reply, time) VALUES ($1, $2, $3, $4, "
    "$5) "
    "ON CONFLICT (caller, request_id) DO UPDATE SET request_hash = EXCLUDED.request_hash, "
    "reply = EXCLUDED.reply, time = EXCLUDED.time";
constexpr std::string_view kPrune =
    "DELETE FROM replies WHERE (caller, request_id) IN "
    "(SELECT caller, request_id FROM replies WHERE time <= $1 ORDER BY time LIMIT $2)";

std::string HashOf(const MutationKey& key, const google::protobuf::Message& request) {
  std::string text = key.method;
  text.push_back('\0');
  {
    google::protobuf::io::StringOutputStream stream(&text);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeToCodedStream(&coded);
  }
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const uint8_t*>(text.data()), text.size(),
         reinterpret_cast<uint8_t*>(digest.data()));
  return digest;
}

// In whole seconds, so that a query is the same one that was announced.
int64_t OldestKept(const environment::Clock& clock) {
  return absl::ToUnixSeconds(clock.Now() - kReplyKept) * 1'000'000;
}

// Every name begins with it, also inside of a message.
constexpr std::string_view kNameBegin = "regions/";

// Where a name ends in a message's bytes cannot be told, so all lengths are tried that names have.
bool SpeaksOfAny(std::string_view message, const std::set<std::string>& names,
                 const std::set<size_t>& lengths) {
  for (size_t at = message.find(kNameBegin); at != std::string_view::npos;
       at = message.find(kNameBegin, at + 1)) {
    for (const size_t length : lengths) {
      if (names.contains(std::string(message.substr(at, length)))) return true;
    }
  }
  return false;
}

}  // namespace

absl::Status CheckRequestId(std::string_view request_id) {
  const bool fits = std::all_of(request_id.begin(), request_id.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
  });
  if (fits && request_id.size() <= kMaxRequestIdLength) return absl::OkStatus();
  return errors::InvalidField("request_id", std::string(request_id),
                              "at most 64 characters of A-Z a-z 0-9 . _ -");
}

void AnnounceReply(storage::Transaction& tx, const MutationKey& key,
                   const environment::Clock& clock) {
  if (key.request_id.empty()) return;
  tx.Announce(kFind, {{key.caller, key.request_id, OldestKept(clock)}});
}

absl::StatusOr<std::optional<std::string>> FindReply(storage::Transaction& tx,
                                                     const MutationKey& key,
                                                     const google::protobuf::Message& request,
                                                     const environment::Clock& clock) {
  std::optional<std::string> reply;
  if (key.request_id.empty()) return reply;
  if (absl::Status status = CheckRequestId(key.request_id); !status.ok()) return status;
  absl::Status status =
      tx.Query(kFind, {{key.caller, key.request_id, OldestKept(clock)}}, [&](const Row& row) {
        if (row.Bytes(0) != HashOf(key, request)) {
          return errors::Make(
              errors::v1::ERROR_REASON_REQUEST_ID_REUSED,
              "request_id '" + key.request_id + "' came before with another request");
        }
        reply = std::string(row.Bytes(1));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return reply;
}

absl::Status KeepReply(storage::Transaction& tx, const MutationKey& key,
                       const google::protobuf::Message& request,
                       const google::protobuf::Message& reply, const environment::Clock& clock) {
  const std::string hash = HashOf(key, request);
  // One in 16 prunes twice what 16 add: enough to keep up, and small.
  if ((static_cast<uint8_t>(hash[0]) & 0xF) == 0) {
    absl::Status pruned = tx.Post(kPrune, {{OldestKept(clock), kPrunedAtOnce}});
    if (!pruned.ok()) return pruned;
  }
  return tx.Post(kKeep, {{key.caller, key.request_id, Blob{hash}, Blob{reply.SerializeAsString()},
                          absl::ToUnixMicros(clock.Now())}});
}

absl::Status EraseReplies(storage::Transaction& tx, const std::set<std::string>& names) {
  std::set<size_t> lengths;
  for (const std::string& name : names) lengths.insert(name.size());
  std::vector<std::pair<std::string, std::string>> keys;
  absl::Status status =
      tx.Query("SELECT caller, request_id, reply FROM replies", {}, [&](const Row& row) {
        if (SpeaksOfAny(row.Bytes(2), names, lengths)) keys.emplace_back(row.Text(0), row.Text(1));
        return absl::OkStatus();
      });
  for (const auto& [caller, request_id] : keys) {
    if (!status.ok()) break;
    status = tx.Execute("DELETE FROM replies WHERE caller = $1 AND request_id = $2",
                        {{caller, request_id}})
                 .status();
  }
  return status;
}

}  // namespace peerchallenge::resources
