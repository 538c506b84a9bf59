// The table of TeamPricer, which says what it costs at least to complete a team.
#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include "services/scheduling/planning/programme/add_member.h"
#include "services/scheduling/planning/programme/team_pricer.h"

namespace peerchallenge::scheduling::planning {

void TeamPricer::ChooseShift(const std::vector<Item>& items) {
  int64_t largest = 0;
  for (const Item& item : items) {
    largest = std::max(largest, std::abs(item.seat) + std::abs(item.lead));
  }
  const int64_t novice = model_.novice_weight * kPriceScale;
  const int64_t members = size_exact_ ? review_.team_max : static_cast<int64_t>(items.size());
  int64_t total = (largest + novice) * (members + 1);
  for (const int64_t cost : shortfall_) {
    if (cost != kNone) total = std::max(total, (largest + novice) * (members + 1) + cost);
  }
  shift_ = 0;
  while (total >> shift_ >= kLargestCell) ++shift_;
}

// What the planes after a group of people with one role look like from within it, by the number of
// members with that role.
void TeamPricer::ClosePlanes(int role, const int32_t* after, std::vector<int32_t>& planes) const {
  const auto block = static_cast<size_t>(4 * covers_ * stride_);
  const int states = RolesAt(role);
  planes.assign(block * static_cast<size_t>(states) + kLane, kNoWay);
  const int least =
      role < 0 ? 0 : std::min(review_.roles[static_cast<size_t>(role)].min, states - 1);
  for (int k = least; k < states; ++k) {
    std::copy(after, after + block, planes.begin() + static_cast<std::ptrdiff_t>(block) * k);
  }
}

void TeamPricer::FillRow(const Item& item, const int32_t* next, int32_t* row, int roles) {
  const auto cells = static_cast<size_t>(covers_ * stride_);
  const auto all = cells * 4 * static_cast<size_t>(roles);
  if (item.must) {
    std::fill(row, row + all, kNoWay);
  } else {
    std::copy(next, next + all, row);
  }
  const std::vector<int16_t>& step = step_[static_cast<size_t>(item.mask)];
  const bool counted = Counts(item.role);
  const auto add = [&](int32_t* to, const int32_t* from, int64_t price) {
    AddMember(to, from, step, stride_, sizes_ - 1, !size_exact_,
              static_cast<int32_t>(price >> shift_));
  };
  for (int k = 0; k < roles; ++k) {
    if (counted && k + 1 >= roles) break;  // no further member of this role
    const int then = std::min(k + 1, roles - 1);
    for (int lead = 0; lead < 2; ++lead) {
      for (int novice = 0; novice < 2; ++novice) {
        const int after = novice == 1 || item.novice ? 1 : 0;
        const int64_t price =
            item.seat + (novice == 1 && item.novice ? model_.novice_weight * kPriceScale : 0);
        int32_t* to = row + static_cast<size_t>((k * 2 + lead) * 2 + novice) * cells;
        add(to, next + static_cast<size_t>((then * 2 + lead) * 2 + after) * cells, price);
        if (lead == 0 && item.may_lead) {
          add(to, next + static_cast<size_t>((then * 2 + 1) * 2 + after) * cells,
              price + item.lead);
        }
        work_ += covers_ * stride_;
      }
    }
  }
}

// Fills the table from the last person to the first; returns the least price of a team by it.
int64_t TeamPricer::BuildTable(const std::vector<Item>& items) {
  const auto cells = static_cast<size_t>(covers_ * stride_);
  room_->offsets.resize(items.size() + 1);
  size_t size = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    room_->offsets[i] = size;
    size += cells * 4 * static_cast<size_t>(RolesAt(items[i].role));
  }
  room_->offsets[items.size()] = size;
  room_->table.resize(size + 4 * cells + kLane);
  int32_t* end = Row(items.size());
  std::fill(end, end + 4 * cells, kNoWay);
  const int least_size = std::min(review_.team_min, sizes_ - 1);
  for (int novice = 0; novice < 2; ++novice) {
    for (int cover = 0; cover < covers_; ++cover) {
      const int64_t cost = shortfall_[static_cast<size_t>(cover)];
      if (cost == kNone) continue;
      for (int z = least_size; z < sizes_; ++z) {
        end[static_cast<size_t>(2 + novice) * cells + static_cast<size_t>(cover * stride_ + z)] =
            static_cast<int32_t>(cost >> shift_);
      }
    }
  }
  for (size_t i = items.size(); i-- > 0;) {
    const int roles = RolesAt(items[i].role);
    const bool closes = i + 1 == items.size() || items[i + 1].role != items[i].role;
    if (closes) ClosePlanes(items[i].role, Row(i + 1), room_->closed);
    FillRow(items[i], closes ? room_->closed.data() : Row(i + 1), Row(i), roles);
  }
  Node start;
  start.lead = review_.needs_lead ? 0 : 1;
  const int64_t value = Value(0, start);
  return value >= kHopeless ? kNone : Up(value) - share_total_;
}

// Follows the cheapest way through the table and counts members by authority.
void TeamPricer::TracePath(const std::vector<Item>& items, std::vector<int>& share) {
  Node node;
  node.lead = review_.needs_lead ? 0 : 1;
  std::fill(share.begin(), share.end(), 0);
  for (size_t i = 0; i < items.size(); ++i) {
    const Item& item = items[i];
    if (i > 0 && items[i - 1].role != item.role) node.role_count = 0;
    const int64_t value = Value(i, node);
    const bool closes = i + 1 == items.size() || items[i + 1].role != item.role;
    const int roles = RolesAt(item.role);
    const int least =
        item.role < 0 ? 0 : std::min(review_.roles[static_cast<size_t>(item.role)].min, roles - 1);
    const auto next_value = [&](Node then) {
      if (closes) {
        if (then.role_count < least) return int64_t{kNoWay};
        then.role_count = 0;
      }
      return Value(i + 1, then);
    };
    if (!item.must && next_value(node) == value) continue;
    Node then = node;
    then.role_count = std::min(node.role_count + 1, roles - 1);
    then.novice = node.novice == 1 || item.novice ? 1 : 0;
    then.cover = step_[static_cast<size_t>(item.mask)][static_cast<size_t>(node.cover)];
    then.size = std::min(node.size + 1, sizes_ - 1);
    const int64_t price =
        item.seat + (node.novice == 1 && item.novice ? model_.novice_weight * kPriceScale : 0);
    if (next_value(then) + (price >> shift_) != value) then.lead = 1;
    node = then;
    if (item.authority != kPartner) ++share[static_cast<size_t>(item.authority)];
  }
}

// Moves the prices of P8 towards where the cheapest way through the table keeps it.
void TeamPricer::AdjustShares(const std::vector<Item>& items) {
  std::vector<int> share(share_.size());
  TracePath(items, share);
  for (size_t a = 0; a < share.size(); ++a) {
    const int over = share[a] - review_.member_limit;
    if (over == 0 || (over < 0 && share_price_[a] == 0)) continue;
    const int64_t before = share_price_[a];
    share_price_[a] = std::max<int64_t>(0, before + share_stride_ * over);
    share_total_ += (share_price_[a] - before) * review_.member_limit;
    for (Item& item : room_->items) {
      if (item.authority == static_cast<int>(a)) item.seat += share_price_[a] - before;
    }
  }
  share_stride_ /= 2;
}

}  // namespace peerchallenge::scheduling::planning
