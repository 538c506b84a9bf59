#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "peerchallenge/recommendations/v1/theme.pb.h"
#include "services/recommendations/themes/counting.h"
#include "services/recommendations/themes/outcomes.h"

namespace peerchallenge::recommendations {

// What a release is made of, beside whom the releases before it count.
struct ReleaseInput {
  const std::vector<v1::Theme>& themes;  // the vocabulary
  std::set<Touch> touches;               // of all letters taken in until now
  std::vector<Deed> deeds;
  size_t threshold = 3;
};

// The figures of a release, by theme, year and kind: for each theme those over all years, shown or
// not, and of single years those that are shown. So what is in the list tells no more than its
// figures do. `counted` goes on from the release before; figures of what became of a theme are
// given for the widest themes over all years, since narrower ones would tell of each other.
std::vector<v1::ThemeRelease::Cell> MakeCells(const ReleaseInput& input, Counted& counted);

}  // namespace peerchallenge::recommendations
