#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/timetable.pb.h"

// What lies where in the picture of a day.
namespace peerchallenge::cli {

// A stretch of time that people in columns next to each other spend in the same way.
struct DayBlock {
  size_t first_column = 0;
  size_t columns = 1;
  scheduling::v1::Schedule::Entry entry;
};

struct DayColumns {
  std::string date;                 // YYYY-MM-DD
  std::vector<std::string> people;  // names, in an order that keeps those together who share most
  std::vector<DayBlock> blocks;     // by start, then column
  int start = 0, end = 0;           // minutes after midnight, whole hours, around all blocks
};

// One for each day on which anybody does anything, in order; all, or only `date` unless empty.
std::vector<DayColumns> ColumnsOf(const std::vector<scheduling::v1::Schedule>& schedules,
                                  const std::string& date);

// "HH:MM" in minutes after midnight; 0 for anything else.
int MinutesOf(const std::string& clock);

}  // namespace peerchallenge::cli
