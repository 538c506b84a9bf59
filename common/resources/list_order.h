#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/storage/database.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"

// Values of columns that lists are ordered by (ListQuery::order_by).
namespace peerchallenge::resources {

// Sorts what has a higher number before what has a lower one; of one number by id. The number is
// not negative.
std::string HighestFirst(int64_t number, std::string_view id);

// Sorts what was created later before what was created earlier. For a resource with a create_time.
template <typename Message>
storage::Value NewestFirst(const Message& message) {
  return HighestFirst(
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(message.create_time()),
      validation::IdOf(message.name()));
}

}  // namespace peerchallenge::resources
