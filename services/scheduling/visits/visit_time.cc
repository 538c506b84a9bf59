#include "services/scheduling/visits/visit_time.h"

#include "absl/time/civil_time.h"
#include "common/environment/london.h"
#include "common/validation/civil_date.h"
#include "services/scheduling/planning/clock.h"

namespace peerchallenge::scheduling {

absl::Time MomentOf(const std::string& date, int minute) {
  const auto day = validation::ParseDay(date);
  if (!day) return absl::InfiniteFuture();
  return absl::FromCivil(absl::CivilMinute(*day) + minute, environment::London());
}

absl::Time StartOf(const v1::Placement& placement) {
  const auto minute = planning::ParseClock(placement.start());
  return minute ? MomentOf(placement.date(), *minute) : absl::InfiniteFuture();
}

LocalMinute LocalMinuteOf(absl::Time moment) {
  if (moment == absl::InfinitePast()) return {};
  const absl::CivilSecond second =
      absl::ToCivilSecond(moment + absl::Minutes(1) - absl::Microseconds(1), environment::London());
  return {validation::FormatDay(absl::CivilDay(second)), second.hour() * 60 + second.minute()};
}

}  // namespace peerchallenge::scheduling
