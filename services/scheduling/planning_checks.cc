#include "services/scheduling/planning_checks.h"

#include <utility>
#include <vector>

#include "common/errors/errors.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::scheduling {

absl::StatusOr<ReviewInContext> LoadReviewInContext(storage::Transaction& tx, const Store& store,
                                                    const Viewer& viewer,
                                                    const v1::Review& review) {
  auto inputs = LoadPlanningInputs(tx, store, review.programme(), [&](const v1::Review& other) {
    return SightOf(viewer, other) != Sight::kNone;
  });
  if (!inputs.ok()) return inputs.status();
  ReviewInContext context;
  context.inputs = *std::move(inputs);
  context.problem = BuildProblem(
      context.inputs,
      {.is_open = [&](const v1::Review& other) { return other.name() == review.name(); },
       .with_incumbent = false});
  const std::string id = validation::IdOf(review.name());
  const v1::ProgrammePlan facts = FactsOf(context.inputs, context.problem);
  for (const v1::PlannedReview& entry : facts.reviews()) {
    if (entry.review() != id) *context.others.add_reviews() = entry;
  }
  return context;
}

absl::Status ToStatus(const std::vector<planning::Violation>& violations,
                      const std::string& region) {
  if (violations.empty()) return absl::OkStatus();
  std::vector<errors::RuleViolation> broken;
  for (const planning::Violation& violation : violations) {
    const std::string subject =
        violation.review.empty() ? region : region + "/reviews/" + violation.review;
    broken.push_back({violation.rule, subject, violation.description});
  }
  return errors::RulesBroken(broken);
}

absl::Status CheckEntry(const ReviewInContext& context, const v1::PlannedReview& entry) {
  const AlternativeJudge judge(context.problem, context.others);
  return ToStatus(judge.With(entry).violations, context.inputs.region.name());
}

absl::Status CheckRules(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                        const v1::Review& review) {
  auto context = LoadReviewInContext(tx, store, viewer, review);
  if (!context.ok()) return context.status();
  return CheckEntry(*context, EntryOf(review));
}

}  // namespace peerchallenge::scheduling
