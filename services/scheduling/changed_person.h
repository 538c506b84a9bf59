#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "services/scheduling/context.h"

namespace peerchallenge::scheduling {

// Stores a changed person, already checked, with what follows for the teams of visits that have not
// begun: a person who left the pool, or now belongs to the host, is taken off; whoever stays is
// listed there with the authority and role of now. The caller may not know of those reviews, so
// nothing of what is returned depends on them. An empty etag fits all.
absl::StatusOr<v1::Person> StoreChanged(storage::Transaction& tx, const Context& context,
                                        const v1::Person& person, const std::string& etag);

}  // namespace peerchallenge::scheduling
