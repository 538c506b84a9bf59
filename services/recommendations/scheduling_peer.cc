#include "services/recommendations/scheduling_peer.h"

#include "common/errors/errors.h"
#include "common/resources/paging.h"

namespace peerchallenge::recommendations {
namespace {

// Of one call.
constexpr absl::Duration kCallLimit = absl::Seconds(10);

}  // namespace

absl::StatusOr<std::vector<scheduling::v1::Interest>> SchedulingPeer::ListInterests(
    const std::string& region, absl::Time deadline, const std::stop_token& stop) const {
  std::vector<scheduling::v1::Interest> interests;
  scheduling::v1::ListInterestsRequest request;
  request.set_parent(region + "/people/-");
  request.set_page_size(resources::kMaxPageSize);
  do {
    if (stop.stop_requested()) {
      return errors::Make(errors::v1::ERROR_REASON_CANCELLED,
                          "the interests are asked for no more");
    }
    const auto page = peer_.Unary<scheduling::v1::ListInterestsResponse>(
        "peerchallenge.scheduling.v1.DirectoryService/ListInterests", request,
        {.deadline = deadline, .cancelled = stop}, kCallLimit);
    if (!page.ok()) return page.status();
    interests.insert(interests.end(), page->interests().begin(), page->interests().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return interests;
}

}  // namespace peerchallenge::recommendations
