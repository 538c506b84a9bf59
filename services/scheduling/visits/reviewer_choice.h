#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/visits/day_spans.h"
#include "services/scheduling/visits/reviewer_day.h"

namespace peerchallenge::scheduling {

struct SlotQuery;

// Who attends one session, at the least cost: travel, waiting, balance, changing pairs and changes
// from the incumbent, with all other sessions as they are.
class ReviewerChoice {
 public:
  // All outlive it.
  ReviewerChoice(const v1::TimetableProblem& problem, const v1::Timetable& timetable,
                 const SlotQuery& query);

  // The rule that leaves too few to choose from, and over whom (a member or a theme).
  struct Refusal {
    std::string rule;
    std::string subject;
  };
  struct Result {
    std::vector<std::string> reviewers;  // by id
    int64_t cost = 0;
    std::optional<Refusal> refusal;  // set = nobody can be chosen
  };
  Result Cheapest(const v1::TimetableDay& day, const Stop& stop) const;

 private:
  struct Candidate {
    const v1::TimetableMember* member;
    int64_t cost;  // of travel and waiting
  };

  std::optional<Refusal> Refuse(const v1::TimetableMember& member, const v1::TimetableDay& day,
                                const Stop& stop) const;
  const ReviewerDay& DayOf(const v1::TimetableMember& member, const v1::TimetableDay& day) const;
  int64_t CostOf(const v1::TimetableMember& member, const v1::TimetableDay& day,
                 const Stop& stop) const;
  int64_t CostOf(const std::vector<const Candidate*>& set) const;
  std::optional<std::string> MissingTheme(const std::vector<const Candidate*>& set) const;
  void KeepLikeliest(size_t wanted, std::vector<Candidate>& candidates) const;
  Result Choose(const std::vector<Candidate>& candidates, size_t wanted) const;

  const v1::TimetableProblem& problem_;
  const TravelMatrix travel_;
  const v1::TimetableSession* session_ = nullptr;
  std::vector<std::string> asked_for_;  // exactly these; empty = free
  std::set<std::string> incumbents_;    // who attends it in the timetable in force
  std::map<std::string, DaySpans> away_;
  std::map<std::string, std::map<std::string, ReviewerDay>> days_;  // by member and date
  std::map<std::string, int> busy_;                                 // minutes by member
  std::set<std::set<std::string>> sets_;                            // of other sessions
};

}  // namespace peerchallenge::scheduling
