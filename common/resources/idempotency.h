#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/storage/database.h"
#include "google/protobuf/message.h"

namespace peerchallenge::resources {

// How long a reply is kept for a request that is sent again.
inline constexpr absl::Duration kReplyKept = absl::Hours(24);

// What names one mutation: the client's `request_id`, which is its own among the requests of one
// caller.
struct MutationKey {
  std::string caller;      // the caller's subject
  std::string method;      // full method name
  std::string request_id;  // the request's field; empty = the client wants no protection
};

// OK for an empty id and for 1–64 characters of A-Z a-z 0-9 . _ -, else FIELD_INVALID on
// `request_id`.
absl::Status CheckRequestId(std::string_view request_id);

// Says that FindReply() or Once() is about to come (storage::Transaction::Announce).
void AnnounceReply(storage::Transaction& tx, const MutationKey& key,
                   const environment::Clock& clock);

// The stored reply to this very request, if there is one. REQUEST_ID_REUSED when the id came with
// another request or method; FIELD_INVALID when it is malformed.
absl::StatusOr<std::optional<std::string>> FindReply(storage::Transaction& tx,
                                                     const MutationKey& key,
                                                     const google::protobuf::Message& request,
                                                     const environment::Clock& clock);

// Keeps the reply; prunes some that are older than kReplyKept.
absl::Status KeepReply(storage::Transaction& tx, const MutationKey& key,
                       const google::protobuf::Message& request,
                       const google::protobuf::Message& reply, const environment::Clock& clock);

// Forgets the replies that speak of any of these resources or of what lies below one: such a
// request that is sent again acts again. For what the law wants gone; reads the whole table. The
// names lie below regions.
absl::Status EraseReplies(storage::Transaction& tx, const std::set<std::string>& names);

// Answers a mutation once: runs `act` (() -> absl::StatusOr<Reply>) and keeps its reply in the same
// transaction, or gives the reply kept before. Errors of `act` are not kept. A kept reply may be a
// day old: `may_repeat` (const Reply& -> absl::Status) says whether the caller still may have it,
// and its error is the answer otherwise. Use:
//   return Once<v1::Review>(tx, {subject, method, request.request_id()}, request, clock,
//                           [&](const v1::Review& kept) { return CheckSight(tx, kept); },
//                           [&] { return Create(tx, request); });
template <typename Reply, typename MayRepeat, typename Act>
absl::StatusOr<Reply> Once(storage::Transaction& tx, const MutationKey& key,
                           const google::protobuf::Message& request,
                           const environment::Clock& clock, MayRepeat&& may_repeat, Act&& act) {
  absl::StatusOr<std::optional<std::string>> kept = FindReply(tx, key, request, clock);
  if (!kept.ok()) return kept.status();
  if (kept->has_value()) {
    Reply reply;
    reply.ParseFromString(**kept);
    if (absl::Status status = may_repeat(reply); !status.ok()) return status;
    return reply;
  }
  absl::StatusOr<Reply> reply = act();
  if (!reply.ok() || key.request_id.empty()) return reply;
  if (absl::Status status = KeepReply(tx, key, request, *reply, clock); !status.ok()) return status;
  return reply;
}

}  // namespace peerchallenge::resources
