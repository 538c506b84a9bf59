#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

// iCalendar objects (RFC 5545) as text: lines end with CRLF and are folded at 75 bytes, never
// within a character.
namespace peerchallenge::scheduling {

// One VEVENT. Text is plain UTF-8; it is escaped here.
struct CalendarEvent {
  std::string uid;
  int sequence = 0;
  absl::Time stamp;         // when this state of it came out
  absl::CivilMinute start;  // local to Europe/London, as is the end
  absl::CivilMinute end;
  std::string summary;
  std::string location;
  std::string description;
  bool cancelled = false;
};

// A VCALENDAR with the time zone Europe/London and the events in the given order; `name` is shown
// by calendar programs.
std::string WriteCalendar(const std::string& name, const std::vector<CalendarEvent>& events);

}  // namespace peerchallenge::scheduling
