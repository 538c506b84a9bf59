#pragma once

#include <set>
#include <string>
#include <vector>

#include "peerchallenge/recommendations/v1/theme.pb.h"
#include "services/recommendations/themes/counting.h"

namespace peerchallenge::recommendations {

// Themes of the vocabulary that a query speaks of by a word of their name or description.
std::set<std::string> ThemesSpokenOf(const std::set<std::string>& query,
                                     const std::vector<v1::Theme>& themes);

// The figures of `newest` for `themes`, largest first, where at least its threshold of those that
// they count are not among `named`. Of a theme's two figures over all years it is the larger one.
// Nothing else is summed up: what letters say that the caller may not read chooses nothing here.
std::vector<v1::FindSimilarResponse::Sum> SumUp(const std::set<std::string>& themes,
                                                const v1::ThemeRelease& newest,
                                                const Counted& counted, const Authorities& named);

}  // namespace peerchallenge::recommendations
