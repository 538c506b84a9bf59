#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/plan_text.h"
#include "services/peerchallenge/progress.h"
#include "services/peerchallenge/solve_files.h"
#include "services/peerchallenge/solve_match.h"
#include "services/scheduling/planning/programme.h"
#include "services/scheduling/planning/timetable.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;

struct SolveArguments {
  std::string file;
  std::string output = "-";
  absl::Duration time_limit = absl::Seconds(10);
  uint64_t seed = 0;
  int64_t step_limit = 0;
  bool quiet = false;
  bool json = false;
};

// The two kinds of planning problem: their messages and names.
struct ProgrammeKind {
  using Problem = v1::ProgrammeProblem;
  using Solution = v1::ProgrammeSolution;
  static constexpr char kName[] = "programme";
  static constexpr char kHelp[] = "Give every review of a year its week, lead and team";
  static constexpr auto kSolve = scheduling::planning::SolveProgramme;
  static bool Has(const Solution& solution) { return solution.has_plan(); }
  static const v1::ProgrammePlan& Answer(const Solution& solution) { return solution.plan(); }
  static void Shorten(Solution& solution) { solution.mutable_plan()->clear_reviews(); }
};

struct TimetableKind {
  using Problem = v1::TimetableProblem;
  using Solution = v1::TimetableSolution;
  static constexpr char kName[] = "timetable";
  static constexpr char kHelp[] = "Place the sessions of a visit and share the team out over them";
  static constexpr auto kSolve = scheduling::planning::SolveTimetable;
  static bool Has(const Solution& solution) { return solution.has_timetable(); }
  static const v1::Timetable& Answer(const Solution& solution) { return solution.timetable(); }
  static void Shorten(Solution& solution) { solution.mutable_timetable()->clear_placements(); }
};

template <typename Kind>
std::string Footer() {
  const std::string command = absl::StrCat("  peerchallenge solve ", Kind::kName);
  return absl::StrCat("FILE holds one ", Kind::Problem::descriptor()->name(),
                      " in the proto3 JSON mapping; unknown fields are refused. The answer is "
                      "written as\n"
                      "JSON, all or nothing. Ctrl-C ends the search with the best one so far.\n\n"
                      "Examples:\n",
                      command, " problem.json --time-limit 30s -o answer.json\n", command,
                      " - --seed 7 --step-limit 200000 < problem.json > answer.json\n\n",
                      ExitCodeHelp());
}

template <typename Kind>
ExitCode WritePlan(const SolveArguments& arguments, const typename Kind::Solution& solution,
                   Console& console) {
  const ExitCode written =
      WriteAnswer(Kind::Answer(solution), arguments.output, arguments.json, console);
  if (written != ExitCode::kOk || arguments.output == "-" || !arguments.json) return written;
  // The outcome without what is in the output file.
  typename Kind::Solution outcome = solution;
  Kind::Shorten(outcome);
  console.out << FormatJson(outcome, JsonStyle::kLine) << "\n";
  return ExitCode::kOk;
}

template <typename Kind>
ExitCode Tell(const SolveArguments& arguments, const typename Kind::Solution& solution,
              Console& console) {
  if (!arguments.quiet) console.err << SolutionText(solution);
  if (Kind::Has(solution)) {
    if (!arguments.quiet) console.err << CostText(Kind::Answer(solution));
    return WritePlan<Kind>(arguments, solution, console);
  }
  if (solution.outcome() == v1::SOLVE_OUTCOME_INFEASIBLE) {
    if (arguments.json) {
      console.out << FormatJson(solution.infeasibility(), JsonStyle::kPretty);
    } else {
      console.err << InfeasibilityText(solution.infeasibility());
    }
    return ExitCode::kInfeasible;
  }
  if (arguments.json) console.out << FormatJson(solution, JsonStyle::kLine) << "\n";
  return ExitCode::kNotFound;
}

template <typename Kind>
ExitCode SolveFile(const SolveArguments& arguments, Console& console) {
  typename Kind::Problem problem;
  if (absl::Status status = ReadProblem(arguments.file, console, problem); !status.ok()) {
    return ReportBadInput(status, arguments.json, console);
  }
  Interrupt interrupt;
  ProgressDisplay display(
      console, arguments.time_limit,
      arguments.quiet ? ProgressDisplay::Mode::kQuiet : ProgressDisplay::Mode::kShow);
  scheduling::planning::SolveControl control;
  control.time_limit = arguments.time_limit;
  control.seed = arguments.seed;
  control.step_limit = arguments.step_limit;
  control.stop = interrupt.token();
  control.on_progress = [&display](const v1::SolveProgress& progress) { display.Show(progress); };
  const auto solution = Kind::kSolve(problem, control);
  display.Done();
  if (!solution.ok()) return ReportBadInput(solution.status(), arguments.json, console);
  return Tell<Kind>(arguments, *solution, console);
}

template <typename Kind>
void AddKind(CLI::App& solve, Console& console) {
  CLI::App* kind = solve.add_subcommand(Kind::kName, Kind::kHelp);
  kind->footer(Footer<Kind>());
  auto arguments = std::make_shared<SolveArguments>();
  kind->add_option("FILE", arguments->file, "The problem; '-' = standard input")->required();
  AddOption(*kind, "-o,--output", arguments->output,
            "Where the answer goes; '-' = standard output");
  AddDuration(*kind, "--time-limit", arguments->time_limit, "Longest time to search");
  AddOption(*kind, "--seed", arguments->seed, "Start of all random choices");
  AddNumber<int64_t>(*kind, "--step-limit", arguments->step_limit,
                     "Most search steps; 0 = no limit", 0, std::numeric_limits<int64_t>::max());
  AddFlag(*kind, "-q,--quiet", arguments->quiet, "No progress, no summary");
  AddJsonFlag(*kind, arguments->json);
  kind->callback(
      [arguments, &console] { console.exit_code = SolveFile<Kind>(*arguments, console); });
}

}  // namespace

void AddSolveCommand(CLI::App& app, Console& console) {
  CLI::App* solve = app.add_subcommand(
      "solve", "Solve a planning or matching problem from a file, without a server");
  solve->require_subcommand(1);
  AddKind<ProgrammeKind>(*solve, console);
  AddKind<TimetableKind>(*solve, console);
  AddSolveMatchCommand(*solve, console);
}

}  // namespace peerchallenge::cli
