// The search of TeamPricer for the teams themselves.
#include <algorithm>
#include <bit>
#include <utility>

#include "services/scheduling/planning/programme/add_member.h"
#include "services/scheduling/planning/programme/team_pricer.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr int64_t kSearchNodes = 100'000;

}  // namespace

// Searches for the cheapest team in rising steps, so that little is looked at that is not needed.
void TeamPricer::SearchUpwards(int64_t floor, int64_t limit) {
  found_best_ = false;
  int64_t step = 1 + Up(2 * review_.team_max + 2);
  do {
    StartSearch(std::min(limit, floor + step), kSearchNodes);
    step *= 4;
  } while (!found_best_ && !gave_up_ && limit_ < limit);
}

void TeamPricer::StartSearch(int64_t limit, int64_t node_limit) {
  limit_ = limit;
  nodes_ = 0;
  node_limit_ = node_limit;
  gave_up_ = false;
  team_.clear();
  lead_at_ = -1;
  std::fill(share_.begin(), share_.end(), 0);
  Node start;
  start.lead = review_.needs_lead ? 0 : 1;
  Descend(0, start, 0);
  work_ += nodes_ * 16;
}

// Completes the team with people from position `i` on; `price` is that of the members so far.
void TeamPricer::Descend(size_t i, Node node, int64_t price) {
  for (; !gave_up_; ++i) {
    if (i > 0 &&
        (i == room_->weekly.size() || room_->weekly[i].role != room_->weekly[i - 1].role)) {
      const int role = room_->weekly[i - 1].role;
      if (role >= 0 && node.role_count < std::min(review_.roles[static_cast<size_t>(role)].min,
                                                  RolesAt(role) - 1)) {
        return;
      }
      node.role_count = 0;
    }
    const int64_t rest = Value(i, node);
    if (rest >= kHopeless || price + Up(rest) - share_total_ >= limit_) return;
    if (i == room_->weekly.size()) return Leaf(price);
    if (++nodes_ > node_limit_ || budget_->SpentNow()) {
      gave_up_ = true;
      return;
    }
    TryMember(i, node, price, false);
    if (node.lead == 0 && room_->weekly[i].may_lead) TryMember(i, node, price, true);
    if (room_->weekly[i].must) return;
  }
}

void TeamPricer::TryMember(size_t i, const Node& node, int64_t price, bool as_lead) {
  const Item& item = room_->weekly[i];
  Node then = node;
  if (item.role >= 0) {
    const RoleBound& role = review_.roles[static_cast<size_t>(item.role)];
    if (Counts(item.role) && node.role_count >= role.max) return;
    then.role_count = std::min(node.role_count + 1, RolesAt(item.role) - 1);
  }
  if (size_exact_ && node.size >= review_.team_max) return;
  then.size = std::min(node.size + 1, sizes_ - 1);
  then.cover = step_[static_cast<size_t>(item.mask)][static_cast<size_t>(node.cover)];
  price += item.seat;
  if (item.novice) {
    if (node.novice == 1) price += model_.novice_weight * kPriceScale;
    then.novice = 1;
  }
  if (as_lead) {
    price += item.lead;
    then.lead = 1;
  }
  if (item.authority != kPartner) {
    int& share = share_[static_cast<size_t>(item.authority)];
    if (share >= review_.member_limit) return;
    ++share;
  }
  team_.push_back(static_cast<int>(i));
  if (as_lead) lead_at_ = static_cast<int>(i);
  Descend(i + 1, then, price);
  if (as_lead) lead_at_ = -1;
  team_.pop_back();
  if (item.authority != kPartner) --share_[static_cast<size_t>(item.authority)];
}

// A complete team: judged by every rule, for the table minds some of them in part only.
void TeamPricer::Leaf(int64_t price) {
  const int size = static_cast<int>(team_.size());
  if (size < review_.team_min || size > review_.team_max) return;
  std::vector<int> missing = review_.theme_target;
  std::vector<int> roles(review_.roles.size());
  uint64_t open = review_.themes_needed;
  Column column{index_, week_, kNobody, {}, 0};
  for (const int i : team_) {
    const Item& item = room_->weekly[static_cast<size_t>(i)];
    if (item.authority != kPartner) price -= share_price_[static_cast<size_t>(item.authority)];
    if (item.role >= 0) ++roles[static_cast<size_t>(item.role)];
    const uint64_t themes = model_.Themes(index_, item.person);
    open &= ~themes;
    for (uint64_t left = themes; left != 0; left &= left - 1) {
      --missing[static_cast<size_t>(std::countr_zero(left))];
    }
    column.team.push_back(item.person);
  }
  if (open != 0) return;
  for (size_t k = 0; k < roles.size(); ++k) {
    if (roles[k] < review_.roles[k].min || roles[k] > review_.roles[k].max) return;
  }
  for (const int m : missing) price += model_.theme_weight * kPriceScale * std::max(0, m);
  if (price >= limit_) return;
  std::sort(column.team.begin(), column.team.end());
  if (lead_at_ >= 0) column.lead = room_->weekly[static_cast<size_t>(lead_at_)].person;
  if (!list_all_) {
    limit_ = price;
    found_best_ = true;
    best_team_ = std::move(column.team);
    best_lead_ = column.lead;
    return;
  }
  column.cost = OwnCost(model_, column);
  found_->push_back(std::move(column));
  if (found_->size() > most_) gave_up_ = true;
}

}  // namespace peerchallenge::scheduling::planning
