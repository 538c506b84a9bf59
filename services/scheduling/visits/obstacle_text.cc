#include "services/scheduling/visits/obstacle_text.h"

#include "absl/strings/str_cat.h"
#include "services/scheduling/visits/timetable_changes.h"
#include "services/scheduling/visits/timetable_problem.h"

namespace peerchallenge::scheduling {
namespace {

// What people call the member, group, venue, session or theme.
std::string Called(const Visit& visit, const Obstacle& obstacle) {
  const std::string& id = obstacle.subject;
  if (const std::string participant = ParticipantOf(id); !participant.empty()) {
    const auto* person =
        FindParticipant(visit, absl::StrCat(visit.review.name(), "/participants/", participant));
    return person == nullptr ? id : person->display_name();
  }
  if (obstacle.rule == "T2") {
    const auto* venue = FindVenue(visit, VenueName(visit, id));
    return venue == nullptr ? id : venue->display_name();
  }
  if (obstacle.rule == "T3") {
    const auto* group = FindGroup(visit, GroupName(visit, id));
    return group == nullptr ? id : group->display_name();
  }
  if (obstacle.rule == "T7") {
    const auto* session = FindSession(visit, SessionName(visit, id));
    return session == nullptr ? id : session->display_name();
  }
  const auto* member = FindMember(visit, PersonName(visit, id));
  return member == nullptr ? id : member->display_name();
}

std::string Words(const Visit& visit, const Obstacle& obstacle) {
  const std::string called = Called(visit, obstacle);
  if (obstacle.rule == "T1") return "no day of the visit has a time that it is allowed at";
  if (obstacle.rule == "FROZEN") return "the time has passed";
  if (obstacle.rule == "T2") return absl::StrCat(called, " has no free room");
  if (obstacle.rule == "T3") return absl::StrCat(called, " cannot be met then");
  if (obstacle.rule == "T7") {
    return absl::StrCat("the order with '", called, "' would not be kept");
  }
  if (obstacle.rule == "T9") return absl::StrCat("nobody who is free holds ", called);
  const std::string who = called.empty() ? "the team" : called;
  if (obstacle.rule == "T5") {
    return absl::StrCat("too few reviewers fit: ", who, " has no time for the way");
  }
  if (obstacle.rule == "T6") {
    return absl::StrCat("too few reviewers fit: ", who, " would have no lunch");
  }
  return absl::StrCat("too few reviewers fit: ", who, " is away or too small");
}

}  // namespace

v1::ConflictElement Describe(const Visit& visit, const Obstacle& obstacle) {
  const bool is_shared_person = !ParticipantOf(obstacle.subject).empty();
  return Cause(is_shared_person ? "G2" : obstacle.rule,
               is_shared_person ? ParticipantOf(obstacle.subject) : obstacle.subject,
               absl::StrCat(obstacle.places, obstacle.places == 1 ? " place" : " places"),
               absl::StrCat(Words(visit, obstacle), " (", obstacle.places,
                            obstacle.places == 1 ? " place)" : " places)"));
}

}  // namespace peerchallenge::scheduling
