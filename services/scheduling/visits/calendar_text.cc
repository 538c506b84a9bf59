#include "services/scheduling/visits/calendar_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace peerchallenge::scheduling {
namespace {

constexpr size_t kMaxLineBytes = 75;
constexpr char kZone[] = "Europe/London";

// Summer time as it has been since 1996: from the last Sunday of March to the last of October.
constexpr const char* kTimeZoneLines[] = {"BEGIN:VTIMEZONE",
                                          "TZID:Europe/London",
                                          "BEGIN:DAYLIGHT",
                                          "TZNAME:BST",
                                          "DTSTART:19960331T010000",
                                          "TZOFFSETFROM:+0000",
                                          "TZOFFSETTO:+0100",
                                          "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
                                          "END:DAYLIGHT",
                                          "BEGIN:STANDARD",
                                          "TZNAME:GMT",
                                          "DTSTART:19961027T020000",
                                          "TZOFFSETFROM:+0100",
                                          "TZOFFSETTO:+0000",
                                          "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
                                          "END:STANDARD",
                                          "END:VTIMEZONE"};

std::string Escape(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\\' || c == ';' || c == ',') escaped += '\\';
    if (c == '\n') {
      escaped += "\\n";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

bool ContinuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

class Writer {
 public:
  // Appends a content line, folded.
  void Line(const std::string& line) {
    size_t begin = 0;
    size_t room = kMaxLineBytes;
    while (line.size() - begin > room) {
      size_t end = begin + room;
      while (end > begin + 1 && ContinuesCharacter(line[end])) --end;
      absl::StrAppend(&text_, line.substr(begin, end - begin), "\r\n ");
      begin = end;
      room = kMaxLineBytes - 1;  // the space of the fold counts
    }
    absl::StrAppend(&text_, line.substr(begin), "\r\n");
  }
  void Property(const std::string& name, const std::string& value) {
    if (!value.empty()) Line(absl::StrCat(name, ":", Escape(value)));
  }
  void Local(const std::string& name, absl::CivilMinute time) {
    Line(absl::StrCat(name, ";TZID=", kZone, ":",
                      absl::StrFormat("%04d%02d%02dT%02d%02d00", time.year(), time.month(),
                                      time.day(), time.hour(), time.minute())));
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

void Write(const CalendarEvent& event, Writer& writer) {
  writer.Line("BEGIN:VEVENT");
  writer.Property("UID", event.uid);
  writer.Line(absl::StrCat("DTSTAMP:",
                           absl::FormatTime("%Y%m%dT%H%M%SZ", event.stamp, absl::UTCTimeZone())));
  writer.Line(absl::StrCat("SEQUENCE:", event.sequence));
  writer.Local("DTSTART", event.start);
  writer.Local("DTEND", event.end);
  writer.Property("SUMMARY", event.summary);
  writer.Property("LOCATION", event.location);
  writer.Property("DESCRIPTION", event.description);
  writer.Line(event.cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
  writer.Line("END:VEVENT");
}

}  // namespace

std::string WriteCalendar(const std::string& name, const std::vector<CalendarEvent>& events) {
  Writer writer;
  writer.Line("BEGIN:VCALENDAR");
  writer.Line("VERSION:2.0");
  writer.Line("PRODID:-//peerchallenge//timetable//EN");
  writer.Line("CALSCALE:GREGORIAN");
  writer.Line("METHOD:PUBLISH");
  writer.Property("X-WR-CALNAME", name);
  for (const char* line : kTimeZoneLines) writer.Line(line);
  for (const CalendarEvent& event : events) Write(event, writer);
  writer.Line("END:VCALENDAR");
  return writer.Take();
}

}  // namespace peerchallenge::scheduling
