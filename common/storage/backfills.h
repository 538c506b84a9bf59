#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// The part of a change of the tables that SQL cannot make: fills in what the rows lack that an
// older version has written. A migration asks for it by a row in the table `backfills`:
//   INSERT INTO backfills (name, place) VALUES ('shared_versions', '');
struct Backfill {
  std::string_view name;
  // Fills in a bounded number of rows, those after `place` (empty: the first ones), as a part of
  // the transaction; gives the place that it came to, nothing when there are no more.
  std::function<absl::StatusOr<std::optional<std::string>>(Transaction& tx,
                                                           const std::string& place)>
      step;
};

// Does those that are asked for and not done yet, step by step, each in one transaction together
// with how far it is then: so what a crash or an error cut short goes on where it was, and
// processes that start at once share the work. When OK is returned, all is done.
absl::Status RunBackfills(Database& database, std::span<const Backfill> backfills);

}  // namespace peerchallenge::storage
