#pragma once

#include <string>

#include "absl/time/civil_time.h"
#include "common/validation/field_checks.h"
#include "peerchallenge/recommendations/v1/support.pb.h"

// What offers, asks, agreements and outcomes must look like.
namespace peerchallenge::recommendations {

inline constexpr int kMostSupportDays = 1'000;

// The fields of an offer, in the field "offer", and of an ask, in "ask". Both have their names;
// `taken_days` are those that the offer's matches take already. An ask may need fewer days than it
// is to get.
void CheckOffer(const v1::Offer& offer, int taken_days, validation::FieldChecks& checks);
void CheckAsk(const v1::Ask& ask, validation::FieldChecks& checks);

// Whether an offer or ask that was `before` may be `state`: what is closed does not open again.
void CheckStep(const std::string& field, v1::SupportState before, v1::SupportState state,
               validation::FieldChecks& checks);

// The fields of an agreement about an offer that has `free_days` left for it, in the field
// "agreement". What is wrong with the days does not tell how many are left, which the asking side
// is not shown.
void CheckAgreement(const v1::SupportAgreement& agreement, int free_days,
                    validation::FieldChecks& checks);

// The fields of an outcome, in the field "outcome".
void CheckOutcome(const v1::SupportOutcome& outcome, validation::FieldChecks& checks);

}  // namespace peerchallenge::recommendations
