#pragma once

#include <cstdint>

#include "peerchallenge/scheduling/v1/planning.pb.h"

// Problems for the planner's tests, made by code: nothing is read from files.
namespace peerchallenge::scheduling::planning {

// A problem small enough to judge by hand: authorities A, B, C; weeks w0 to w9; reviews ra (at A)
// and rb (at B); two or three people of each authority and partner p1. SmallPlan() breaks no rule
// of it.
v1::ProgrammeProblem SmallProblem();
v1::ProgrammePlan SmallPlan();

v1::PlanningReview& ReviewOf(v1::ProgrammeProblem& problem, const std::string& id);
v1::PlanningReviewer& ReviewerOf(v1::ProgrammeProblem& problem, const std::string& id);
v1::PlannedReview& EntryOf(v1::ProgrammePlan& plan, const std::string& id);

// Problems with the structure of a real region.
struct RegionShape {
  int authorities = 9;
  int reviews_per_host = 1;
  int people_per_authority = 9;
  int weeks = 39;
  int open_weeks = 20;  // per review
};
v1::ProgrammeProblem RegionProblem(const RegionShape& shape, uint64_t seed);

// Random problems of two or three reviews, three weeks and five people: few enough plans to try
// them all. About half have a plan.
v1::ProgrammeProblem TinyProblem(uint64_t seed);

// Tiny problems, most of them spoilt: numbers out of range or far off, unknown or double ids, rules
// that contradict each other.
v1::ProgrammeProblem OddProblem(uint64_t seed);

// The cost of the best plan, by trying every one; -1 = there is none.
int64_t BruteForceCost(const v1::ProgrammeProblem& problem);

}  // namespace peerchallenge::scheduling::planning
