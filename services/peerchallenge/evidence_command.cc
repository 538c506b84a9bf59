#include "services/peerchallenge/case_command.h"
#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/evidence_actions.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "Evidence is its team's: say with --as (or a token) which member of the team you are.\n\n"
    "Examples:\n"
    "  peerchallenge evidence occasion east-midlands/lincolnshire-2012 --kind interview "
    "--class team-manager --date 2012-07-09 --as regions/east-midlands/people/em-014\n"
    "  peerchallenge evidence add east-midlands/lincolnshire-2012 --occasion ID --on "
    "kloe-1/a=strength --text 'Plans are reviewed every six weeks.' --as ...\n"
    "  peerchallenge evidence sync east-midlands/lincolnshire-2012 tablet.jsonl --as ...\n"
    "  peerchallenge evidence search east-midlands/lincolnshire-2012 '\"care plan\" review*' "
    "--as ...\n"
    "  peerchallenge evidence coverage east-midlands/lincolnshire-2012 --as ...\n"
    "  peerchallenge evidence cases assign REGION/REVIEW PERSON LCS/2012-17 "
    "--as ...\n"
    "  peerchallenge evidence export east-midlands/lincolnshire-2012 -o lincolnshire.tar --as "
    "...\n\n";

class Adder : public CommandAdder<EvidenceArguments> {
 public:
  Adder(CLI::App& evidence, Console& console) : CommandAdder(evidence, console, kFooter) {}

  CLI::App& OnReview(const std::string& name, const std::string& text, EvidenceAction action) {
    CLI::App& command = Add(name, text, action);
    command.add_option("REVIEW", arguments().review, "REGION/REVIEW or the whole name")->required();
    return command;
  }
  void AddId(CLI::App& command) {
    AddOption(command, "--id", arguments().id, "Its id, a random UUID [made here]");
  }
};

void AddCapture(Adder& adder) {
  EvidenceArguments& arguments = adder.arguments();
  CLI::App& occasion =
      adder.OnReview("occasion", "Record an occasion and who was met", AddOccasion);
  AddOption(occasion, "--kind", arguments.kind, "interview, focus-group, observation, document ...")
      ->required();
  AddOption(occasion, "--class", arguments.source_class, "Source class, for example team-manager")
      ->required();
  AddOption(occasion, "--date", arguments.date, "The day, YYYY-MM-DD")->required();
  AddRepeated(occasion, "--person", arguments.people,
              "Who was met, NAME=CLASS; kept apart from what was said; may be repeated");
  AddNumber(occasion, "--unnamed", arguments.unnamed_people,
            "How many more were there whose names were not taken", 0, 1'000);
  adder.AddId(occasion);

  CLI::App& add = adder.OnReview("add", "Capture an item", AddItem);
  AddOption(add, "--occasion", arguments.occasion, "Where it comes from, id or name")->required();
  AddOption(add, "--text", arguments.text, "What it says")->required();
  arguments.kind = "note";
  AddOption(add, "--kind", arguments.kind,
            "note, quote, observation, figure, extract or case-finding");
  AddRepeated(add, "--on", arguments.bearings,
              "LIMB=strength, LIMB=area or LIMB=context; may be repeated");
  AddOption(add, "--sensitivity", arguments.sensitivity, "team, guarded or leads [team]");
  AddOption(add, "--case", arguments.case_reference, "The host's case reference");
  AddFlag(add, "--draft", arguments.draft, "Keep it as a draft of your own");
  adder.AddId(add);

  CLI::App& sync = adder.OnReview(
      "sync", "Capture what a device has gathered offline; sent again it doubles nothing",
      SyncItems);
  sync.add_option("FILE", arguments.file, "One ItemCapture as JSON a line; '-' = standard input")
      ->required();

  CLI::App& revise = adder.OnReview("revise", "Revise the text of an item", ReviseItem);
  revise.add_option("ITEM", arguments.item, "Id of the item, or its whole name")->required();
  AddOption(revise, "--text", arguments.text, "The new text")->required();
  AddNumber(revise, "--base", arguments.base_version,
            "The version that the revision was made on [the current one]", int64_t{0},
            int64_t{1'000'000});
  adder.AddId(revise);
}

void AddFilter(CLI::App& command, EvidenceArguments& arguments) {
  AddRepeated(command, "--limb", arguments.limbs,
              "Only what bears on LINE/LIMB, or on any limb of LINE; may be repeated");
  AddOption(command, "--class", arguments.source_class,
            "Only of this source class as it is shown, or of one below");
  AddOption(command, "--by", arguments.author, "Only by this person, id or name");
  AddOption(command, "--sensitivity", arguments.sensitivity, "Only team, guarded or leads");
}

void AddReading(Adder& adder) {
  EvidenceArguments& arguments = adder.arguments();
  AddFilter(adder.OnReview("list", "List the items that you may read", ListItems), arguments);
  CLI::App& search = adder.OnReview("search", "Search the items that you may read", SearchItems);
  AddFilter(search, arguments);
  arguments.most = 20;
  AddNumber(search, "--most", arguments.most, "How many to show", 1, 200);
  search
      .add_option("QUERY", arguments.query,
                  "Words that must all occur, \"words in a row\", word*, -word")
      ->required();
  adder.OnReview("coverage", "Show how the evidence covers the lines of enquiry", ShowCoverage);
  adder.OnReview("conflicts", "List the conflicts that wait for somebody", ListConflicts);
}

void AddExport(Adder& adder) {
  CLI::App& bundle =
      adder.OnReview("export", "Write a bundle that anyone can verify", ExportEvidence);
  AddOption(bundle, "-o,--out", adder.arguments().out, "The file")->required();
}

}  // namespace

void AddEvidenceCommand(CLI::App& app, Console& console) {
  CLI::App* evidence = app.add_subcommand(
      "evidence", "Work with evidence: capture, search, coverage, cases, export");
  evidence->require_subcommand(1);
  Adder adder(*evidence, console);
  AddCapture(adder);
  AddReading(adder);
  EvidenceArguments& arguments = adder.arguments();
  CLI::App& settle = adder.Add("settle", "Settle a conflict", SettleConflict);
  settle.add_option("CONFLICT", arguments.conflict, "The whole name")->required();
  AddNumber(settle, "--keep", arguments.keep_version, "The version that shall stand", int64_t{1},
            int64_t{1'000'000})
      ->required();
  AddOption(settle, "--note", arguments.note, "Why");
  AddOption(settle, "--etag", arguments.etag,
            "Only if the conflict still has this etag, as 'conflicts' tells; needed once the item "
            "was revised since the two met");
  AddExport(adder);
  AddCasesCommand(*evidence, console);
}

void AddExportCommand(CLI::App& app, Console& console) {
  Adder adder(app, console);
  AddExport(adder);
}

}  // namespace peerchallenge::cli
