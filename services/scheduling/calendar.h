#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "google/protobuf/repeated_field.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

// Weeks and days: which weeks a programme has, and which of them suit a host.
namespace peerchallenge::scheduling {

// The Monday on or before `day`.
absl::CivilDay MondayOf(absl::CivilDay day);
// The ISO 8601 week of a Monday, "2012-W28".
std::string WeekId(absl::CivilDay monday);

// The Mondays of the programme from its start to its end date, both included. Empty for malformed
// dates.
std::vector<absl::CivilDay> WeeksOf(const v1::Programme& programme);

// A range of dates, read; nothing for malformed dates.
struct Days {
  absl::CivilDay first;
  absl::CivilDay last;
};
std::optional<Days> DaysOf(const v1::DateRange& dates);

// Whether the days overlap Monday to Friday of the week.
bool Touches(const Days& days, absl::CivilDay monday);
bool Touches(const v1::DateRange& dates, absl::CivilDay monday);
// Whether two ranges have a day in common.
bool Overlap(const v1::DateRange& a, const v1::DateRange& b);

// The days on site: `days` working days in a row inside the week, as early as the region's bank
// holidays and the windows (empty = any day) allow. Nothing when the week has no such run.
std::optional<v1::DateRange> VisitDays(
    const v1::Region& region, const google::protobuf::RepeatedPtrField<v1::DateRange>& windows,
    absl::CivilDay monday, int days);

// Whether the host can have a review in the week: it exists then, and no holiday, announced
// inspection or other block of its calendar touches it.
bool HostIsOpen(const v1::Authority& host, absl::CivilDay monday);
// What the host's calendar makes the week cost: elections and inspection windows.
int64_t CalendarCost(const v1::Programme& programme, const v1::Authority& host,
                     absl::CivilDay monday);

}  // namespace peerchallenge::scheduling
