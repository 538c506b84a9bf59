#include "services/scheduling/visits/conflict_text.h"

#include <algorithm>
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
    words.emplace_back(absl::StrCat("session ", session.id()),
                       absl::StrCat("the closing of ", venue, " on ", session.pinned().date(),
                                    " from ", session.pinned().start()));
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

// Several rooms of a venue are closed by one fact.
void Translate(const Words& words,
               google::protobuf::RepeatedPtrField<v1::ConflictElement>& elements) {
  std::set<std::string> seen;
  google::protobuf::RepeatedPtrField<v1::ConflictElement> translated;
  for (v1::ConflictElement element : elements) {
    element.set_message(absl::StrReplaceAll(element.message(), words));
    element.set_detail(absl::StrReplaceAll(element.detail(), words));
    if (const std::string venue = ClosedVenueOf(element.subject()); !venue.empty()) {
      element.set_kind("VENUE_CLOSED");
      element.set_subject(venue);
    } else if (const std::string person = ParticipantOf(element.subject()); !person.empty()) {
      element.set_kind("G2");
      element.set_subject(person);
    }
    if (seen.insert(element.SerializeAsString()).second) *translated.Add() = std::move(element);
  }
  elements = std::move(translated);
}

// A venue's closing can be lifted ("T8": it need not take place), but it makes no sense to hold it
// at another time or elsewhere.
bool MovesClosing(const v1::Relaxation& relaxation) {
  return std::any_of(relaxation.changes().begin(), relaxation.changes().end(),
                     [](const v1::ConflictElement& change) {
                       return change.kind() != "T8" && !ClosedVenueOf(change.subject()).empty();
                     });
}

}  // namespace

void Translate(const v1::TimetableProblem& problem, v1::InfeasibilityReport& report) {
  const Words words = WordsOf(problem);
  Translate(words, *report.mutable_conflict());
  for (v1::FurtherConflict& further : *report.mutable_further_conflicts()) {
    Translate(words, *further.mutable_conflict());
  }
  auto& relaxations = *report.mutable_relaxations();
  relaxations.erase(std::remove_if(relaxations.begin(), relaxations.end(), MovesClosing),
                    relaxations.end());
  for (v1::Relaxation& relaxation : relaxations) {
    Translate(words, *relaxation.mutable_changes());
    relaxation.set_message(absl::StrReplaceAll(relaxation.message(), words));
  }
}

}  // namespace peerchallenge::scheduling
