#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/letter_actions.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "Say with --as (or a token) who you are. Lead and review manager write and sign, the lead "
    "issues; the host's director corrects: --act-as "
    "HOST_DIRECTOR@regions/east-midlands/authorities/E10000019.\n\n"
    "Examples:\n"
    "  peerchallenge letter draft east-midlands/lincolnshire-2012 --as "
    "regions/east-midlands/people/em-073\n"
    "  peerchallenge letter check east-midlands/lincolnshire-2012 --as ...\n"
    "  peerchallenge letter share east-midlands/lincolnshire-2012 --as ...\n"
    "  peerchallenge letter sign east-midlands/lincolnshire-2012 --as ...\n"
    "  peerchallenge letter issue east-midlands/lincolnshire-2012 --as ...\n"
    "  peerchallenge letter render east-midlands/lincolnshire-2012 --format pdf -o letter.pdf "
    "--as ...\n\n";

class Adder : public CommandAdder<LetterArguments> {
 public:
  Adder(CLI::App& letter, Console& console) : CommandAdder(letter, console, kFooter) {}

  CLI::App& OnReview(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = Add(name, text, action);
    command.add_option("REVIEW", arguments().review, "REGION/REVIEW or the whole name")->required();
    return command;
  }
  CLI::App& OnParagraph(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = OnReview(name, text, action);
    command.add_option("PARAGRAPH", arguments().paragraph, "Its id, as 'show' tells")->required();
    return command;
  }
  CLI::App& OnCorrection(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = OnReview(name, text, action);
    command.add_option("CORRECTION", arguments().correction, "Its id")->required();
    return command;
  }
  void AddReason(CLI::App& command, const std::string& text) {
    AddOption(command, "--reason", arguments().reason, text)->required();
  }
  void AddPlace(CLI::App& command) {
    AddOption(command, "--section", arguments().section, "Id of the section, as 'show' tells")
        ->required();
    AddOption(command, "--after", arguments().after, "The paragraph before it [none: first]");
  }
};

void AddWriting(Adder& adder) {
  LetterArguments& arguments = adder.arguments();
  CLI::App& draft = adder.OnReview("draft", "Draft the letter from what is agreed", DraftLetter);
  AddOption(draft, "--id", arguments.id, "Its id [made there]");
  AddOption(draft, "--title", arguments.title, "Its title [from host and dates]");
  AddOption(draft, "--to", arguments.addressee, "To whom [the host's director]");
  CLI::App& list = adder.Add("list", "List a region's letters that you may see", ListLetters);
  list.add_option("REGION", arguments.review, "Id or whole name")->required();
  adder.OnReview("show", "Show the letter, as you may see it", ShowLetter);
  adder.OnReview("check", "Show what stands in its way", CheckLetter);
  CLI::App& edit = adder.OnParagraph(
      "edit", "Give a paragraph another text; what it rests on stays", EditLetter);
  AddOption(edit, "--text", arguments.text, "The new text")->required();
  CLI::App& insert = adder.OnReview("insert", "Insert a paragraph", InsertParagraph);
  AddOption(insert, "--text", arguments.text, "Its text")->required();
  AddOption(insert, "--shape", arguments.shape,
            "paragraph, list-item, numbered-item, heading or quotation");
  AddRepeated(insert, "--finding", arguments.findings,
              "Finding that it says, id or name; may be repeated");
  AddRepeated(insert, "--recommendation", arguments.recommendations,
              "Recommendation that it says, id or name; may be repeated. Without either it is "
              "procedural");
  AddOption(insert, "--id", arguments.id, "Its id [made there]");
  adder.AddPlace(insert);
  adder.AddPlace(adder.OnParagraph("move", "Move a paragraph", MoveParagraph));
  adder.OnParagraph("remove", "Take a paragraph out; its versions stay", RemoveParagraph);
  CLI::App& head = adder.OnReview("head", "Change title, addressee and headings", HeadLetter);
  AddOption(head, "--title", arguments.title, "The new title");
  AddOption(head, "--to", arguments.addressee, "To whom");
  AddRepeated(head, "--heading", arguments.headings, "SECTION=HEADING; may be repeated");
}

void AddVersions(Adder& adder) {
  LetterArguments& arguments = adder.arguments();
  adder.OnParagraph("history", "Show the former texts of a paragraph", ListParagraphVersions);
  adder.OnReview("versions", "List the versions that were shared or put up for signing",
                 ListLetterVersions);
  CLI::App& differences =
      adder.OnReview("diff", "Show how the letter differs from a version", CompareLetterVersions);
  differences.add_option("VERSION", arguments.before, "Its number")->required();
  differences.add_option("LATER", arguments.later, "Number of a later version [as it is now]");
}

void AddCorrections(Adder& adder) {
  LetterArguments& arguments = adder.arguments();
  CLI::App& share =
      adder.OnReview("share", "Share it with the host, who checks facts", ShareLetter);
  AddOption(share, "--due", arguments.due, "Last day for corrections [by the region's rules]");
  CLI::App& correct =
      adder.OnParagraph("correct", "Submit a correction, as the host", SubmitCorrection);
  AddOption(correct, "--words", arguments.words, "The words in question [the whole paragraph]");
  AddOption(correct, "--kind", arguments.kind, "fact or judgement");
  AddOption(correct, "--text", arguments.text, "What should stand there [nothing]");
  adder.AddReason(correct, "Why, and where it can be looked up");
  AddOption(correct, "--id", arguments.id, "Its id [made there]");
  adder.OnReview("corrections", "List the corrections", ListCorrections);
  adder.OnCorrection("take-back", "Take a correction back, as the host", WithdrawCorrection);
  adder.OnReview("finish", "End the check, as the host", FinishCorrections);
  AddOption(adder.OnReview("extend", "Give the host more time", ExtendCorrections), "--due",
            arguments.due, "Last day for corrections")
      ->required();
  CLI::App& answer = adder.OnCorrection("answer", "Answer a correction", AnswerCorrection);
  AddOption(answer, "--decision", arguments.decision, "accepted, accepted-in-part or declined")
      ->required();
  AddOption(answer, "--text", arguments.text,
            "The paragraph's new text, unless declined or removed");
  adder.AddReason(answer, "Why so");
}

void AddIssuing(Adder& adder) {
  LetterArguments& arguments = adder.arguments();
  adder.OnReview("fix", "Put it up for signing", FixLetter);
  adder.AddReason(
      adder.OnReview("reopen", "Open it again instead of signing; signatures lapse", ReopenLetter),
      "Why");
  adder.OnReview("sign", "Sign it, in your duty", SignLetter);
  adder.OnReview("issue", "Issue it, once it is signed twice", IssueLetter);
  adder.AddReason(adder.OnReview("abandon", "Give it up", AbandonLetter), "Why");
  CLI::App& render = adder.OnReview("render", "Write it as a document", RenderLetter);
  AddOption(render, "--format", arguments.format, "html, odt, docx or pdf");
  AddOption(render, "-o,--out", arguments.out, "The file [named by host and day]");
}

}  // namespace

void AddLetterCommand(CLI::App& app, Console& console) {
  CLI::App* letter = app.add_subcommand(
      "letter", "Work with letters of recommendations: draft, check, sign, issue, render");
  letter->require_subcommand(1);
  Adder adder(*letter, console);
  AddWriting(adder);
  AddVersions(adder);
  AddCorrections(adder);
  AddIssuing(adder);
}

}  // namespace peerchallenge::cli
