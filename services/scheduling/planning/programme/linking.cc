#include "services/scheduling/planning/programme/linking.h"

#include <algorithm>
#include <bit>

namespace peerchallenge::scheduling::planning {
namespace {

bool Holds(const std::vector<int>& team, int person) {
  return std::binary_search(team.begin(), team.end(), person);
}

int LeadAuthority(const Model& model, const Column& column) {
  return column.lead == kNobody ? kPartner : model.Person(column.lead).authority;
}

// Whether `column` holds a thing of a triple.
bool HoldsThing(const Column& column, int thing) {
  return thing >= 0 ? column.review == thing : Holds(column.team, ~thing);
}

bool InWindow(int week, int start, int length) { return week >= start && week < start + length; }

}  // namespace

int64_t OwnCost(const Model& model, const Column& column) {
  const ModelReview& review = model.Review(column.review);
  int64_t cost = review.week_cost[static_cast<size_t>(column.week)];
  if (column.lead != kNobody) cost += model.LeadCost(column.review, column.lead);
  std::vector<int> missing = review.theme_target;
  int novices = 0;
  for (const int p : column.team) {
    cost += model.SeatCost(column.review, p);
    novices += model.Person(p).novice ? 1 : 0;
    for (uint64_t left = model.Themes(column.review, p); left != 0; left &= left - 1) {
      --missing[static_cast<size_t>(std::countr_zero(left))];
    }
  }
  for (const int m : missing) cost += model.theme_weight * std::max(0, m);
  return cost + model.novice_weight * std::max(0, novices - 1);
}

Column ColumnOf(const Model& model, const Plan& plan, int review) {
  const auto i = static_cast<size_t>(review);
  Column column{review, plan.week[i], plan.lead[i], plan.team[i], 0};
  std::sort(column.team.begin(), column.team.end());
  column.cost = OwnCost(model, column);
  return column;
}

int Weight(const Model& model, const Link& link, const Column& column) {
  const ModelReview& review = model.Review(column.review);
  switch (link.kind) {
    case Link::Kind::kLoad:
      return Holds(column.team, link.a) ? 1 : 0;
    case Link::Kind::kBalance: {
      int places = 0;
      for (const int p : column.team) {
        const int home = model.Person(p).authority;
        if (home == kPartner) continue;
        places += (home == link.a ? 1 : 0) - (review.host == link.a ? 1 : 0);
      }
      return places;
    }
    case Link::Kind::kWeek:
      return column.week == link.a ? 1 : 0;
    case Link::Kind::kLeads:
      return LeadAuthority(model, column) == link.a ? 1 : 0;
    case Link::Kind::kOneTeam:
      return column.week == link.b && Holds(column.team, link.a) ? 1 : 0;
    case Link::Kind::kMutual: {
      if (column.review != link.a && column.review != link.b) return 0;
      const int other = column.review == link.a ? link.b : link.a;
      return LeadAuthority(model, column) == model.Review(other).host ? 1 : 0;
    }
    case Link::Kind::kLeadGap: {
      const int host = model.Review(link.a).host;
      if (!InWindow(column.week, link.b, model.lead_gap[static_cast<size_t>(host)])) return 0;
      const bool counts = link.other < 0 || link.other == column.review;
      return (column.review == link.a ? 1 : 0) +
             (counts && LeadAuthority(model, column) == host ? 1 : 0);
    }
    case Link::Kind::kHostGap:
      return review.host == link.a &&
                     InWindow(column.week, link.b, model.host_gap[static_cast<size_t>(link.a)])
                 ? 1
                 : 0;
    case Link::Kind::kTriple: {
      int things = 0;
      for (const int thing : {link.a, link.b, link.other})
        things += HoldsThing(column, thing) ? 1 : 0;
      return things >= 2 ? 1 : 0;
    }
  }
  return 0;
}

int Most(const Model& model, const Link& link) {
  switch (link.kind) {
    case Link::Kind::kLoad:
      return model.Person(link.a).max_reviews;
    case Link::Kind::kLeads:
      return model.lead_limit[static_cast<size_t>(link.a)];
    case Link::Kind::kBalance:
      return -model.surplus_taken[static_cast<size_t>(link.a)];
    case Link::Kind::kWeek:
      return 0;
    case Link::Kind::kOneTeam:
    case Link::Kind::kMutual:
    case Link::Kind::kLeadGap:
    case Link::Kind::kHostGap:
    case Link::Kind::kTriple:
      return 1;
  }
  return 0;
}

Prices::Prices(const Model& model)
    : model_(model),
      load_(model.people.size()),
      balance_(static_cast<size_t>(model.authority_count)),
      spread_(static_cast<size_t>(model.week_count)),
      week_(model.reviews.size() * static_cast<size_t>(model.week_count)),
      leads_(static_cast<size_t>(model.authority_count)),
      lead_then_(model.reviews.size()) {
  for (int r = 0; r < model.ReviewCount(); ++r) {
    for (const int w : model.Review(r).week_list) {
      week_[At(r, w, model.week_count)] =
          model.Review(r).week_cost[static_cast<size_t>(w)] * kPriceScale;
    }
  }
}

void Prices::Add(const Link& link, int64_t price) {
  const auto a = static_cast<size_t>(std::max(link.a, 0));
  if (price != 0) constant_ -= price * Most(model_, link);
  switch (link.kind) {
    case Link::Kind::kLoad:
      load_[a] += price;
      break;
    case Link::Kind::kBalance:
      balance_[a] += price;
      break;
    case Link::Kind::kWeek:
      spread_[a] += price;
      for (int r = 0; r < model_.ReviewCount(); ++r) {
        week_[At(r, link.a, model_.week_count)] += price;
      }
      break;
    case Link::Kind::kLeads:
      leads_[a] += price;
      break;
    case Link::Kind::kOneTeam:
      if (busy_.empty()) {
        busy_.resize(static_cast<size_t>(model_.week_count) * model_.people.size());
      }
      busy_[At(link.b, link.a, model_.PersonCount())] += price;
      break;
    case Link::Kind::kMutual: {
      const auto b = static_cast<size_t>(link.b);
      lead_then_[a].push_back({model_.reviews[b].host, -1, price});
      lead_then_[b].push_back({model_.reviews[a].host, -1, price});
      break;
    }
    case Link::Kind::kLeadGap: {
      const int host = model_.Review(link.a).host;
      const int end =
          std::min(model_.week_count, link.b + model_.lead_gap[static_cast<size_t>(host)]);
      if (lead_week_.empty() && link.other < 0) {
        lead_week_.resize(static_cast<size_t>(model_.authority_count * model_.week_count));
      }
      for (int w = link.b; w < end; ++w) {
        week_[At(link.a, w, model_.week_count)] += price;
        if (link.other < 0) {
          lead_week_[At(host, w, model_.week_count)] += price;
        } else {
          lead_then_[static_cast<size_t>(link.other)].push_back({host, w, price});
        }
      }
      break;
    }
    case Link::Kind::kHostGap: {
      const int end = std::min(model_.week_count, link.b + model_.host_gap[a]);
      for (const int r : model_.hosted[a]) {
        for (int w = link.b; w < end; ++w) week_[At(r, w, model_.week_count)] += price;
      }
      break;
    }
    case Link::Kind::kTriple:
      triples_.emplace_back(link, price);
      break;
  }
}

int64_t Prices::Constant() const {
  int64_t value = model_.constant_cost * kPriceScale + constant_;
  for (size_t w = 0; w < spread_.size(); ++w) {
    const int most = std::min(model_.week_limit[w], model_.ReviewCount());
    int64_t best = 0;
    for (int n = 1; n <= most; ++n) {
      const int64_t pairs = int64_t{n} * model_.week_taken[w] + int64_t{n} * (n - 1) / 2;
      const int64_t cost = model_.spread_weight * kPriceScale * pairs - spread_[w] * n;
      if (cost > best && cost > 0) break;  // convex in n
      best = std::min(best, cost);
    }
    value += best;
  }
  return value;
}

int64_t Prices::Seat(int review, int person) const {
  const int home = model_.Person(person).authority;
  const int host = model_.Review(review).host;
  int64_t price =
      model_.SeatCost(review, person) * kPriceScale + load_[static_cast<size_t>(person)];
  if (home != kPartner) {
    price += balance_[static_cast<size_t>(home)] - balance_[static_cast<size_t>(host)];
  }
  return price;
}

int64_t Prices::Lead(int review, int week, int authority) const {
  int64_t price = leads_[static_cast<size_t>(authority)];
  if (!lead_week_.empty()) price += lead_week_[At(authority, week, model_.week_count)];
  for (const LeadPrice& then : lead_then_[static_cast<size_t>(review)]) {
    if (then.authority == authority && (then.week < 0 || then.week == week)) price += then.price;
  }
  return price;
}

int64_t Prices::Of(const Column& column) const {
  const int64_t seats_cost = column.cost * kPriceScale;
  int64_t price =
      seats_cost + Week(column.review, column.week) -
      model_.Review(column.review).week_cost[static_cast<size_t>(column.week)] * kPriceScale;
  if (column.lead != kNobody) {
    price += Lead(column.review, column.week, model_.Person(column.lead).authority);
  }
  for (const int p : column.team) {
    price += Seat(column.review, p) - model_.SeatCost(column.review, p) * kPriceScale +
             SeatThen(p, column.week);
  }
  for (const auto& [triple, extra] : triples_) price += extra * Weight(model_, triple, column);
  return price;
}

}  // namespace peerchallenge::scheduling::planning
