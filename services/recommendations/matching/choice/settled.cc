#include "services/recommendations/matching/choice/settled.h"

#include <algorithm>
#include <numeric>

namespace peerchallenge::recommendations::matching {
namespace {

// Which offers and asks hang together: asks are counted on from the offers.
class Groups {
 public:
  explicit Groups(size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }

  int Find(int member) {
    while (member != Parent(member)) {
      parent_[static_cast<size_t>(member)] = Parent(Parent(member));
      member = Parent(member);
    }
    return member;
  }

  void Join(int a, int b) { parent_[static_cast<size_t>(Find(a))] = Find(b); }

 private:
  int Parent(int member) const { return parent_[static_cast<size_t>(member)]; }

  std::vector<int> parent_;
};

// Gives offers, asks or groups of the whole numbers of their own.
class Numbers {
 public:
  explicit Numbers(size_t size) : number_(size, -1) {}

  // The number of `member`; where it has none, `next` from now on.
  int Of(int member, size_t next) {
    int& number = number_[static_cast<size_t>(member)];
    if (number < 0) number = static_cast<int>(next);
    return number;
  }

 private:
  std::vector<int> number_;
};

// The whole, less what is taken.
struct Remainder {
  std::vector<int> days;    // by offer
  std::vector<int> places;  // by ask
  std::vector<bool> open;   // by pair

  Remainder(const Instance& whole, const Settled& settled)
      : days(whole.free_days), places(whole.places), open(whole.pairs.size(), true) {
    for (const int p : settled.dropped) open[static_cast<size_t>(p)] = false;
    for (const int p : settled.taken) {
      open[static_cast<size_t>(p)] = false;
      days[static_cast<size_t>(whole.At(p).offer)] -= whole.Share(p);
      --places[static_cast<size_t>(whole.At(p).ask)];
    }
    for (int p = 0; p < whole.PairCount(); ++p) {
      const Pair& pair = whole.At(p);
      if (days[static_cast<size_t>(pair.offer)] < whole.Share(p) ||
          places[static_cast<size_t>(pair.ask)] < 1) {
        open[static_cast<size_t>(p)] = false;
      }
    }
  }

  bool Clashes() const {
    const auto negative = [](int n) { return n < 0; };
    return std::any_of(days.begin(), days.end(), negative) ||
           std::any_of(places.begin(), places.end(), negative);
  }
};

}  // namespace

std::optional<std::vector<Part>> OpenParts(const Instance& whole, const Settled& settled) {
  const Remainder rest(whole, settled);
  if (rest.Clashes()) return std::nullopt;
  Groups groups(whole.free_days.size() + whole.share.size());
  for (int p = 0; p < whole.PairCount(); ++p) {
    const Pair& pair = whole.At(p);
    if (rest.open[static_cast<size_t>(p)]) groups.Join(pair.offer, whole.OfferCount() + pair.ask);
  }
  std::vector<Part> parts;
  Numbers part_of(whole.free_days.size() + whole.share.size());
  Numbers offers(whole.free_days.size()), asks(whole.share.size());
  for (int p = 0; p < whole.PairCount(); ++p) {
    if (!rest.open[static_cast<size_t>(p)]) continue;
    const Pair& pair = whole.At(p);
    const auto at = static_cast<size_t>(part_of.Of(groups.Find(pair.offer), parts.size()));
    if (at == parts.size()) parts.emplace_back();
    Instance& own = parts[at].instance;
    const int offer = offers.Of(pair.offer, own.free_days.size());
    const int ask = asks.Of(pair.ask, own.share.size());
    if (offer == own.OfferCount()) {
      own.free_days.push_back(rest.days[static_cast<size_t>(pair.offer)]);
    }
    if (ask == own.AskCount()) {
      own.share.push_back(whole.share[static_cast<size_t>(pair.ask)]);
      own.places.push_back(rest.places[static_cast<size_t>(pair.ask)]);
      parts[at].asks.push_back(pair.ask);
    }
    own.pairs.push_back({offer, ask, pair.gain});
    parts[at].pairs.push_back(p);
  }
  for (Part& part : parts) part.instance.Index();
  return parts;
}

}  // namespace peerchallenge::recommendations::matching
