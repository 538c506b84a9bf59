#include "services/recommendations/plans/action_checks.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/validation/civil_date.h"
#include "services/recommendations/names.h"
#include "services/recommendations/plans/measures.h"

namespace peerchallenge::recommendations {
namespace {

using v1::Action;
using v1::ActionUpdate;
using v1::CompletionEvidence;
using v1::Measure;
using v1::ProgressReview;
using v1::RecommendationResponse;
using validation::FieldChecks;

constexpr size_t kLongestActionText = 2'000;
constexpr size_t kLongestOwner = 200;
constexpr int kMostRecommendations = 12;
constexpr int kMostMeasures = 10;
constexpr size_t kLongestMeasureId = 20;
constexpr size_t kLongestMeasureText = 500;
constexpr size_t kLongestUnit = 40;
constexpr int kMostReadings = 10;
constexpr int kMostEvidenceAtOnce = 10;
constexpr size_t kLongestTitle = 500;
constexpr size_t kLongestReference = 1'000;
constexpr size_t kLongestNote = 4'000;
constexpr size_t kLongestStatement = 8'000;
constexpr size_t kLongestVerdict = 4'000;
constexpr int kMostVerdicts = 50;

constexpr int kMostWorkingDays = 250;  // about a year of them
constexpr int kMostCheckDays = 60;
constexpr int kMostMonths = 24;
constexpr int kMostRecommended = 50;
constexpr int kMostClearDays = 20;

std::string At(const char* list, int index, const char* field = "") {
  return absl::StrCat(list, "[", index, "]", field);
}

bool IsMeasureId(const std::string& id) {
  return !id.empty() && id.size() <= kLongestMeasureId &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

void CheckValue(double value, const std::string& field, FieldChecks& checks) {
  // False for what is no number, too.
  checks.That(std::abs(value) <= kLargestValue, field, absl::StrCat(value),
              absl::StrCat("a number from ", -kLargestValue, " to ", kLargestValue));
}

void CheckNotAfter(const std::string& date, absl::CivilDay today, const std::string& field,
                   FieldChecks& checks) {
  const auto day = checks.Day(field, date);
  checks.That(!day || *day <= today, field, date,
              absl::StrCat("no later than today, ", validation::FormatDay(today)));
}

void CheckMeasures(const Measures& measures, FieldChecks& checks) {
  checks.Count("action.measures", measures.size(), kMostMeasures);
  if (measures.size() > kMostMeasures) return;
  std::set<std::string> ids;
  for (int i = 0; i < measures.size(); ++i) {
    const Measure& measure = measures[i];
    const auto field = [i](const char* name) { return At("action.measures", i, name); };
    checks.That(IsMeasureId(measure.id()) && ids.insert(measure.id()).second, field(".id"),
                measure.id(), "1 to 20 of a-z, 0-9 and '-', each once");
    checks.Text(field(".text"), measure.text(), 1, kLongestMeasureText);
    checks.Text(field(".unit"), measure.unit(), 0, kLongestUnit);
    CheckValue(measure.baseline(), field(".baseline"), checks);
    CheckValue(measure.target(), field(".target"), checks);
    checks.That(std::abs(measure.target() - measure.baseline()) >= kLeastWay, field(".target"),
                absl::StrCat(measure.target()),
                absl::StrCat("a value at least ", kLeastWay, " from the baseline"));
  }
}

void CheckEvidence(const CompletionEvidence& evidence, const std::string& field,
                   FieldChecks& checks) {
  checks.Text(field + ".title", evidence.title(), 1, kLongestTitle);
  checks.Text(field + ".reference", evidence.reference(), 0, kLongestReference);
  checks.That(!absl::StrContains(evidence.reference(), "://") ||
                  absl::StartsWith(evidence.reference(), "https://"),
              field + ".reference", evidence.reference(), "a https address or a reference");
  checks.Day(field + ".date", evidence.date());
}

void CheckVerdict(const ProgressReview::Verdict& verdict, int index, FieldChecks& checks) {
  using Verdict = ProgressReview::Verdict;
  const auto field = [index](const char* name) {
    return At("progress_review.verdicts", index, name);
  };
  checks.That(verdict.decision() != Verdict::DECISION_UNSPECIFIED &&
                  Verdict::Decision_IsValid(verdict.decision()),
              field(".decision"), absl::StrCat(verdict.decision()), "CLOSE, CONTINUE or REOPEN");
  checks.That(
      verdict.effect() != Action::EFFECT_UNSPECIFIED && Action::Effect_IsValid(verdict.effect()),
      field(".effect"), absl::StrCat(verdict.effect()),
      "NOT_KNOWN, WORSE, UNCHANGED, IMPROVED or ON_TARGET");
  checks.Text(field(".text"), verdict.text(), 1, kLongestVerdict);
}

}  // namespace

void CheckAction(const Action& action, FieldChecks& checks) {
  checks.Text("action.text", action.text(), 1, kLongestActionText);
  const auto& served = action.recommendations();
  checks.That(!served.empty() && served.size() <= kMostRecommendations, "action.recommendations",
              absl::StrCat(served.size(), " entries"), "1 to 12");
  std::set<std::string> seen;
  for (int i = 0; i < std::min(served.size(), kMostRecommendations); ++i) {
    const std::string field = At("action.recommendations", i);
    checks.Name(field, served[i], kRecommendationName);
    checks.That(seen.insert(served[i]).second, field, served[i], "each recommendation once");
  }
  checks.Text("action.owner_role", action.owner_role(), 1, kLongestOwner);
  checks.Day("action.due_date", action.due_date());
  CheckMeasures(action.measures(), checks);
}

void CheckUpdate(const ActionUpdate& update, absl::CivilDay today, FieldChecks& checks) {
  checks.That(Action::Rag_IsValid(update.rag()), "action_update.rag", absl::StrCat(update.rag()),
              "RED, AMBER, GREEN or nothing");
  checks.That(Action::Delivery_IsValid(update.delivery()), "action_update.delivery",
              absl::StrCat(update.delivery()),
              "NOT_STARTED, IN_PROGRESS, DELIVERED, DROPPED or nothing");
  checks.Text("action_update.note", update.note(), 0, kLongestNote);
  checks.That(update.rag() != Action::RAG_RED || !update.note().empty(), "action_update.note",
              "nothing", "why it is RED");
  checks.That(update.delivery() != Action::DELIVERY_DROPPED || !update.note().empty(),
              "action_update.note", "nothing", "why it is DROPPED");
  checks.Count("action_update.readings", update.readings_size(), kMostReadings);
  for (int i = 0; i < std::min(update.readings_size(), kMostReadings); ++i) {
    const auto& reading = update.readings(i);
    CheckValue(reading.value(), At("action_update.readings", i, ".value"), checks);
    CheckNotAfter(reading.date(), today, At("action_update.readings", i, ".date"), checks);
  }
  checks.Count("action_update.evidence", update.evidence_size(), kMostEvidenceAtOnce);
  for (int i = 0; i < std::min(update.evidence_size(), kMostEvidenceAtOnce); ++i) {
    CheckEvidence(update.evidence(i), At("action_update.evidence", i), checks);
  }
}

void CheckResponse(RecommendationResponse::Decision decision, const std::string& reason,
                   FieldChecks& checks) {
  const bool answers = decision != RecommendationResponse::DECISION_UNSPECIFIED &&
                       RecommendationResponse::Decision_IsValid(decision);
  checks.That(answers, "decision", absl::StrCat(decision), "ACCEPTED, PARTLY_ACCEPTED or DECLINED");
  checks.Text("reason", reason, 0, kLongestAnswer);
  checks.That(decision == RecommendationResponse::DECISION_ACCEPTED || !reason.empty(), "reason",
              "nothing", "why it is not wholly accepted");
}

void CheckProgressReview(const ProgressReview& review, absl::CivilDay today, FieldChecks& checks) {
  CheckNotAfter(review.date(), today, "progress_review.date", checks);
  checks.Text("progress_review.statement", review.statement(), 1, kLongestStatement);
  checks.Count("progress_review.verdicts", review.verdicts_size(), kMostVerdicts);
  for (int i = 0; i < std::min(review.verdicts_size(), kMostVerdicts); ++i) {
    CheckVerdict(review.verdicts(i), i, checks);
  }
  if (!review.review().empty()) checks.Name("progress_review.review", review.review(), kReviewName);
}

absl::Status CheckRules(const v1::FollowUpRules& rules) {
  FieldChecks checks;
  const auto range = [&](const char* field, int value, int min, int max) {
    checks.Range(absl::StrCat("follow_up_rules.", field), value, min, max);
  };
  range("correction_working_days", rules.correction_working_days(), 1, kMostCheckDays);
  range("answer_working_days", rules.answer_working_days(), 1, kMostCheckDays);
  range("min_recommendations", rules.min_recommendations(), 0, kMostRecommended);
  range("max_recommendations", rules.max_recommendations(), 1, kMostRecommended);
  checks.That(rules.min_recommendations() <= rules.max_recommendations(),
              "follow_up_rules.max_recommendations", absl::StrCat(rules.max_recommendations()),
              "not less than min_recommendations");
  range("submission_working_days", rules.submission_working_days(), 1, kMostWorkingDays);
  range("publication_months", rules.publication_months(), 1, kMostMonths);
  range("progress_review_months", rules.progress_review_months(), 1, kMostMonths);
  range("office_escalation_working_days", rules.office_escalation_working_days(), 1,
        kMostWorkingDays);
  range("board_escalation_working_days", rules.board_escalation_working_days(), 1,
        kMostWorkingDays);
  checks.That(rules.office_escalation_working_days() <= rules.board_escalation_working_days(),
              "follow_up_rules.board_escalation_working_days",
              absl::StrCat(rules.board_escalation_working_days()),
              "not less than office_escalation_working_days");
  range("committee_clear_days", rules.committee_clear_days(), 1, kMostClearDays);
  return checks.Result();
}

}  // namespace peerchallenge::recommendations
