#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/review_actions.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;

constexpr char kFooter[] =
    "A review goes through PROPOSED, SCOPED, TEAM_AGREED, TIMETABLED, ON_SITE, FEEDBACK_GIVEN, "
    "LETTER_ISSUED, CLOSED.\n\n"
    "Examples:\n"
    "  peerchallenge review list east-midlands\n"
    "  peerchallenge review show east-midlands/lincolnshire-2012\n"
    "  peerchallenge review team east-midlands/derby-2012-13 --week 2012-10-01 --member em-014 "
    "--member em-027\n"
    "  peerchallenge review decline east-midlands/derby-2012-13 em-027 --reason 'on leave'\n"
    "  peerchallenge review replace east-midlands/derby-2012-13 em-027\n\n";

class Adder : public CommandAdder<ReviewArguments> {
 public:
  Adder(CLI::App& review, Console& console) : CommandAdder(review, console, kFooter) {}

  CLI::App& OnRegion(const std::string& name, const std::string& text, ReviewAction action) {
    CLI::App& command = Add(name, text, action);
    command.add_option("REGION", arguments().name, "The region")->required();
    return command;
  }
  CLI::App& OnReview(const std::string& name, const std::string& text, ReviewAction action) {
    CLI::App& command = Add(name, text, action);
    command.add_option("REVIEW", arguments().name, "REGION/REVIEW or the whole name")->required();
    return command;
  }
  // A step, which can be guarded by an etag.
  CLI::App& Step(const std::string& name, const std::string& text, ReviewAction action) {
    CLI::App& command = OnReview(name, text, action);
    AddOption(command, "--etag", arguments().etag, "Only if the review still has this etag");
    return command;
  }
  CLI::App& OnPerson(const std::string& name, const std::string& text, ReviewAction action) {
    CLI::App& command = Step(name, text, action);
    command.add_option("PERSON", arguments().person, "Id of the person, or the whole name")
        ->required();
    return command;
  }
  void AddReason(CLI::App& command) {
    AddOption(command, "--reason", arguments().reason, "Why")->required();
  }
  void AddFile(CLI::App& command, const std::string& text) {
    command.add_option("FILE", arguments().file, text + " as JSON; '-' = standard input")
        ->required();
  }
};

void AddReading(Adder& adder) {
  CLI::App& list = adder.OnRegion("list", "List a region's reviews", ListReviews);
  AddOption(list, "--programme", adder.arguments().programme,
            "Only of this programme, REGION/PROGRAMME");
  adder.OnReview("show", "Show a review with its scope and team", ShowReview);
}

void AddTeam(Adder& adder) {
  CLI::App& team = adder.Step("team", "Set week and team by hand", ProposeTeam);
  AddOption(team, "--week", adder.arguments().week, "The Monday of the week, YYYY-MM-DD")
      ->required();
  AddRepeated(team, "--member", adder.arguments().members,
              "PERSON or PERSON=DUTY, the lead first; repeated")
      ->required();
  adder.Step("invite", "Invite all members who are proposed", TakeStep<v1::InviteTeamRequest>);
  adder.OnPerson("accept", "Accept a member's invitation", AcceptInvitation);
  adder.AddReason(adder.OnPerson("decline", "Decline a member's invitation", DeclineInvitation));
  adder.AddReason(
      adder.OnPerson("object", "Object to a member, once, as the host", ObjectToMember));
  CLI::App& suggest =
      adder.OnReview("suggest", "List who could take a member's place", SuggestReplacements);
  suggest.add_option("PERSON", adder.arguments().person, "The member")->required();
  CLI::App& replace =
      adder.OnPerson("replace", "Put another person in a member's place", ReplaceMember);
  replace.add_option("JOINING", adder.arguments().joining,
                     "Who takes the place [the cheapest suggestion]");
  CLI::App& duty = adder.OnPerson("duty", "Give a member another duty", AssignDuty);
  duty.add_option("DUTY", adder.arguments().duty, "LEAD, REVIEWER, REVIEW_MANAGER or CASE_AUDITOR")
      ->required();
  adder.Step("agree-team", "Agree the team when all have accepted", TakeStep<v1::AgreeTeamRequest>);
}

void AddLifeCycle(Adder& adder) {
  CLI::App& create = adder.OnRegion("create", "Create a review", CreateReview);
  adder.AddFile(create, "A Review");
  AddOption(create, "--review-id", adder.arguments().review_id, "Its id [made by the server]");
  adder.AddFile(adder.Step("scope", "Agree the scope", AgreeScope), "A Scope");
  adder.Step("confirm-timetable", "Record that the timetable is out",
             TakeStep<v1::ConfirmTimetableRequest>);
  adder.Step("start", "Record that the visit has begun", TakeStep<v1::StartVisitRequest>);
  adder.Step("feedback", "Record that the feedback was given", TakeStep<v1::RecordFeedbackRequest>);
  adder.Step("letter", "Record, as the lead, that a letter was issued outside the suite",
             TakeStep<v1::RecordLetterIssuedRequest>);
  adder.Step("close", "Close a review after its progress review", TakeStep<v1::CloseReviewRequest>);
  adder.AddReason(adder.Step("cancel", "Cancel a review", CancelReview));
  adder.Step("release", "Make an unannounced visit known now", TakeStep<v1::ReleaseReviewRequest>);
}

}  // namespace

void AddReviewCommand(CLI::App& app, Console& console) {
  CLI::App* review = app.add_subcommand("review", "Work with reviews: scope, team, life cycle");
  review->require_subcommand(1);
  Adder adder(*review, console);
  AddReading(adder);
  AddLifeCycle(adder);
  AddTeam(adder);
}

}  // namespace peerchallenge::cli
