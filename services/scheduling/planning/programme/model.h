#pragma once

#include <climits>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/programme/relaxation.h"
#include "services/scheduling/planning/programme/week_set.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

inline constexpr int kUnlimited = INT_MAX;
inline constexpr int kPartner = -1;  // the authority of a reviewer from outside
inline constexpr int kNobody = -1;

// One person of the model; its position is that of the problem's reviewer.
struct ModelPerson {
  int authority = kPartner;
  int role = 0;
  int max_reviews = 0;
  bool novice = false;
  bool can_lead = false;
  bool one_team_a_week = true;
  WeekSet free_weeks;
};

struct RoleBound {
  int min = 0;
  int max = kUnlimited;
};

// One review of the model.
struct ModelReview {
  int index = 0;  // in the problem
  int host = 0;
  WeekSet weeks;                   // allowed
  std::vector<int> week_list;      // the same, in order
  std::vector<int64_t> week_cost;  // by week; wishes and changes, weights applied
  int team_min = 0;
  int team_max = 0;
  bool needs_lead = true;
  bool minds_absence = true;       // false only in a relaxed model
  int member_limit = kUnlimited;   // members from one authority
  std::vector<int> theme_target;   // by theme of the review
  std::vector<int> theme_id;       // by theme of the review: the same for the same theme
  uint64_t themes_needed = 0;      // mask: themes that somebody must cover
  std::vector<RoleBound> roles;    // by role class of the review
  std::vector<int> class_of_role;  // by role of the model; -1 = free
  std::vector<int> people;         // who may be on the team; cheapest first
  std::vector<std::vector<int>> people_by_class;  // by class + 1; cheapest first
  std::vector<int> leads;                         // who may lead; cheapest first
  std::vector<int> pinned;
  std::vector<std::pair<int, int64_t>> kept_bonus;  // person, saved by keeping it on the team
  std::vector<std::pair<int, int64_t>> lead_bonus;  // person, saved by keeping it as the lead
};

// A programme problem as indices and flat arrays, weights applied: what all rooms of the solver
// work on. A relaxed model leaves some facts out; every plan of the problem is a plan of it.
struct Model {
  int week_count = 0;
  int authority_count = 0;
  std::vector<ModelReview> reviews;
  std::vector<ModelPerson> people;
  std::vector<int64_t> travel_cost;    // authorities x authorities
  std::vector<int> week_limit;         // by week
  std::vector<int> lead_limit;         // by authority
  std::vector<int> lead_gap;           // by hosting authority
  std::vector<int> host_gap;           // by hosting authority
  std::vector<uint8_t> may_be_mutual;  // authorities x authorities; nonzero = rule P12 is left out
  std::vector<std::vector<int>> hosted;  // by authority: its reviews
  // What reviews outside the model have taken already (see part.h); zero and empty in a whole one.
  std::vector<int> week_taken;      // by week: reviews, as far as the spread goes
  std::vector<int> surplus_taken;   // by authority: places given - places got
  std::vector<WeekSet> no_lead_in;  // by authority: weeks in which it cannot lead (P13)
  int64_t theme_weight = 0;
  int64_t balance_weight = 0;
  int64_t novice_weight = 0;
  int64_t spread_weight = 0;
  int64_t constant_cost = 0;  // part of the cost of every plan

  bool MayJoin(int review, int person) const { return (Flags(review, person) & kJoins) != 0; }
  bool MayLead(int review, int person) const { return (Flags(review, person) & kLeads) != 0; }
  bool IsPinned(int review, int person) const { return (Flags(review, person) & kPinned) != 0; }
  uint64_t Themes(int review, int person) const { return themes[Pair(review, person)]; }
  int ClassOf(int review, int person) const {
    return Review(review).class_of_role[static_cast<size_t>(Person(person).role)];
  }
  bool IsFree(int review, int person, int week) const {
    return Person(person).free_weeks.Has(week) || !Review(review).minds_absence;
  }
  bool MayLeadIn(int authority, int week) const {
    return !no_lead_in[static_cast<size_t>(authority)].Has(week);
  }
  bool LeadsMayMeet(int a, int b) const {
    return may_be_mutual[static_cast<size_t>(a * authority_count + b)] != 0;
  }
  // Travel and kept-member bonus of one seat.
  int64_t SeatCost(int review, int person) const;
  // Bonus (at most 0) of this person as the lead.
  int64_t LeadCost(int review, int person) const;

  const ModelReview& Review(int review) const { return reviews[static_cast<size_t>(review)]; }
  const ModelPerson& Person(int person) const { return people[static_cast<size_t>(person)]; }
  int ReviewCount() const { return static_cast<int>(reviews.size()); }
  int PersonCount() const { return static_cast<int>(people.size()); }

  // Flags of a review and a person.
  enum : uint8_t { kJoins = 1, kLeads = 2, kPinned = 4, kKept = 8 };
  uint8_t Flags(int review, int person) const { return flags[Pair(review, person)]; }
  size_t Pair(int review, int person) const {
    return static_cast<size_t>(review) * people.size() + static_cast<size_t>(person);
  }
  std::vector<uint8_t> flags;    // reviews x people
  std::vector<uint64_t> themes;  // reviews x people: which of the review's themes a person has
};

// A week, a lead and a team for every review of a model, by review.
struct Plan {
  std::vector<int> week;
  std::vector<int> lead;
  std::vector<std::vector<int>> team;
};

// The model of a valid problem without the facts of `relaxation`; nothing when the budget is spent.
std::optional<Model> BuildModel(const v1::ProgrammeProblem& problem, const Relaxation& relaxation,
                                Budget& budget);

// The message of a plan, members in the problem's order; costs are not filled in.
v1::ProgrammePlan ToMessage(const v1::ProgrammeProblem& problem, const Model& model,
                            const Plan& plan);

}  // namespace peerchallenge::scheduling::planning
