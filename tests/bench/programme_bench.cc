// How soon the programme planner has a first plan, how far its best is above the proven bound, and
// how long the proof takes where there is one. Problems come from the tests' own maker, or from
// files (the JSON form of a ProgrammeProblem).
//
//   programme_bench [seconds per problem = 20] [FILE...]

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "services/scheduling/planning/programme.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

struct Case {
  std::string name;
  v1::ProgrammeProblem problem;
};

double SecondsOf(const google::protobuf::Duration& elapsed) {
  return static_cast<double>(google::protobuf::util::TimeUtil::DurationToMilliseconds(elapsed)) /
         1'000;
}

void Measure(const Case& what, double seconds) {
  SolveControl control;
  control.time_limit = absl::Seconds(seconds);
  control.seed = 1;
  double first = -1;
  control.on_progress = [&first](const v1::SolveProgress& progress) {
    if (progress.has_best_cost() && first < 0) first = SecondsOf(progress.elapsed());
  };
  const auto solution = SolveProgramme(what.problem, control);
  if (!solution.ok() || !solution->has_plan()) {
    std::printf("%-24s no plan\n", what.name.c_str());
    return;
  }
  const auto cost = static_cast<double>(solution->plan().cost());
  const auto bound = static_cast<double>(solution->plan().bound());
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%-24s %7d %8.2f %8.0f %8.0f %6.2f %8.2f %8ld\n", what.name.c_str(),
              what.problem.reviews_size(), first, cost, bound, 100 * (cost - bound) / cost,
              SecondsOf(solution->progress().elapsed()), usage.ru_maxrss / 1'024);
  std::fflush(stdout);
}

std::vector<Case> OwnProblems() {
  std::vector<Case> cases;
  for (const uint64_t seed : {1, 2, 3}) {
    cases.push_back({absl::StrCat("region ", seed), RegionProblem({}, seed)});
  }
  cases.push_back({"region, two each", RegionProblem({.reviews_per_host = 2}, 1)});
  cases.push_back({"three regions", RegionProblem({.authorities = 35}, 1)});
  cases.push_back({"country", RegionProblem({.authorities = 153}, 1)});
  return cases;
}

int Main(double seconds, const std::vector<std::string>& files) {
  std::vector<Case> cases = files.empty() ? OwnProblems() : std::vector<Case>();
  for (const std::string& file : files) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    Case& added = cases.emplace_back(Case{file.substr(file.rfind('/') + 1), {}});
    if (!google::protobuf::util::JsonStringToMessage(text.str(), &added.problem).ok()) {
      std::fprintf(stderr, "%s is no programme problem\n", file.c_str());
      return 1;
    }
  }
  std::printf("%-24s %7s %8s %8s %8s %6s %8s %8s\n", "problem", "reviews", "first s", "cost",
              "bound", "gap %", "seconds", "peak MB");
  for (const Case& what : cases) Measure(what, seconds);
  return 0;
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 20;
  return peerchallenge::scheduling::planning::Main(
      seconds, std::vector<std::string>(argv + std::min(argc, 2), argv + argc));
}
