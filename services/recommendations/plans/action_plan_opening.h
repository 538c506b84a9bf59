#pragma once

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/environment/working_days.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "peerchallenge/recommendations/v1/action_plans.pb.h"
#include "peerchallenge/recommendations/v1/finding.pb.h"
#include "services/recommendations/plans/plan_clocks.h"

namespace peerchallenge::recommendations {

// What an action plan begins with.
struct IssuedLetter {
  std::string name;           // resource name
  std::string host;           // resource name of the authority
  absl::CivilDay issue_date;  // in Europe/London
  // Those that stand in the letter, in any order.
  std::vector<v1::Recommendation> recommendations;
};

// A plan as it is to be stored, with what is told to nobody.
struct OpenedPlan {
  v1::ActionPlan plan;
  std::vector<v1::RecommendationResponse> responses;  // by number of their recommendation
  ClockDeadlines deadlines;
  v1::FollowUpRules rules;  // those that hold for it, whatever the region's become
};

// The plan that the issue of a letter opens: OPEN, its clocks running, an open response to each
// recommendation. `rules` with defaults filled in.
OpenedPlan OpenPlan(const IssuedLetter& letter, const v1::FollowUpRules& rules,
                    const environment::WorkingDays& working_days);

}  // namespace peerchallenge::recommendations
