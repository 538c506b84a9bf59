#include "services/scheduling/planning/programme/mixture.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace peerchallenge::scheduling::planning {
namespace {

constexpr double kWhole = 1e-6;
constexpr int64_t kNone = std::numeric_limits<int64_t>::max() / 2;  // no choice, no plan
// Rounds of cuts for one branch, and cuts in all.
constexpr int kCutRounds = 6;
constexpr size_t kMostCuts = 400;

bool Fits(const Model& model, const Terms& terms, const Column& column) {
  if (terms.only.has_value()) return column == *terms.only;
  if (!terms.weeks.Has(column.week)) return false;
  const auto on_team = [&column](int p) {
    return std::binary_search(column.team.begin(), column.team.end(), p);
  };
  if (!std::all_of(terms.on.begin(), terms.on.end(), on_team)) return false;
  if (std::any_of(terms.off.begin(), terms.off.end(), on_team)) return false;
  if (column.lead == kNobody) return true;
  const int home = model.Person(column.lead).authority;
  if (terms.lead_authority != kPartner && terms.lead_authority != home) return false;
  return std::find(terms.no_leads.begin(), terms.no_leads.end(), home) == terms.no_leads.end();
}

}  // namespace

Mixture::Mixture(const Model& model, Budget& budget, const std::vector<Column>& listed)
    : model_(model),
      budget_(budget),
      master_(model, DearFor(model), listed),
      most_links_(master_.links().size() + kMostCuts),
      dear_(DearFor(model)) {}

std::vector<Terms> Mixture::NoTerms() const {
  std::vector<Terms> terms(model_.reviews.size());
  for (size_t r = 0; r < terms.size(); ++r) terms[r].weeks = model_.reviews[r].weeks;
  return terms;
}

// Turns the columns off that do not fit the terms.
void Mixture::Apply(const std::vector<Terms>& terms) {
  const std::vector<Column>& columns = master_.columns();
  for (size_t c = 0; c < columns.size(); ++c) {
    master_.Turn(c, Fits(model_, terms[static_cast<size_t>(columns[c].review)], columns[c]));
  }
  work_ += static_cast<int64_t>(columns.size()) / 16;
}

Master::Answer Mixture::SolveWithCuts() {
  Master::Answer answer = master_.Solve(budget_);
  int cuts = 0;
  while (
      answer == Master::Answer::kSolved &&
      (master_.AddBrokenLinks() || (++cuts <= kCutRounds && master_.links().size() < most_links_ &&
                                    master_.AddBrokenTriples()))) {
    answer = master_.Solve(budget_);
  }
  return answer;
}

Mixture::Result Mixture::Solve(const std::vector<Terms>& terms, int64_t cutoff) {
  Apply(terms);
  Result result;
  while (true) {
    const Master::Answer answer = SolveWithCuts();
    if (answer != Master::Answer::kSolved || budget_.Spent()) {
      result.kind =
          answer == Master::Answer::kFailed ? Result::Kind::kFailed : Result::Kind::kStopped;
      return result;
    }
    prices_ = master_.LinkPrices();
    const Prices prices = master_.ToPrices(prices_);
    const std::vector<int64_t> least = Least(prices);
    const bool none = std::find(least.begin(), least.end(), kNone) != least.end();
    result.bound =
        none ? kNone : CeilingOf(std::accumulate(least.begin(), least.end(), prices.Constant()));
    result.kind = Result::Kind::kPruned;
    if (result.bound >= cutoff) return result;
    result.kind = Result::Kind::kSolved;
    result.whole = IsWhole();
    if (master_.missing() <= kWhole || dear_ >= static_cast<double>(cutoff)) return result;
    // Too cheap to leave a review out: what looks best is no plan.
    dear_ *= 4;
    master_.SetDear(dear_);
  }
}

std::vector<int64_t> Mixture::Least(const Prices& prices) const {
  std::vector<int64_t> least(model_.reviews.size(), kNone);
  const std::vector<Column>& columns = master_.columns();
  for (size_t c = 0; c < columns.size(); ++c) {
    if (!master_.IsOn(c)) continue;
    int64_t& best = least[static_cast<size_t>(columns[c].review)];
    best = std::min(best, prices.Of(columns[c]));
  }
  return least;
}

std::vector<Column> Mixture::Useful(int64_t cutoff) const {
  const Prices prices = master_.ToPrices(prices_);
  const std::vector<int64_t> least = Least(prices);
  const int64_t room = (cutoff - 1) * kPriceScale -
                       std::accumulate(least.begin(), least.end(), prices.Constant()) + 1;
  std::vector<Column> useful;
  for (const Column& column : master_.columns()) {
    if (prices.Of(column) - least[static_cast<size_t>(column.review)] < room) {
      useful.push_back(column);
    }
  }
  return useful;
}

bool Mixture::IsWhole() const {
  if (master_.missing() > kWhole) return false;
  for (size_t c = 0; c < master_.columns().size(); ++c) {
    const double share = master_.share(c);
    if (share > kWhole && share < 1 - kWhole) return false;
  }
  return true;
}

}  // namespace peerchallenge::scheduling::planning
