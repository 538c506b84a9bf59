#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/storage/sealer.h"

namespace peerchallenge::resources {

// One page of a list that goes on from a number: of versions, entries, reads, or places in an
// order.
class NumberPage {
 public:
  // `list` says what is listed; a token belongs to one list of one caller on one method.
  // FIELD_INVALID for a page size below 0, PAGE_TOKEN_INVALID.
  static absl::StatusOr<NumberPage> Of(const storage::Sealer& sealer, const rpc::Call& call,
                                       const std::string& list, int32_t page_size,
                                       const std::string& page_token);

  int size() const { return size_; }
  // The number that the page before ended with; 0 on the first page.
  int64_t last() const { return last_; }
  // The token of the page after this one, which ends with the number `last`.
  std::string After(int64_t last) const;

 private:
  NumberPage(const storage::Sealer& sealer, std::string context)
      : sealer_(&sealer), context_(std::move(context)) {}

  const storage::Sealer* sealer_;
  std::string context_;
  int size_ = 0;
  int64_t last_ = 0;
};

}  // namespace peerchallenge::resources
