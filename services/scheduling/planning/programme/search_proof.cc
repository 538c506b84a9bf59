#include <algorithm>
#include <numeric>

#include "services/scheduling/planning/programme/domains.h"
#include "services/scheduling/planning/programme/proof.h"
#include "services/scheduling/planning/programme/team_search.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr int kMostReviews = 40;

// Backtracking: the review with the fewest options is given each week and leading authority in
// turn. Without teams it looks at weeks and leads alone, which is a relaxation; with teams it is
// complete, because every valid team contains one of those that FindTeam() visits and smaller teams
// never stand in the way of others.
class Search {
 public:
  enum class Depth { kWeeksAndLeads, kTeams };

  Search(const Model& model, Depth depth, int64_t node_limit, Budget& budget)
      : model_(model),
        depth_(depth),
        nodes_left_(node_limit),
        budget_(budget),
        load_(model.people.size()),
        busy_(model.people.size()) {
    const auto reviews = model.reviews.size();
    plan_.week.resize(reviews);
    plan_.lead.assign(reviews, kNobody);
    plan_.team.resize(reviews);
  }

  // True: `plan()` is one. False: there is none, unless `gave_up()`.
  bool Run(const Domains& domains) { return Descend(domains, 0); }

  bool gave_up() const { return gave_up_; }
  const Plan& plan() const { return plan_; }

 private:
  bool Descend(Domains domains, int fixed) {
    if (fixed == model_.ReviewCount()) return true;
    if (domains.Tighten()) return false;
    const int review = Narrowest(domains);
    if (!model_.Review(review).needs_lead) return TryWeeks(domains, review, kNobody, fixed);
    for (const int lead : domains.Leads(review)) {
      if (TryWeeks(domains, review, lead, fixed)) return true;
      if (gave_up_) return false;
    }
    return false;
  }

  int Narrowest(const Domains& domains) const {
    int narrowest = -1, fewest = 0;
    for (int r = 0; r < model_.ReviewCount(); ++r) {
      if (domains.IsFixed(r)) continue;
      const int options = domains.Options(r);
      if (narrowest < 0 || options < fewest) {
        narrowest = r;
        fewest = options;
      }
    }
    return narrowest;
  }

  bool TryWeeks(const Domains& domains, int review, int lead, int fixed) {
    const WeekSet& weeks = lead == kNobody ? domains.weeks(review) : domains.weeks(review, lead);
    for (int week = weeks.Next(0); week >= 0; week = weeks.Next(week + 1)) {
      if (--nodes_left_ < 0 || budget_.SpentNow()) {
        gave_up_ = true;
        return false;
      }
      Domains next = domains;
      next.Fix(review, week, lead);
      if (depth_ == Depth::kWeeksAndLeads ? Descend(next, fixed + 1)
                                          : TryTeams(next, review, week, lead, fixed)) {
        return true;
      }
      if (gave_up_) return false;
    }
    return false;
  }

  bool TryTeams(const Domains& domains, int review, int week, int lead, int fixed) {
    TeamQuery query;
    query.review = review;
    query.week = week;
    query.lead_authority = lead == kNobody ? kPartner : lead;
    query.like_people_alike = false;
    query.node_limit = std::max<int64_t>(1, nodes_left_);
    query.usable = [&](int p) {
      const auto i = static_cast<size_t>(p);
      return load_[i] < model_.Person(p).max_reviews &&
             !(model_.Person(p).one_team_a_week && busy_[i].Has(week));
    };
    const TeamAnswer answer =
        FindTeam(model_, query, budget_, [&](const std::vector<int>& team, int leader) {
          if (gave_up_ || --nodes_left_ < 0) {
            gave_up_ = true;
            return true;
          }
          const std::vector<WeekSet> busy_before = busy_;
          for (const int p : team) Book(p, week, 1);
          const bool solved = Descend(domains, fixed + 1);
          for (const int p : team) Book(p, week, -1);
          busy_ = busy_before;
          if (solved) {
            const auto r = static_cast<size_t>(review);
            plan_.week[r] = week;
            plan_.lead[r] = leader;
            plan_.team[r] = team;
          }
          return solved || gave_up_;
        });
    if (answer == TeamAnswer::kUnknown) gave_up_ = true;
    return answer == TeamAnswer::kFound && !gave_up_;
  }

  void Book(int person, int week, int step) {
    load_[static_cast<size_t>(person)] += step;
    if (step > 0) busy_[static_cast<size_t>(person)].Add(week);
  }

  const Model& model_;
  const Depth depth_;
  int64_t nodes_left_;
  Budget& budget_;
  Plan plan_;
  std::vector<int> load_;
  std::vector<WeekSet> busy_;
  bool gave_up_ = false;
};

}  // namespace

Proof ProveBySearch(const Model& model, int64_t node_limit, Budget& budget) {
  if (model.ReviewCount() > kMostReviews) return {};
  const Domains domains(model, budget);
  if (budget.Spent()) return {};
  std::vector<int> everybody(model.reviews.size());
  std::iota(everybody.begin(), everybody.end(), 0);
  Proof infeasible{Proof::Verdict::kInfeasible, std::nullopt, everybody};

  Search skeleton(model, Search::Depth::kWeeksAndLeads, node_limit, budget);
  if (!skeleton.Run(domains) && !skeleton.gave_up()) return infeasible;
  Search complete(model, Search::Depth::kTeams, node_limit, budget);
  if (complete.Run(domains)) return {Proof::Verdict::kFeasible, complete.plan(), {}};
  return complete.gave_up() ? Proof{} : infeasible;
}

Proof ProveDeeply(const Model& model, const ProofEffort& effort, Budget& budget) {
  Proof proof = ProveByPrices(model, effort.price_work, budget);
  if (proof.verdict != Proof::Verdict::kOpen) return proof;
  return ProveBySearch(model, effort.search_nodes, budget);
}

}  // namespace peerchallenge::scheduling::planning
