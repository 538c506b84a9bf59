#include "services/scheduling/visits/conflict_text.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/visits/timetable_problem.h"

namespace peerchallenge::scheduling {
namespace {

using Elements = google::protobuf::RepeatedPtrField<v1::ConflictElement>;

// What the entries of a visit's problem that it has for closed venues and for people mean.
class Meaning {
 public:
  explicit Meaning(const v1::TimetableProblem& problem) {
    for (const v1::TimetableSession& session : problem.sessions()) {
      const std::string venue = ClosedVenueOf(session.id());
      if (venue.empty()) continue;
      closed_venues_.insert(venue);
      const std::string when = WindowOf(session);
      closed_[session.id()] = when;
      const std::string closing = absl::StrCat("the closing of ", venue, " on ", when);
      words_.emplace_back(absl::StrCat("session ", session.id()), closing);
      words_.emplace_back(session.id(), closing);
    }
    for (const v1::TimetableGroup& group : problem.groups()) {
      const std::string participant = ParticipantOf(group.id());
      if (!participant.empty()) words_.emplace_back(group.id(), "participant " + participant);
    }
  }

  // Several rooms of a venue, each pinned to a day and a start, are closed by one fact.
  void OfConflict(Elements& elements) const {
    Each(elements, [this](v1::ConflictElement& element) {
      const auto closed = closed_.find(element.subject());
      if (closed == closed_.end()) return;
      element.set_detail(closed->second);
      element.set_message(
          absl::StrCat(ClosedVenueOf(element.subject()), " is closed on ", closed->second, "."));
    });
  }

  void OfChanges(Elements& elements) const {
    Each(elements, [](v1::ConflictElement&) {});
  }

  // A venue's closing can be lifted ("T8": it need not take place), but it makes no sense to hold
  // it at another time or elsewhere, or to have a room more in a venue that is closed.
  bool GetsRound(const v1::ConflictElement& change) const {
    const bool more_rooms = change.kind() == "T2" && absl::StartsWith(change.detail(), "rooms ");
    return more_rooms ? closed_venues_.contains(change.subject())
                      : change.kind() != "T8" && !ClosedVenueOf(change.subject()).empty();
  }

  std::string Text(const std::string& text) const { return absl::StrReplaceAll(text, words_); }

 private:
  static std::string WindowOf(const v1::TimetableSession& session) {
    const v1::Placement& pin = session.pinned();
    const int end = planning::ParseClock(pin.start()).value_or(0) + session.minutes();
    return absl::StrCat(pin.date(), " ", pin.start(), "-", planning::FormatClock(end));
  }

  template <typename Say>
  void Each(Elements& elements, Say say) const {
    std::set<std::string> seen;
    Elements translated;
    for (v1::ConflictElement element : elements) {
      element.set_message(Text(element.message()));
      element.set_detail(Text(element.detail()));
      say(element);
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

  std::map<std::string, std::string> closed_;  // when, by the session that stands for it
  std::set<std::string> closed_venues_;        // at some time
  std::vector<std::pair<std::string, std::string>> words_;
};

}  // namespace

void Translate(const v1::TimetableProblem& problem, v1::InfeasibilityReport& report) {
  const Meaning meaning(problem);
  meaning.OfConflict(*report.mutable_conflict());
  for (v1::FurtherConflict& further : *report.mutable_further_conflicts()) {
    meaning.OfConflict(*further.mutable_conflict());
  }
  auto& relaxations = *report.mutable_relaxations();
  const auto gets_round = [&](const v1::Relaxation& relaxation) {
    return std::any_of(relaxation.changes().begin(), relaxation.changes().end(),
                       [&](const auto& change) { return meaning.GetsRound(change); });
  };
  relaxations.erase(std::remove_if(relaxations.begin(), relaxations.end(), gets_round),
                    relaxations.end());
  for (v1::Relaxation& relaxation : relaxations) {
    meaning.OfChanges(*relaxation.mutable_changes());
    relaxation.set_message(meaning.Text(relaxation.message()));
  }
}

}  // namespace peerchallenge::scheduling
