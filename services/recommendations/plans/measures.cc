#include "services/recommendations/plans/measures.h"

#include <algorithm>

namespace peerchallenge::recommendations {
namespace {

using v1::Action;
using v1::Measure;

void SetLatest(double value, const std::string& date, Measure& measure) {
  measure.set_latest(value);
  measure.set_latest_date(date);
  const double way = measure.target() - measure.baseline();
  measure.set_distance_percent((measure.target() - value) / way * 100);
}

template <typename List>
auto FindMeasure(List& measures, const std::string& id) {
  return std::find_if(measures.begin(), measures.end(),
                      [&id](const Measure& measure) { return measure.id() == id; });
}

}  // namespace

void TakeReading(const v1::ActionUpdate::Reading& reading, Measures& measures) {
  const auto measure = FindMeasure(measures, reading.measure());
  // Dates of this form sort as text; of one day's readings the one that came last counts.
  if (measure == measures.end() || reading.date() < measure->latest_date()) return;
  SetLatest(reading.value(), reading.date(), *measure);
}

void KeepReadings(const Measures& before, Measures& measures) {
  for (Measure& measure : measures) {
    measure.clear_latest();
    measure.clear_latest_date();
    measure.clear_distance_percent();
    const auto earlier = FindMeasure(before, measure.id());
    if (earlier == before.end() || !earlier->has_latest()) continue;
    SetLatest(earlier->latest(), earlier->latest_date(), measure);
  }
}

Action::Effect EffectOf(const Measures& measures) {
  int read = 0, better = 0, at_target = 0;
  for (const Measure& measure : measures) {
    if (!measure.has_distance_percent()) continue;
    ++read;
    if (measure.distance_percent() > 100) return Action::EFFECT_WORSE;
    if (measure.distance_percent() < 100) ++better;
    if (measure.distance_percent() <= 0) ++at_target;
  }
  if (read == 0) return Action::EFFECT_NOT_KNOWN;
  if (better == 0) return Action::EFFECT_UNCHANGED;
  return at_target == measures.size() ? Action::EFFECT_ON_TARGET : Action::EFFECT_IMPROVED;
}

}  // namespace peerchallenge::recommendations
