#pragma once

#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/peerchallenge/day_grid.h"

// A visit's days to be printed, and as rows for a spreadsheet.
namespace peerchallenge::cli {

// What the pictures of days are made of.
struct DayPictures {
  std::string title;
  std::vector<scheduling::v1::Schedule> schedules;  // one for each team member
  DisplayNames names;                               // of venues and people
  std::string date;  // only this day, YYYY-MM-DD; empty = all days, one below the other
};

// Time downwards, the team across; sessions that people next to each other attend together are one
// box; with the ways and lunch. An SVG file.
std::string DaysSvg(const DayPictures& days);

// One row for each person and stretch of time, with a row of titles: date, start, end, person, what
// ("session", "way", "lunch"), session, venue, groups, reviewers (ids, with spaces between them).
std::string DaysCsv(const DayPictures& days);

}  // namespace peerchallenge::cli
