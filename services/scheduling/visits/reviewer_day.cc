#include "services/scheduling/visits/reviewer_day.h"

#include <algorithm>

#include "services/scheduling/planning/clock.h"

namespace peerchallenge::scheduling {
namespace {

int Clock(const std::string& text) { return planning::ParseClock(text).value_or(0); }

}  // namespace

TravelMatrix::TravelMatrix(const v1::TimetableProblem& problem) : problem_(problem) {
  for (int i = 0; i < problem.venues_size(); ++i) index_[problem.venues(i).id()] = i;
}

int TravelMatrix::Minutes(int from, int to) const {
  if (from < 0 || to < 0) return 0;
  return problem_.travel_minutes(from * problem_.venues_size() + to);
}

int TravelMatrix::IndexOf(const std::string& venue) const {
  const auto found = index_.find(venue);
  return found == index_.end() ? -1 : found->second;
}

void ReviewerDay::Add(const Stop& stop) {
  const auto place =
      std::upper_bound(stops_.begin(), stops_.end(), stop,
                       [](const Stop& a, const Stop& b) { return a.span.start < b.span.start; });
  stops_.insert(place, stop);
}

int ReviewerDay::WayAfter(size_t stop) const {
  return travel_->Minutes(stops_[stop].venue, stops_[stop + 1].venue);
}

bool ReviewerDay::IsReachable() const {
  for (size_t i = 0; i + 1 < stops_.size(); ++i) {
    if (stops_[i].span.end + WayAfter(i) > stops_[i + 1].span.start) return false;
  }
  return true;
}

std::optional<ReviewerDay::Lunch> ReviewerDay::FindLunch() const {
  if (!IsLunchDue()) return std::nullopt;
  const Span window{Clock(day_->lunch_start()), Clock(day_->lunch_end())};
  const auto fits = [&](Span free) -> std::optional<Span> {
    const int start = std::max(free.start, window.start);
    const int end = start + day_->lunch_minutes();
    if (end > std::min(free.end, window.end)) return std::nullopt;
    return Span{start, end};
  };
  if (const auto lunch = fits({Clock(day_->start()), stops_.front().span.start})) {
    return Lunch{*lunch, 0, true};
  }
  for (size_t i = 0; i + 1 < stops_.size(); ++i) {
    const Span gap{stops_[i].span.end, stops_[i + 1].span.start};
    if (const auto here = fits({gap.start, gap.end - WayAfter(i)})) {
      return Lunch{*here, i + 1, false};
    }
    if (const auto there = fits({gap.start + WayAfter(i), gap.end})) {
      return Lunch{*there, i + 1, true};
    }
  }
  const auto late = fits({stops_.back().span.end, Clock(day_->end())});
  if (!late) return std::nullopt;
  return Lunch{*late, stops_.size(), false};
}

int ReviewerDay::TravelMinutes() const {
  int minutes = 0;
  for (size_t i = 0; i + 1 < stops_.size(); ++i) minutes += WayAfter(i);
  return minutes;
}

int ReviewerDay::IdleMinutes() const {
  if (stops_.empty()) return 0;
  const Span whole{stops_.front().span.start, stops_.back().span.end};
  int idle = whole.minutes() - TravelMinutes();
  for (const Stop& stop : stops_) idle -= stop.span.minutes();
  const bool spans_lunch =
      whole.start < Clock(day_->lunch_end()) && whole.end > Clock(day_->lunch_start());
  if (day_->lunch_minutes() > 0 && spans_lunch) idle -= day_->lunch_minutes();
  return std::max(idle, 0);
}

}  // namespace peerchallenge::scheduling
