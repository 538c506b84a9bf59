#include "services/scheduling/pinned_search.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace peerchallenge::scheduling {
namespace {

constexpr absl::Duration kLongestSearch = absl::Seconds(10);
// What is kept of the call's deadline for sending the answer.
constexpr absl::Duration kTimeToAnswer = absl::Milliseconds(300);

std::string ChangeText(int64_t change) {
  if (change == 0) return "costs the same";
  return change > 0 ? absl::StrCat("costs ", change) : absl::StrCat("saves ", -change);
}

}  // namespace

planning::SolveControl PinnedSearchControl(absl::Time deadline, const std::stop_token& stop) {
  planning::SolveControl control;
  control.time_limit = std::min(kLongestSearch, deadline - absl::Now() - kTimeToAnswer);
  control.stop = stop;
  control.explaining = planning::Explaining::kConflicts;
  return control;
}

std::string PinnedText(const v1::PinnedSearch& pinned) {
  if (pinned.has_infeasibility()) {
    std::string text = "; nothing is possible with it, because these cannot all hold:";
    for (const v1::ConflictElement& element : pinned.infeasibility().conflict()) {
      absl::StrAppend(&text, " ", element.message());
    }
    return text;
  }
  if (!pinned.has_cost_change()) {
    return "; with all else searched anew nothing was found in the time";
  }
  std::string text =
      absl::StrCat("; with all else searched anew it ", ChangeText(pinned.cost_change()));
  if (pinned.has_least_cost_change() && pinned.least_cost_change() < pinned.cost_change()) {
    absl::StrAppend(&text, " at most; proven is that it ", ChangeText(pinned.least_cost_change()),
                    pinned.least_cost_change() >= 0 ? " or more" : " at most");
  }
  return text;
}

}  // namespace peerchallenge::scheduling
