#pragma once

#include <optional>
#include <vector>

#include "services/recommendations/themes/counting.h"

// What became of a theme where it touched: the figures that may also fall.
namespace peerchallenge::recommendations {

// How the actions of an authority that serve a recommendation with a theme went.
struct Deed {
  std::string authority;
  std::string theme;  // as the recommendation has it
  // One of its actions; those that were dropped are none.
  bool delivered = false;
  bool improved = false;  // a measure is better than its baseline
  bool worse = false;     // a measure is worse
};

// Shows `now`, a part of `whole`, or what was shown last (`last`, empty: nothing yet): `now` where
// it and the rest of `whole` are no group of fewer than `threshold` (but the rest may be nobody)
// and at least as many authorities differ from `last`; `last` while fewer differ. Otherwise
// nothing. Gives the authorities shown, which `last` becomes.
std::optional<Authorities> Settle(const Authorities& whole, const Authorities& now,
                                  size_t threshold, Authorities& last);

// The figures of one theme over all years. Absent: not shown.
struct Outcome {
  std::optional<size_t> delivered;
  std::optional<size_t> improved;
};

// Of the authorities that count as touched by `theme` (as an area, over all years): those that
// delivered all their actions on it, and of these, those that improved: some measure and made none
// worse. `deeds` are those of all themes. Remembers in `counted` what is shown.
Outcome SettleOutcome(const std::string& theme, const std::vector<Deed>& deeds,
                      const ThemeTree& tree, size_t threshold, Counted& counted);

}  // namespace peerchallenge::recommendations
