#include "services/scheduling/planning_checks.h"

#include <functional>
#include <utility>
#include <vector>

#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/rule_inputs.h"

namespace peerchallenge::scheduling {

namespace {

std::function<bool(const v1::Review&)> SeenBy(const Viewer& viewer) {
  return [&viewer](const v1::Review& review) { return SightOf(viewer, review) != Sight::kNone; };
}

ReviewInContext InContext(PlanningInputs inputs, const v1::Review& review) {
  ReviewInContext context;
  context.inputs = std::move(inputs);
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

}  // namespace

absl::StatusOr<ReviewInContext> LoadReviewInContext(storage::Transaction& tx, const Store& store,
                                                    const Viewer& viewer,
                                                    const v1::Review& review) {
  auto inputs = LoadPlanningInputs(tx, store, review.programme(), SeenBy(viewer));
  if (!inputs.ok()) return inputs.status();
  return InContext(*std::move(inputs), review);
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

absl::Status CheckRules(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                        const v1::Review& review) {
  auto inputs = LoadRuleInputs(tx, store, review, SeenBy(viewer));
  if (!inputs.ok()) return inputs.status();
  const ReviewInContext context = InContext(*std::move(inputs), review);
  const AlternativeJudge judge(context.problem, context.others);
  return ToStatus(judge.With(EntryOf(review)).violations, context.inputs.region.name());
}

}  // namespace peerchallenge::scheduling
