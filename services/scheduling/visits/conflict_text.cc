#include "services/scheduling/visits/conflict_text.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/scheduling/visits/timetable_problem.h"

namespace peerchallenge::scheduling {
namespace {

using Words = std::vector<std::pair<std::string, std::string>>;

Words WordsOf(const v1::TimetableProblem& problem) {
  Words words;
  for (const v1::TimetableSession& session : problem.sessions()) {
    const std::string venue = ClosedVenueOf(session.id());
    if (venue.empty()) continue;
    words.emplace_back(session.id(),
                       absl::StrCat("the closing of ", venue, " on ", session.pinned().date(),
                                    " from ", session.pinned().start()));
  }
  for (const v1::TimetableGroup& group : problem.groups()) {
    const std::string participant = ParticipantOf(group.id());
    if (!participant.empty()) words.emplace_back(group.id(), "participant " + participant);
  }
  return words;
}

}  // namespace

void Translate(const v1::TimetableProblem& problem, v1::InfeasibilityReport& report) {
  const Words words = WordsOf(problem);
  v1::InfeasibilityReport translated;
  translated.set_minimal(report.minimal());
  std::set<std::string> seen;  // several rooms of a venue are closed by one fact
  for (v1::ConflictElement element : report.conflict()) {
    element.set_message(absl::StrReplaceAll(element.message(), words));
    element.set_detail(absl::StrReplaceAll(element.detail(), words));
    if (const std::string venue = ClosedVenueOf(element.subject()); !venue.empty()) {
      element.set_kind("VENUE_CLOSED");
      element.set_subject(venue);
    } else if (const std::string person = ParticipantOf(element.subject()); !person.empty()) {
      element.set_kind("G2");
      element.set_subject(person);
    }
    if (seen.insert(element.SerializeAsString()).second) {
      *translated.add_conflict() = std::move(element);
    }
  }
  report = std::move(translated);
}

}  // namespace peerchallenge::scheduling
