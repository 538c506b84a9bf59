#include "services/evidence/names.h"

#include <cstddef>

#include "common/environment/uuid.h"

namespace peerchallenge::evidence {

bool IsRandomUuid(std::string_view id) {
  constexpr size_t kVersionDigit = 14;
  return environment::IsUuid(id) && id[kVersionDigit] == '4';
}

}  // namespace peerchallenge::evidence
