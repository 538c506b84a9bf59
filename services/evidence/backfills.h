#pragma once

#include <vector>

#include "common/storage/backfills.h"

namespace peerchallenge::evidence {

// What migrations/0022_backfills.sql asks for: fills in what an older version did not store, from
// what it did. Nothing of it is a change to those who watch, and no log or audit log is touched.
std::vector<storage::Backfill> Backfills();

}  // namespace peerchallenge::evidence
