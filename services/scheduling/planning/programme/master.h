#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "services/scheduling/planning/programme/linking.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// What leaving a review without a column costs at first: more than most plans' choices.
double DearFor(const Model& model);

// A linear programme over columns: one choice, or a mixture of choices, for every review, within
// the links. Its duals say which columns are missing; nothing is proven by its floating-point
// numbers.
class Master {
 public:
  // `model` must outlive the master. Reviews may stay without a column for `dear` each. With
  // `listed`, no other columns will be added: links that these cannot break are left out.
  Master(const Model& model, double dear, const std::vector<Column>& listed = {});
  ~Master();
  Master(const Master&) = delete;
  Master& operator=(const Master&) = delete;

  // Adds a column that is not there yet; false when it is.
  bool Add(const Column& column);
  // Adds those links that the mixture at hand breaks; false when there are none.
  bool AddBrokenLinks();
  // Likewise for the most broken triples, which a plan keeps but pricing knows nothing of.
  bool AddBrokenTriples();
  // Columns that are off are not used.
  void Turn(size_t column, bool on);
  bool IsOn(size_t column) const;
  // What leaving a review without a column costs.
  void SetDear(double dear);

  // Keeps the prices of links within `radius` of `center` (0 for links that it lacks); a negative
  // radius lets them go where they will.
  void Trust(const std::vector<double>& center, double radius);
  // Whether prices of the last solution lie on the edge of that region and would go further.
  bool IsHeldBack() const;

  // Adds the links of these prices; returns the prices by link.
  std::vector<double> Know(const planning::LinkPrices& prices);

  enum class Answer { kSolved, kStopped, kFailed };
  Answer Solve(Budget& budget);

  // Of the last solution.
  double objective() const;
  double share(size_t column) const;  // 0 to 1; 0 for columns added since
  double missing() const;             // reviews without a column
  double price(int review) const;     // what a column of this review may cost at most to be of use
  std::vector<double> LinkPrices() const;
  Prices ToPrices(const std::vector<double>& link_prices) const;
  int64_t iterations() const;

  const std::vector<Column>& columns() const { return columns_; }
  const std::vector<Link>& links() const { return links_; }

 private:
  class Lp;
  // How many reviews may use a person, a week, an authority's lead.
  struct Uses {
    std::vector<int> person, week, lead;
  };
  Uses CountUses(const std::vector<Column>& listed) const;
  void AddBasicLinks(const Uses& uses, bool lazy_loads);
  void AddFixedColumns();
  void AddLinks(const std::vector<Link>& links);
  bool AddFresh(const std::vector<Link>& links);
  std::vector<double> Shares() const;
  void Flush();

  const Model& model_;
  std::vector<Column> columns_;
  std::vector<Link> links_;
  std::unique_ptr<Lp> lp_;
};

}  // namespace peerchallenge::scheduling::planning
