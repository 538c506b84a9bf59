#include "services/scheduling/visits/references.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::scheduling {
namespace {

using validation::IdOf;

absl::Status Missing(const std::string& name, const std::string& what) {
  return errors::ReferenceBroken(name, absl::StrCat("'", name, "' is no ", what, " of this visit"));
}

absl::Status StillUsed(const std::string& name, const std::string& by) {
  return errors::ReferenceBroken(name, absl::StrCat("'", by, "' still names '", name, "'"));
}

template <typename List>
bool Has(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// "kloe-1" or "kloe-1/a".
bool HasLine(const v1::Scope& scope, const std::string& line) {
  const size_t slash = line.find('/');
  for (const v1::KeyLineOfEnquiry& known : scope.lines()) {
    if (known.id() != line.substr(0, slash)) continue;
    if (slash == std::string::npos) return true;
    return std::any_of(known.limbs().begin(), known.limbs().end(),
                       [&](const auto& limb) { return limb.id() == line.substr(slash + 1); });
  }
  return false;
}

bool Reaches(const Visit& visit, const v1::Session& from, const std::string& target,
             std::set<std::string>& seen) {
  for (const std::string& name : from.after()) {
    if (name == target) return true;
    const v1::Session* earlier = FindSession(visit, name);
    if (earlier != nullptr && seen.insert(name).second && Reaches(visit, *earlier, target, seen)) {
      return true;
    }
  }
  return false;
}

}  // namespace

absl::Status CheckReferences(const Visit& visit, const v1::Participant& participant) {
  const std::string& manager = participant.line_manager();
  if (manager.empty() || manager == participant.name() ||
      FindParticipant(visit, manager) != nullptr) {
    return absl::OkStatus();
  }
  return Missing(manager, "participant");
}

absl::Status CheckReferences(const Visit& visit, const v1::ParticipantGroup& group) {
  for (const std::string& member : group.members()) {
    if (FindParticipant(visit, member) == nullptr) return Missing(member, "participant");
  }
  return absl::OkStatus();
}

absl::Status CheckReferences(const Visit& visit, const v1::Session& session) {
  for (const std::string& group : session.groups()) {
    if (FindGroup(visit, group) == nullptr) return Missing(group, "group");
  }
  for (const std::string& venue : session.venues()) {
    if (FindVenue(visit, venue) == nullptr) return Missing(venue, "venue");
  }
  for (const std::string& earlier : session.after()) {
    const bool is_itself = earlier == session.name();  // a circle, which is told as such
    if (!is_itself && FindSession(visit, earlier) == nullptr) return Missing(earlier, "session");
  }
  for (const std::string& line : session.lines()) {
    if (!HasLine(visit.review.scope(), line)) return Missing(line, "line of enquiry");
  }
  const v1::Placement& pin = session.pinned();
  if (!pin.venue().empty() && FindVenue(visit, VenueName(visit, pin.venue())) == nullptr) {
    return Missing(pin.venue(), "venue");
  }
  for (const std::string& reviewer : pin.reviewers()) {
    if (FindMember(visit, PersonName(visit, reviewer)) == nullptr) {
      return Missing(reviewer, "team member");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckUnused(const Visit& visit, const v1::Venue& venue) {
  for (const v1::Session& session : visit.sessions) {
    if (Has(session.venues(), venue.name()) || session.pinned().venue() == IdOf(venue.name())) {
      return StillUsed(venue.name(), session.name());
    }
  }
  return absl::OkStatus();
}

absl::Status CheckUnused(const Visit& visit, const v1::Participant& participant) {
  for (const v1::ParticipantGroup& group : visit.groups) {
    if (Has(group.members(), participant.name())) {
      return StillUsed(participant.name(), group.name());
    }
  }
  for (const v1::Participant& other : visit.participants) {
    if (other.line_manager() == participant.name()) {
      return StillUsed(participant.name(), other.name());
    }
  }
  return absl::OkStatus();
}

absl::Status CheckUnused(const Visit& visit, const v1::ParticipantGroup& group) {
  for (const v1::Session& session : visit.sessions) {
    if (Has(session.groups(), group.name())) return StillUsed(group.name(), session.name());
  }
  return absl::OkStatus();
}

absl::Status CheckUnused(const Visit& visit, const v1::Session& session) {
  for (const v1::Session& other : visit.sessions) {
    if (Has(other.after(), session.name())) return StillUsed(session.name(), other.name());
  }
  return absl::OkStatus();
}

bool IsInCircle(const Visit& visit, const v1::Session& session) {
  std::set<std::string> seen;
  return Reaches(visit, session, session.name(), seen);
}

}  // namespace peerchallenge::scheduling
