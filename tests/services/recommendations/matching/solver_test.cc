#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/recommendations/matching/choice/solved_part.h"
#include "services/recommendations/matching/pairs.h"
#include "services/recommendations/matching/scored.h"
#include "tests/services/recommendations/matching/choice/instances.h"
#include "tests/services/recommendations/matching/problems.h"

// The best matchings compared with those of COIN-OR CBC, a solver of integer programmes that shares
// no line with ours.
namespace peerchallenge::recommendations::matching {
namespace {

// "+ 1 x0 + 1 x3": the pairs, each `times` a number of its own.
template <typename Times>
std::string Sum(const std::vector<int>& pairs, const Times& times) {
  std::string sum;
  for (const int p : pairs) absl::StrAppend(&sum, " + ", times(p), " x", p);
  return sum;
}

// The instance in CPLEX's LP format.
std::string ToProgramme(const Instance& instance) {
  std::vector<int> all;
  for (int p = 0; p < instance.PairCount(); ++p) all.push_back(p);
  std::string text = absl::StrCat(
      "Maximize\n gain:", Sum(all, [&](int p) { return instance.At(p).gain; }), "\nSubject To\n");
  for (int i = 0; i < instance.OfferCount(); ++i) {
    const std::vector<int>& pairs = instance.of_offer[static_cast<size_t>(i)];
    if (pairs.empty()) continue;
    absl::StrAppend(&text, " o", i, ":", Sum(pairs, [&](int p) { return instance.Share(p); }),
                    " <= ", instance.free_days[static_cast<size_t>(i)], "\n");
  }
  for (int j = 0; j < instance.AskCount(); ++j) {
    const std::vector<int>& pairs = instance.of_ask[static_cast<size_t>(j)];
    if (pairs.empty()) continue;
    absl::StrAppend(&text, " a", j, ":", Sum(pairs, [](int) { return 1; }),
                    " <= ", instance.places[static_cast<size_t>(j)], "\n");
  }
  absl::StrAppend(&text, "Binaries\n");
  for (const int p : all) absl::StrAppend(&text, " x", p, "\n");
  return text + "End\n";
}

// What CBC says is the highest gain.
int64_t BestByCbc(const Instance& instance, const std::string& name) {
  const std::string file = absl::StrCat(testing::TempDir(), "matching_", name);
  std::ofstream(file + ".lp") << ToProgramme(instance);
  const std::string command =
      absl::StrCat("cbc '", file, ".lp' ratioGap 0 allowableGap 0 solve solution '", file,
                   ".txt' > '", file, ".log' 2>&1");
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::ifstream answer(file + ".txt");
  std::string line;
  std::getline(answer, line);
  const std::string wanted = "Optimal - objective value ";
  EXPECT_EQ(line.substr(0, wanted.size()), wanted) << line;
  for (const char* end : {".lp", ".txt", ".log"}) std::filesystem::remove(file + end);
  return std::llabs(std::llround(std::atof(line.substr(wanted.size()).c_str())));
}

void ExpectAsCbc(const Instance& instance, const std::string& name) {
  environment::Budget budget(absl::Minutes(10), {});
  const SolvedPart solved = SolvePart(instance, {}, budget);
  ASSERT_EQ(solved.end, SearchEnd::kProven);
  EXPECT_TRUE(IsSound(instance, solved.best));
  EXPECT_EQ(ProvenBound(instance, solved.proof), solved.best.gain);
  EXPECT_EQ(solved.best.gain, BestByCbc(instance, name));
}

TEST(Cbc, AgreesOnRegionsOfNineAuthorities) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    const v1::MatchProblem problem = RandomProblem({.most_days = 20}, seed);
    ExpectAsCbc(InstanceOf(Pairs(problem), -1, -1), absl::StrCat("region_", seed));
  }
}

TEST(Cbc, AgreesOnACountryOf153Authorities) {
  const v1::MatchProblem problem =
      RandomProblem({.authorities = 153, .offers = 300, .asks = 300, .themes = 30}, 1);
  ExpectAsCbc(InstanceOf(Pairs(problem), -1, -1), "country");
}

TEST(Cbc, AgreesWhereDaysAreTight) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    ExpectAsCbc(TightInstance(seed), absl::StrCat("tight_", seed));
  }
}

}  // namespace
}  // namespace peerchallenge::recommendations::matching
