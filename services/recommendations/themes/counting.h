#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/recommendations/themes/theme_tree.h"

// Whom the theme figures of a region count, so that nothing can be worked out that they do not
// show; docs/decisions/0009 says why this is enough.
namespace peerchallenge::recommendations {

// What a figure says of a theme.
enum class Measure { kStrength = 1, kArea = 2, kDelivered = 3, kImproved = 4 };

// The place of a figure.
struct CellKey {
  std::string theme;
  std::string year;  // first day of the planning year, YYYY-MM-DD; empty = all years
  Measure measure = Measure::kArea;

  auto operator<=>(const CellKey&) const = default;  // NOLINT(modernize-use-nullptr)
};

using Authorities = std::set<std::string>;

// The authorities that each figure counts. One that is not there counts nobody.
using Counted = std::map<CellKey, Authorities>;

// Something that a letter says: a theme touches an authority.
struct Touch {
  std::string authority;
  std::string theme;  // as in the letter, not a wider one
  std::string year;
  Measure measure = Measure::kArea;  // kStrength or kArea

  auto operator<=>(const Touch&) const = default;  // NOLINT(modernize-use-nullptr)
};

// Counts in the largest set of `touches` by which every figure either stays as it is or gains at
// least `threshold` authorities; all others wait, and then count in no figure at all. (Two sets of
// which that is true make a third together, so there is one that holds all of them.) A touch counts
// for its theme and the wider ones, in its year and over all years. What counts once counts for
// ever, also when the theme moves to another wider one.
//
// So each figure is 0 or at least `threshold`, and what comes out is the same without any touch
// that waits: nobody can find out about it, whoever knows of whichever others.
void CountIn(const std::set<Touch>& touches, const ThemeTree& tree, size_t threshold,
             Counted& counted);

}  // namespace peerchallenge::recommendations
