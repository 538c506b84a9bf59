#pragma once

#include <string>
#include <vector>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"
#include "services/peerchallenge/search_watch.h"
#include "services/peerchallenge/view_output.h"

// What the `timetable` commands do, one function each.
namespace peerchallenge::cli {

// The flags of all timetable commands; each reads those that it has.
struct TimetableArguments {
  ClientOptions client;
  std::string review;
  std::string subject;  // a build, disruption or session, or whom a schedule or calendar is about
  int version = 0;
  SearchOptions search;
  bool from_scratch = false;
  bool watch = false;
  bool adopt = false;  // of a build; accepts a disruption's proposal
  bool unless_built = false;
  bool quiet = false;
  std::string date, start, venue;
  std::vector<std::string> reviewers;
  bool leave_out = false;
  bool pin = false;
  bool check = false;
  std::string build;
  bool quick = false;
  std::string reason;
  int limit = 10;
  std::vector<std::string> away, lost, withdrawn, added, dropped;
  std::string note;
  ViewOutput view;
  bool json = false;
};

ExitCode ShowTimetable(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode BuildTimetable(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode AdoptBuild(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode ExplainBuild(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode MoveSession(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode SuggestSlots(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode ReportDisruption(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode AcceptDisruption(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode RejectDisruption(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode ReleaseTimetable(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode ShowSchedule(const TimetableArguments& arguments, Client& client, Console& console);
ExitCode ExportCalendar(const TimetableArguments& arguments, Client& client, Console& console);

}  // namespace peerchallenge::cli
