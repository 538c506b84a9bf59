#pragma once

#include "peerchallenge/recommendations/v1/support.pb.h"
#include "services/recommendations/watched.h"

// What watchers are shown of support: as they would get it, but a run without its pairs, as in
// lists.
namespace peerchallenge::recommendations {

View ViewOffer(const Look& look, const v1::Offer& offer);
View ViewAsk(const Look& look, const v1::Ask& ask);
View ViewMatchRun(const Look& look, const v1::MatchRun& run);
View ViewSupportMatch(const Look& look, const v1::SupportMatch& match);

}  // namespace peerchallenge::recommendations
