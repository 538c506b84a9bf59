#include "services/recommendations/matching/choice/proof.h"

#include <algorithm>
#include <numeric>

#include "absl/numeric/int128.h"

namespace peerchallenge::recommendations::matching {
namespace {

constexpr int64_t kNoChoice = -1;  // the bound of a case that holds no choice

// What is said of a pair.
enum class Said : unsigned char { kNothing, kTaken, kDropped };

using PartProofs = std::vector<Proof::PartProof>;

// The days and places that taken pairs leave; negative where they clash.
struct Room {
  std::vector<int> days;    // by offer
  std::vector<int> places;  // by ask

  explicit Room(const Instance& instance) : days(instance.free_days), places(instance.places) {}

  void Take(const Instance& instance, int pair) {
    days[static_cast<size_t>(instance.At(pair).offer)] -= instance.Share(pair);
    --places[static_cast<size_t>(instance.At(pair).ask)];
  }
  bool Clashes() const {
    const auto negative = [](int n) { return n < 0; };
    return std::any_of(days.begin(), days.end(), negative) ||
           std::any_of(places.begin(), places.end(), negative);
  }
  bool Fits(const Instance& instance, int pair) const {
    return days[static_cast<size_t>(instance.At(pair).offer)] >= instance.Share(pair) &&
           places[static_cast<size_t>(instance.At(pair).ask)] > 0;
  }
};

// Bounds from prices.
class Priced {
 public:
  Priced(const Instance& instance, const Prices& prices) : instance_(instance), prices_(prices) {
    int64_t unit = 0;
    for (const Pair& pair : instance.pairs) unit = std::gcd(unit, pair.gain);
    unit_ = std::max<int64_t>(unit, 1);
    for (size_t j = 0; j < prices.size(); ++j) {
      total_ += absl::int128(prices[j]) * instance.places[j];
    }
    for (int i = 0; i < instance.OfferCount(); ++i) {
      best_.push_back(BestOf(i, -1, Said::kNothing));
      total_ += best_.back();
    }
  }

  int64_t Bound() const { return Down(total_); }

  // Of the choices in which `pair` is as said.
  int64_t BoundWhere(int pair, Said said) const {
    const int offer = instance_.At(pair).offer;
    return Down(total_ - best_[static_cast<size_t>(offer)] + BestOf(offer, pair, said));
  }

 private:
  int64_t Down(absl::int128 total) const {
    return static_cast<int64_t>(total / kPriceScale) / unit_ * unit_;
  }

  // The most that pairs of one offer gain, less their prices, where something is said of one.
  int64_t BestOf(int offer, int pair, Said said) const {
    int64_t taken = 0;
    int days = instance_.free_days[static_cast<size_t>(offer)];
    if (said == Said::kTaken) {
      taken = ValueOf(pair);
      days -= instance_.Share(pair);
    }
    std::vector<int64_t> best(static_cast<size_t>(days) + 1, 0);
    for (const int p : instance_.of_offer[static_cast<size_t>(offer)]) {
      const int64_t value = ValueOf(p);
      if (p == pair || value <= 0) continue;
      for (int left = days; left >= instance_.Share(p); --left) {
        const int64_t before = best[static_cast<size_t>(left - instance_.Share(p))];
        best[static_cast<size_t>(left)] = std::max(best[static_cast<size_t>(left)], before + value);
      }
    }
    return taken + best.back();
  }

  int64_t ValueOf(int pair) const {
    const Pair& at = instance_.At(pair);
    return at.gain * kPriceScale - prices_[static_cast<size_t>(at.ask)];
  }

  const Instance& instance_;
  const Prices& prices_;
  int64_t unit_ = 1;
  absl::int128 total_ = 0;
  std::vector<int64_t> best_;  // by offer
};

bool ArePrices(const Instance& instance, const Prices& prices) {
  return prices.size() == instance.share.size() &&
         std::all_of(prices.begin(), prices.end(),
                     [](int64_t price) { return price >= 0 && price <= kMostPrice; });
}

// The part of `whole` that consists of `pairs`, with what is left of days and places.
Instance PartOf(const Instance& whole, const std::vector<int>& pairs, const Room& room) {
  Instance part;
  std::vector<int> offers(whole.free_days.size(), -1), asks(whole.share.size(), -1);
  for (const int p : pairs) {
    const auto offer = static_cast<size_t>(whole.At(p).offer);
    const auto ask = static_cast<size_t>(whole.At(p).ask);
    if (offers[offer] < 0) {
      offers[offer] = part.OfferCount();
      part.free_days.push_back(room.days[offer]);
    }
    if (asks[ask] < 0) {
      asks[ask] = part.AskCount();
      part.share.push_back(whole.share[ask]);
      part.places.push_back(room.places[ask]);
    }
    part.pairs.push_back({offers[offer], asks[ask], whole.At(p).gain});
  }
  part.Index();
  return part;
}

// Whether every pair that is still open is in one part, and no two parts share an offer or an ask.
bool ArePartsOf(const Instance& instance, const std::vector<bool>& open, const PartProofs& parts) {
  std::vector<int> offer_in(instance.free_days.size(), -1), ask_in(instance.share.size(), -1);
  const auto joins = [](int& in, int part) {
    if (in < 0) in = part;
    return in == part;
  };
  size_t count = 0;
  for (size_t k = 0; k < parts.size(); ++k) {
    int last = -1;
    for (const int p : parts[k].pairs) {
      if (p <= last || p >= instance.PairCount() || !open[static_cast<size_t>(p)]) return false;
      const Pair& at = instance.At(p);
      if (!joins(offer_in[static_cast<size_t>(at.offer)], static_cast<int>(k))) return false;
      if (!joins(ask_in[static_cast<size_t>(at.ask)], static_cast<int>(k))) return false;
      last = p;
      ++count;
    }
  }
  return count == static_cast<size_t>(std::count(open.begin(), open.end(), true));
}

std::optional<int64_t> BoundRest(const Instance& instance, const std::vector<Said>& said,
                                 const PartProofs& parts) {
  Room room(instance);
  int64_t total = 0;
  for (int p = 0; p < instance.PairCount(); ++p) {
    if (said[static_cast<size_t>(p)] != Said::kTaken) continue;
    room.Take(instance, p);
    total += instance.At(p).gain;
  }
  if (room.Clashes()) return kNoChoice;
  std::vector<bool> open(instance.pairs.size());
  for (int p = 0; p < instance.PairCount(); ++p) {
    open[static_cast<size_t>(p)] =
        said[static_cast<size_t>(p)] == Said::kNothing && room.Fits(instance, p);
  }
  if (!ArePartsOf(instance, open, parts)) return std::nullopt;
  for (const Proof::PartProof& part : parts) {
    const auto bound = ProvenBound(PartOf(instance, part.pairs, room), part.proof);
    if (!bound.has_value()) return std::nullopt;
    total += *bound;
  }
  return total;
}

// Says `said` of `pairs`; false where something was said of one before.
bool Say(Said what, const std::vector<int>& pairs, std::vector<Said>& said) {
  for (const int p : pairs) {
    if (p < 0 || static_cast<size_t>(p) >= said.size()) return false;
    if (said[static_cast<size_t>(p)] != Said::kNothing) return false;
    said[static_cast<size_t>(p)] = what;
  }
  return true;
}

std::optional<int64_t> BoundSettled(const Instance& instance, const Proof& proof) {
  if (!ArePrices(instance, proof.prices)) return std::nullopt;
  const Priced priced(instance, proof.prices);
  std::vector<Said> said(instance.pairs.size(), Said::kNothing);
  if (!Say(Said::kTaken, proof.settled.taken, said)) return std::nullopt;
  if (!Say(Said::kDropped, proof.settled.dropped, said)) return std::nullopt;
  for (const int p : proof.settled.taken) {
    if (priced.BoundWhere(p, Said::kDropped) > proof.target) return std::nullopt;
  }
  for (const int p : proof.settled.dropped) {
    if (priced.BoundWhere(p, Said::kTaken) > proof.target) return std::nullopt;
  }
  const auto rest = BoundRest(instance, said, proof.rest);
  if (!rest.has_value()) return std::nullopt;
  return std::max(proof.target, *rest);
}

std::optional<int64_t> BoundBranches(const Instance& instance, const Proof& proof) {
  std::vector<Said> said(instance.pairs.size(), Said::kNothing);
  if (!Say(Said::kTaken, {proof.pair}, said)) return std::nullopt;
  const auto with = BoundRest(instance, said, proof.rest);
  said[static_cast<size_t>(proof.pair)] = Said::kDropped;
  const auto without = BoundRest(instance, said, proof.without);
  if (!with.has_value() || !without.has_value()) return std::nullopt;
  return std::max(*with, *without);
}

}  // namespace

std::optional<int64_t> ProvenBound(const Instance& instance, const Proof& proof) {
  switch (proof.step) {
    case Proof::Step::kPrices:
      if (!ArePrices(instance, proof.prices)) return std::nullopt;
      return Priced(instance, proof.prices).Bound();
    case Proof::Step::kSettle:
      return BoundSettled(instance, proof);
    case Proof::Step::kBranch:
      return BoundBranches(instance, proof);
  }
  return std::nullopt;
}

bool IsSound(const Instance& instance, const Choice& choice) {
  Room room(instance);
  int64_t gain = 0;
  int last = -1;
  for (const int p : choice.pairs) {
    if (p <= last || p >= instance.PairCount()) return false;
    room.Take(instance, p);
    gain += instance.At(p).gain;
    last = p;
  }
  return gain == choice.gain && !room.Clashes();
}

}  // namespace peerchallenge::recommendations::matching
