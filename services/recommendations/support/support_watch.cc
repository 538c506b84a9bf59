#include "services/recommendations/support/support_watch.h"

#include <utility>

#include "common/access/roles.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/support/support_calls.h"

namespace peerchallenge::recommendations {
namespace {

google::protobuf::Any Packed(const google::protobuf::Message& message) {
  google::protobuf::Any any;
  any.PackFrom(message);
  return any;
}

// Offers and asks.
template <typename Item>
View ViewItem(const Look& look, const Item& item) {
  const auto commitments = CommitmentsOf(look.tx, look.context, item.name());
  if (!commitments.ok()) return commitments.status();
  const SupportSight sight(look.viewer, validation::RegionOf(item.name()));
  if (!Sees(sight, *commitments, item)) return std::nullopt;
  return Packed(ViewOf(sight, *commitments, item));
}

}  // namespace

View ViewOffer(const Look& look, const v1::Offer& offer) { return ViewItem(look, offer); }
View ViewAsk(const Look& look, const v1::Ask& ask) { return ViewItem(look, ask); }

View ViewMatchRun(const Look& look, const v1::MatchRun& run) {
  const access::Place region{validation::RegionOf(run.name()), ""};
  if (!access::Holds(look.viewer.caller, access::v1::PERMISSION_SUPPORT_MATCH, region)) {
    return std::nullopt;
  }
  v1::MatchRun shown = run;
  shown.clear_pairs();
  shown.clear_unmatched();
  return Packed(shown);
}

View ViewSupportMatch(const Look& look, const v1::SupportMatch& match) {
  const SupportSight sight(look.viewer, validation::RegionOf(match.name()));
  if (!Sees(sight, match)) return std::nullopt;
  auto shown = ShownMatch(look.tx, look.context, sight, match);
  if (!shown.ok()) return shown.status();
  return Packed(*shown);
}

}  // namespace peerchallenge::recommendations
