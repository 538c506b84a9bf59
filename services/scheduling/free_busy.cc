#include "services/scheduling/free_busy.h"

#include <algorithm>
#include <tuple>

#include "services/scheduling/calendar.h"
#include "services/scheduling/life_cycle.h"

namespace peerchallenge::scheduling {
namespace {

using Ranges = google::protobuf::RepeatedPtrField<v1::DateRange>;

void AddCut(const v1::DateRange& dates, const v1::DateRange& asked, Ranges& ranges) {
  if (!Overlap(dates, asked)) return;
  v1::DateRange& cut = *ranges.Add();
  cut.set_start_date(std::max(dates.start_date(), asked.start_date()));
  cut.set_end_date(std::min(dates.end_date(), asked.end_date()));
}

void Sort(Ranges& ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) {
    return std::tie(a.start_date(), a.end_date()) < std::tie(b.start_date(), b.end_date());
  });
}

bool TakesTimeOf(const v1::Review& review, const std::string& person) {
  if (!Counts(review) || review.start_date().empty()) return false;
  return std::any_of(review.team().begin(), review.team().end(), [&](const auto& member) {
    return member.person() == person && IsActive(member);
  });
}

}  // namespace

v1::QueryFreeBusyResponse::Busy BusyOf(const v1::Person& person,
                                       const std::vector<v1::Review>& reviews, const Viewer& viewer,
                                       const v1::DateRange& asked) {
  v1::QueryFreeBusyResponse::Busy busy;
  busy.set_person(person.name());
  for (const v1::DateRange& away : person.unavailable()) AddCut(away, asked, *busy.mutable_away());
  for (const v1::Review& review : reviews) {
    if (!TakesTimeOf(review, person.name()) || SightOf(viewer, review) < Sight::kHost) continue;
    v1::DateRange visit;
    visit.set_start_date(review.start_date());
    visit.set_end_date(review.end_date());
    AddCut(visit, asked, *busy.mutable_reviewing());
  }
  Sort(*busy.mutable_away());
  Sort(*busy.mutable_reviewing());
  return busy;
}

}  // namespace peerchallenge::scheduling
