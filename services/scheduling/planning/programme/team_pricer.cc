#include "services/scheduling/planning/programme/team_pricer.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

namespace peerchallenge::scheduling::planning {
namespace {

// Cells of the table hold prices shifted right until they are small; what is lost lowers them.
constexpr int32_t kNoWay = int32_t{1} << 28;
constexpr int32_t kHopeless = int32_t{1} << 27;
constexpr int64_t kLargestCell = int64_t{1} << 26;
constexpr int kMostCovers = 512;
constexpr int kMostCount = 4;  // of members with one theme
constexpr int kMostSizes = 24;
constexpr int kMostRoleStates = 8;
constexpr size_t kSmallPool = 48;  // people for whom the coarse table is not worth its while
constexpr int kShareRounds = 1;
constexpr int64_t kSearchNodes = 100'000;
constexpr int64_t kListNodes = 3'000'000;

// Eight cells of one row at a time.
using Lane = int32_t __attribute__((vector_size(32), aligned(4)));
constexpr int kLane = 8;

// Where a further member with `price` leads: to[cover][size] becomes the least of itself and
// from[step(cover)][size + 1] + price. The two may be the same plane. Rows are `stride` cells long,
// a multiple of kLane; the last size is `last`, at which there is no room for more, or, if `open`,
// room for any number.
[[gnu::always_inline]] inline void AddMemberInLanes(int32_t* to, const int32_t* from,
                                                    const std::vector<int16_t>& step, int stride,
                                                    int last, bool open, int32_t price) {
  const int covers = static_cast<int>(step.size());
  Lane add{}, add_last{};
  for (int z = 0; z < kLane; ++z) {
    add[z] = price;
    add_last[z] = stride - kLane + z < last ? price : kNoWay;
  }
  for (int cover = 0; cover < covers; ++cover) {
    const int32_t* source = from + step[static_cast<size_t>(cover)] * stride;
    int32_t* target = to + cover * stride;
    const int32_t more = open ? source[last] + price : kNoWay;
    for (int z = 0; z < stride; z += kLane) {
      Lane value, old;
      std::memcpy(&value, source + z + 1, sizeof value);
      std::memcpy(&old, target + z, sizeof old);
      value += z + kLane < stride ? add : add_last;
      old = value < old ? value : old;
      std::memcpy(target + z, &old, sizeof old);
    }
    if (more < target[last]) target[last] = more;
  }
}

// The same, in the widest lanes that the processor has: most of the time of pricing goes here.
#if defined(__x86_64__)
[[gnu::target("avx2")]] void AddMemberInWideLanes(int32_t* to, const int32_t* from,
                                                  const std::vector<int16_t>& step, int stride,
                                                  int last, bool open, int32_t price) {
  AddMemberInLanes(to, from, step, stride, last, open, price);
}
#endif

void AddMember(int32_t* to, const int32_t* from, const std::vector<int16_t>& step, int stride,
               int last, bool open, int32_t price) {
#if defined(__x86_64__)
  static const bool wide = __builtin_cpu_supports("avx2") != 0;
  if (wide) return AddMemberInWideLanes(to, from, step, stride, last, open, price);
#endif
  AddMemberInLanes(to, from, step, stride, last, open, price);
}

}  // namespace

TeamPricer::TeamPricer(const Model& model, int review)
    : model_(model),
      review_(model.Review(review)),
      index_(review),
      share_price_(static_cast<size_t>(model.authority_count)),
      margin_(30 * kPriceScale),
      share_(static_cast<size_t>(model.authority_count)) {
  SetUpThemes();
  size_exact_ = review_.team_max <= kMostSizes;
  sizes_ = std::max(size_exact_ ? review_.team_max : std::min(review_.team_min, kMostSizes), 1) + 1;
  stride_ = (sizes_ + kLane - 1) / kLane * kLane;
  for (const RoleBound& role : review_.roles) {
    const bool counted = role.max < kMostRoleStates;
    role_states_.push_back(1 + (counted ? role.max : std::min(role.min, kMostRoleStates - 1)));
  }
}

// The first themes, as far as the table stays small, with the covers that members lead to.
void TeamPricer::SetUpThemes() {
  std::vector<int> cap;
  for (const int target : review_.theme_target) {
    const int count = std::min(target, kMostCount);
    if (covers_ * (count + 1) > kMostCovers) break;
    cap.push_back(count);
    covers_ *= count + 1;
  }
  const uint64_t counted = (uint64_t{1} << cap.size()) - 1;
  std::map<uint64_t, int> masks;
  for (const int p : review_.people) {
    const uint64_t mask = model_.Themes(index_, p) & counted;
    mask_of_.push_back(masks.try_emplace(mask, static_cast<int>(masks.size())).first->second);
  }
  mask_bits_.resize(masks.size());
  for (const auto& [mask, id] : masks) mask_bits_[static_cast<size_t>(id)] = mask;
  step_.assign(masks.size(), std::vector<int16_t>(static_cast<size_t>(covers_)));
  shortfall_.assign(static_cast<size_t>(covers_), 0);
  for (int cover = 0; cover < covers_; ++cover) {
    for (const auto& [mask, id] : masks) {
      int next = cover, scale = 1;
      for (size_t k = 0; k < cap.size(); ++k) {
        const int count = cover / scale % (cap[k] + 1);
        if ((mask >> k & 1) != 0 && count < cap[k]) next += scale;
        scale *= cap[k] + 1;
      }
      step_[static_cast<size_t>(id)][static_cast<size_t>(cover)] = static_cast<int16_t>(next);
    }
    int64_t& cost = shortfall_[static_cast<size_t>(cover)];
    for (size_t k = 0, scale = 1; k < cap.size(); ++k) {
      const int count = cover / static_cast<int>(scale) % (cap[k] + 1);
      scale *= static_cast<size_t>(cap[k] + 1);
      if (count == 0 && (review_.themes_needed >> k & 1) != 0) cost = kNone;
      if (cost == kNone || count == cap[k]) continue;
      cost += model_.theme_weight * kPriceScale * (review_.theme_target[k] - count);
    }
  }
}

void TeamPricer::CollectItems(const Prices& prices) {
  room_->items.clear();
  const auto barred = [this](int p) { return !model_.MayJoin(index_, p); };
  if (std::any_of(review_.pinned.begin(), review_.pinned.end(), barred)) return;
  for (size_t i = 0; i < review_.people.size(); ++i) {
    const int p = review_.people[i];
    const ModelPerson& person = model_.Person(p);
    Item item;
    item.person = p;
    item.authority = person.authority;
    item.role = model_.ClassOf(index_, p);
    item.mask = mask_of_[i];
    item.novice = person.novice;
    item.must = model_.IsPinned(index_, p);
    item.may_lead = review_.needs_lead && model_.MayLead(index_, p);
    item.seat = prices.Seat(index_, p);
    if (item.authority != kPartner) item.seat += share_price_[static_cast<size_t>(item.authority)];
    room_->items.push_back(item);
  }
}

void TeamPricer::PriceLeads(const Prices& prices, int week, std::vector<Item>& items) {
  for (Item& item : items) {
    if (!item.may_lead) continue;
    int64_t price = kNone;
    const auto lower = [&](int w) {
      if (!model_.MayLeadIn(item.authority, w) || !model_.IsFree(index_, item.person, w)) return;
      price = std::min(price, prices.Lead(index_, w, item.authority));
    };
    if (week >= 0) {
      lower(week);
    } else {
      std::for_each(review_.week_list.begin(), review_.week_list.end(), lower);
    }
    item.may_lead = price < kNone;
    item.lead = price < kNone ? price + model_.LeadCost(index_, item.person) * kPriceScale : 0;
  }
}

// The people free in `week` whose teams may cost less than `limit`, at that week's prices; false
// when they cannot make a team.
bool TeamPricer::CollectWeek(const Prices& prices, int week, int64_t limit) {
  week_ = week;
  room_->weekly.clear();
  for (const Item& item : room_->items) {
    if (item.floor >= limit && !item.must) continue;
    if (!model_.IsFree(index_, item.person, week)) {
      if (item.must) return false;
      continue;
    }
    room_->weekly.push_back(item);
    room_->weekly.back().seat += prices.SeatThen(item.person, week);
  }
  PriceLeads(prices, week, room_->weekly);
  return HasRoles(room_->weekly);
}

bool TeamPricer::HasRoles(const std::vector<Item>& items) const {
  std::vector<int> count(review_.roles.size());
  for (const Item& item : items) {
    if (item.role >= 0) ++count[static_cast<size_t>(item.role)];
  }
  for (size_t k = 0; k < count.size(); ++k) {
    if (count[k] < review_.roles[k].min) return false;
  }
  return !items.empty();
}

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

size_t TeamPricer::Plane(const Node& node) const {
  return static_cast<size_t>((node.role_count * 2 + node.lead) * 2 + node.novice) *
         static_cast<size_t>(covers_ * stride_);
}

int64_t TeamPricer::Value(size_t i, const Node& node) {
  return Row(i)[Plane(node) + static_cast<size_t>(node.cover * stride_ + node.size)];
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

// Whether the table counts members with this role: it has a maximum that is not large.
bool TeamPricer::Counts(int role) const {
  return role >= 0 && review_.roles[static_cast<size_t>(role)].max < kMostRoleStates;
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

// Sorts by role, people whose role is free last, so that a role's members are counted only among
// its own people; cheap people first.
void TeamPricer::SortItems() {
  std::sort(room_->items.begin(), room_->items.end(), [](const Item& a, const Item& b) {
    const auto key = [](const Item& item) {
      return std::tuple(static_cast<unsigned>(item.role), item.seat, item.person);
    };
    return key(a) < key(b);
  });
}

TeamPricer::Answer TeamPricer::Cheapest(const Prices& prices, int64_t wanted, int most,
                                        Budget& budget, Workspace& room) {
  std::vector<std::pair<int64_t, int>> weeks;
  for (const int w : review_.week_list) {
    weeks.emplace_back(prices.Week(index_, w), w);
  }
  std::sort(weeks.begin(), weeks.end());
  budget_ = &budget;
  room_ = &room;
  while (true) {
    Answer answer;
    answer.bound = kNone;
    if (weeks.empty()) return answer;
    int64_t base = 0;
    const int64_t dropped = Narrow(prices, base);
    SearchWeeks(prices, weeks, wanted, most, answer);
    const int64_t elsewhere = dropped == kNone ? kNone : dropped + weeks.front().first;
    if (answer.bound <= elsewhere || budget.Spent()) {
      if (answer.bound < kNone) {
        margin_ = std::max(10 * kPriceScale,
                           answer.bound - weeks.front().first - base + 10 * kPriceScale);
      }
      return answer;
    }
    // Somebody left out might do better: look again with more people.
    margin_ = answer.bound == kNone
                  ? 4 * margin_
                  : std::max(2 * margin_, answer.bound - weeks.front().first - base + 1);
  }
}

// Collects the people who are worth looking at; returns the least price of a team with anybody
// else.
int64_t TeamPricer::Narrow(const Prices& prices, int64_t& base) {
  CollectItems(prices);
  PriceLeads(prices, -1, room_->items);
  int64_t dropped = kNone;
  if (room_->items.size() > kSmallPool) {
    base = CoarseFloors();
    if (base == kNone) {
      room_->items.clear();
      return kNone;
    }
    dropped = DropDearerThan(base + margin_);
  }
  SortItems();
  return dropped;
}

// Drops everybody whose teams are priced at `limit` or more; returns the least such price.
int64_t TeamPricer::DropDearerThan(int64_t limit) {
  int64_t dropped = kNone;
  std::erase_if(room_->items, [&](const Item& item) {
    if (item.must || item.floor < limit) return false;
    dropped = std::min(dropped, item.floor);
    return true;
  });
  return dropped;
}

// The least price of a team whatever the week, after a few steps of the prices of P8.
int64_t TeamPricer::LeastTeam() {
  ChooseShift(room_->items);
  int64_t value = BuildTable(room_->items);
  if (review_.member_limit == kUnlimited) return value;
  share_stride_ = 8 * kPriceScale;
  for (int round = 0; round < kShareRounds && value != kNone; ++round) {
    const int64_t before = share_total_;
    const std::vector<int64_t> prices_before = share_price_;
    AdjustShares(room_->items);
    if (before == share_total_ && prices_before == share_price_) break;
    ChooseShift(room_->items);
    value = std::max(value, BuildTable(room_->items));
  }
  return value;
}

void TeamPricer::SearchWeeks(const Prices& prices,
                             const std::vector<std::pair<int64_t, int>>& weeks, int64_t wanted,
                             int most, Answer& answer) {
  if (!HasRoles(room_->items)) return;
  const int64_t least = LeastTeam();
  if (least == kNone) return;
  int64_t best = kNone;  // price of the cheapest column found
  for (const auto& [price, week] : weeks) {
    const bool enough = static_cast<int>(answer.columns.size()) >= most;
    const int64_t limit = enough ? best : std::max(best, wanted);
    if (price + least >= limit || budget_->Spent()) break;
    if (!CollectWeek(prices, week, limit - price)) continue;
    ChooseShift(room_->weekly);
    const int64_t floor = BuildTable(room_->weekly);
    if (floor == kNone || price + floor >= limit) continue;
    SearchUpwards(floor, limit - price);
    if (gave_up_) answer.bound = std::min(answer.bound, price + floor);
    if (!found_best_) continue;
    Column column{index_, week, best_lead_, best_team_, 0};
    column.cost = OwnCost(model_, column);
    answer.bound = std::min(answer.bound, price + limit_);
    const bool first = price + limit_ < best;
    best = std::min(best, price + limit_);
    answer.columns.insert(first ? answer.columns.begin() : answer.columns.end(), std::move(column));
  }
}

bool TeamPricer::All(const Prices& prices, int64_t limit, size_t most, Budget& budget,
                     Workspace& room, std::vector<Column>& found) {
  std::vector<std::pair<int64_t, int>> weeks;
  for (const int w : review_.week_list) {
    weeks.emplace_back(prices.Week(index_, w), w);
  }
  if (weeks.empty()) return true;
  std::sort(weeks.begin(), weeks.end());
  budget_ = &budget;
  room_ = &room;
  CollectItems(prices);
  PriceLeads(prices, -1, room_->items);
  if (CoarseFloors() == kNone) return true;
  DropDearerThan(limit - weeks.front().first);
  SortItems();
  if (!HasRoles(room_->items)) return true;
  const int64_t least = LeastTeam();
  most_ = most;
  std::vector<Column> columns;
  found_ = &columns;
  list_all_ = true;
  bool complete = true;
  for (const auto& [price, week] : weeks) {
    if (least == kNone || price + least >= limit || !complete) break;
    if (!CollectWeek(prices, week, limit - price)) continue;
    ChooseShift(room_->weekly);
    const int64_t floor = BuildTable(room_->weekly);
    if (floor == kNone || price + floor >= limit) continue;
    StartSearch(limit - price, kListNodes);
    complete = !gave_up_ && !budget.Spent();
  }
  list_all_ = false;
  found_ = nullptr;
  KeepCheapestLeads(columns);
  found.insert(found.end(), std::make_move_iterator(columns.begin()),
               std::make_move_iterator(columns.end()));
  return complete;
}

// Of columns that differ in nothing but which of an authority's people leads, one is enough.
void TeamPricer::KeepCheapestLeads(std::vector<Column>& columns) const {
  const auto home = [this](const Column& c) {
    return c.lead == kNobody ? kPartner : model_.Person(c.lead).authority;
  };
  std::sort(columns.begin(), columns.end(), [&](const Column& a, const Column& b) {
    const int home_a = home(a), home_b = home(b);
    return std::tie(a.week, a.team, home_a, a.cost, a.lead) <
           std::tie(b.week, b.team, home_b, b.cost, b.lead);
  });
  columns.erase(std::unique(columns.begin(), columns.end(),
                            [&](const Column& a, const Column& b) {
                              return a.week == b.week && a.team == b.team && home(a) == home(b);
                            }),
                columns.end());
}

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
    if (role.max < kMostRoleStates && node.role_count >= role.max) return;
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
