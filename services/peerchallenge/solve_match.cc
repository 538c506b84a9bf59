#include "services/peerchallenge/solve_match.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/match_names.h"
#include "services/peerchallenge/match_run_text.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/progress.h"
#include "services/peerchallenge/solve_files.h"
#include "services/recommendations/matching/explain.h"
#include "services/recommendations/matching/matching.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
namespace matching = recommendations::matching;
using v1::MatchRun;

struct SolveMatchArguments {
  std::string file;
  std::string output = "-";
  std::string explain;
  absl::Duration time_limit = absl::Seconds(10);
  bool quiet = false;
  bool json = false;
};

constexpr char kFooter[] =
    "FILE holds one MatchProblem in the proto3 JSON mapping; unknown fields are refused. The "
    "answer is proven: no\n"
    "other pairs score higher. It is written as JSON, a MatchRun, or with --explain an "
    "ExplainMatchRunResponse, all\n"
    "or nothing.\n\n"
    "Examples:\n"
    "  peerchallenge solve match problem.json -o matching.json\n"
    "  peerchallenge solve match problem.json --explain E10000019/leavers\n"
    "  peerchallenge solve match - --time-limit 1m < problem.json > matching.json\n\n";

// The whole name of the offer or ask that `text` stands for. FIELD_INVALID where the problem has
// none or two of that name.
absl::StatusOr<std::string> SubjectOf(const v1::MatchProblem& problem, const std::string& text) {
  std::vector<std::string> found;
  const auto look = [&](const auto& items) {
    for (const auto& item : items) {
      if (text == item.name() || text == ShortName(item.name())) found.push_back(item.name());
    }
  };
  look(problem.offers());
  look(problem.asks());
  if (found.size() == 1) return found.front();
  return errors::InvalidField("--explain", text,
                              "one offer or ask of the problem: AUTHORITY/ID or the whole name");
}

MatchRun RunOf(const matching::Matching& found, const v1::MatchWeights& weights) {
  MatchRun run;
  run.set_state(MatchRun::STATE_SUCCEEDED);
  *run.mutable_weights() = weights;
  run.mutable_pairs()->Assign(found.pairs.begin(), found.pairs.end());
  run.set_score(found.score);
  run.mutable_unmatched()->Assign(found.unmatched.begin(), found.unmatched.end());
  return run;
}

absl::StatusOr<v1::ExplainMatchRunResponse> Explain(const v1::MatchProblem& problem,
                                                    const matching::Matching& found,
                                                    const std::string& subject,
                                                    const matching::MatchControl& control) {
  std::vector<v1::OfferAskPair> chosen;
  for (const v1::PairExplanation& pair : found.pairs) {
    v1::OfferAskPair& names = chosen.emplace_back();
    names.set_offer(pair.offer());
    names.set_ask(pair.ask());
  }
  const auto pairs = matching::ExplainSubject(problem, chosen, subject, control);
  if (!pairs.ok()) return pairs.status();
  v1::ExplainMatchRunResponse response;
  response.mutable_pairs()->Assign(pairs->begin(), pairs->end());
  return response;
}

// Why there is no answer: the problem is wrong, or there was too little time or memory for it.
ExitCode ReportNone(const absl::Status& status, const SolveMatchArguments& arguments,
                    Console& console) {
  const ExitCode code = absl::IsInvalidArgument(status) ? ExitCode::kUsage : ExitCode::kNotFound;
  return ReportLocalError(status, code, arguments.json, console);
}

ExitCode WriteMatching(const MatchRun& run, const SolveMatchArguments& arguments,
                       Console& console) {
  if (!arguments.quiet) {
    console.err << "best matching: total score " << Grouped(run.score()) << ", proven\n\n"
                << MatchingText(run);
  }
  const ExitCode written = WriteAnswer(run, arguments.output, arguments.json, console);
  if (written != ExitCode::kOk || arguments.output == "-" || !arguments.json) return written;
  // The outcome without what is in the output file.
  MatchRun outcome = run;
  outcome.clear_pairs();
  outcome.clear_unmatched();
  console.out << FormatJson(outcome, JsonStyle::kLine) << "\n";
  return ExitCode::kOk;
}

ExitCode SolveMatch(const SolveMatchArguments& arguments, Console& console) {
  v1::MatchProblem problem;
  if (absl::Status status = ReadProblem(arguments.file, console, problem); !status.ok()) {
    return ReportBadInput(status, arguments.json, console);
  }
  std::string subject;
  if (!arguments.explain.empty()) {
    auto named = SubjectOf(problem, arguments.explain);
    if (!named.ok()) return ReportBadInput(named.status(), arguments.json, console);
    subject = *std::move(named);
  }
  const Interrupt interrupt;
  const absl::Time until = absl::Now() + arguments.time_limit;
  const auto control = [&] {
    return matching::MatchControl{until - absl::Now(), interrupt.token()};
  };
  const auto found = matching::FindMatching(problem, control());
  if (!found.ok()) return ReportNone(found.status(), arguments, console);
  if (subject.empty()) return WriteMatching(RunOf(*found, problem.weights()), arguments, console);
  const auto explained = Explain(problem, *found, subject, control());
  if (!explained.ok()) return ReportNone(explained.status(), arguments, console);
  if (!arguments.quiet) console.err << PairsOfSubjectText(*explained);
  return WriteAnswer(*explained, arguments.output, arguments.json, console);
}

}  // namespace

void AddSolveMatchCommand(CLI::App& solve, Console& console) {
  CLI::App* match = solve.add_subcommand("match", "Put offers and asks of support together");
  match->footer(kFooter + ExitCodeHelp());
  auto arguments = std::make_shared<SolveMatchArguments>();
  match->add_option("FILE", arguments->file, "The problem; '-' = standard input")->required();
  AddOption(*match, "-o,--output", arguments->output,
            "Where the answer goes; '-' = standard output");
  AddOption(*match, "--explain", arguments->explain,
            "All pairs of this offer or ask instead, by AUTHORITY/ID or the whole name");
  AddDuration(*match, "--time-limit", arguments->time_limit, "Longest time to compute");
  AddFlag(*match, "-q,--quiet", arguments->quiet, "No summary");
  AddJsonFlag(*match, arguments->json);
  match->callback([arguments, &console] { console.exit_code = SolveMatch(*arguments, console); });
}

}  // namespace peerchallenge::cli
