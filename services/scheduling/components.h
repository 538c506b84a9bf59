#pragma once

#include <vector>

#include "common/storage/migrations.h"

namespace peerchallenge::scheduling {

// What scheduling's store is made of (services/scheduling/migrations), its audit log among it.
std::vector<storage::Component> Components();

}  // namespace peerchallenge::scheduling
