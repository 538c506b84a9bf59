#pragma once

#include <cstdint>
#include <vector>

#include "services/scheduling/planning/programme/linking.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/programme/state.h"
#include "services/scheduling/planning/search/random.h"

namespace peerchallenge::scheduling::planning {

// Which reviews are worth planning anew together. What a plan loses against the bound lies in few
// reviews, which others left nothing good: those have to be planned anew with them.
class RelatedReviews {
 public:
  // `known`: choices, the more of the cheap ones the better. `least`: by review, the least price of
  // any choice. All must outlive this.
  RelatedReviews(const Model& model, const std::vector<Column>& known, const Prices& prices,
                 const std::vector<int64_t>& least);

  // `size` reviews of `plan`, or as many as there are, none of them `taken`: one by chance, the
  // likelier the further it is above its least price, then those that hold what it could use, what
  // these could use, and so on; then what lies near.
  std::vector<int> Choose(const Plan& plan, size_t size, const std::vector<bool>& taken,
                          Random& random) const;

 private:
  int ChooseFirst(const State& state, const std::vector<bool>& taken, Random& random) const;
  void AddHolders(const State& state, int review, int64_t weight,
                  std::vector<int64_t>& holds) const;

  const Model& model_;
  const std::vector<Column>& known_;
  const Prices& prices_;
  const std::vector<int64_t>& least_;
  std::vector<std::vector<size_t>> cheap_;  // by review: the cheapest of the known, in order
};

}  // namespace peerchallenge::scheduling::planning
