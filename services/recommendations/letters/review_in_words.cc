#include "services/recommendations/letters/review_in_words.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/validation/civil_date.h"
#include "services/recommendations/days_in_words.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::TeamMember;

std::string DutyInWords(TeamMember::Duty duty) {
  switch (duty) {
    case TeamMember::DUTY_LEAD:
      return "lead reviewer";
    case TeamMember::DUTY_REVIEW_MANAGER:
      return "review manager";
    case TeamMember::DUTY_CASE_AUDITOR:
      return "case auditor";
    default:
      return "reviewer";
  }
}

}  // namespace

std::string KindInWords(const scheduling::v1::Review& review) {
  switch (review.kind()) {
    case scheduling::v1::Review::KIND_ASSURANCE_VISIT:
      return "assurance visit";
    case scheduling::v1::Review::KIND_IMPROVEMENT_ACTIVITY:
      return "improvement activity";
    case scheduling::v1::Review::KIND_PROGRESS_REVIEW:
      return "progress review";
    default:
      return "peer challenge";
  }
}

std::string DatesInWords(const scheduling::v1::Review& review) {
  const auto start = validation::ParseDay(review.start_date());
  const auto end = validation::ParseDay(review.end_date());
  if (!start || !end) return "";
  return DaysInWords(*start, *end);
}

std::string TeamInWords(const LetterMaterial& material) {
  std::vector<std::pair<std::string, std::map<TeamMember::Duty, int>>> places;
  for (const auto& [duty, from] : material.team) {
    auto place = std::find_if(places.begin(), places.end(),
                              [&from = from](const auto& known) { return known.first == from; });
    if (place == places.end()) place = places.insert(places.end(), {from, {}});
    ++place->second[duty];
  }
  std::vector<std::string> parts;
  for (const auto& [from, duties] : places) {
    std::vector<std::string> counts;
    for (const auto& [duty, count] : duties) {
      counts.push_back(CountInWords(count, DutyInWords(duty)));
    }
    parts.push_back(absl::StrCat(absl::StrJoin(counts, ", "),
                                 from.empty() ? "" : absl::StrCat(" from ", from)));
  }
  return absl::StrJoin(parts, "; ");
}

std::string CountInWords(int64_t count, absl::string_view noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

}  // namespace peerchallenge::recommendations
