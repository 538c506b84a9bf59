#include "services/scheduling/visits/day_spans.h"

#include <algorithm>

#include "services/scheduling/planning/clock.h"

namespace peerchallenge::scheduling {

DaySpans::DaySpans(const google::protobuf::RepeatedPtrField<v1::TimeWindow>& windows) {
  for (const v1::TimeWindow& window : windows) Add(window.date(), SpanOf(window));
}

void DaySpans::Add(const std::string& date, Span span) {
  if (span.minutes() <= 0) return;
  std::vector<Span> apart;
  for (const Span& old : days_[date]) {
    if (old.end < span.start || span.end < old.start) {
      apart.push_back(old);
    } else {
      span = {std::min(span.start, old.start), std::max(span.end, old.end)};
    }
  }
  apart.push_back(span);
  std::sort(apart.begin(), apart.end(),
            [](const Span& a, const Span& b) { return a.start < b.start; });
  days_[date] = std::move(apart);
}

void DaySpans::Remove(const std::string& date, Span span) {
  const auto day = days_.find(date);
  if (day == days_.end()) return;
  std::vector<Span> left;
  for (const Span& old : day->second) {
    const Span before{old.start, std::min(old.end, span.start)};
    const Span after{std::max(old.start, span.end), old.end};
    if (before.minutes() > 0) left.push_back(before);
    if (after.minutes() > 0) left.push_back(after);
  }
  day->second = std::move(left);
}

bool DaySpans::Overlaps(const std::string& date, Span span) const {
  const auto day = days_.find(date);
  return day != days_.end() && std::any_of(day->second.begin(), day->second.end(),
                                           [&](const Span& own) { return own.Overlaps(span); });
}

bool DaySpans::Covers(const std::string& date, Span span) const {
  const auto day = days_.find(date);
  return day != days_.end() &&
         std::any_of(day->second.begin(), day->second.end(), [&](const Span& own) {
           return own.start <= span.start && span.end <= own.end;
         });
}

std::vector<v1::TimeWindow> DaySpans::Windows() const {
  std::vector<v1::TimeWindow> windows;
  for (const auto& [date, spans] : days_) {
    for (const Span& span : spans) windows.push_back(WindowOf(date, span));
  }
  return windows;
}

Span SpanOf(const v1::TimeWindow& window) {
  const auto start = planning::ParseClock(window.start());
  const auto end = planning::ParseClock(window.end());
  return start && end ? Span{*start, *end} : Span{};
}

v1::TimeWindow WindowOf(const std::string& date, Span span) {
  v1::TimeWindow window;
  window.set_date(date);
  window.set_start(planning::FormatClock(span.start));
  window.set_end(planning::FormatClock(span.end));
  return window;
}

}  // namespace peerchallenge::scheduling
