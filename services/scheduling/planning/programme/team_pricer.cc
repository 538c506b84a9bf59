#include "services/scheduling/planning/programme/team_pricer.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "services/scheduling/planning/programme/add_member.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr int kMostCovers = 512;
constexpr int kMostCount = 4;  // of members with one theme
constexpr int kMostSizes = 24;
constexpr size_t kSmallPool = 48;  // people for whom the coarse table is not worth its while
constexpr int kShareRounds = 1;
constexpr int64_t kListNodes = 3'000'000;

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

}  // namespace peerchallenge::scheduling::planning
