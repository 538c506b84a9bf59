#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "services/scheduling/planning/programme/linking.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// The cheapest choices of week, team and lead for one review at given prices, exactly: every rule
// within one team holds (P1, P3 to P5, absence, P8 to P10).
//
// How: a table over people says what it costs at least to complete a team from here on, by themes
// covered, members, lead, novices and members of the role at hand; P8 is priced in it. A
// depth-first search that the table guides finds the cheapest team, or lists all below a limit.
class TeamPricer {
 public:
  // Room to work in, of one thread.
  class Workspace;
  // `model` must outlive the pricer.
  TeamPricer(const Model& model, int review);

  struct Answer {
    // No column is priced below this; exact unless a search gave up.
    int64_t bound = 0;
    std::vector<Column> columns;  // the cheapest first
  };
  static constexpr int64_t kNone = int64_t{1} << 60;  // bound when there is no column at all

  // The cheapest column, and the cheapest of other weeks as far as they are below `wanted`, at most
  // `most`. The answer means nothing when the budget is spent.
  Answer Cheapest(const Prices& prices, int64_t wanted, int most, Budget& budget, Workspace& room);

  // Appends all columns priced below `limit` to `found`; false when there are more than `most` or
  // the search would take too long.
  bool All(const Prices& prices, int64_t limit, size_t most, Budget& budget, Workspace& room,
           std::vector<Column>& found);

  // Work done so far, in units of roughly one step of the annealer.
  int64_t work() const { return work_ / 64; }

 private:
  static constexpr int kMostRoleStates = 8;

  // Somebody who may join, as a row of the table.
  struct Item {
    int64_t seat = 0;  // price, P8 included
    int64_t lead = 0;  // price of the lead on top
    int64_t floor =
        -kNone;  // least price that any team with this person can have in the coarse table
    int person = 0;
    int authority = 0;
    int role = -1;
    int mask = 0;  // of the themes in the table
    bool novice = false;
    bool may_lead = false;
    bool must = false;
  };
  struct Node {
    int role_count = 0;
    int lead = 0;
    int novice = 0;
    int cover = 0;
    int size = 0;
  };

  void SetUpThemes();
  void CollectItems(const Prices& prices);
  void PriceLeads(const Prices& prices, int week, std::vector<Item>& items);
  bool CollectWeek(const Prices& prices, int week, int64_t limit);
  bool HasRoles(const std::vector<Item>& items) const;
  void SortItems();
  int64_t Narrow(const Prices& prices, int64_t& base);
  int64_t DropDearerThan(int64_t limit);
  int64_t LeastTeam();
  void SearchWeeks(const Prices& prices, const std::vector<std::pair<int64_t, int>>& weeks,
                   int64_t wanted, int most, Answer& answer);
  void KeepCheapestLeads(std::vector<Column>& columns) const;

  // team_pricer_table.cc: what a team costs at least from here on.
  void ChooseShift(const std::vector<Item>& items);
  int64_t BuildTable(const std::vector<Item>& items);
  void FillRow(const Item& item, const int32_t* next, int32_t* row, int roles);
  void ClosePlanes(int role, const int32_t* after, std::vector<int32_t>& planes) const;
  void AdjustShares(const std::vector<Item>& items);
  void TracePath(const std::vector<Item>& items, std::vector<int>& share);
  int32_t* Row(size_t i);
  size_t Plane(const Node& node) const;
  int64_t Value(size_t i, const Node& node);

  // team_pricer_floors.cc: a smaller table, by which people are left out.
  int64_t CoarseFloors();
  bool Bounded(int role) const;
  std::vector<const Item*> Undominated() const;
  void FillCoarse(const std::vector<const Item*>& useful, int taken);
  void FillCoarseRole(const std::vector<const Item*>& useful, int role, int taken);

  // team_pricer_search.cc: the teams themselves.
  void SearchUpwards(int64_t floor, int64_t limit);
  void StartSearch(int64_t limit, int64_t node_limit);
  void Descend(size_t i, Node node, int64_t price);
  void TryMember(size_t i, const Node& node, int64_t price, bool as_lead);
  void Leaf(int64_t price);

  // Whether the table counts members with this role: it has a maximum that is not large.
  bool Counts(int role) const {
    return role >= 0 && review_.roles[static_cast<size_t>(role)].max < kMostRoleStates;
  }
  int RolesAt(int role) const { return role < 0 ? 1 : role_states_[static_cast<size_t>(role)]; }
  int64_t Up(int64_t cells) const { return cells << shift_; }

  const Model& model_;
  const ModelReview& review_;
  const int index_;

  // Layout of the table.
  int covers_ = 1;  // combinations of counted themes
  int sizes_ = 1;   // states of the team's size
  int stride_ = 1;  // cells from one cover to the next
  bool size_exact_ = true;
  std::vector<int> role_states_;            // by role class
  std::vector<uint64_t> mask_bits_;         // by mask
  std::vector<int> mask_of_;                // by position in review_.people
  std::vector<std::vector<int16_t>> step_;  // by mask: the cover after a member
  std::vector<int64_t> shortfall_;          // by cover, price; kNone = a needed theme is missing
  int shift_ = 0;

  std::vector<int64_t> share_price_;  // by authority, P8
  int64_t share_total_ = 0;
  int64_t share_stride_ = 0;
  int64_t margin_ = 0;

  // The search at hand.
  Budget* budget_ = nullptr;
  Workspace* room_ = nullptr;
  bool list_all_ = false;
  bool gave_up_ = false;
  bool found_best_ = false;
  size_t most_ = 0;
  int64_t limit_ = 0;
  int64_t nodes_ = 0;
  int64_t node_limit_ = 0;
  std::vector<int> team_;  // positions in weekly_
  int lead_at_ = -1;
  std::vector<int> share_;
  std::vector<int> best_team_;
  int best_lead_ = kNobody;
  int week_ = 0;
  std::vector<Column>* found_ = nullptr;
  int64_t work_ = 0;
};

class TeamPricer::Workspace {
  friend class TeamPricer;
  std::vector<Item> items;   // of the review
  std::vector<Item> weekly;  // of the week at hand
  std::vector<int32_t> table, closed, coarse;
  std::vector<size_t> offsets;  // of the table's rows
};

inline int32_t* TeamPricer::Row(size_t i) { return room_->table.data() + room_->offsets[i]; }

inline size_t TeamPricer::Plane(const Node& node) const {
  return static_cast<size_t>((node.role_count * 2 + node.lead) * 2 + node.novice) *
         static_cast<size_t>(covers_ * stride_);
}

inline int64_t TeamPricer::Value(size_t i, const Node& node) {
  return Row(i)[Plane(node) + static_cast<size_t>(node.cover * stride_ + node.size)];
}

}  // namespace peerchallenge::scheduling::planning
