#include "services/recommendations/matching/choice/pricing.h"

#include <algorithm>

namespace peerchallenge::recommendations::matching {
namespace {

// Lets an item of `days` and `value` into a table of the best that fits.
void Admit(size_t days, int64_t value, std::vector<int64_t>& table) {
  for (size_t d = table.size(); d-- > days;) {
    table[d] = std::max(table[d], table[d - days] + value);
  }
}

}  // namespace

Pricing::Pricing(const Instance& instance)
    : instance_(instance), best_(instance.free_days.size()), value_(instance.free_days.size()) {}

int64_t Pricing::Bound(const Prices& prices) {
  total_ = 0;
  for (size_t j = 0; j < prices.size(); ++j) {
    total_ += absl::int128(prices[j]) * instance_.places[j];
  }
  for (int i = 0; i < instance_.OfferCount(); ++i) {
    const auto offer = static_cast<size_t>(i);
    ListItems(i, prices);
    value_[offer] = Fill(i, best_[offer]);
    total_ += value_[offer];
  }
  return ToBound(total_);
}

int64_t Pricing::ToBound(absl::int128 total) const {
  return static_cast<int64_t>(total / kPriceScale) / instance_.unit * instance_.unit;
}

int64_t Pricing::ValueAt(int pair, const Prices& prices) const {
  const Pair& at = instance_.At(pair);
  return at.gain * kPriceScale - prices[static_cast<size_t>(at.ask)];
}

void Pricing::ListItems(int offer, const Prices& prices) {
  items_.clear();
  for (const int p : instance_.of_offer[static_cast<size_t>(offer)]) {
    const int64_t value = ValueAt(p, prices);
    if (value > 0) items_.push_back({p, static_cast<size_t>(instance_.Share(p)), value});
  }
}

int64_t Pricing::Fill(int offer, std::vector<int>& best) {
  const auto days = static_cast<size_t>(instance_.free_days[static_cast<size_t>(offer)]);
  best.clear();
  int64_t total = 0;
  size_t need = 0;
  for (const Item& item : items_) {
    best.push_back(item.pair);
    total += item.value;
    need += item.days;
  }
  return need > days ? ChooseItems(days, best) : total;
}

// The items of highest value that fit into `days` (a knapsack), by dynamic programming over days.
int64_t Pricing::ChooseItems(size_t days, std::vector<int>& best) {
  const size_t width = days + 1;
  Table table(width, 0);
  used_.assign(items_.size() * width, 0);
  for (size_t k = 0; k < items_.size(); ++k) {
    for (size_t d = width; d-- > items_[k].days;) {
      const int64_t with = table[d - items_[k].days] + items_[k].value;
      if (with <= table[d]) continue;
      table[d] = with;
      used_[k * width + d] = 1;
    }
  }
  best.clear();
  size_t d = days;
  for (size_t k = items_.size(); k-- > 0;) {
    if (used_[k * width + d] == 0) continue;
    best.push_back(items_[k].pair);
    d -= items_[k].days;
  }
  std::reverse(best.begin(), best.end());
  return table.back();
}

std::vector<int64_t> Pricing::BoundsTurned(const Prices& prices) {
  std::vector<int64_t> bounds(instance_.pairs.size());
  for (int i = 0; i < instance_.OfferCount(); ++i) TurnPairsOf(i, prices, bounds);
  return bounds;
}

void Pricing::TurnPairsOf(int offer, const Prices& prices, std::vector<int64_t>& bounds) {
  const auto at = static_cast<size_t>(offer);
  const auto days = static_cast<size_t>(instance_.free_days[at]);
  ListItems(offer, prices);
  MakeTables(days);
  size_t next_item = 0;
  for (const int p : instance_.of_offer[at]) {
    const auto share = static_cast<size_t>(instance_.Share(p));
    const bool is_item = next_item < items_.size() && items_[next_item].pair == p;
    int64_t value = 0;
    if (std::binary_search(best_[at].begin(), best_[at].end(), p)) {
      value = BestWithoutItem(next_item, days);
    } else if (is_item) {
      value = items_[next_item].value + BestWithoutItem(next_item, days - share);
    } else {
      value = ValueAt(p, prices) + from_.front()[days - share];
    }
    if (is_item) ++next_item;
    bounds[static_cast<size_t>(p)] = ToBound(total_ - value_[at] + value);
  }
}

void Pricing::MakeTables(size_t days) {
  const size_t count = items_.size();
  before_.assign(count + 1, Table(days + 1, 0));
  from_.assign(count + 1, Table(days + 1, 0));
  for (size_t k = 0; k < count; ++k) {
    before_[k + 1] = before_[k];
    Admit(items_[k].days, items_[k].value, before_[k + 1]);
  }
  for (size_t k = count; k-- > 0;) {
    from_[k] = from_[k + 1];
    Admit(items_[k].days, items_[k].value, from_[k]);
  }
}

int64_t Pricing::BestWithoutItem(size_t item, size_t days) const {
  int64_t best = 0;
  for (size_t d = 0; d <= days; ++d) {
    best = std::max(best, before_[item][d] + from_[item + 1][days - d]);
  }
  return best;
}

}  // namespace peerchallenge::recommendations::matching
