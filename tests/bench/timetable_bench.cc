// How soon the timetable planner has a first complete timetable, and how far the best is above the
// proven bound, on visits of three shapes. Problems come from the tests' own maker.
//
//   timetable_bench [seconds per visit = 10] [seeds = 5]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "google/protobuf/util/time_util.h"
#include "services/scheduling/planning/timetable.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

struct Figures {
  double first_seconds = -1;  // -1 = none found
  double cost = 0, bound = 0, steps_per_second = 0;
};

Figures Measure(const v1::TimetableProblem& problem, double seconds, uint64_t seed) {
  Figures figures;
  SolveControl control;
  control.time_limit = absl::Seconds(seconds);
  control.seed = seed;
  const auto seconds_of = [](const google::protobuf::Duration& elapsed) {
    return static_cast<double>(google::protobuf::util::TimeUtil::DurationToMilliseconds(elapsed)) /
           1'000;
  };
  control.on_progress = [&](const v1::SolveProgress& progress) {
    if (progress.has_best_cost() && figures.first_seconds < 0) {
      figures.first_seconds = seconds_of(progress.elapsed());
    }
  };
  const auto solution = SolveTimetable(problem, control);
  if (!solution.ok() || !solution->has_timetable()) return figures;
  figures.cost = static_cast<double>(solution->timetable().cost());
  figures.bound = static_cast<double>(solution->timetable().bound());
  figures.steps_per_second = static_cast<double>(solution->progress().steps()) / seconds;
  return figures;
}

int Main(double seconds, int seeds) {
  const VisitShape shapes[] = {{.days = 3, .sessions = 40, .team = 6},
                               {.days = 3, .sessions = 55, .team = 7},
                               {.days = 5, .sessions = 90, .team = 8}};
  std::printf("%-22s %5s %9s %9s %9s %7s %9s\n", "visit", "seed", "first s", "cost", "bound",
              "bound %", "steps/s");
  for (const VisitShape& shape : shapes) {
    for (int seed = 1; seed <= seeds; ++seed) {
      const auto problem = VisitProblem(shape, static_cast<uint64_t>(seed));
      const Figures figures = Measure(problem, seconds, static_cast<uint64_t>(seed));
      std::printf("%2d days %3d sess. %2d p. %5d %9.2f %9.0f %9.0f %7.0f %9.0f\n", shape.days,
                  shape.sessions, shape.team, seed, figures.first_seconds, figures.cost,
                  figures.bound, 100 * figures.bound / std::max(1.0, figures.cost),
                  figures.steps_per_second);
    }
  }
  return 0;
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 10;
  const int seeds = argc > 2 ? std::atoi(argv[2]) : 5;
  return peerchallenge::scheduling::planning::Main(seconds, seeds);
}
