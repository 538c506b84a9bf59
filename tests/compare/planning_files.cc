// Planning problems of the tests' own makers as files, and the planner's own check for answers of
// any solver.
//
//   planning_files make programme AUTHORITIES REVIEWS_PER_HOST SEED   prints a problem
//   planning_files make timetable DAYS SESSIONS TEAM SEED
//   planning_files check programme|timetable PROBLEM ANSWER
//     prints the answer with the cost that it has; each rule that it breaks, and exit 1, if there
//     is any

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "google/protobuf/util/json_util.h"
#include "services/scheduling/planning/check.h"
#include "services/scheduling/planning/timetable_check.h"
#include "services/scheduling/planning/timetable_validate.h"
#include "services/scheduling/planning/validate.h"
#include "tests/services/scheduling/planning/problems.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr int kUsage = 2;

int Print(const google::protobuf::Message& message) {
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text).ok()) return kUsage;
  std::cout << text << "\n";
  return 0;
}

bool Read(const std::string& file, google::protobuf::Message& message) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  const auto status = google::protobuf::util::JsonStringToMessage(text.str(), &message);
  if (!status.ok()) std::cerr << file << ": " << status.ToString() << "\n";
  return status.ok();
}

int Make(const std::string& kind, const std::vector<int>& numbers) {
  if (kind == "programme" && numbers.size() == 3) {
    return Print(RegionProblem({.authorities = numbers[0], .reviews_per_host = numbers[1]},
                               static_cast<uint64_t>(numbers[2])));
  }
  if (kind == "timetable" && numbers.size() == 4) {
    return Print(VisitProblem({.days = numbers[0], .sessions = numbers[1], .team = numbers[2]},
                              static_cast<uint64_t>(numbers[3])));
  }
  return kUsage;
}

template <typename Problem, typename Answer>
int Check(const std::string& problem_file, const std::string& answer_file, auto validate,
          auto check) {
  Problem problem;
  Answer answer;
  if (!Read(problem_file, problem) || !Read(answer_file, answer)) return kUsage;
  if (const absl::Status status = validate(problem); !status.ok()) {
    std::cerr << problem_file << ": " << status << "\n";
    return kUsage;
  }
  const auto checked = check(problem, answer);
  for (const auto& violation : checked.violations) {
    std::cout << violation.rule << " " << violation.description << "\n";
  }
  if (!checked.violations.empty()) return 1;
  answer.set_cost(checked.cost);
  *answer.mutable_cost_items() = checked.cost_items;
  return Print(answer);
}

int Main(const std::vector<std::string>& arguments) {
  if (arguments.size() >= 2 && arguments[0] == "make") {
    std::vector<int> numbers;
    for (size_t i = 2; i < arguments.size(); ++i)
      numbers.push_back(std::atoi(arguments[i].c_str()));
    return Make(arguments[1], numbers);
  }
  if (arguments.size() != 4 || arguments[0] != "check") return kUsage;
  if (arguments[1] == "programme") {
    return Check<v1::ProgrammeProblem, v1::ProgrammePlan>(arguments[2], arguments[3],
                                                          ValidateProgramme, CheckProgramme);
  }
  if (arguments[1] == "timetable") {
    return Check<v1::TimetableProblem, v1::Timetable>(arguments[2], arguments[3], ValidateTimetable,
                                                      CheckTimetable);
  }
  return kUsage;
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

int main(int argc, char** argv) {
  return peerchallenge::scheduling::planning::Main(std::vector<std::string>(argv + 1, argv + argc));
}
