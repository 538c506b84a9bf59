#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "services/scheduling/planning/programme/model.h"

namespace peerchallenge::scheduling::planning {

// The hard rules that a state may break while the search is under way. Weeks, pins, exclusions,
// interests and barred leads (P1, part of P3, P5, part of P12) hold in every state.
enum class Breach : uint8_t {
  kWeekLimit,  // P2: reviews over the limit
  kTeamSize,   // P3: members missing or too many
  kNoLead,     // P4
  kAbsent,     // P6: members who are away
  kTwoTeams,   // P6: pairs of teams of one person in one week
  kLoad,       // P7: teams over the person's limit
  kShare,      // P8: members over the limit
  kRole,       // P9: members missing or too many
  kTheme,      // P10: themes that nobody covers
  kLeadLimit,  // P11: leads over the limit
  kMutual,     // P12: pairs of authorities that lead at each other
  kLeadGap,    // P13: pairs of visits too close
  kHostGap,    // P14: pairs of visits too close
  kCount
};
inline constexpr size_t kBreachKinds = static_cast<size_t>(Breach::kCount);

// A draft of a programme with its cost and its breaches, both kept up to date step by step. Every
// step can be undone: a move is a few steps, then Accept() or Undo().
class State {
 public:
  // Every review in its first allowed week, with its pinned members only. `model` must outlive the
  // state, and every review must have a week.
  explicit State(const Model& model);

  // Steps. A member joins a team at most once; the lead is a member, and gives up the lead before
  // leaving. `Join` and `SetLead` expect Model::MayJoin (or a pin) and Model::MayLead.
  void Join(int review, int person);
  void Leave(int review, int person);
  void SetLead(int review, int person);  // kNobody = without
  void SetWeek(int review, int week);

  // Makes the steps since the last Accept() or Undo() permanent, or takes them back.
  void Accept() { journal_.clear(); }
  void Undo();

  // Starts over from `plan`.
  void Load(const Plan& plan);

  // Cost of the plan as it stands, and what the search minimises: cost plus weighted breaches.
  int64_t cost() const { return cost_; }
  int64_t energy() const { return cost_ + penalty_; }
  bool feasible() const { return breaches_ == 0; }
  int breaches(Breach kind) const { return breach_[static_cast<size_t>(kind)]; }
  int breaches() const { return breaches_; }

  int64_t weight(Breach kind) const { return weight_[static_cast<size_t>(kind)]; }
  void SetWeight(Breach kind, int64_t weight);

  const Model& model() const { return model_; }
  int week(int review) const { return plan_.week[static_cast<size_t>(review)]; }
  int lead(int review) const { return plan_.lead[static_cast<size_t>(review)]; }
  const std::vector<int>& team(int review) const { return plan_.team[static_cast<size_t>(review)]; }
  const std::vector<int>& teams_of(int person) const { return on_[static_cast<size_t>(person)]; }
  const Plan& plan() const { return plan_; }

  bool IsOnTeam(int review, int person) const;
  bool IsFull(int person) const {
    return static_cast<int>(teams_of(person).size()) >= model_.Person(person).max_reviews;
  }
  bool IsBusy(int person, int week) const;
  // Whether the person could join the team in its week, as far as P6 and P7 go.
  bool IsAtHand(int review, int person) const {
    return model_.IsFree(review, person, week(review)) && !IsFull(person) &&
           !IsBusy(person, week(review));
  }
  int reviews_in(int week) const { return in_week_[static_cast<size_t>(week)]; }

 private:
  struct Step {
    enum Kind : uint8_t { kJoin, kLeave, kLead, kWeek } kind;
    int review;
    int value;  // the person, or the former lead or week
  };
  // What is counted of one review.
  struct Tally {
    std::vector<int> theme;  // members per theme
    std::vector<int> role;   // members per role class
    int novices = 0;
  };

  void DoJoin(int review, int person);
  void DoLeave(int review, int person);
  void DoSetLead(int review, int person);
  void DoSetWeek(int review, int week);
  void CountMember(int review, int person, int step);
  void CountInterests(int review, int person, int step);
  void CountLead(int review, int person, int step);
  void CountVisit(int review, int step);
  void CountSize(int review, int step);
  int TeamsInWeek(int review, int person) const;
  void Breaches(Breach kind, int64_t change);
  void Balance(int authority, int step);
  int& LedAt(int authority, int host) {
    return led_at_[static_cast<size_t>(authority * model_.authority_count + host)];
  }

  const Model& model_;
  Plan plan_;
  std::vector<Step> journal_;
  int64_t cost_ = 0;
  int64_t penalty_ = 0;
  int breaches_ = 0;
  std::array<int, kBreachKinds> breach_{};
  std::array<int64_t, kBreachKinds> weight_{};
  std::vector<Tally> tally_;           // by review
  std::vector<int> share_;             // reviews x authorities: members
  std::vector<std::vector<int>> on_;   // by person: reviews
  std::vector<int> in_week_;           // by week: reviews
  std::vector<std::vector<int>> led_;  // by authority: reviews that it leads
  std::vector<int> led_at_;            // authorities x hosts: reviews led
  std::vector<int> surplus_;           // by authority: places given - places got
};

}  // namespace peerchallenge::scheduling::planning
