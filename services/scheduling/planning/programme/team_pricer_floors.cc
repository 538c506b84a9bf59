// The smaller table of TeamPricer, by which it leaves people out.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "services/scheduling/planning/programme/add_member.h"
#include "services/scheduling/planning/programme/team_pricer.h"

namespace peerchallenge::scheduling::planning {

// Notes for each person the least price that a team with that person can have, by a smaller table
// that leaves out the lead; returns the least price of any team.
int64_t TeamPricer::CoarseFloors() {
  int64_t lead = review_.needs_lead ? kNone : 0;
  for (const Item& item : room_->items) {
    if (item.may_lead) lead = std::min(lead, item.lead);
  }
  if (lead == kNone) return kNone;
  ChooseShift(room_->items);
  const std::vector<const Item*> useful = Undominated();
  const auto role_count = static_cast<int>(review_.roles.size());
  int64_t least = kNone;
  for (int role = -1; role < role_count; ++role) {
    if (role >= 0 && !Bounded(role)) continue;
    FillCoarse(useful, role);
    const auto cell = [&](int novice, int cover, int size) {
      const int32_t value =
          room_->coarse[static_cast<size_t>((novice * covers_ + cover) * stride_ + size)];
      return value >= kHopeless ? kNone : Up(value) + lead - share_total_;
    };
    if (role < 0) least = cell(0, 0, 0);
    for (Item& item : room_->items) {
      const bool mine = item.role == role || (role < 0 && item.role >= 0 && !Bounded(item.role));
      if (!mine) continue;
      const int cover = step_[static_cast<size_t>(item.mask)][0];
      const int64_t rest = cell(item.novice ? 1 : 0, cover, std::min(1, sizes_ - 1));
      item.floor = rest == kNone ? kNone : rest + item.seat;
    }
  }
  return least;
}

bool TeamPricer::Bounded(int role) const {
  return role >= 0 && (review_.roles[static_cast<size_t>(role)].min > 0 || Counts(role));
}

// The people whom some cheapest team needs when nobody is away and P8 is priced: others have so
// many better ones before them that the team would be full.
std::vector<const TeamPricer::Item*> TeamPricer::Undominated() const {
  std::vector<const Item*> order, useful;
  for (const Item& item : room_->items) order.push_back(&item);
  std::sort(order.begin(), order.end(), [](const Item* a, const Item* b) {
    return std::pair(a->seat, a->person) < std::pair(b->seat, b->person);
  });
  const auto beats = [this](const Item& a, const Item& b) {
    const uint64_t themes_a = mask_bits_[static_cast<size_t>(a.mask)];
    const uint64_t themes_b = mask_bits_[static_cast<size_t>(b.mask)];
    return a.role == b.role && (themes_b & ~themes_a) == 0 && (b.novice || !a.novice);
  };
  for (const Item* item : order) {
    int most = size_exact_ ? review_.team_max : static_cast<int>(order.size());
    if (Counts(item->role)) {
      most = std::min(most, review_.roles[static_cast<size_t>(item->role)].max);
    }
    int better = 0;
    for (const Item* other : useful) {
      if (beats(*other, *item) && ++better >= most) break;
    }
    if (better < most) useful.push_back(item);
  }
  std::stable_sort(useful.begin(), useful.end(), [](const Item* a, const Item* b) {
    return static_cast<unsigned>(a->role) < static_cast<unsigned>(b->role);
  });
  return useful;
}

// The least price of completing a team by novice, cover and size, when one member with the role
// `taken` is on it already; into the coarse table.
void TeamPricer::FillCoarse(const std::vector<const Item*>& useful, int taken) {
  const auto cells = static_cast<size_t>(2 * covers_ * stride_);
  room_->coarse.assign(cells + kLane, kNoWay);
  const int least_size = std::min(review_.team_min, sizes_ - 1);
  for (int novice = 0; novice < 2; ++novice) {
    for (int cover = 0; cover < covers_; ++cover) {
      const int64_t cost = shortfall_[static_cast<size_t>(cover)];
      for (int z = least_size; z < sizes_ && cost != kNone; ++z) {
        room_->coarse[static_cast<size_t>((novice * covers_ + cover) * stride_ + z)] =
            static_cast<int32_t>(cost >> shift_);
      }
    }
  }
  for (int role = static_cast<int>(review_.roles.size()) - 1; role >= -1; --role) {
    // People whose role is free come last, that is, first here.
    const int at = role == static_cast<int>(review_.roles.size()) - 1 ? -1 : role + 1;
    FillCoarseRole(useful, at, at == taken && at >= 0 ? 1 : 0);
  }
}

void TeamPricer::FillCoarseRole(const std::vector<const Item*>& useful, int role, int taken) {
  const auto cells = static_cast<size_t>(2 * covers_ * stride_);
  const int states = RolesAt(role);
  const int least =
      role < 0 ? 0 : std::min(review_.roles[static_cast<size_t>(role)].min, states - 1);
  std::vector<int32_t>& planes = room_->closed;
  planes.assign(cells * static_cast<size_t>(states) + kLane, kNoWay);
  for (int k = least; k < states; ++k) {
    std::copy(room_->coarse.begin(), room_->coarse.begin() + static_cast<std::ptrdiff_t>(cells),
              planes.begin() + static_cast<std::ptrdiff_t>(cells) * k);
  }
  for (size_t i = useful.size(); i-- > 0;) {
    const Item& item = *useful[i];
    if (item.role != role) continue;
    for (int k = 0; k < states; ++k) {
      if (Counts(role) && k + 1 >= states) break;
      for (int novice = 0; novice < 2; ++novice) {
        const int after = novice == 1 || item.novice ? 1 : 0;
        const int64_t extra = novice == 1 && item.novice ? model_.novice_weight * kPriceScale : 0;
        const auto plane = [&](int count, int n) {
          return planes.data() + static_cast<size_t>(count) * cells +
                 static_cast<size_t>(n * covers_ * stride_);
        };
        AddMember(plane(k, novice), plane(std::min(k + 1, states - 1), after),
                  step_[static_cast<size_t>(item.mask)], stride_, sizes_ - 1, !size_exact_,
                  static_cast<int32_t>((item.seat + extra) >> shift_));
        work_ += covers_ * stride_;
      }
    }
  }
  const auto from =
      planes.begin() + static_cast<std::ptrdiff_t>(cells) * std::min(taken, states - 1);
  std::copy(from, from + static_cast<std::ptrdiff_t>(cells), room_->coarse.begin());
}

}  // namespace peerchallenge::scheduling::planning
