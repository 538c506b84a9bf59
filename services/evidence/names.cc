#include "services/evidence/names.h"

#include <cstddef>

#include "common/environment/uuid.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::evidence {

std::string ReviewOf(std::string_view name) {
  size_t end = 0;
  for (int segments = 0; segments < 4; ++segments) {
    if (end == std::string_view::npos) return "";
    end = name.find('/', end == 0 ? 0 : end + 1);
  }
  const std::string_view review = name.substr(0, end);
  if (!validation::MatchName(review, kReviewName)) return "";
  return std::string(review);
}

bool IsRandomUuid(std::string_view id) {
  constexpr size_t kVersionDigit = 14;
  return environment::IsUuid(id) && id[kVersionDigit] == '4';
}

}  // namespace peerchallenge::evidence
