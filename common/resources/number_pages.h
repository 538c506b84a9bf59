#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/storage/sealer.h"

namespace peerchallenge::resources {

// One page of a list that goes on from a number: of versions, entries, reads, or places in an
// order.
//
// A list whose items have numbers fills a page one by one, and may leave out what the caller does
// not see:
//
//   resources::PageFill fill(*page);
//   for (auto& [number, read] : *reads) {  // from page->last() on, page->size() + 1 of them
//     if (!fill.Takes(number)) break;
//     *response.add_reads() = std::move(read);
//   }
//   response.set_next_page_token(fill.next_page_token());
//
// A list that is at hand as a whole shows PlacesOf() it.
class NumberPage {
 public:
  // `list` says what is listed; a token belongs to one list of one caller on one method.
  // FIELD_INVALID for a page size below 0, PAGE_TOKEN_INVALID.
  static absl::StatusOr<NumberPage> Of(const storage::Sealer& sealer, const rpc::Call& call,
                                       const std::string& list, int32_t page_size,
                                       const std::string& page_token);
  // The page of all that is below `parent` which a list request asks for.
  template <typename Request>
  static absl::StatusOr<NumberPage> Of(const storage::Sealer& sealer, const rpc::Call& call,
                                       const Request& request) {
    return Of(sealer, call, request.parent(), request.page_size(), request.page_token());
  }

  int size() const { return size_; }
  // The number that the page before ended with; 0 on the first page.
  int64_t last() const { return last_; }
  // The token of the page after this one, which ends with the number `last`.
  std::string After(int64_t last) const;

  // Which places of a list of `total` items, numbered from 0, are on this page.
  struct Places {
    size_t begin = 0;
    size_t end = 0;
    std::string next_page_token;  // empty: this is the last
  };
  Places PlacesOf(size_t total) const;

 private:
  NumberPage(const storage::Sealer& sealer, std::string context)
      : sealer_(&sealer), context_(std::move(context)) {}

  const storage::Sealer* sealer_;
  std::string context_;
  int size_ = 0;
  int64_t last_ = 0;
};

// Fills one page, item by item.
class PageFill {
 public:
  explicit PageFill(const NumberPage& page) : page_(page) {}

  // Whether the item with this number is on the page; the first that is not ends it.
  bool Takes(int64_t number);
  // Empty as long as all items were taken: this is the last page.
  const std::string& next_page_token() const { return next_page_token_; }

 private:
  const NumberPage& page_;
  int taken_ = 0;
  int64_t last_ = 0;
  std::string next_page_token_;
};

}  // namespace peerchallenge::resources
