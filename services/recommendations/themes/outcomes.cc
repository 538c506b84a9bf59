#include "services/recommendations/themes/outcomes.h"

#include <algorithm>
#include <iterator>

namespace peerchallenge::recommendations {
namespace {

bool Holds(const Authorities& whole, const Authorities& part) {
  return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

size_t Differing(const Authorities& a, const Authorities& b) {
  std::vector<std::string> differing;
  std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(),
                                std::back_inserter(differing));
  return differing.size();
}

// Whether neither the part nor the rest is a group of fewer than `threshold`.
bool IsShowable(const Authorities& whole, const Authorities& part, size_t threshold) {
  if (part.size() < threshold || !Holds(whole, part)) return false;
  const size_t rest = whole.size() - part.size();
  return rest == 0 || rest >= threshold;
}

struct Went {
  bool delivered = true;
  bool improved = false;
  bool worse = false;
};

}  // namespace

std::optional<Authorities> Settle(const Authorities& whole, const Authorities& now,
                                  size_t threshold, Authorities& last) {
  if (!last.empty() && Differing(now, last) < threshold) {
    return IsShowable(whole, last, threshold) ? std::optional(last) : std::nullopt;
  }
  if (!IsShowable(whole, now, threshold)) return std::nullopt;
  last = now;
  return now;
}

Outcome SettleOutcome(const std::string& theme, const std::vector<Deed>& deeds,
                      const ThemeTree& tree, size_t threshold, Counted& counted) {
  const Authorities touched = counted[{theme, "", Measure::kArea}];
  std::map<std::string, Went> went;
  for (const Deed& deed : deeds) {
    const std::vector<std::string> themes = tree.WithWider(deed.theme);
    if (!touched.contains(deed.authority) ||
        std::find(themes.begin(), themes.end(), theme) == themes.end()) {
      continue;
    }
    Went& authority = went[deed.authority];
    authority.delivered = authority.delivered && deed.delivered;
    authority.improved = authority.improved || deed.improved;
    authority.worse = authority.worse || deed.worse;
  }
  Authorities delivered, improved;
  for (const auto& [authority, how] : went) {
    if (!how.delivered) continue;
    delivered.insert(authority);
    if (how.improved && !how.worse) improved.insert(authority);
  }
  Outcome outcome;
  const auto shown =
      Settle(touched, delivered, threshold, counted[{theme, "", Measure::kDelivered}]);
  if (!shown) return outcome;
  outcome.delivered = shown->size();
  // Those that improved are told of those that are shown to have delivered, which may be as before.
  Authorities of_shown;
  std::set_intersection(shown->begin(), shown->end(), improved.begin(), improved.end(),
                        std::inserter(of_shown, of_shown.end()));
  if (const auto better =
          Settle(*shown, of_shown, threshold, counted[{theme, "", Measure::kImproved}])) {
    outcome.improved = better->size();
  }
  return outcome;
}

}  // namespace peerchallenge::recommendations
