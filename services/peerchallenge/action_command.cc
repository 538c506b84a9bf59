#include "services/peerchallenge/action_actions.h"
#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "The plan is the host's: say with --act-as (or a token) that you are its director. Lead and "
    "review manager (--as) review its progress.\n\n"
    "Examples:\n"
    "  peerchallenge action plan east-midlands/lincolnshire-2012\n"
    "  peerchallenge action respond east-midlands/lincolnshire-2012 1 --decision accepted "
    "--act-as HOST_DIRECTOR@regions/east-midlands/authorities/E10000019\n"
    "  peerchallenge action add east-midlands/lincolnshire-2012 --id mentors --for 1 --text "
    "'Offer mentors' --owner 'Head of service' --due 2013-01-31 --measure "
    "'in-work=40:60:%:Care leavers in work' --act-as ...\n"
    "  peerchallenge action update east-midlands/lincolnshire-2012 mentors --rag amber "
    "--reading in-work=45@2012-12-31 --note 'Half are found.' --act-as ...\n"
    "  peerchallenge action overdue east-midlands\n\n";

class Adder : public CommandAdder<ActionArguments> {
 public:
  Adder(CLI::App& action, Console& console) : CommandAdder(action, console, kFooter) {}

  CLI::App& OnRegion(const std::string& name, const std::string& text, Action run) {
    CLI::App& command = Add(name, text, run);
    command.add_option("REGION", arguments().region, "Id or whole name")->required();
    return command;
  }
  CLI::App& OnReview(const std::string& name, const std::string& text, Action run) {
    CLI::App& command = Add(name, text, run);
    command.add_option("REVIEW", arguments().review, "REGION/REVIEW or the whole name")->required();
    return command;
  }
  CLI::App& OnAction(const std::string& name, const std::string& text, Action run) {
    CLI::App& command = OnReview(name, text, run);
    command.add_option("ACTION", arguments().action, "Its id, or its whole name")->required();
    return command;
  }
  void AddMeasures(CLI::App& command, const std::string& text) {
    AddRepeated(command, "--measure", arguments().measures, text);
  }
};

void AddPlans(Adder& adder) {
  ActionArguments& arguments = adder.arguments();
  adder.OnReview("plan", "Show the action plan of a review", ShowActionPlan);
  CLI::App& plans =
      adder.OnRegion("plans", "Show the plans of a region that you may see", ListActionPlans);
  AddFlag(plans, "--overdue", arguments.overdue, "Only those with something overdue");
  CLI::App& introduce = adder.OnReview("introduce", "Write the plan's introduction, as the host",
                                       IntroduceActionPlan);
  AddOption(introduce, "--text", arguments.text, "The introduction")->required();
  AddRepeated(adder.OnRegion("rules", "Show a region's clocks and rules, or set them", ShowRules),
              "--set", arguments.settings,
              "NAME=VALUE, as the programme office, for what begins later; may be repeated");
  adder.OnReview("submit", "Hand the plan to the region, as the host", SubmitActionPlan);
  adder.OnReview("publish", "Publish the plan, as the host", PublishActionPlan);
}

void AddResponses(Adder& adder) {
  ActionArguments& arguments = adder.arguments();
  CLI::App& respond = adder.OnReview("respond", "Respond to a recommendation, as the host",
                                     RespondToRecommendation);
  respond.add_option("RECOMMENDATION", arguments.recommendation, "Its number or id")->required();
  AddOption(respond, "--decision", arguments.decision, "accepted, partly-accepted or declined")
      ->required();
  AddOption(respond, "--reason", arguments.reason, "Why, unless it is accepted");
  CLI::App& repeats = adder.OnReview(
      "repeats", "Show earlier advice that a recommendation seems to repeat", SuggestRepeats);
  repeats.add_option("RECOMMENDATION", arguments.recommendation, "Its id")->required();
}

void AddActions(Adder& adder) {
  ActionArguments& arguments = adder.arguments();
  CLI::App& add = adder.OnReview("add", "Add an action, as the host", AddAction);
  AddRepeated(add, "--for", arguments.serves,
              "A recommendation that it serves, number or id; may be repeated")
      ->required();
  AddOption(add, "--text", arguments.text, "What is done")->required();
  AddOption(add, "--owner", arguments.owner, "Who owns it, by position")->required();
  AddOption(add, "--due", arguments.due, "By when, YYYY-MM-DD")->required();
  adder.AddMeasures(add, "ID=BASELINE:TARGET:UNIT:TEXT, how it is measured; may be repeated");
  AddOption(add, "--id", arguments.id, "Its id [made there]");
  CLI::App& change = adder.OnAction("change", "Change an action, as the host", ChangeAction);
  AddOption(change, "--text", arguments.text, "What is done");
  AddOption(change, "--owner", arguments.owner, "Who owns it, by position");
  AddOption(change, "--due", arguments.due, "By when, YYYY-MM-DD");
  adder.AddMeasures(change, "ID=BASELINE:TARGET:UNIT:TEXT, in place of all it has");
  AddOption(change, "--reason", arguments.reason,
            "Why, where a published plan promises less than before");
  adder.OnAction("delete", "Delete an action of a plan that is open, as the host", DeleteAction);
  CLI::App& list = adder.OnRegion("list", "List a region's actions by due date", ListActions);
  AddOption(list, "--rag", arguments.rag, "Only those rated red, amber or green");
  AddOption(list, "--due-by", arguments.due, "Only those due until then, YYYY-MM-DD");
  AddFlag(list, "--overdue", arguments.overdue, "Only those that are overdue");
  adder.OnRegion("overdue", "List a region's overdue actions, and who has been told",
                 ListOverdueActions);
}

void AddProgress(Adder& adder) {
  ActionArguments& arguments = adder.arguments();
  CLI::App& update =
      adder.OnAction("update", "Record how an action goes, as the host", UpdateAction);
  AddOption(update, "--rag", arguments.rag, "red, amber or green");
  AddOption(update, "--delivery", arguments.delivery,
            "not-started, in-progress, delivered or dropped");
  AddRepeated(update, "--reading", arguments.readings,
              "MEASURE=VALUE of today, or MEASURE=VALUE@YYYY-MM-DD; may be repeated");
  AddRepeated(update, "--evidence", arguments.evidence,
              "TITLE or TITLE=REFERENCE, what shows that it is done; may be repeated");
  AddOption(update, "--note", arguments.note, "What there is to say; needed with red and dropped");
  AddOption(update, "--id", arguments.id, "Its id [made there]");
  adder.OnAction("history", "List the updates of an action", ListActionUpdates);
  constexpr char kVerdict[] = "RECOMMENDATION=EFFECT:WHY; may be repeated";
  CLI::App& review = adder.OnReview("review", "Record a progress review, as lead or review manager",
                                    ReviewProgress);
  AddOption(review, "--statement", arguments.text, "The progress statement")->required();
  AddOption(review, "--date", arguments.date, "When it was held, YYYY-MM-DD [today]");
  AddOption(review, "--scheduled", arguments.scheduled, "The progress review in the programme");
  AddRepeated(review, "--close", arguments.closed, std::string("Done with: ") + kVerdict);
  AddRepeated(review, "--continue", arguments.continued, std::string("Goes on: ") + kVerdict);
  AddRepeated(review, "--reopen", arguments.reopened, std::string("Closed too early: ") + kVerdict);
  AddOption(review, "--id", arguments.id, "Its id [made there]");
  adder.OnReview("reviews", "List the progress reviews of a plan", ListProgressReviews);
}

}  // namespace

void AddActionCommand(CLI::App& app, Console& console) {
  CLI::App* action = app.add_subcommand(
      "action", "Work with action plans: responses to a letter, actions, progress");
  action->require_subcommand(1);
  Adder adder(*action, console);
  AddPlans(adder);
  AddResponses(adder);
  AddActions(adder);
  AddProgress(adder);
}

}  // namespace peerchallenge::cli
