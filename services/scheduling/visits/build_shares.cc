#include "services/scheduling/visits/build_shares.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "services/scheduling/planning/clock.h"
#include "services/scheduling/visits/reviewer_day.h"
#include "services/scheduling/visits/timetable_problem.h"

namespace peerchallenge::scheduling {
namespace {

using Share = v1::BuildExplanation::Share;

class Splitter {
 public:
  Splitter(const Visit& visit, const v1::TimetableProblem& problem, const v1::Timetable& timetable)
      : visit_(visit), problem_(problem), timetable_(timetable), travel_(problem) {
    for (const auto& session : problem.sessions()) minutes_[session.id()] = session.minutes();
  }

  std::vector<Share> Split() {
    AddDaysOfPeople();
    AddChanges();
    std::vector<Share> shares;
    for (const auto& [date, items] : by_day_) shares.push_back(Make(date, items));
    for (const auto& [person, items] : by_person_) {
      shares.push_back(Make(PersonName(visit_, person), items));
    }
    AddLeftOut(shares);
    return shares;
  }

 private:
  static Share Make(const std::string& subject, const v1::TimetableCostItems& items) {
    Share share;
    share.set_subject(subject);
    *share.mutable_cost_items() = items;
    return share;
  }

  // Travel and waiting.
  void AddDaysOfPeople() {
    for (const v1::TimetableDay& day : problem_.days()) {
      by_day_[day.date()];
      for (const v1::TimetableMember& member : problem_.team()) {
        const ReviewerDay own = DayOf(member.id(), day);
        const int64_t travel = problem_.weights().travel() * own.TravelMinutes();
        const int64_t idle = problem_.weights().idle() * own.IdleMinutes();
        for (auto* items : {&by_day_[day.date()], &by_person_[member.id()]}) {
          items->set_travel(items->travel() + travel);
          items->set_idle(items->idle() + idle);
        }
      }
    }
  }

  ReviewerDay DayOf(const std::string& member, const v1::TimetableDay& day) const {
    ReviewerDay own(day, travel_);
    for (const v1::Placement& placement : timetable_.placements()) {
      const auto& reviewers = placement.reviewers();
      const bool attends = std::find(reviewers.begin(), reviewers.end(), member) != reviewers.end();
      const auto start = planning::ParseClock(placement.start());
      const auto minutes = minutes_.find(placement.session());
      if (!attends || placement.date() != day.date() || !start || minutes == minutes_.end()) {
        continue;
      }
      own.Add({{*start, *start + minutes->second}, travel_.IndexOf(placement.venue())});
    }
    return own;
  }

  // By the day that the session is on, or was on where it has no place any more; a reviewer who
  // leaves is the person's.
  void AddChanges() {
    for (const v1::Placement& old : problem_.incumbent().placements()) {
      if (!minutes_.contains(old.session())) continue;
      const v1::Placement* placement = FindPlacement(timetable_, old.session());
      const std::string& date = placement == nullptr ? old.date() : placement->date();
      const bool moved = placement == nullptr || placement->date() != old.date() ||
                         placement->start() != old.start() || placement->venue() != old.venue();
      if (moved) AddChange(problem_.weights().change_time(), by_day_[date]);
      if (placement == nullptr) continue;
      const auto& reviewers = placement->reviewers();
      for (const std::string& member : old.reviewers()) {
        if (std::find(reviewers.begin(), reviewers.end(), member) != reviewers.end()) continue;
        AddChange(problem_.weights().change_reviewer(), by_day_[date]);
        AddChange(problem_.weights().change_reviewer(), by_person_[member]);
      }
    }
  }

  static void AddChange(int64_t cost, v1::TimetableCostItems& items) {
    items.set_change(items.change() + cost);
  }

  void AddLeftOut(std::vector<Share>& shares) const {
    for (const v1::TimetableSession& session : problem_.sessions()) {
      const bool placed = FindPlacement(timetable_, session.id()) != nullptr;
      if (placed || !ClosedVenueOf(session.id()).empty()) continue;
      v1::TimetableCostItems items;
      items.set_unplaced(problem_.weights().unplaced() * session.priority());
      shares.push_back(Make(SessionName(visit_, session.id()), items));
    }
  }

  const Visit& visit_;
  const v1::TimetableProblem& problem_;
  const v1::Timetable& timetable_;
  const TravelMatrix travel_;
  std::map<std::string, int> minutes_;  // by session
  std::map<std::string, v1::TimetableCostItems> by_day_;
  std::map<std::string, v1::TimetableCostItems> by_person_;
};

}  // namespace

std::vector<Share> SharesOf(const Visit& visit, const v1::TimetableProblem& problem,
                            const v1::Timetable& timetable) {
  return Splitter(visit, problem, timetable).Split();
}

}  // namespace peerchallenge::scheduling
