#include "services/peerchallenge/case_command.h"

#include "services/peerchallenge/case_actions.h"
#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "The lead and the review manager assign cases, and see all that are assigned; a case auditor\n"
    "sees the own ones. Say with --as (or a token) which member of the team you are.\n\n"
    "Examples:\n"
    "  peerchallenge evidence cases assign REGION/REVIEW PERSON LCS/2012-17 "
    "LCS/2012-18 --as LEAD\n"
    "  peerchallenge evidence cases assign REGION/REVIEW PERSON --none --as ...\n"
    "  peerchallenge evidence cases list east-midlands/lincolnshire-2012 --as ...\n\n";

}  // namespace

void AddCasesCommand(CLI::App& evidence, Console& console) {
  CLI::App* cases = evidence.add_subcommand("cases", "Say which cases a case auditor audits");
  cases->require_subcommand(1);
  CommandAdder<CaseArguments> adder(*cases, console, kFooter);
  CaseArguments& arguments = adder.arguments();
  const auto on_review = [&](const std::string& name, const std::string& text,
                             CommandAdder<CaseArguments>::Action action) -> CLI::App& {
    CLI::App& command = adder.Add(name, text, action);
    command.add_option("REVIEW", arguments.review, "REGION/REVIEW or the whole name")->required();
    return command;
  };
  CLI::App& assign = on_review(
      "assign", "Assign cases to a case auditor, in place of those that are assigned", AssignCases);
  assign.add_option("PERSON", arguments.person, "The case auditor, id or name")->required();
  CLI::Option* references =
      assign.add_option("CASE", arguments.cases, "The host's references of all the cases");
  AddFlag(assign, "--none", arguments.none, "Take all cases away")->excludes(references);
  AddOption(assign, "--etag", arguments.etag,
            "Only if the assignment still has this etag, as 'list' tells");
  on_review("list", "List which cases are assigned to whom", ListCases);
}

}  // namespace peerchallenge::cli
