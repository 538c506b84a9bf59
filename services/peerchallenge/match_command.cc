#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/match_actions.h"
#include "services/peerchallenge/match_items_command.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "The programme office runs the matching and proposes what it found; the directors of both "
    "sides answer, agree and say what came of it: --act-as (or a token). RUN is REGION/RUN, or "
    "REGION for its newest run.\n\n"
    "Examples:\n"
    "  peerchallenge match run east-midlands\n"
    "  peerchallenge match explain east-midlands --ask E10000019/leavers\n"
    "  peerchallenge match adopt east-midlands --pair E10000024/mentors=E10000019/leavers "
    "--answer-by 2012-10-31\n"
    "  peerchallenge match list east-midlands --state proposed\n"
    "  peerchallenge match answer east-midlands/MATCH --consent --act-as "
    "HOST_DIRECTOR@regions/east-midlands/authorities/E10000019\n"
    "  peerchallenge match agree east-midlands/MATCH --text 'Two mentors for a term' --format "
    "mentoring --days 10 --from 2012-11-01 --to 2013-03-31 --act-as ...\n"
    "  peerchallenge match confirm east-midlands/MATCH --act-as ...\n"
    "  peerchallenge match outcome east-midlands/MATCH --rating 5 --days 8 --act-as ...\n\n";

class Adder : public CommandAdder<MatchArguments> {
 public:
  Adder(CLI::App& match, Console& console) : CommandAdder(match, console, kFooter) {}

  template <typename AnyAction>
  CLI::App& OnRegion(const std::string& name, const std::string& text, AnyAction action) {
    CLI::App& command = Add(name, text, action);
    command.add_option("REGION", arguments().region, "Id or whole name")->required();
    return command;
  }
  CLI::App& OnRun(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = Add(name, text, action);
    command.add_option("RUN", arguments().run, "REGION/RUN or the whole name")->required();
    return command;
  }
  CLI::App& OnMatch(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = Add(name, text, action);
    command.add_option("MATCH", arguments().match, "REGION/MATCH or the whole name")->required();
    return command;
  }
  void AddSide(CLI::App& command) {
    AddOption(command, "--side", arguments().side,
              "offering or asking, for who directs both [the only one]");
  }
};

void AddRuns(Adder& adder) {
  MatchArguments& arguments = adder.arguments();
  CLI::App& run = adder.OnRegion("run", "Find the best pairs of offers and asks; proposes nothing",
                                 RunMatching);
  AddDuration(run, "--time-limit", arguments.time_limit, "Longest time to compute");
  AddRepeated(run, "--weight", arguments.weights,
              "FACTOR=NUMBER, in place of all factors that the service has; may be repeated");
  AddOption(run, "--id", arguments.id, "Its id [made there]");
  AddFlag(run, "-q,--quiet", arguments.quiet, "No progress");
  adder.OnRegion("runs", "List the runs of a region, newest first", ListMatchRuns);
  adder.OnRun("pairs", "Show the pairs that a run chose", ShowMatchRun);
  adder.OnRun("cancel", "Stop a run", CancelMatchRun);
  CLI::App& explain =
      adder.OnRun("explain", "Say why an offer or ask got what it got, and what else would cost",
                  ExplainMatchRun);
  CLI::Option* offer = AddOption(explain, "--offer", arguments.offer, "AUTHORITY/OFFER");
  AddOption(explain, "--ask", arguments.ask, "AUTHORITY/ASK")->excludes(offer);
  CLI::App& adopt = adder.OnRun("adopt", "Propose pairs of a run to both sides", AdoptMatchRun);
  AddRepeated(adopt, "--pair", arguments.pairs,
              "AUTHORITY/OFFER=AUTHORITY/ASK, only this one [all]; may be repeated");
  AddOption(adopt, "--answer-by", arguments.answer_by,
            "Last day for answers, YYYY-MM-DD [four weeks from now]");
}

void AddMatches(Adder& adder) {
  MatchArguments& arguments = adder.arguments();
  CLI::App& list =
      adder.OnRegion("list", "List the matches of a region that you may see", ListMatches);
  AddOption(list, "--authority", arguments.authority,
            "Only with this authority on either side, by GSS code");
  AddRepeated(list, "--state", arguments.states,
              "Only proposed, consented, agreed, completed, lapsed or ended; may be repeated");
  adder.OnMatch("show", "Show a match, as you may see it", ShowMatch);
  CLI::App& answer =
      adder.OnMatch("answer", "Consent to a proposal or decline it, as a director", AnswerMatch);
  CLI::Option* consent = answer.add_flag("--consent", arguments.consent, "Consent to it");
  answer.add_flag("--decline", arguments.decline, "Decline it")->excludes(consent);
  AddOption(answer, "--reason", arguments.reason,
            "Why; shown to the own side and the programme office");
  adder.AddSide(answer);
}

void AddAgreements(Adder& adder) {
  MatchArguments& arguments = adder.arguments();
  CLI::App& agree =
      adder.OnMatch("agree", "Write the agreement, which the other side confirms", WriteAgreement);
  CLI::Option* text = AddOption(agree, "--text", arguments.text, "What will be done");
  AddOption(agree, "--file", arguments.file, "A file that says it; '-' = standard input")
      ->excludes(text);
  AddRepeated(agree, "--format", arguments.formats,
              "shadowing, workshop, mentoring, secondment or materials; may be repeated")
      ->required();
  AddOption(agree, "--days", arguments.days, "Days of work")->required();
  AddOption(agree, "--from", arguments.start_date, "First day, YYYY-MM-DD")->required();
  AddOption(agree, "--to", arguments.end_date, "Last day, YYYY-MM-DD")->required();
  AddOption(agree, "--offering-contact", arguments.offering_contact,
            "Contact at the offering side, by position");
  AddOption(agree, "--asking-contact", arguments.asking_contact,
            "Contact at the asking side, by position");
  CLI::App& confirm =
      adder.OnMatch("confirm", "Confirm the agreement that the other side wrote", ConfirmAgreement);
  AddOption(confirm, "--etag", arguments.etag,
            "Only if the match still has this etag, as 'show' tells [the one it has now]");
  CLI::App& end = adder.OnMatch("end", "End a match early", EndMatch);
  AddOption(end, "--reason", arguments.reason, "Why; shown to both sides")->required();
  CLI::App& outcome = adder.OnMatch("outcome", "Say what came of a match", RecordOutcome);
  AddOption(outcome, "--rating", arguments.rating, "1 (did not help at all) to 5 (very much)")
      ->required();
  AddOption(outcome, "--days", arguments.days, "Days of work that it took")->required();
  AddOption(outcome, "--text", arguments.text, "What there is to say");
  adder.AddSide(outcome);
}

}  // namespace

void AddMatchCommand(CLI::App& app, Console& console) {
  CLI::App* match =
      app.add_subcommand("match", "Bring together who can help with whom it would help");
  match->require_subcommand(1);
  AddMatchItemsCommands(*match, console);
  Adder adder(*match, console);
  AddRuns(adder);
  AddMatches(adder);
  AddAgreements(adder);
}

}  // namespace peerchallenge::cli
