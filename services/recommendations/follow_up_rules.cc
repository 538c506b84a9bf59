#include "services/recommendations/follow_up_rules.h"

#include <utility>

namespace peerchallenge::recommendations {

v1::FollowUpRules WithDefaults(v1::FollowUpRules rules) {
  const auto set = [](bool has, auto value, auto setter) {
    if (!has) setter(value);
  };
  set(rules.has_correction_working_days(), 10,
      [&](int days) { rules.set_correction_working_days(days); });
  set(rules.has_answer_working_days(), 5, [&](int days) { rules.set_answer_working_days(days); });
  set(rules.has_allow_unshared_letter(), false,
      [&](bool allow) { rules.set_allow_unshared_letter(allow); });
  set(rules.has_min_recommendations(), 3, [&](int few) { rules.set_min_recommendations(few); });
  set(rules.has_max_recommendations(), 12, [&](int many) { rules.set_max_recommendations(many); });
  set(rules.has_submission_working_days(), 30,
      [&](int days) { rules.set_submission_working_days(days); });
  set(rules.has_publication_months(), 3, [&](int months) { rules.set_publication_months(months); });
  set(rules.has_progress_review_months(), 6,
      [&](int months) { rules.set_progress_review_months(months); });
  set(rules.has_office_escalation_working_days(), 10,
      [&](int days) { rules.set_office_escalation_working_days(days); });
  set(rules.has_board_escalation_working_days(), 30,
      [&](int days) { rules.set_board_escalation_working_days(days); });
  set(rules.has_committee_clear_days(), 5, [&](int days) { rules.set_committee_clear_days(days); });
  return rules;
}

absl::StatusOr<v1::FollowUpRules> RulesOf(storage::Transaction& tx, const Store& store,
                                          const std::string& region) {
  const std::string name = region + "/followUpRules";
  auto stored = store.follow_up_rules.Get(tx, name);
  if (absl::IsNotFound(stored.status())) {
    stored = v1::FollowUpRules();
    stored->set_name(name);
  }
  if (!stored.ok()) return stored.status();
  return WithDefaults(*std::move(stored));
}

}  // namespace peerchallenge::recommendations
