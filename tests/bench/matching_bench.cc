// How long the best matching takes to find and prove, and how long with what each pair would lose.
// Times are of this thread's processor, so that other work on the machine does not count.
//
//   matching_bench [seeds = 5]

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include "services/recommendations/matching/choice/settled.h"
#include "services/recommendations/matching/choice/solved_part.h"
#include "services/recommendations/matching/matching.h"
#include "services/recommendations/matching/scored.h"
#include "tests/services/recommendations/matching/problems.h"

namespace peerchallenge::recommendations::matching {
namespace {

double Seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Case {
  const char* name;
  Shape shape;
};

// The problem scored, and the best matching found, proven and checked.
bool Solve(const v1::MatchProblem& problem, size_t& pair_count) {
  const Instance all = InstanceOf(Pairs(problem), -1, -1);
  pair_count = all.pairs.size();
  environment::Budget budget(absl::Minutes(10), {});
  const auto parts = OpenParts(all, {});
  return std::all_of(parts->begin(), parts->end(), [&budget](const Part& part) {
    const SolvedPart solved = SolvePart(part.instance, {}, budget);
    return solved.end == SearchEnd::kProven &&
           ProvenBound(part.instance, solved.proof) == solved.best.gain;
  });
}

void Measure(const Case& what, uint64_t seeds) {
  std::vector<double> proven, explained;
  size_t pairs = 0, chosen = 0;
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    const v1::MatchProblem problem = RandomProblem(what.shape, seed);
    double start = Seconds();
    if (!Solve(problem, pairs)) std::printf("%s, seed %lu: not proven\n", what.name, seed);
    proven.push_back(Seconds() - start);
    start = Seconds();
    const auto matching = FindMatching(problem, {.time_limit = absl::Minutes(10)});
    if (matching.ok()) chosen = matching->pairs.size();
    explained.push_back(Seconds() - start);
  }
  std::sort(proven.begin(), proven.end());
  std::sort(explained.begin(), explained.end());
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%-28s %8zu %7zu %9.4f %9.4f %9.3f %9.3f %8ld\n", what.name, pairs, chosen,
              proven[proven.size() / 2], proven.back(), explained[explained.size() / 2],
              explained.back(), usage.ru_maxrss / 1'024);
  std::fflush(stdout);
}

void Main(uint64_t seeds) {
  std::printf("%-28s %8s %7s %9s %9s %9s %9s %8s\n", "problem", "pairs", "chosen", "proven s",
              "worst", "all s", "worst", "peak MB");
  for (const Case& what : std::vector<Case>{
           {"region, 18 and 18", {}},
           {"region, 60 and 60", {.offers = 60, .asks = 60}},
           {"country, 153 and 153", {.authorities = 153, .offers = 153, .asks = 153, .themes = 30}},
           {"country, 300 and 300", {.authorities = 153, .offers = 300, .asks = 300, .themes = 30}},
           {"country, 300 and 300, tight",
            {.authorities = 153, .offers = 300, .asks = 300, .themes = 30, .most_days = 12}}}) {
    Measure(what, seeds);
  }
}

}  // namespace
}  // namespace peerchallenge::recommendations::matching

int main(int argc, char** argv) {
  peerchallenge::recommendations::matching::Main(argc > 1 ? std::strtoull(argv[1], nullptr, 10)
                                                          : 5);
}
