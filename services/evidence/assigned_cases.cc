#include "services/evidence/assigned_cases.h"

#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

absl::StatusOr<Cases> LoadCases(storage::Transaction& tx, const Store& store,
                                const Standing& standing) {
  std::set<std::string> cases;
  auto assignment =
      store.case_assignments.Get(tx, CaseAssignmentOf(standing.review.name(), standing.person()));
  if (absl::IsNotFound(assignment.status())) return cases;
  if (!assignment.ok()) return assignment.status();
  cases.insert(assignment->case_references().begin(), assignment->case_references().end());
  return cases;
}

}  // namespace

absl::StatusOr<Cases> CasesOf(storage::Transaction& tx, const Context& context,
                              const Standing& standing) {
  if (!IsCaseAuditor(standing)) return std::nullopt;
  const auto cases = storage::Recall<Cases>(
      tx, absl::StrCat("cases of ", standing.review.name(), " ", standing.person()),
      [&] { return LoadCases(tx, context.store, standing); });
  if (!cases.ok()) return cases.status();
  return **cases;
}

}  // namespace peerchallenge::evidence
