#include "services/scheduling/visits/visit_settings.h"

#include <algorithm>

#include "common/validation/civil_date.h"

namespace peerchallenge::scheduling {
namespace {

constexpr int kSlotMinutes = 15;
constexpr int kFreezeDays = 7;

v1::TimetableDay UsualDay(absl::CivilDay date) {
  v1::TimetableDay day;
  day.set_date(validation::FormatDay(date));
  day.set_start("08:30");
  day.set_end("17:30");
  day.set_lunch_start("12:00");
  day.set_lunch_end("14:00");
  day.set_lunch_minutes(45);
  return day;
}

v1::TimetableWeights UsualWeights() {
  v1::TimetableWeights weights;
  weights.set_unplaced(100);
  weights.set_travel(1);
  weights.set_idle(1);
  weights.set_balance(1);
  weights.set_pairs(10);
  weights.set_coverage(150);
  weights.set_change_time(80);
  weights.set_change_reviewer(40);
  return weights;
}

}  // namespace

void FillDefaults(const v1::Review& review, v1::VisitSettings& settings) {
  if (settings.slot_minutes() == 0) settings.set_slot_minutes(kSlotMinutes);
  if (!settings.has_weights()) *settings.mutable_weights() = UsualWeights();
  if (!settings.has_freeze_days()) settings.set_freeze_days(kFreezeDays);
  auto& days = *settings.mutable_days();
  days.erase(std::remove_if(days.begin(), days.end(),
                            [&](const v1::TimetableDay& day) {
                              return day.date() < review.start_date() ||
                                     day.date() > review.end_date();
                            }),
             days.end());
  const auto first = validation::ParseDay(review.start_date());
  const auto last = validation::ParseDay(review.end_date());
  if (!days.empty() || !first || !last) return;
  for (absl::CivilDay day = *first; day <= *last; ++day) *days.Add() = UsualDay(day);
}

}  // namespace peerchallenge::scheduling
