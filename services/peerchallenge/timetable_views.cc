// Timetables as people look at them: the day grid, schedules, calendars.

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/peerchallenge/day_grid.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/pictures/day_picture.h"
#include "services/peerchallenge/timetable_actions.h"
#include "services/peerchallenge/timetable_text.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using validation::IdOf;
using validation::RegionOf;

ExitCode Fail(const absl::Status& status, const TimetableArguments& arguments, const Client& client,
              Console& console) {
  return ReportFailure(status, client.request_id(), arguments.json, console);
}

std::string VersionName(const std::string& review, const TimetableArguments& arguments) {
  return absl::StrCat(review, "/timetables/",
                      arguments.version > 0 ? absl::StrCat(arguments.version) : "current");
}

absl::StatusOr<DisplayNames> VenueNames(const std::string& review, Client& client) {
  v1::ListVenuesRequest request;
  request.set_parent(review);
  request.set_page_size(1000);
  const auto venues = client.Call<v1::ListVenuesResponse>("TimetableService/ListVenues", request);
  if (!venues.ok()) return venues.status();
  DisplayNames names;
  for (const v1::Venue& venue : venues->venues()) names[venue.name()] = venue.display_name();
  return names;
}

absl::StatusOr<v1::Schedule> ScheduleFor(const std::string& timetable, const std::string& subject,
                                         Client& client) {
  v1::GetScheduleRequest request;
  request.set_timetable(timetable);
  request.set_subject(subject);
  return client.Call<v1::Schedule>("TimetableService/GetSchedule", request);
}

// The schedules of all who attend anything, by name.
absl::StatusOr<std::vector<v1::Schedule>> Schedules(const v1::VisitTimetable& version,
                                                    Client& client) {
  std::set<std::string> people;
  for (const v1::Placement& placement : version.timetable().placements()) {
    people.insert(placement.reviewers().begin(), placement.reviewers().end());
  }
  std::vector<v1::Schedule> schedules;
  for (const std::string& id : people) {
    auto schedule =
        ScheduleFor(version.name(), absl::StrCat(RegionOf(version.name()), "/people/", id), client);
    if (!schedule.ok()) return schedule.status();
    schedules.push_back(*std::move(schedule));
  }
  return schedules;
}

// What the people of these schedules are called, by name; as far as the caller may read them.
absl::Status AddPeopleNames(const std::vector<v1::Schedule>& schedules, Client& client,
                            DisplayNames& names) {
  for (const v1::Schedule& schedule : schedules) {
    v1::GetPersonRequest request;
    request.set_name(schedule.subject());
    const auto person = client.Call<v1::Person>("DirectoryService/GetPerson", request);
    if (absl::IsPermissionDenied(person.status()) || absl::IsNotFound(person.status())) continue;
    if (!person.ok()) return person.status();
    names[person->name()] = absl::StrCat(IdOf(person->name()), " ", person->display_name());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> TimetableAs(const TimetableArguments& arguments,
                                        const v1::VisitTimetable& version,
                                        const std::string& review, Client& client) {
  auto names = VenueNames(review, client);
  if (!names.ok()) return names.status();
  auto schedules = Schedules(version, client);
  if (!schedules.ok()) return schedules.status();
  if (arguments.view.format == ViewOutput::Format::kText) {
    return VersionText(version) + DayGrids(*schedules, *names);
  }
  absl::Status named = AddPeopleNames(*schedules, client, *names);
  if (!named.ok()) return named;
  const DayPictures days{
      absl::StrCat("Timetable of ", IdOf(review), ", version ", IdOf(version.name())),
      *std::move(schedules), *std::move(names), arguments.date};
  return arguments.view.format == ViewOutput::Format::kSvg ? DaysSvg(days) : DaysCsv(days);
}

// A venue, group, participant or person of the review, by whole name or "venues/hall"; an id alone
// is a person's.
absl::StatusOr<std::string> SubjectName(const std::string& text, const std::string& review) {
  if (absl::StartsWith(text, "regions/")) return text;
  const size_t slash = text.find('/');
  if (slash == std::string::npos) return PersonName(text, review);
  return NameInReview(text.substr(slash + 1), review, text.substr(0, slash));
}

}  // namespace

ExitCode ShowTimetable(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return ReportBadInput(review.status(), arguments.json, console);
  v1::GetTimetableRequest request;
  request.set_name(VersionName(*review, arguments));
  const auto version = client.Call<v1::VisitTimetable>("TimetableService/GetTimetable", request);
  if (!version.ok()) return Fail(version.status(), arguments, client, console);
  if (arguments.json) {
    const std::string json = FormatJson(*version, JsonStyle::kLine) + "\n";
    return WriteView(arguments.view.path, json, arguments.json, console);
  }
  const auto text = TimetableAs(arguments, *version, *review, client);
  if (!text.ok()) return Fail(text.status(), arguments, client, console);
  return WriteView(arguments.view.path, *text, arguments.json, console);
}

ExitCode ShowSchedule(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return ReportBadInput(review.status(), arguments.json, console);
  const auto subject = SubjectName(arguments.subject, *review);
  if (!subject.ok()) return ReportBadInput(subject.status(), arguments.json, console);
  const auto schedule = ScheduleFor(VersionName(*review, arguments), *subject, client);
  if (!schedule.ok()) return Fail(schedule.status(), arguments, client, console);
  if (arguments.json) {
    console.out << FormatJson(*schedule, JsonStyle::kLine) << "\n";
    return ExitCode::kOk;
  }
  const auto names = VenueNames(*review, client);
  if (!names.ok()) return Fail(names.status(), arguments, client, console);
  console.out << ScheduleText(*schedule, *names);
  return ExitCode::kOk;
}

ExitCode ExportCalendar(const TimetableArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return ReportBadInput(review.status(), arguments.json, console);
  v1::ExportCalendarRequest request;
  request.set_parent(*review);
  if (!arguments.subject.empty()) {
    const auto subject = SubjectName(arguments.subject, *review);
    if (!subject.ok()) return ReportBadInput(subject.status(), arguments.json, console);
    request.set_subject(*subject);
  }
  const auto exported =
      client.Call<v1::ExportCalendarResponse>("TimetableService/ExportCalendar", request);
  if (!exported.ok()) return Fail(exported.status(), arguments, client, console);
  const std::string text =
      arguments.json ? FormatJson(*exported, JsonStyle::kLine) + "\n" : exported->calendar();
  return WriteView(arguments.view.path, text, arguments.json, console);
}

}  // namespace peerchallenge::cli
