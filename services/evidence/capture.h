#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/storage/database.h"
#include "google/protobuf/timestamp.pb.h"
#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "services/evidence/context.h"
#include "services/evidence/standing.h"

// How items and their versions come into being. Everything here belongs to one transaction: the
// item, its version, its words, its ledger entry and its change are there together or not at all.
namespace peerchallenge::evidence {

// How far a device's clock was ahead when it sent a request; nothing when it did not tell.
std::optional<absl::Duration> ClockSkew(const environment::Clock& clock, bool told,
                                        const google::protobuf::Timestamp& device_clock);

// Captures an item of well-formed content (item_checks.h), or gives the one that is there. Errors:
// as CaptureItem.
absl::StatusOr<v1::Item> Capture(storage::Transaction& tx, const Context& context,
                                 const Standing& standing, const v1::ItemCapture& capture,
                                 std::optional<absl::Duration> skew);

// Revises an item that the caller sees and may change, with well-formed content, or gives it as it
// is when this revision is there. Errors: as ReviseItem.
absl::StatusOr<v1::Item> Revise(storage::Transaction& tx, const Context& context,
                                const Standing& standing, v1::Item item,
                                const v1::ReviseItemRequest& request,
                                std::optional<absl::Duration> skew);

// Settles an open conflict of the item. Errors: as SettleItemConflict.
absl::StatusOr<v1::Item> Settle(storage::Transaction& tx, const Context& context,
                                const Standing& standing, v1::Item item, v1::ItemConflict conflict,
                                const v1::SettleItemConflictRequest& request);

// Shares a draft of the caller's; one that is shared stays as it is. WRONG_STATE.
absl::StatusOr<v1::Item> Share(storage::Transaction& tx, const Context& context, v1::Item item);

// Withdraws a draft or a shared item. WRONG_STATE, ETAG_MISMATCH.
absl::StatusOr<v1::Item> Withdraw(storage::Transaction& tx, const Context& context,
                                  const Standing& standing, v1::Item item,
                                  const v1::WithdrawItemRequest& request);

// The revision id of version `number`, where that is what a disposal has left over; no client may
// choose it.
std::string RemainsId(int64_t number);

// Stores what remains of an item's content after disposal has erased a part of it, as version
// `number`, the next one, in its author's name.
absl::StatusOr<v1::Item> StoreRemains(storage::Transaction& tx, const Context& context,
                                      v1::Item item, int64_t number);
// The same of a version that stands beside the current one in an open conflict, on that version:
// without it the revision of one side would be lost before anybody has settled. Follows
// StoreRemains.
absl::Status StoreRemainsBeside(storage::Transaction& tx, const Context& context,
                                const std::string& conflict, const v1::ItemVersion& beside,
                                int64_t number);

}  // namespace peerchallenge::evidence
