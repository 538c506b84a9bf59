#include "services/peerchallenge/action_text.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/table.h"
#include "services/peerchallenge/trade_offs.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Action;
using v1::ActionPlan;
using v1::PlanClock;
using v1::RecommendationResponse;
using validation::IdOf;

constexpr size_t kTextWidth = 60;

std::string ReviewIdOf(const std::string& name) { return IdOf(validation::ReviewOf(name)); }

// Who has been told of what is overdue.
std::string ToldText(int escalation) {
  switch (escalation) {
    case 1:
      return ", director told";
    case 2:
      return ", programme office told";
    case 3:
      return ", board told";
    default:
      return "";
  }
}

std::string ClockText(const PlanClock& clock) {
  std::string text = absl::StrCat("by ", DayText(clock.due_date()), ": ",
                                  InWords(PlanClock::State_Name(clock.state()), "STATE_"),
                                  ToldText(clock.escalation()));
  if (!clock.done_date().empty()) absl::StrAppend(&text, ", ", DayText(clock.done_date()));
  return text;
}

std::string ProgressText(const v1::PlanProgress& progress) {
  return absl::StrCat(progress.answered(), " of ", progress.recommendations(),
                      " recommendations answered; ", progress.actions(),
                      " actions: ", progress.delivered(), " delivered, ", progress.improved(),
                      " improved, ", progress.overdue(), " overdue; ", progress.red(), " red, ",
                      progress.amber(), " amber, ", progress.green(), " green");
}

// "in-work: 40 to 60 %, now 52, 40% of the way left", "in-work: 40 to 60 %, now 65, at target".
std::string MeasureText(const v1::Measure& measure) {
  std::string text =
      absl::StrFormat("%s: %g to %g%s%s", measure.id(), measure.baseline(), measure.target(),
                      measure.unit().empty() ? "" : " ", measure.unit());
  if (!measure.has_distance_percent()) return text;
  absl::StrAppendFormat(&text, ", now %g, ", measure.latest());
  if (measure.distance_percent() <= 0) return text + "at target";
  absl::StrAppendFormat(&text, "%.0f%% of the way left", measure.distance_percent());
  return text;
}

std::string StandText(const Action& action) {
  std::string text = InWords(Action::Delivery_Name(action.delivery()), "DELIVERY_");
  if (action.rag() != Action::RAG_UNSPECIFIED) {
    absl::StrAppend(&text, ", ", InWords(Action::Rag_Name(action.rag()), "RAG_"));
  }
  if (action.overdue()) absl::StrAppend(&text, ", overdue", ToldText(action.escalation()));
  return text;
}

Table ActionTable() {
  return Table({{"action"},
                {"review"},
                {"due"},
                {"stands", Align::kLeft, 30},
                {"effect"},
                {"what, by whom and how it is measured", Align::kLeft, kTextWidth}});
}

void AddRow(const Action& action, Table& table) {
  std::string what = absl::StrCat(action.text(), "\n", action.owner_role());
  for (const v1::Measure& measure : action.measures()) {
    absl::StrAppend(&what, "\n", MeasureText(measure));
  }
  table.AddRow({IdOf(action.name()), ReviewIdOf(action.name()), DayText(action.due_date()),
                StandText(action), InWords(Action::Effect_Name(action.effect()), "EFFECT_"), what});
}

template <typename Actions>
std::string ActionRows(const Actions& actions) {
  if (actions.empty()) return "No actions.\n";
  Table table = ActionTable();
  for (const Action& action : actions) AddRow(action, table);
  return table.Render();
}

Table ResponseTable() {
  return Table({{"no.", Align::kRight},
                {"response"},
                {"stands"},
                {"actions", Align::kLeft, 30},
                {"recommendation", Align::kLeft, kTextWidth}});
}

void AddRow(const RecommendationResponse& response, const std::string& advice, Table& table) {
  std::string text = advice;
  if (!response.reason().empty()) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", "Host: ", response.reason());
  }
  const bool answered = response.decision() != RecommendationResponse::DECISION_UNSPECIFIED;
  table.AddRow(
      {absl::StrCat(response.number()),
       answered ? InWords(RecommendationResponse::Decision_Name(response.decision()), "DECISION_")
                : "-",
       InWords(RecommendationResponse::State_Name(response.state()), "STATE_"),
       absl::StrJoin(response.actions(), ", ",
                     [](std::string* out, const std::string& name) { *out += IdOf(name); }),
       text});
}

}  // namespace

std::string ActionPlanText(const ActionPlan& plan) {
  std::string text =
      absl::StrCat("Action plan of ", ReviewIdOf(plan.name()), ", ", IdOf(plan.host()), ": ",
                   InWords(ActionPlan::State_Name(plan.state()), "STATE_"), "\n");
  for (const PlanClock& clock : plan.clocks()) {
    absl::StrAppend(&text, "  ", InWords(PlanClock::Kind_Name(clock.kind()), "KIND_"), " ",
                    ClockText(clock), "\n");
  }
  if (plan.has_progress()) absl::StrAppend(&text, "  ", ProgressText(plan.progress()), "\n");
  return text;
}

std::string WholePlanText(const WholePlan& whole) {
  std::string text = ActionPlanText(whole.plan);
  if (!whole.plan.introduction().empty()) {
    absl::StrAppend(&text, "\n", absl::StrJoin(WrapWords(whole.plan.introduction(), 100), "\n"),
                    "\n");
  }
  Table table = ResponseTable();
  for (const RecommendationResponse& response : whole.responses) {
    const auto advice = whole.advice.find(response.recommendation());
    AddRow(response, advice == whole.advice.end() ? "" : advice->second, table);
  }
  absl::StrAppend(&text, "\n", table.Render(), "\n", ActionRows(whole.actions));
  return text;
}

std::string ActionPlansText(const v1::ListActionPlansResponse& response) {
  if (response.action_plans().empty()) return "No action plans.\n";
  std::string text;
  for (const ActionPlan& plan : response.action_plans())
    absl::StrAppend(&text, ActionPlanText(plan));
  return text;
}

std::string ResponseText(const RecommendationResponse& response) {
  Table table = ResponseTable();
  AddRow(response, "", table);
  return table.Render();
}

std::string ActionText(const Action& action) { return ActionRows(std::vector{action}); }

std::string ActionsText(const v1::ListActionsResponse& response) {
  return ActionRows(response.actions());
}

std::string ActionUpdatesText(const v1::ListActionUpdatesResponse& response) {
  if (response.action_updates().empty()) return "No updates.\n";
  Table table({{"delivery"}, {"rating"}, {"author"}, {"what", Align::kLeft, kTextWidth}});
  for (const v1::ActionUpdate& update : response.action_updates()) {
    std::string what = update.note();
    for (const auto& reading : update.readings()) {
      absl::StrAppend(&what, what.empty() ? "" : "\n", reading.measure(), " ", reading.value(),
                      " on ", DayText(reading.date()));
    }
    for (const auto& evidence : update.evidence()) {
      absl::StrAppend(&what, what.empty() ? "" : "\n", "Evidence: ", evidence.title());
    }
    table.AddRow({InWords(Action::Delivery_Name(update.delivery()), "DELIVERY_"),
                  update.rag() == Action::RAG_UNSPECIFIED
                      ? "-"
                      : InWords(Action::Rag_Name(update.rag()), "RAG_"),
                  update.author(), what});
  }
  return table.Render();
}

std::string ProgressReviewText(const v1::ProgressReview& review) {
  using Verdict = v1::ProgressReview::Verdict;
  std::string text =
      absl::StrCat("Progress review of ", DayText(review.date()), ": ", review.statement(), "\n");
  for (const Verdict& verdict : review.verdicts()) {
    absl::StrAppend(&text, "  ", IdOf(verdict.recommendation()), ": ",
                    InWords(Verdict::Decision_Name(verdict.decision()), "DECISION_"), ", ",
                    InWords(Action::Effect_Name(verdict.effect()), "EFFECT_"), ": ", verdict.text(),
                    "\n");
  }
  return text;
}

std::string ProgressReviewsText(const v1::ListProgressReviewsResponse& response) {
  if (response.progress_reviews().empty()) return "No progress reviews.\n";
  std::string text;
  for (const auto& review : response.progress_reviews()) {
    absl::StrAppend(&text, ProgressReviewText(review));
  }
  return text;
}

std::string RepeatsText(const v1::SuggestRepeatsResponse& response) {
  if (response.repeats().empty()) return "Nothing similar was recommended before.\n";
  Table table({{"issued"}, {"stands"}, {"recommendation"}, {"text", Align::kLeft, kTextWidth}});
  for (const auto& repeat : response.repeats()) {
    table.AddRow({DayText(repeat.issue_date()),
                  repeat.state() == RecommendationResponse::STATE_UNSPECIFIED
                      ? "-"
                      : InWords(RecommendationResponse::State_Name(repeat.state()), "STATE_"),
                  repeat.recommendation(), repeat.text()});
  }
  return table.Render();
}

bool IsRule(const google::protobuf::FieldDescriptor& field) {
  using Field = google::protobuf::FieldDescriptor;
  return field.cpp_type() == Field::CPPTYPE_INT32 || field.cpp_type() == Field::CPPTYPE_BOOL;
}

std::string RulesText(const v1::FollowUpRules& rules) {
  using Field = google::protobuf::FieldDescriptor;
  Table table({{"rule"}, {"", Align::kRight}});
  const auto* descriptor = v1::FollowUpRules::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const Field& field = *descriptor->field(i);
    if (!IsRule(field)) continue;
    const auto* reflection = rules.GetReflection();
    table.AddRow({absl::StrReplaceAll(field.name(), {{"_", "-"}}),
                  field.cpp_type() == Field::CPPTYPE_BOOL
                      ? (reflection->GetBool(rules, &field) ? "true" : "false")
                      : absl::StrCat(reflection->GetInt32(rules, &field))});
  }
  return table.Render();
}

}  // namespace peerchallenge::cli
