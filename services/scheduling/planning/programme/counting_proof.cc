#include <algorithm>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "services/scheduling/planning/programme/domains.h"
#include "services/scheduling/planning/programme/proof.h"
#include "services/scheduling/planning/programme/supply.h"

namespace peerchallenge::scheduling::planning {
namespace {

// One review's share in a demand that all reviews make on the same sources.
struct Demand {
  int review;
  int count;
  std::vector<int> sources;
};

// The reviews whose demands cannot all be met; empty when they can.
std::vector<int> Unmet(const std::vector<Demand>& demands, const std::vector<int>& capacities,
                       Budget& budget) {
  Supply supply(capacities);
  for (const Demand& demand : demands) {
    if (supply.Meet(demand.count, demand.sources, budget)) continue;
    std::vector<int> reviews;
    for (const int i : supply.Rivals()) reviews.push_back(demands[static_cast<size_t>(i)].review);
    std::sort(reviews.begin(), reviews.end());
    reviews.erase(std::unique(reviews.begin(), reviews.end()), reviews.end());
    return reviews;
  }
  return {};
}

std::vector<int> UnmetWeeks(const Model& model, const Domains& domains, Budget& budget) {
  std::vector<Demand> demands;
  for (int r = 0; r < model.ReviewCount(); ++r) {
    Demand demand{r, 1, {}};
    const WeekSet& weeks = domains.weeks(r);
    for (int w = weeks.Next(0); w >= 0; w = weeks.Next(w + 1)) demand.sources.push_back(w);
    demands.push_back(std::move(demand));
  }
  return Unmet(demands, model.week_limit, budget);
}

std::vector<int> UnmetLeads(const Model& model, const Domains& domains, Budget& budget) {
  std::vector<Demand> demands;
  for (int r = 0; r < model.ReviewCount(); ++r) {
    if (model.Review(r).needs_lead) demands.push_back({r, 1, domains.Leads(r)});
  }
  return Unmet(demands, model.lead_limit, budget);
}

std::vector<int> Loads(const Model& model) {
  std::vector<int> loads;
  for (const ModelPerson& person : model.people) loads.push_back(person.max_reviews);
  return loads;
}

// Those of `people` who are free in one of the review's weeks.
std::vector<int> Present(const Model& model, const Domains& domains, int review,
                         const std::vector<int>& people) {
  if (!model.Review(review).minds_absence) return people;
  std::vector<int> present;
  for (const int p : people) {
    if (model.Person(p).free_weeks.Meets(domains.weeks(review))) present.push_back(p);
  }
  return present;
}

std::vector<int> UnmetRoles(const Model& model, const Domains& domains, Budget& budget) {
  std::vector<Demand> demands;
  for (int r = 0; r < model.ReviewCount(); ++r) {
    const ModelReview& review = model.Review(r);
    for (size_t k = 0; k < review.roles.size(); ++k) {
      if (review.roles[k].min == 0) continue;
      demands.push_back(
          {r, review.roles[k].min, Present(model, domains, r, review.people_by_class[k + 1])});
    }
  }
  return Unmet(demands, Loads(model), budget);
}

std::vector<int> UnmetSeats(const Model& model, const Domains& domains, Budget& budget) {
  std::vector<Demand> demands;
  for (int r = 0; r < model.ReviewCount(); ++r) {
    const ModelReview& review = model.Review(r);
    const int roles =
        std::accumulate(review.roles.begin(), review.roles.end(), 0,
                        [](int sum, const RoleBound& role) { return sum + role.min; });
    demands.push_back(
        {r, std::max(review.team_min, roles), Present(model, domains, r, review.people)});
  }
  return Unmet(demands, Loads(model), budget);
}

// One theme after the other: each review that has it needs one person who covers it.
std::vector<int> UnmetThemes(const Model& model, const Domains& domains, Budget& budget) {
  std::map<int, std::vector<Demand>> by_theme;
  for (int r = 0; r < model.ReviewCount(); ++r) {
    const ModelReview& review = model.Review(r);
    const std::vector<int> present = Present(model, domains, r, review.people);
    for (size_t k = 0; k < review.theme_id.size(); ++k) {
      if ((review.themes_needed >> k & 1) == 0) continue;
      Demand demand{r, 1, {}};
      for (const int p : present) {
        if ((model.Themes(r, p) >> k & 1) != 0) demand.sources.push_back(p);
      }
      by_theme[review.theme_id[k]].push_back(std::move(demand));
    }
  }
  const std::vector<int> loads = Loads(model);
  for (const auto& [theme, demands] : by_theme) {
    std::vector<int> unmet = Unmet(demands, loads, budget);
    if (!unmet.empty()) return unmet;
  }
  return {};
}

}  // namespace

Proof ProveByCounting(const Model& model, Budget& budget) {
  Domains domains(model, budget);
  if (budget.Spent()) return {};
  for (int r = 0; r < model.ReviewCount(); ++r) {
    if (domains.weeks(r).Empty()) return {Proof::Verdict::kInfeasible, std::nullopt, {r}};
  }
  std::vector<int> everybody(model.reviews.size());
  std::iota(everybody.begin(), everybody.end(), 0);
  if (domains.Tighten()) return {Proof::Verdict::kInfeasible, std::nullopt, everybody};
  for (const auto& count : {UnmetWeeks, UnmetLeads, UnmetRoles, UnmetThemes, UnmetSeats}) {
    if (budget.Spent()) return {};
    std::vector<int> unmet = count(model, domains, budget);
    if (!unmet.empty()) return {Proof::Verdict::kInfeasible, std::nullopt, std::move(unmet)};
  }
  return {};
}

}  // namespace peerchallenge::scheduling::planning
