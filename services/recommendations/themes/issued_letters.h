#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/recommendations/context.h"
#include "services/recommendations/themes/intake.h"

// The letters that themes rest on: those that are issued, and not of a visit that is still hidden.
namespace peerchallenge::recommendations {

// A letter without its text, and the authority that it was written to.
struct LetterAndHost {
  v1::Letter letter;
  std::string host;
};

// Those of a region that were issued until `last_day`, by name. That a hidden visit has one shows
// nowhere.
absl::StatusOr<std::vector<LetterAndHost>> IssuedLettersOf(storage::Transaction& tx,
                                                           const Context& context,
                                                           const std::string& region,
                                                           absl::CivilDay last_day);

// What such a letter says: the themes of its findings, and of its recommendations as areas.
absl::StatusOr<LetterThemes> WhatItSays(storage::Transaction& tx, const Context& context,
                                        const LetterAndHost& letter);

}  // namespace peerchallenge::recommendations
