#pragma once

#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/timetable.pb.h"

// Schedules of a small team for the tests of day views and pictures.
namespace peerchallenge::cli {

inline scheduling::v1::Schedule ScheduleOf(const std::string& person) {
  scheduling::v1::Schedule schedule;
  schedule.set_subject("regions/em/people/" + person);
  schedule.set_timetable("r/timetables/1");
  return schedule;
}

inline void AddEntry(scheduling::v1::Schedule& schedule, scheduling::v1::Schedule::Entry::Kind kind,
                     const std::string& start, const std::string& end,
                     const std::string& title = "", const std::string& venue = "",
                     const std::string& date = "2012-07-09") {
  scheduling::v1::Schedule::Entry* entry = schedule.add_entries();
  entry->set_kind(kind);
  entry->mutable_time()->set_date(date);
  entry->mutable_time()->set_start(start);
  entry->mutable_time()->set_end(end);
  entry->set_display_name(title);
  entry->set_session(title);
  entry->set_venue(venue);
}

// a and b are together all day, c is elsewhere after the briefing.
inline std::vector<scheduling::v1::Schedule> TwoStrands() {
  using Entry = scheduling::v1::Schedule::Entry;
  std::vector<scheduling::v1::Schedule> schedules{ScheduleOf("a"), ScheduleOf("b"),
                                                  ScheduleOf("c")};
  for (scheduling::v1::Schedule& schedule : schedules) {
    AddEntry(schedule, Entry::KIND_SESSION, "09:00", "10:00", "Briefing", "r/venues/hall");
  }
  for (size_t i = 0; i < 2; ++i) {
    AddEntry(schedules[i], Entry::KIND_TRAVEL, "10:00", "10:30", "", "r/venues/school");
    AddEntry(schedules[i], Entry::KIND_SESSION, "10:30", "12:00", "Visit", "r/venues/school");
  }
  AddEntry(schedules[2], Entry::KIND_LUNCH, "12:00", "12:45");
  return schedules;
}

}  // namespace peerchallenge::cli
