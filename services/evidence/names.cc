#include "services/evidence/names.h"

#include <cstddef>

#include "common/environment/uuid.h"

namespace peerchallenge::evidence {

std::string CaseAssignmentOf(const std::string& review, const std::string& person) {
  return review + "/caseAssignments/" + validation::IdOf(person);
}

std::string AuditorOf(const std::string& case_assignment) {
  return validation::RegionOf(case_assignment) + "/people/" + validation::IdOf(case_assignment);
}

bool IsRandomUuid(std::string_view id) {
  constexpr size_t kVersionDigit = 14;
  return environment::IsUuid(id) && id[kVersionDigit] == '4';
}

}  // namespace peerchallenge::evidence
