#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"

namespace peerchallenge::scheduling::planning {

// One hard rule that a plan breaks.
struct Violation {
  std::string rule;         // "P1" to "P14"
  std::string review;       // id of the review; empty where it is about a week, person or authority
  std::string description;  // in words
};

// What a plan is worth.
struct ProgrammeCheck {
  std::vector<Violation> violations;  // empty = the plan is feasible
  int64_t cost = 0;                   // the total of cost_items
  v1::ProgrammeCostItems cost_items;  // weights applied; whatever the plan claims is not read
};

// Judges any plan, whoever made it: every hard rule and every cost item, from the messages alone
// and without any code of the search. `problem` must be valid (validate.h); `plan` may be anything.
ProgrammeCheck CheckProgramme(const v1::ProgrammeProblem& problem, const v1::ProgrammePlan& plan);

}  // namespace peerchallenge::scheduling::planning
