#include "services/recommendations/region_days.h"

#include <vector>

#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {

absl::StatusOr<environment::WorkingDays> WorkingDaysOf(storage::Transaction& tx,
                                                       const relations::Relations& relations,
                                                       const std::string& name) {
  const auto region = relations.Region(tx, validation::RegionOf(name));
  if (absl::IsNotFound(region.status())) return environment::WorkingDays();
  if (!region.ok()) return region.status();
  std::vector<absl::CivilDay> holidays;
  for (const std::string& text : region->bank_holidays()) {
    if (const auto day = validation::ParseDay(text)) holidays.push_back(*day);
  }
  return environment::WorkingDays(holidays);
}

}  // namespace peerchallenge::recommendations
