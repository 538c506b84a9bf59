#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/visits/day_spans.h"

namespace peerchallenge::scheduling {

// Minutes between the venues of a problem, by their position in it.
class TravelMatrix {
 public:
  // `problem` outlives it.
  explicit TravelMatrix(const v1::TimetableProblem& problem);

  int Minutes(int from, int to) const;
  // -1 for an id that the problem does not have.
  int IndexOf(const std::string& venue) const;

 private:
  const v1::TimetableProblem& problem_;
  std::map<std::string, int> index_;
};

// A session that somebody attends: when, and at which venue.
struct Stop {
  Span span;
  int venue = -1;
};

// One person's sessions of one day, by start, with the ways between them and lunch (rules T5 and T6
// and the costs of travel and waiting, as TimetableProblem defines them).
class ReviewerDay {
 public:
  // `day` and `travel` outlive it.
  ReviewerDay(const v1::TimetableDay& day, const TravelMatrix& travel)
      : day_(&day), travel_(&travel) {}

  void Add(const Stop& stop);
  const std::vector<Stop>& stops() const { return stops_; }

  // Whether there is time for the way between any two sessions.
  bool IsReachable() const;
  // The earliest lunch, and behind how many stops it lies; nothing when none fits or none is due.
  struct Lunch {
    Span span;
    size_t after = 0;
    bool at_next_venue = false;  // the way to the next stop comes first
  };
  std::optional<Lunch> FindLunch() const;
  bool IsLunchDue() const { return day_->lunch_minutes() > 0 && !stops_.empty(); }

  int TravelMinutes() const;
  int IdleMinutes() const;

 private:
  int WayAfter(size_t stop) const;

  const v1::TimetableDay* day_;
  const TravelMatrix* travel_;
  std::vector<Stop> stops_;
};

}  // namespace peerchallenge::scheduling
