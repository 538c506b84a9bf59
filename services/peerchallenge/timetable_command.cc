#include "services/peerchallenge/command_adder.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/timetable_actions.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFooter[] =
    "What a visit needs (venues, groups, sessions) comes with an import or with 'call'. Sessions, "
    "venues, groups, builds and disruptions are given by their ids.\n\n"
    "Examples:\n"
    "  peerchallenge timetable build east-midlands/lincolnshire-2012 --time-limit 10s --adopt\n"
    "  peerchallenge timetable show east-midlands/lincolnshire-2012\n"
    "  peerchallenge timetable explain east-midlands/lincolnshire-2012 data-talk --start 14:00\n"
    "  peerchallenge timetable suggest east-midlands/lincolnshire-2012 data-talk\n"
    "  peerchallenge timetable move east-midlands/lincolnshire-2012 data-talk --date 2012-07-10 "
    "--start 14:00 --reason 'the room is taken'\n"
    "  peerchallenge timetable disrupt east-midlands/lincolnshire-2012 --away "
    "'em-031=2012-07-10 08:30-12:00' --reason 'a court hearing'\n"
    "  peerchallenge timetable schedule east-midlands/lincolnshire-2012 em-031\n"
    "  peerchallenge timetable calendar east-midlands/lincolnshire-2012 --subject em-031 -o a.ics\n"
    "\n";

class Adder : public CommandAdder<TimetableArguments> {
 public:
  Adder(CLI::App& timetable, Console& console) : CommandAdder(timetable, console, kFooter) {}

  CLI::App& OnReview(const std::string& name, const std::string& text, Action action) {
    CLI::App& command = Add(name, text, action);
    command.add_option("REVIEW", arguments().review, "REGION/REVIEW or the whole name")->required();
    return command;
  }
  CLI::App& OnSubject(const std::string& name, const std::string& text, Action action,
                      const std::string& what, const std::string& help) {
    CLI::App& command = OnReview(name, text, action);
    command.add_option(what, arguments().subject, help)->required();
    return command;
  }
  void AddReason(CLI::App& command) {
    AddOption(command, "--reason", arguments().reason, "Why, for those whom it concerns");
  }
  void AddSearch(CLI::App& command) {
    SearchOptions& search = arguments().search;
    AddDuration(command, "--time-limit", search.time_limit, "Longest time to search");
    AddOption(command, "--seed", search.seed, "Start of all random choices");
    AddOption(command, "--step-limit", search.step_limit, "Most search steps; 0 = no limit")
        ->check(CLI::NonNegativeNumber);
    AddFlag(command, "-q,--quiet", arguments().quiet, "No progress");
  }
  void AddVersion(CLI::App& command) {
    AddOption(command, "--timetable", arguments().version,
              "Number of the version; 0 = the one in force (or released last)")
        ->check(CLI::NonNegativeNumber);
  }
};

void AddViews(Adder& adder) {
  TimetableArguments& arguments = adder.arguments();
  CLI::App& show = adder.OnReview("show", "Show a visit's days: who is where when", ShowTimetable);
  adder.AddVersion(show);
  AddViewOutput(show, arguments.view);
  AddOption(show, "--date", arguments.date, "Only this day, YYYY-MM-DD; with svg and csv");
  adder.AddVersion(adder.OnSubject("schedule", "Show one side's days", ShowSchedule, "SUBJECT",
                                   "Id of a person, or venues/ID, participantGroups/ID or "
                                   "participants/ID"));
  CLI::App& calendar =
      adder.OnReview("calendar", "Write what is released as iCalendar", ExportCalendar);
  AddOption(calendar, "--subject", arguments.subject,
            "Only of this person, venue or group, as in schedule");
  AddOption(calendar, "-o,--out", arguments.view.path, "A file [standard output]");
}

void AddBuilds(Adder& adder) {
  CLI::App& build = adder.OnReview("build", "Place all sessions of a visit", BuildTimetable);
  adder.AddSearch(build);
  AddFlag(build, "--from-scratch", adder.arguments().from_scratch,
          "Do not keep near to the timetable in force");
  AddFlag(build, "--watch", adder.arguments().watch, "Show progress until it has ended");
  AddFlag(build, "--adopt", adder.arguments().adopt, "Watch, then put it in force");
  AddFlag(build, "--unless-built", adder.arguments().unless_built,
          "Do nothing when there is a timetable");
  CLI::App& adopt = adder.OnReview("adopt", "Put a build in force", AdoptBuild);
  adopt.add_option("BUILD", adder.arguments().subject, "The build [the newest]");
  CLI::App& explain = adder.OnReview(
      "explain", "Say why a session is where it is, and not elsewhere, and what costs how much",
      ExplainBuild);
  TimetableArguments& arguments = adder.arguments();
  explain.add_option("SESSION", arguments.subject,
                     "The session [none: what each day and person costs]");
  AddOption(explain, "--build", arguments.build, "The build [the newest]");
  AddOption(explain, "--date", arguments.date, "Only on this date, YYYY-MM-DD");
  AddOption(explain, "--start", arguments.start, "Only at this time, HH:MM");
  AddOption(explain, "--venue", arguments.venue, "Only at this venue");
  AddRepeated(explain, "--reviewer", arguments.reviewers, "Only with this person; repeated");
  AddOption(explain, "--limit", arguments.limit, "Most choices")->check(CLI::Range(1, 200));
  AddFlag(explain, "--quick", arguments.quick,
          "Do not search anew with the choice (which takes up to 10 s)");
  AddOption(adder.OnReview("release", "Release the timetable in force", ReleaseTimetable), "--note",
            adder.arguments().note, "What to tell with it");
}

void AddChanges(Adder& adder) {
  TimetableArguments& arguments = adder.arguments();
  CLI::App& move = adder.OnSubject("move", "Move a session, or leave it out", MoveSession,
                                   "SESSION", "The session");
  AddOption(move, "--date", arguments.date, "To this date, YYYY-MM-DD");
  AddOption(move, "--start", arguments.start, "To this time, HH:MM");
  AddOption(move, "--venue", arguments.venue, "To this venue");
  AddRepeated(move, "--reviewer", arguments.reviewers, "With this person; repeated");
  AddFlag(move, "--leave-out", arguments.leave_out, "Take it out; only an optional session");
  AddFlag(move, "--pin", arguments.pin, "Later builds leave it there");
  AddFlag(move, "--check", arguments.check, "Only say what would happen");
  adder.AddReason(move);
  AddOption(adder.OnSubject("suggest", "List where a session could go", SuggestSlots, "SESSION",
                            "The session"),
            "--limit", arguments.limit, "Most suggestions")
      ->check(CLI::Range(1, 100));
}

void AddDisruptions(Adder& adder) {
  TimetableArguments& arguments = adder.arguments();
  CLI::App& disrupt = adder.OnReview("disrupt", "Report what happened and show the smallest change",
                                     ReportDisruption);
  AddRepeated(disrupt, "--away", arguments.away,
              "PERSON, or 'PERSON=YYYY-MM-DD HH:MM-HH:MM', is away; repeated");
  AddRepeated(disrupt, "--lost", arguments.lost,
              "VENUE, or 'VENUE=YYYY-MM-DD HH:MM-HH:MM', cannot be used; repeated");
  AddRepeated(disrupt, "--withdrawn", arguments.withdrawn, "GROUP will not come; repeated");
  AddRepeated(disrupt, "--added", arguments.added, "SESSION is to be fitted in; repeated");
  AddRepeated(disrupt, "--dropped", arguments.dropped, "SESSION will not take place; repeated");
  AddFlag(disrupt, "--accept", arguments.adopt, "Put the proposal in force");
  adder.AddReason(disrupt);
  adder.AddSearch(disrupt);
  adder.OnSubject("accept", "Put a disruption's proposal in force", AcceptDisruption, "DISRUPTION",
                  "The disruption");
  adder.AddReason(adder.OnSubject("reject", "Decide against a disruption's proposal",
                                  RejectDisruption, "DISRUPTION", "The disruption"));
}

}  // namespace

void AddTimetableCommand(CLI::App& app, Console& console) {
  CLI::App* timetable = app.add_subcommand("timetable", "Work with the timetables of visits");
  timetable->require_subcommand(1);
  Adder adder(*timetable, console);
  AddViews(adder);
  AddBuilds(adder);
  AddChanges(adder);
  AddDisruptions(adder);
}

}  // namespace peerchallenge::cli
