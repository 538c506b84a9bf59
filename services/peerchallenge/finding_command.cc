#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/finding_actions.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "Findings are the team's: say with --as (or a token) who you are; lead and review manager "
    "write.\n\n"
    "Examples:\n"
    "  peerchallenge finding add east-midlands/lincolnshire-2012 --kind strength --limb kloe-1/a "
    "--text 'Schools learn from each other.' --item ID --item ID --as "
    "regions/east-midlands/people/em-073\n"
    "  peerchallenge finding agree east-midlands/lincolnshire-2012 ID --as ...\n"
    "  peerchallenge finding recommend east-midlands/lincolnshire-2012 --limb kloe-1/c --finding "
    "ID --to partnership --to-whom 'Partnership board' --text 'Keep one list.' --as ...\n"
    "  peerchallenge finding recommendations east-midlands\n\n";

class Adder : public CommandAdder<FindingArguments> {
 public:
  Adder(CLI::App& finding, Console& console) : CommandAdder(finding, console, kFooter) {}

  CLI::App& OnReview(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = Add(name, text, action);
    command.add_option("REVIEW", arguments().review, "REGION/REVIEW or the whole name")->required();
    return command;
  }
  CLI::App& OnFinding(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = OnReview(name, text, action);
    command.add_option("ID", arguments().finding, "Its id, or its whole name")->required();
    return command;
  }
  void AddReason(CLI::App& command, const std::string& text) {
    AddOption(command, "--reason", arguments().reason, text)->required();
  }
  void AddContent(CLI::App& command) {
    AddOption(command, "--limb", arguments().limb, "Limb of the scope, LINE/LIMB or LINE")
        ->required();
    AddOption(command, "--text", arguments().text, "What it says")->required();
    AddRepeated(command, "--theme", arguments().themes,
                "Id of a theme of the region; may be repeated");
    AddOption(command, "--id", arguments().id, "Its id [made there]");
  }
  // What may be given another value; lists in place of all there was.
  void AddChanges(CLI::App& command) {
    AddOption(command, "--kind", arguments().kind, "strength or area");
    AddOption(command, "--limb", arguments().limb, "Limb of the scope, LINE/LIMB or LINE");
    AddOption(command, "--text", arguments().text, "What it says");
    AddRepeated(command, "--item", arguments().items,
                "Item of evidence, id or name, in place of all it rests on; may be repeated");
    AddRepeated(command, "--theme", arguments().themes,
                "Id of a theme, in place of all it has; may be repeated");
  }
};

void AddFindings(Adder& adder) {
  FindingArguments& arguments = adder.arguments();
  CLI::App& add = adder.OnReview("add", "Write a finding", AddFinding);
  AddOption(add, "--kind", arguments.kind, "strength or area")->required();
  AddRepeated(add, "--item", arguments.items,
              "Item of evidence that it rests on, id or name; may be repeated");
  adder.AddContent(add);
  adder.OnReview("list", "List a review's findings with their support", ListFindings);
  adder.OnFinding("show", "Show a finding, what it rests on and what speaks against it",
                  ShowFinding);
  adder.AddChanges(adder.OnFinding(
      "change", "Change a finding; one that was agreed is a draft again", ChangeFinding));
  adder.OnFinding("refresh", "Have its support computed now", RefreshFinding);
  adder.OnFinding("agree", "Agree a finding, for the letter", AgreeFinding);
  adder.AddReason(
      adder.OnFinding("override", "Let a finding stand that is not triangulated", OverrideFinding),
      "Why it stands all the same");
  adder.AddReason(adder.OnFinding("withdraw", "Withdraw a finding", WithdrawFinding), "Why");
}

void AddRecommendations(Adder& adder) {
  FindingArguments& arguments = adder.arguments();
  CLI::App& recommend = adder.OnReview("recommend", "Write a recommendation", AddRecommendation);
  AddRepeated(recommend, "--finding", arguments.findings,
              "Finding that it follows from, id or name; may be repeated");
  AddOption(recommend, "--to", arguments.addressee, "director, council, partnership or region");
  AddOption(recommend, "--to-whom", arguments.addressee_detail, "Who exactly");
  AddOption(recommend, "--priority", arguments.priority, "high, medium or low");
  AddOption(recommend, "--when", arguments.horizon,
            "now, three-months, six-months, year or longer");
  adder.AddContent(recommend);
  CLI::App& list = adder.OnReview("recommendations",
                                  "List the recommendations of a review, or of a region, that you "
                                  "may read",
                                  ListRecommendations);
  AddOption(list, "--query", arguments.query, "Words that must all occur");
  AddOption(adder.OnFinding("reword-recommendation", "Give a recommendation another text",
                            RewordRecommendation),
            "--text", arguments.text, "What it says")
      ->required();
  adder.AddReason(adder.OnFinding("withdraw-recommendation", "Withdraw a recommendation",
                                  WithdrawRecommendation),
                  "Why");
}

}  // namespace

void AddFindingCommand(CLI::App& app, Console& console) {
  CLI::App* finding =
      app.add_subcommand("finding", "Work with findings and recommendations of a review");
  finding->require_subcommand(1);
  Adder adder(*finding, console);
  AddFindings(adder);
  AddRecommendations(adder);
}

}  // namespace peerchallenge::cli
