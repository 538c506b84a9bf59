#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/planning/search/random.h"
#include "services/scheduling/planning/timetable/day_routes.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

constexpr int64_t kScale = DayRoutes::kScale;

// One day with lunch or without, two or three venues and four sessions, some of which two people
// of two attend.
v1::TimetableProblem OneDay(Random& random) {
  v1::TimetableProblem problem;
  problem.set_slot_minutes(random.Chance(50) ? 30 : 20);
  v1::TimetableDay& day = *problem.add_days();
  day.set_date("2026-10-12");
  day.set_start("09:00");
  day.set_end("16:00");
  const int lunch_start = 660 + 5 * random.Below(12), lunch_end = lunch_start + 60;
  day.set_lunch_start(FormatClock(lunch_start));
  day.set_lunch_end(FormatClock(lunch_end + 5 * random.Below(12)));
  day.set_lunch_minutes(random.Chance(20) ? 0 : 30 + 5 * random.Below(7));
  const int venues = 2 + random.Below(2);
  for (int v = 0; v < venues; ++v) {
    v1::TimetableVenue& venue = *problem.add_venues();
    venue.set_id(absl::StrCat("v", v));
    venue.set_rooms(1);
    for (int w = 0; w < venues; ++w) {
      problem.add_travel_minutes(v == w ? 0 : 5 + random.Below(40));
    }
  }
  for (const char* id : {"m0", "m1"}) problem.add_team()->set_id(id);
  for (int s = 0; s < 4; ++s) {
    v1::TimetableSession& session = *problem.add_sessions();
    session.set_id(absl::StrCat("s", s));
    session.set_minutes(20 + 5 * random.Below(17));
    session.set_priority(1);
    session.add_venues(problem.venues(random.Below(venues)).id());
    session.set_earliest(FormatClock(540 + 30 * random.Below(8)));
    session.set_mandatory(random.Chance(50));
    session.set_whole_team(random.Chance(20));
    if (!session.whole_team()) session.set_reviewers_needed(1 + random.Below(2));
  }
  problem.mutable_weights()->set_travel(1 + random.Below(3));
  problem.mutable_weights()->set_idle(random.Below(3));
  return problem;
}

// The cheapest day of a member, by trying all.
class AllDays {
 public:
  AllDays(const Model& model, const PriceIndex& index, const std::vector<int64_t>& prices)
      : model_(model), day_(model.Day(0)), index_(index), prices_(prices) {}

  // Nothing where there is no day on which the member attends all that has to be.
  std::optional<int64_t> Cheapest(int member) {
    member_ = member;
    cheapest_.reset();
    Extend();
    return cheapest_;
  }

 private:
  struct Visit {
    int session, start, end, venue;
    int64_t price;
  };

  bool Attended(int s) const {
    return std::ranges::any_of(day_visits_, [s](const Visit& visit) { return visit.session == s; });
  }

  void Extend() {
    Judge();
    for (int s = 0; s < model_.SessionCount(); ++s) {
      const ModelSession& session = model_.Session(s);
      if (Attended(s)) continue;
      for (int o = 0; o < static_cast<int>(session.options.size()); ++o) {
        const Option& option = session.options[static_cast<size_t>(o)];
        if (!CanAttend(session, option, member_)) continue;
        const int venue = session.venues.front();
        if (!day_visits_.empty() &&
            option.start <
                day_visits_.back().end + model_.Travel(day_visits_.back().venue, venue)) {
          continue;
        }
        day_visits_.push_back(
            {s, option.start, option.start + session.minutes, venue, prices_[index_.Of(s, o, 0)]});
        Extend();
        day_visits_.pop_back();
      }
    }
  }

  void Judge() {
    for (int s = 0; s < model_.SessionCount(); ++s) {
      const ModelSession& session = model_.Session(s);
      const bool must = session.mandatory && !session.open && (session.fixed >> member_ & 1) != 0;
      if (must && !Attended(s)) return;
    }
    if (!HasLunch()) return;
    int64_t cost = 0;
    int busy = 0, travel = 0;
    for (size_t i = 0; i < day_visits_.size(); ++i) {
      busy += day_visits_[i].end - day_visits_[i].start;
      cost -= day_visits_[i].price;
      if (i > 0) travel += model_.Travel(day_visits_[i - 1].venue, day_visits_[i].venue);
    }
    if (!day_visits_.empty()) {
      const int first = day_visits_.front().start, last = day_visits_.back().end;
      const int lunch = first < day_.lunch_end && last > day_.lunch_start ? day_.lunch : 0;
      cost += kScale * (model_.travel_weight * travel +
                        model_.idle_weight * std::max(0, last - first - busy - travel - lunch));
    }
    cheapest_ = std::min(cheapest_.value_or(INT64_MAX), cost);
  }

  bool HasLunch() const {
    if (day_.lunch == 0 || day_visits_.empty()) return true;
    const auto fits = [&](int from, int to) {
      return std::min(to, day_.lunch_end) - std::max(from, day_.lunch_start) >= day_.lunch;
    };
    if (fits(day_.start, day_visits_.front().start)) return true;
    if (fits(day_visits_.back().end, day_.end)) return true;
    for (size_t i = 1; i < day_visits_.size(); ++i) {
      const Visit &before = day_visits_[i - 1], &after = day_visits_[i];
      const int travel = model_.Travel(before.venue, after.venue);
      if (fits(before.end, after.start - travel) || fits(before.end + travel, after.start)) {
        return true;
      }
    }
    return false;
  }

  const Model& model_;
  const ModelDay& day_;
  const PriceIndex& index_;
  const std::vector<int64_t>& prices_;
  int member_ = 0;
  std::vector<Visit> day_visits_;
  std::optional<int64_t> cheapest_;
};

TEST(TimetableDayRoutes, NoDayIsCheaperThanTheCheapestRoute) {
  Random random(1);
  int exact = 0, days = 0;
  for (int problem_number = 0; problem_number < 1'000; ++problem_number) {
    SCOPED_TRACE(problem_number);
    Budget budget(absl::InfiniteDuration(), {});
    const Model model = *BuildModel(OneDay(random), Relaxation(), budget);
    if (model.sessions.empty()) continue;
    const PriceIndex index(model);
    DayRoutes routes(model, index, 0, 0);
    DayRoutes::Workspace workspace;
    for (int round = 0; round < 4; ++round) {
      std::vector<int64_t> prices(index.size());
      const int most = 1 + random.Below(200);
      for (int s = 0; s < model.SessionCount(); ++s) {
        const int64_t price = random.Below(most) - most / 8;
        for (size_t at = index.Of(s, 0, 0); at < index.Of(s + 1, 0, 0); ++at) {
          prices[at] = kScale * (price + random.Below(3));
        }
      }
      const int64_t cost = routes.Solve(prices, workspace, budget);
      routes.Learn(DayRoutes::kMostWork);
      const std::optional<int64_t> cheapest = AllDays(model, index, prices).Cheapest(0);
      if (!cheapest.has_value()) continue;
      ASSERT_LE(cost, *cheapest);
      ++days;
      exact += cost == *cheapest ? 1 : 0;
    }
  }
  EXPECT_GT(days, 3'000);
  EXPECT_GT(3 * exact, days);
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning::timetable
