#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/peerchallenge/year_view.h"

// What lies where in the picture of a year.
namespace peerchallenge::cli {

// One authority in one week.
struct YearCell {
  std::vector<int> hosts = {};  // numbers of the reviews that it hosts
  int people = 0;               // that it sends to others
  bool leads = false;
  // Of its calendar; the gravest first.
  enum class Calendar { kOpen, kInspectionWindow, kElection, kClosed } calendar = Calendar::kOpen;

  bool operator==(const YearCell&) const = default;
};

struct YearGrid {
  std::vector<absl::CivilDay> weeks;                    // Mondays, without gaps
  std::vector<std::string> authorities;                 // resource names, by name for people
  std::map<std::pair<size_t, size_t>, YearCell> cells;  // by authority and week; absent = empty
  std::vector<std::string> key;  // review 1, 2, ...: when, host, lead, team in words
};

// Reviews are numbered in the order of the year, from 1. Weeks reach from the programme's first day
// to its last, and to reviews beyond them.
YearGrid GridOf(const YearView& view);

}  // namespace peerchallenge::cli
