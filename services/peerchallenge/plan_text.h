#pragma once

#include <string>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"

// Plans, and why there is none, in words.
namespace peerchallenge::cli {

// "SUCCEEDED", and so on.
std::string StateText(scheduling::v1::Plan::State state);

// Why no plan exists, one line per fact or rule.
std::string InfeasibilityText(const scheduling::v1::InfeasibilityReport& report);

// How a search ended, in one line: the plan's cost, bound and gap, or that there is none.
std::string SolutionText(const scheduling::v1::ProgrammeSolution& solution);
std::string SolutionText(const scheduling::v1::TimetableSolution& solution);

// Each cost item with its share and what it stands for; items that cost nothing are left out.
std::string CostText(const scheduling::v1::ProgrammePlan& plan);
std::string CostText(const scheduling::v1::Timetable& timetable);

// A plan of the server: its state, its costs and where each review lands.
std::string PlanText(const scheduling::v1::Plan& plan);

// The choices of an explanation, in the server's order; without choices the shares of the cost.
std::string ExplanationText(const scheduling::v1::PlanExplanation& explanation);

}  // namespace peerchallenge::cli
