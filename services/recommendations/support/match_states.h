#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "peerchallenge/recommendations/v1/support.pb.h"
#include "services/recommendations/support/support_store.h"

// The life of a match, as plain functions over messages.
namespace peerchallenge::recommendations {

// The state of a proposal after these answers: CONSENTED when both consent, LAPSED when both have
// answered otherwise; else it stays PROPOSED.
v1::SupportMatch::State AfterAnswers(const BySide<SideAnswer>& answers);

// For which side somebody acts who directs `sides`, as asked by `side`; UNSPECIFIED stands for the
// only one. FIELD_INVALID, on `field`, for a side that is not theirs, or where both are.
absl::StatusOr<v1::SupportMatch::Side> ActingSide(const std::vector<v1::SupportMatch::Side>& sides,
                                                  v1::SupportMatch::Side side,
                                                  const std::string& field);

// Whether somebody who directs `sides` may confirm the agreement of the match: WRONG_STATE where
// there is none, or it is the own text.
absl::Status CheckConfirms(const v1::SupportMatch& match,
                           const std::vector<v1::SupportMatch::Side>& sides);

}  // namespace peerchallenge::recommendations
