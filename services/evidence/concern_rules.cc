#include "services/evidence/concern_rules.h"

#include <set>

#include "absl/time/civil_time.h"
#include "common/environment/london.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {

absl::Status ConcernRules::Check() const {
  validation::FieldChecks checks;
  std::set<std::string> regions;
  for (const std::string& contact : contacts) {
    checks.Name("--safeguarding-contact", contact, kPersonName);
    checks.That(regions.insert(validation::RegionOf(contact)).second, "--safeguarding-contact",
                contact, "one person of each region");
  }
  return checks.Result();
}

absl::Time ConcernRules::DueTime(v1::Concern::Urgency urgency, absl::Time raised) const {
  if (urgency == v1::Concern::URGENCY_IMMEDIATE) return raised + immediate;
  const absl::TimeZone london = environment::London();
  const absl::CivilDay day = absl::ToCivilDay(raised, london);
  const absl::Time evening = absl::FromCivil(absl::CivilHour(day) + same_day_hour, london);
  return raised < evening ? evening : raised + late;
}

std::string ConcernRules::ContactFor(const std::string& concern) const {
  for (const std::string& contact : contacts) {
    if (validation::RegionOf(contact) == validation::RegionOf(concern)) return contact;
  }
  return "";
}

}  // namespace peerchallenge::evidence
