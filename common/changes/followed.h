#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/storage/database.h"

// How far a service has taken over the changes of another one, in its own database. All functions
// belong to a transaction of that database.
namespace peerchallenge::changes {

struct Followed {
  std::string resume_token;  // of the other service's ChangesService.Watch
  absl::Time fresh_time;     // all changes until then are taken over
};

// How far `what` ("evidence") is followed; nothing before the first time.
absl::StatusOr<std::optional<Followed>> GetFollowed(storage::Transaction& tx,
                                                    const std::string& what);

// Notes how far it is with what this transaction writes; the fresh time never goes back.
// Overtaken() when it is not at the token `from` (empty: never begun) because another process has
// moved it on; then nothing of the transaction may stay.
absl::Status Advance(storage::Transaction& tx, const std::string& what, const std::string& from,
                     const Followed& to);

}  // namespace peerchallenge::changes
