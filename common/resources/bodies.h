#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/database.h"

// Resources as their rows hold them, for those who fill in what an older version did not store
// (common/storage/backfills.h): what is written back as a body keeps its etag and leaves no change.
namespace peerchallenge::resources {

// Nothing for a body that cannot be read. It stays as it is: who asks for the resource is told, and
// a start does not fail for it.
template <typename Message>
std::optional<Message> FromBody(std::string_view body) {
  Message message;
  if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
  return message;
}

template <typename Message>
struct BodyPage {
  std::map<std::string, Message> found;  // by name
  std::optional<std::string> next;       // the place after which there may be more
};

// Of the rows with name and body that `sql` selects, in the order of their names, those after the
// name $1, at most $2.
template <typename Message>
absl::StatusOr<BodyPage<Message>> ReadBodies(storage::Transaction& tx, std::string_view sql,
                                             const std::string& place) {
  constexpr int64_t kMostRows = 200;
  BodyPage<Message> page;
  int64_t rows = 0;
  std::string last;
  absl::Status status = tx.Query(sql, {{place, kMostRows}}, [&](const storage::Row& row) {
    ++rows;
    last = row.Text(0);
    auto message = FromBody<Message>(row.Bytes(1));
    if (message) page.found.emplace(last, *std::move(message));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (rows == kMostRows) page.next = std::move(last);
  return page;
}

}  // namespace peerchallenge::resources
