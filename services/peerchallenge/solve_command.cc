#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/plan_text.h"
#include "services/peerchallenge/progress.h"
#include "services/scheduling/planning/programme.h"

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

constexpr char kFooter[] =
    "FILE holds one ProgrammeProblem in the proto3 JSON mapping; unknown fields are refused. The "
    "plan is written as\n"
    "JSON, all or nothing. Ctrl-C ends the search with the best plan so far.\n\n"
    "Examples:\n"
    "  peerchallenge solve programme problem.json --time-limit 30s -o plan.json\n"
    "  peerchallenge solve programme - --seed 7 --step-limit 200000 < problem.json > plan.json\n\n";

// The outcome without the plan, which is in the output file.
std::string OutcomeJson(v1::ProgrammeSolution solution) {
  auto* plan = solution.mutable_plan();
  plan->clear_reviews();
  return FormatJson(solution, JsonStyle::kLine);
}

ExitCode WritePlan(const SolveArguments& arguments, const v1::ProgrammeSolution& solution,
                   Console& console) {
  const std::string text = FormatJson(solution.plan(), JsonStyle::kPretty);
  if (arguments.output == "-") {
    console.out << text;
    return ExitCode::kOk;
  }
  if (absl::Status status = WriteAtomically(arguments.output, text); !status.ok()) {
    return ReportLocalError(status, ExitCode::kFailed, arguments.json, console);
  }
  if (arguments.json) console.out << OutcomeJson(solution) << "\n";
  return ExitCode::kOk;
}

ExitCode Tell(const SolveArguments& arguments, const v1::ProgrammeSolution& solution,
              Console& console) {
  if (!arguments.quiet) console.err << SolutionText(solution);
  if (solution.has_plan()) {
    if (!arguments.quiet) console.err << CostText(solution.plan());
    return WritePlan(arguments, solution, console);
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

ExitCode SolveFile(const SolveArguments& arguments, Console& console) {
  const auto text = ReadInput(arguments.file, console.in);
  if (!text.ok()) return ReportBadInput(text.status(), arguments.json, console);
  v1::ProgrammeProblem problem;
  const std::string source = arguments.file == "-" ? "standard input" : arguments.file;
  if (absl::Status status = ParseJson(*text, source, problem); !status.ok()) {
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
  const auto solution = scheduling::planning::SolveProgramme(problem, control);
  display.Done();
  if (!solution.ok()) return ReportBadInput(solution.status(), arguments.json, console);
  return Tell(arguments, *solution, console);
}

}  // namespace

void AddSolveCommand(CLI::App& app, Console& console) {
  CLI::App* solve =
      app.add_subcommand("solve", "Solve a planning problem from a file, without a server");
  solve->require_subcommand(1);
  CLI::App* programme =
      solve->add_subcommand("programme", "Give every review of a year its week, lead and team");
  programme->footer(kFooter + ExitCodeHelp());
  auto arguments = std::make_shared<SolveArguments>();
  programme->add_option("FILE", arguments->file, "The problem; '-' = standard input")->required();
  AddOption(*programme, "-o,--output", arguments->output,
            "Where the plan goes; '-' = standard output");
  AddDuration(*programme, "--time-limit", arguments->time_limit, "Longest time to search");
  AddOption(*programme, "--seed", arguments->seed, "Start of all random choices");
  AddNumber<int64_t>(*programme, "--step-limit", arguments->step_limit,
                     "Most search steps; 0 = no limit", 0, std::numeric_limits<int64_t>::max());
  AddFlag(*programme, "-q,--quiet", arguments->quiet, "No progress, no summary");
  AddJsonFlag(*programme, arguments->json);
  programme->callback(
      [arguments, &console] { console.exit_code = SolveFile(*arguments, console); });
}

}  // namespace peerchallenge::cli
