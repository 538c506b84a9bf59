#include "common/resources/number_pages.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/paging.h"

namespace peerchallenge::resources {
namespace {

constexpr size_t kTokenBytes = 20;  // of a 64-bit number in decimal

}  // namespace

absl::StatusOr<NumberPage> NumberPage::Of(const storage::Sealer& sealer, const rpc::Call& call,
                                          const std::string& list, int32_t page_size,
                                          const std::string& page_token) {
  NumberPage page(sealer,
                  absl::StrCat("numbers\n", call.caller.subject, "\n", call.method, "\n", list));
  const auto size = PageSize(page_size);
  if (!size.ok()) return size.status();
  page.size_ = *size;
  if (page_token.empty()) return page;
  const auto content = sealer.Unseal(page_token, page.context_);
  if (!content || !absl::SimpleAtoi(*content, &page.last_)) {
    return errors::Make(errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID,
                        "page_token is not one of this list: start from the first page");
  }
  return page;
}

std::string NumberPage::After(int64_t last) const {
  return sealer_->Seal(absl::StrCat(last), kTokenBytes, context_);
}

NumberPage::Places NumberPage::PlacesOf(size_t total) const {
  Places places;
  places.begin = std::min(static_cast<size_t>(last_), total);
  places.end = std::min(places.begin + static_cast<size_t>(size_), total);
  if (places.end < total) places.next_page_token = After(static_cast<int64_t>(places.end));
  return places;
}

bool PageFill::Takes(int64_t number) {
  if (taken_ == page_.size()) {
    next_page_token_ = page_.After(last_);
    return false;
  }
  ++taken_;
  last_ = number;
  return true;
}

}  // namespace peerchallenge::resources
