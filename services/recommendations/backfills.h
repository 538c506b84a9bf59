#pragma once

#include <vector>

#include "common/storage/backfills.h"

namespace peerchallenge::recommendations {

// What migrations/0030_backfills.sql asks for: fills in what an older version did not store, from
// what it did. Nothing of it is a change to those who watch.
std::vector<storage::Backfill> Backfills();

}  // namespace peerchallenge::recommendations
