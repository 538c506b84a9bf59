#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/report_actions.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "Reports are written by the host's director: --act-as "
    "HOST_DIRECTOR@regions/east-midlands/authorities/E10000019.\n\n"
    "Examples:\n"
    "  peerchallenge report draft east-midlands/lincolnshire-2012 --to 'Scrutiny Committee' --date "
    "2012-09-07 --act-as ...\n"
    "  peerchallenge report publish east-midlands/lincolnshire-2012 ID --act-as ...\n"
    "  peerchallenge report render east-midlands/lincolnshire-2012 ID --format pdf -o "
    "report.pdf\n\n";

class Adder : public CommandAdder<ReportArguments> {
 public:
  Adder(CLI::App& report, Console& console) : CommandAdder(report, console, kFooter) {}

  CLI::App& OnReview(const std::string& name, const std::string& text, Action action,
                     const std::string& what = "REGION/REVIEW or the whole name") {
    CLI::App& command = Add(name, text, action);
    command.add_option("REVIEW", arguments().review, what)->required();
    return command;
  }
  CLI::App& OnReport(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = OnReview(name, text, action);
    command.add_option("REPORT", arguments().report, "Its id, or its whole name")->required();
    return command;
  }
};

// What a draft may be given instead.
void AddChanges(Adder& adder) {
  ReportArguments& arguments = adder.arguments();
  CLI::App& change = adder.OnReport("change", "Change a draft", ChangeReport);
  AddOption(change, "--to", arguments.report_to, "The committee");
  AddOption(change, "--date", arguments.date, "Day of the meeting, YYYY-MM-DD");
  AddOption(change, "--from", arguments.report_from, "From whom, by position");
  AddOption(change, "--subject", arguments.subject, "What it is about");
  const char* const paragraph = "A paragraph, in place of all there is; may be repeated";
  AddRepeated(change, "--summary", arguments.summary, paragraph);
  AddRepeated(change, "--actions-required", arguments.actions_required, paragraph);
  AddRepeated(change, "--background", arguments.background, paragraph);
  AddRepeated(change, "--conclusion", arguments.conclusion, paragraph);
  AddRepeated(change, "--consultation", arguments.consultation, paragraph);
}

void AddAnnex(Adder& adder) {
  ReportArguments& arguments = adder.arguments();
  adder.OnReport("annex", "Show what is not for publication", ShowAnnex);
  CLI::App& write = adder.OnReport(
      "write-annex", "Write what is not for publication; without --text it is removed", WriteAnnex);
  AddOption(write, "--ground", arguments.ground,
            "The ground, such as 'paragraph 2 of Part 1 of Schedule 12A'");
  AddRepeated(write, "--text", arguments.text, "A paragraph; may be repeated");
  CLI::App& render = adder.OnReport("render-annex", "Write it as a document", RenderAnnex);
  AddOption(render, "--format", arguments.format, "html, odt, docx or pdf");
  AddOption(render, "-o,--out", arguments.out, "The file [named by committee and day]");
}

}  // namespace

void AddReportCommand(CLI::App& app, Console& console) {
  CLI::App* report = app.add_subcommand(
      "report", "Bring an issued letter before a committee: draft, publish, render");
  report->require_subcommand(1);
  Adder adder(*report, console);
  ReportArguments& arguments = adder.arguments();
  CLI::App& draft = adder.OnReview("draft", "Draft a report from the issued letter", DraftReport);
  AddOption(draft, "--to", arguments.report_to, "The committee")->required();
  AddOption(draft, "--date", arguments.date, "Day of the meeting, YYYY-MM-DD")->required();
  AddOption(draft, "--from", arguments.report_from, "From whom, by position [the director]");
  AddOption(draft, "--id", arguments.id, "Its id [made there]");
  adder.OnReview("list", "List the reports of a review, or of a region, that you may see",
                 ListReports, "REGION/REVIEW or REGION");
  adder.OnReport("show", "Show a report, part by part", ShowReport);
  AddChanges(adder);
  adder.OnReport("publish", "Publish a report, for good", PublishReport);
  CLI::App& render =
      adder.OnReport("render", "Write it with the letter as a document", RenderReport);
  AddOption(render, "--format", arguments.format, "html, odt, docx or pdf");
  AddOption(render, "-o,--out", arguments.out, "The file [named by committee and day]");
  AddAnnex(adder);
}

}  // namespace peerchallenge::cli
