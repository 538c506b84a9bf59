#pragma once

#include "common/environment/budget.h"

namespace peerchallenge::scheduling::planning {

using environment::Budget;

}  // namespace peerchallenge::scheduling::planning
