#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "services/scheduling/planning/programme/model.h"

namespace peerchallenge::scheduling::planning {

// One review as a programme may hold it: a week, a team and its lead. The cost is that of the
// review alone: week, travel, themes, novices and what keeping members saves.
struct Column {
  int review = 0;
  int week = 0;
  int lead = kNobody;
  std::vector<int> team;  // ascending
  int64_t cost = 0;

  friend bool operator==(const Column&, const Column&) = default;
};

// The cost of `column`'s week, lead and team in its review.
int64_t OwnCost(const Model& model, const Column& column);

// The part of one review in a plan.
Column ColumnOf(const Model& model, const Plan& plan, int review);

// A rule or cost that ties reviews together: a limit on how many of certain choices a plan holds.
struct Link {
  enum class Kind : uint8_t {
    kLoad,     // P7: teams of person a
    kBalance,  // cost: places that authority a gives, less those that it gets; = 0 but for the cost
    kWeek,     // P2 and spread: reviews in week a
    kLeads,    // P11: reviews that authority a leads
    kOneTeam,  // P6: teams of person a in week b
    kMutual,   // P12: review a led by the host of review b, and the other way round
    kLeadGap,  // P13: review a in the weeks from b on, and reviews that its host leads then
    kHostGap,  // P14: reviews hosted by authority a in the weeks from b on
    kTriple,  // a cut: at most one choice holds two or more of three things of which a plan has one
              // each: review i, written as i, or a person with one team at most, as ~person
  };
  Kind kind;
  int a = 0;
  int b = 0;
  int other = -1;  // kLeadGap: the only review led that counts; -1 = all; kTriple: the third thing

  friend bool operator==(const Link&, const Link&) = default;
};

// Prices of links, in cost units; several for one link count together.
using LinkPrices = std::vector<std::pair<Link, double>>;

// How often `column` counts in `link`.
int Weight(const Model& model, const Link& link, const Column& column);
// How often a plan may: the most; for kWeek, whose cost says more, 0; for kBalance the number at
// which nothing is to pay.
int Most(const Model& model, const Link& link);

// Prices of links, as the choices of one review see them. Whole numbers, in 1/kPriceScale of a cost
// unit, so that a bound made of them is exact.
inline constexpr int64_t kPriceScale = 4096;

// A bound in cost units: costs are whole, so that of x and a fraction is one of x + 1.
inline int64_t CeilingOf(int64_t scaled) {
  return scaled >= 0 ? (scaled + kPriceScale - 1) / kPriceScale : -(-scaled / kPriceScale);
}

class Prices {
 public:
  explicit Prices(const Model& model);

  // Adds a link with its price: at least 0; for kBalance from -weight to weight; the price of a
  // week cannot raise the bound above what P2 allows, whatever it is.
  void Add(const Link& link, int64_t price);

  // What the links themselves contribute to the bound.
  int64_t Constant() const;

  // The price of a review's week, of a seat, of a seat in a week (on top), and of a lead.
  int64_t Week(int review, int week) const { return week_[At(review, week, model_.week_count)]; }
  int64_t Seat(int review, int person) const;
  int64_t SeatThen(int person, int week) const {
    return busy_.empty() ? 0 : busy_[At(week, person, model_.PersonCount())];
  }
  int64_t Lead(int review, int week, int authority) const;
  // The price of a column, its own cost included. Only this one knows of kTriple.
  int64_t Of(const Column& column) const;

 private:
  struct LeadPrice {
    int authority, week;
    int64_t price;
  };
  static size_t At(int row, int column, int width) {
    return static_cast<size_t>(row) * static_cast<size_t>(width) + static_cast<size_t>(column);
  }

  const Model& model_;
  int64_t constant_ = 0;
  std::vector<int64_t> load_, balance_, spread_;
  std::vector<int64_t> week_;                      // reviews x weeks
  std::vector<int64_t> busy_;                      // weeks x people; empty = none
  std::vector<int64_t> leads_;                     // by authority
  std::vector<int64_t> lead_week_;                 // authorities x weeks; empty = none
  std::vector<std::vector<LeadPrice>> lead_then_;  // by review; week -1 = any
  std::vector<std::pair<Link, int64_t>> triples_;
};

}  // namespace peerchallenge::scheduling::planning
