// Random moves, disruptions and releases: whatever was put in force breaks no rule, what is
// reported of it is what the planner's checker finds, and versions, changes and calendars tell one
// story.

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/scheduling/planning/timetable_check.h"
#include "services/scheduling/visits/timetable_judge.h"
#include "services/scheduling/visits/timetable_problem.h"
#include "services/scheduling/visits/visit.h"
#include "tests/services/scheduling/visits/visit_world.h"

namespace peerchallenge::scheduling {
namespace {

constexpr const char* kSessions[] = {"briefing",     "leaders-talk", "staff-group", "school-visit",
                                     "leavers-talk", "hub-visit",    "feedback"};
constexpr const char* kVenues[] = {"hall", "school", "hub"};
constexpr const char* kDates[] = {"2012-10-01", "2012-10-02", "2012-10-03"};

class History {
 public:
  explicit History(uint32_t seed) : random_(seed) { world_.Timetable(); }

  void Step(int number) {
    switch (random_() % 6) {
      case 0:
        Disrupt(number, absl::StrCat(R"([{"reviewerAway": {"person": "regions/em/people/)",
                                     Pick(kPeople), R"(", "windows": [)", Window(), "]}}]"));
        break;
      case 1:
        Disrupt(number, absl::StrCat(R"([{"venueLost": {"venue": ")", kLin, "/venues/",
                                     Pick(kVenues), R"(", "windows": [)", Window(), "]}}]"));
        break;
      default:
        Move();
    }
    CheckInForce();
  }

  int moved() const { return moved_; }
  int refused() const { return refused_; }
  int accepted() const { return accepted_; }

 private:
  static constexpr const char* kPeople[] = {"e10000024-1", "e10000024-4", "e06000018-3",
                                            "e06000018-4", "e10000018-5"};

  template <size_t n>
  const char* Pick(const char* const (&list)[n]) {
    return list[random_() % n];
  }
  std::string Hour(int from, int to) {
    const int hour = from + static_cast<int>(random_() % static_cast<uint32_t>(to - from));
    return absl::StrCat(hour < 10 ? "0" : "", hour, random_() % 2 == 0 ? ":00" : ":30");
  }
  std::string Window() {
    return absl::StrCat(R"({"date": ")", Pick(kDates), R"(", "start": ")", Hour(8, 12),
                        R"(", "end": ")", Hour(12, 18), "\"}");
  }

  void Move() {
    const v1::VisitTimetable before = world_.InForce();
    const v1::Placement old = PlaceOf(before.timetable(), Pick(kSessions));
    if (old.session().empty()) return;
    v1::Placement wanted;
    wanted.set_session(old.session());
    wanted.set_date(random_() % 2 == 0 ? old.date() : Pick(kDates));
    wanted.set_start(Hour(9, 17));
    wanted.set_venue(random_() % 4 == 0 ? Pick(kVenues) : old.venue());
    if (wanted.start() == old.start()) return;  // it may be what is in force, which is no move
    const auto response =
        world_
            .Do("MoveSession",
                Below(absl::StrCat(R"("placements": [)", AsJson(wanted), R"(], "reason": "x")")))
            .As<v1::MoveSessionResponse>();
    EXPECT_EQ(response.moved(), response.clashes().empty());
    const v1::VisitTimetable after = world_.InForce();
    EXPECT_EQ(response.moved(), before.name() != after.name());
    if (response.moved()) {
      EXPECT_EQ(after.timetable().cost(), CostAgainst(before.timetable(), after.timetable()));
    }
    ++(response.moved() ? moved_ : refused_);
  }

  void Disrupt(int number, const std::string& events) {
    const std::string id = absl::StrCat("d-", number);
    const v1::Disruption disruption = world_.Disrupt(id, events);
    if (disruption.state() != v1::Disruption::STATE_PROPOSED) {
      ++refused_;
      return;
    }
    const v1::VisitTimetable before = world_.InForce();
    CheckChanges(before.timetable(), disruption);
    world_.Do("AcceptDisruption", Named("/disruptions/" + id));
    EXPECT_EQ(world_.InForce().timetable().SerializeAsString(),
              disruption.proposal().SerializeAsString());
    ++accepted_;
  }

  // What is not listed stays as it is, and every change has a cause.
  void CheckChanges(const v1::Timetable& before, const v1::Disruption& disruption) {
    std::set<std::string> changed;
    for (const auto& change : disruption.changes()) {
      changed.insert(change.session().substr(change.session().rfind('/') + 1));
      EXPECT_GT(change.causes_size(), 0) << change.DebugString();
      EXPECT_GT(change.affected_size(), 0);
    }
    for (const char* session : kSessions) {
      const auto set_of = [](const v1::Placement& placement) {
        return std::set<std::string>(placement.reviewers().begin(), placement.reviewers().end());
      };
      const v1::Placement old = PlaceOf(before, session);
      const v1::Placement now = PlaceOf(disruption.proposal(), session);
      const bool same = old.date() == now.date() && old.start() == now.start() &&
                        old.venue() == now.venue() && set_of(old) == set_of(now);
      EXPECT_EQ(same, !changed.contains(session)) << session;
    }
  }

  Visit Load() {
    Visit visit;
    const environment::SystemClock clock;
    environment::SeededRandom random(1);
    const auto sealer = storage::Sealer::Load(world_.database(), random);
    EXPECT_TRUE(sealer.ok()) << sealer.status();
    const Store store(clock, *sealer);
    const absl::Status status =
        world_.database().Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
          auto review = store.reviews.Get(tx, kLin);
          if (!review.ok()) return review.status();
          auto loaded = LoadVisit(tx, store, *review);
          if (!loaded.ok()) return loaded.status();
          visit = *std::move(loaded);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return visit;
  }

  int64_t CostAgainst(const v1::Timetable& before, const v1::Timetable& after) {
    v1::TimetableProblem problem = BuildTimetableProblem(Load(), {});
    *problem.mutable_incumbent() = before;
    v1::Timetable whole = after;
    AddClosedVenues(problem, whole);
    return planning::CheckTimetable(problem, whole).cost;
  }

  // The checker alone, on the visit's own problem, agrees with what the service reports.
  void CheckInForce() {
    const v1::VisitTimetable version = world_.InForce();
    const Visit visit = Load();
    const v1::TimetableProblem problem = BuildTimetableProblem(visit, {});
    v1::Timetable whole = version.timetable();
    AddClosedVenues(problem, whole);
    const auto check = planning::CheckTimetable(problem, whole);
    EXPECT_EQ(check.violations.size(), static_cast<size_t>(version.clashes_size()));
    EXPECT_EQ(version.clashes_size(), 0) << version.DebugString();
  }

  std::mt19937 random_;
  VisitWorld world_;
  int moved_ = 0;
  int refused_ = 0;
  int accepted_ = 0;
};

TEST(VisitHistoryTest, WhateverIsPutInForceBreaksNoRule) {
  int moved = 0;
  int refused = 0;
  int accepted = 0;
  for (const uint32_t seed : {1u, 2u, 3u}) {
    History history(seed);
    for (int step = 0; step < 40; ++step) history.Step(step);
    moved += history.moved();
    refused += history.refused();
    accepted += history.accepted();
  }
  // The test is worth something only if all three happen.
  EXPECT_GT(moved, 3);
  EXPECT_GT(refused, 3);
  EXPECT_GT(accepted, 3);
}

}  // namespace
}  // namespace peerchallenge::scheduling
