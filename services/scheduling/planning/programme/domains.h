#pragma once

#include <optional>
#include <vector>

#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// The weeks and leading authorities that each review may still have. Only what no plan can use is
// ever taken out, so an empty domain proves that there is no plan.
class Domains {
 public:
  // All allowed weeks in which a valid team exists, with all authorities that could lead it then.
  // Of no use when the budget is spent on the way.
  Domains(const Model& model, Budget& budget);

  const WeekSet& weeks(int review) const { return weeks_[static_cast<size_t>(review)]; }
  // Weeks in which the authority may lead at the review.
  const WeekSet& weeks(int review, int lead) const {
    return led_[static_cast<size_t>(review * model_->authority_count + lead)];
  }
  // Authorities that may lead at the review.
  std::vector<int> Leads(int review) const;
  // (week, lead) pairs that are left.
  int Options(int review) const;

  // Fixes the review; `lead` is kNobody where none is needed. Takes what this rules out from the
  // reviews that are not `done` (rules P2, P11 to P14, given all that is fixed so far).
  void Fix(int review, int week, int lead);
  bool IsFixed(int review) const { return fixed_week_[static_cast<size_t>(review)] >= 0; }

  // Takes out what has no support elsewhere, until nothing changes. Returns a review that is left
  // without any option; nothing if each has one.
  std::optional<int> Tighten();

 private:
  WeekSet& Led(int review, int lead) {
    return led_[static_cast<size_t>(review * model_->authority_count + lead)];
  }
  void AddReview(int review, bool by_lead, Budget& budget);
  bool TightenReview(int review);
  bool HasSupport(int week, int partner, int gap) const;
  void RemoveNear(WeekSet& weeks, int week, int gap);
  void FixLead(int review, int week, int lead);

  const Model* model_;
  std::vector<WeekSet> weeks_;
  std::vector<WeekSet> led_;  // reviews x authorities
  std::vector<int> fixed_week_;
  std::vector<int> in_week_;
  std::vector<int> leads_;  // by authority: fixed leads
};

}  // namespace peerchallenge::scheduling::planning
