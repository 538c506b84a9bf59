#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/resource_table.h"
#include "common/storage/database.h"

namespace peerchallenge::recommendations {

// QUOTA_EXCEEDED where as many of the table's resources as there may be lie right below `parent`,
// whatever their state.
template <typename Message>
absl::Status CheckRoomBelow(storage::Transaction& tx,
                            const resources::ResourceTable<Message>& table,
                            const std::string& parent, int most, const std::string& quota) {
  int there = 0;
  absl::Status status = table.Scan(tx, {{"parent", parent}}, [&](const Message&) {
    ++there;
    return absl::OkStatus();
  });
  if (!status.ok() || there < most) return status;
  return errors::QuotaExceeded(
      quota, absl::StrCat("'", parent, "' has ", there, " ", quota, ", as many as it may"));
}

}  // namespace peerchallenge::recommendations
