#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "services/scheduling/planning/programme/model.h"

namespace peerchallenge::scheduling::planning {

// A team for one review in one week, found by exact search.
struct TeamQuery {
  int review = 0;
  int week = 0;
  // Only people for whom this holds are considered; empty = everybody who may join and is free.
  std::function<bool(int person)> usable;
  // The lead must come from this authority; kPartner = from any.
  int lead_authority = kPartner;
  // Whether people with the same themes, role, authority and lead ability are interchangeable: true
  // finds any team faster, false enumerates them all.
  bool like_people_alike = true;
  // Most search nodes.
  int64_t node_limit = 20'000;
};

enum class TeamAnswer {
  kFound,    // `visit` accepted a team
  kNone,     // proven: there is no (further) team
  kUnknown,  // nodes or budget ran out
};

// Calls `visit` with teams that satisfy every rule which concerns one team in one week (P3, P4, P5,
// P8, P9, P10 and absence) until it returns true or there are no more. Every valid team contains
// one of the teams visited: people are only added to meet a rule.
TeamAnswer FindTeam(const Model& model, const TeamQuery& query, Budget& budget,
                    const std::function<bool(const std::vector<int>& team, int lead)>& visit);

}  // namespace peerchallenge::scheduling::planning
