#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/scheduling/planning/programme/linking.h"
#include "services/scheduling/planning/programme/master.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// What a branch of the search demands of one review, on top of the model's rules.
struct Terms {
  WeekSet weeks;                  // allowed
  std::vector<int> on;            // people who must be on the team
  std::vector<int> off;           // people who must not
  std::vector<int> no_leads;      // authorities that must not lead
  int lead_authority = kPartner;  // the only one that may lead; kPartner = any
  std::optional<Column> only;     // nothing else but this, whatever the rest says
};

// The best mixture of listed choices, and a bound on plans made of these: as in Generator, with the
// least price of a review looked up instead of searched for.
class Mixture {
 public:
  // `listed`: at least one choice per review.
  Mixture(const Model& model, Budget& budget, const std::vector<Column>& listed);

  struct Result {
    enum class Kind { kSolved, kPruned, kStopped, kFailed } kind = Kind::kFailed;
    int64_t bound = 0;   // no plan within the terms costs less
    bool whole = false;  // the mixture is a plan, as far as the links known go
  };
  // `terms` by review; stops early once the bound reaches `cutoff`. Adds cuts on the way.
  Result Solve(const std::vector<Terms>& terms, int64_t cutoff);

  std::vector<Terms> NoTerms() const;
  const Master& master() const { return master_; }
  // Work so far, in units of roughly one step of the annealer.
  int64_t Work() const { return work_ + master_.iterations() * 4; }
  // The choices that a plan below `cutoff` may hold, by the last Solve() without terms.
  std::vector<Column> Useful(int64_t cutoff) const;

 private:
  void Apply(const std::vector<Terms>& terms);
  Master::Answer SolveWithCuts();
  // By review, over the columns that are on; kNone where there is none.
  std::vector<int64_t> Least(const Prices& prices) const;
  bool IsWhole() const;

  const Model& model_;
  Budget& budget_;
  Master master_;
  const size_t most_links_;
  std::vector<double> prices_;  // of the last Solve()
  double dear_;
  int64_t work_ = 0;
};

}  // namespace peerchallenge::scheduling::planning
