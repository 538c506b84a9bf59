#pragma once

#include <map>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/timetable.pb.h"

// A visit's days as grids: time downwards, strands across.
namespace peerchallenge::cli {

// What people call venues and people, by name.
using DisplayNames = std::map<std::string, std::string>;

// What `name` is called; its id where that is not known.
std::string Called(const std::string& name, const DisplayNames& names);

// One grid a day. A strand is the people who do the same all day; they share a column with its
// sessions, the ways between them and lunch. `schedules` holds one schedule for each team member.
std::string DayGrids(const std::vector<scheduling::v1::Schedule>& schedules,
                     const DisplayNames& names);

// One schedule as a list, day by day.
std::string ScheduleText(const scheduling::v1::Schedule& schedule, const DisplayNames& names);

}  // namespace peerchallenge::cli
