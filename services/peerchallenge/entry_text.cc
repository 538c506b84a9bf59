#include "services/peerchallenge/entry_text.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace peerchallenge::cli {

namespace v1 = scheduling::v1;

std::string LeadText(const v1::Year::Entry& entry, const Directory& directory) {
  for (const v1::TeamMember& member : entry.team()) {
    if (!IsOnTeam(member) || member.duty() != v1::TeamMember::DUTY_LEAD) continue;
    return absl::StrCat(directory.AuthorityName(member.authority()), ", ", RoleText(member.role()));
  }
  return entry.lead_authority().empty() ? "-" : directory.AuthorityName(entry.lead_authority());
}

std::string TeamText(const v1::Year::Entry& entry, const Directory& directory) {
  std::vector<std::pair<std::string, std::vector<std::string>>> homes;
  for (const v1::TeamMember& member : entry.team()) {
    if (!IsOnTeam(member) || member.duty() == v1::TeamMember::DUTY_LEAD) continue;
    const std::string home =
        member.authority().empty() ? "partner" : directory.AuthorityName(member.authority());
    auto place = homes.begin();
    while (place != homes.end() && place->first != home) ++place;
    if (place == homes.end()) place = homes.insert(homes.end(), {home, {}});
    if (member.role() != "PARTNER") place->second.push_back(RoleText(member.role()));
  }
  std::vector<std::string> parts;
  parts.reserve(homes.size());
  for (const auto& [home, roles] : homes) {
    parts.push_back(absl::StrCat(home, roles.empty() ? "" : ": ", absl::StrJoin(roles, ", ")));
  }
  return absl::StrJoin(parts, "; ");
}

std::string WhenText(const v1::Year::Entry& entry, const Directory& directory) {
  const auto review = directory.reviews.find(entry.review());
  if (review == directory.reviews.end() || review->second.start_date().empty()) {
    return entry.week_start_date().empty()
               ? "not planned"
               : absl::StrCat("week of ", DayText(entry.week_start_date()));
  }
  return DayText(review->second.start_date());
}

std::string KindText(v1::Review::Kind kind) {
  return RoleText(std::string(absl::StripPrefix(v1::Review::Kind_Name(kind), "KIND_")));
}

std::string StateText(v1::Review::State state) {
  return RoleText(std::string(absl::StripPrefix(v1::Review::State_Name(state), "STATE_")));
}

}  // namespace peerchallenge::cli
