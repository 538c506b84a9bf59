#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/gate.h"
#include "common/config/server_flags.h"
#include "common/storage/database.h"

// What a process makes of its flags before it can start its services.
namespace peerchallenge::hosting {

// Makes the data folder, which holds keys and people, for its owner only; one that is there stays
// as it is. FIELD_INVALID naming the flag.
absl::Status MakeDataFolder(const config::ServerFlags& flags);

// Where the store of a service is.
struct ServiceStore {
  std::string file;    // in the data folder, without --database
  std::string schema;  // of a PostgreSQL database; empty: the connection's own
};

// Opens it. Errors: those of storage::Open; FIELD_INVALID for a data folder that is read-only.
absl::StatusOr<std::unique_ptr<storage::Database>> OpenStore(const config::ServerFlags& flags,
                                                             const ServiceStore& store);

// Whom the server lets in.
access::GateOptions GateOf(const config::ServerFlags& flags);

}  // namespace peerchallenge::hosting
