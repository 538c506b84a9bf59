#include "services/peerchallenge/plan_text.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/peerchallenge/progress.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;

struct CostItem {
  std::string name;
  int64_t cost;
  std::string meaning;
};

std::vector<CostItem> ItemsOf(const v1::ProgrammeCostItems& items) {
  return {{"week", items.week(),
           "weeks that suit a host less, or lie in an election or inspection period"},
          {"theme", items.theme(), "themes that fewer people on the team cover than wanted"},
          {"balance", items.balance(), "authorities that give more or fewer places than they get"},
          {"travel", items.travel(), "minutes on the road"},
          {"novice", items.novice(), "teams with more than one novice"},
          {"spread", items.spread(), "weeks with several reviews"},
          {"change", items.change(), "changes to the plan in force"}};
}

std::vector<CostItem> ItemsOf(const v1::TimetableCostItems& items) {
  return {{"unplaced", items.unplaced(), "sessions left out"},
          {"travel", items.travel(), "minutes on the road between sessions"},
          {"idle", items.idle(), "minutes of waiting between sessions"},
          {"balance", items.balance(), "minutes between the largest and the smallest share"},
          {"pairs", items.pairs(), "different sets of reviewers"},
          {"coverage", items.coverage(), "lines of enquiry met from fewer than two sides"},
          {"change", items.change(), "changes to the timetable in force"}};
}

// Each cost item and the total of a plan or timetable.
template <typename Plan>
std::string CostTable(const Plan& plan, const std::string& what) {
  Table table({{.title = "Item"},
               {.title = "Cost", .align = Align::kRight},
               {.title = "for", .max_width = 80}});
  for (const CostItem& item : ItemsOf(plan.cost_items())) {
    if (item.cost != 0) table.AddRow({item.name, Grouped(item.cost), item.meaning});
  }
  table.AddRow({"total", Grouped(plan.cost()),
                plan.bound() > 0
                    ? absl::StrCat("no ", what, " can cost less than ", Grouped(plan.bound()),
                                   "; gap ", GapText(plan.cost(), plan.bound()))
                    : std::string("no lower bound is proven")});
  return table.Render(2);
}

// How the search for a plan or timetable ended.
template <typename Solution, typename Plan>
std::string OutcomeText(const Solution& solution, const Plan& plan, const std::string& what) {
  const std::string figures = absl::StrCat("cost ", Grouped(plan.cost()), ", bound ",
                                           plan.bound() > 0 ? Grouped(plan.bound()) : "unknown",
                                           ", gap ", GapText(plan.cost(), plan.bound()));
  switch (solution.outcome()) {
    case v1::SOLVE_OUTCOME_OPTIMAL:
      return absl::StrCat("optimal ", what, ": ", figures, "\n");
    case v1::SOLVE_OUTCOME_FEASIBLE:
      return absl::StrCat(what, ": ", figures, "\n");
    case v1::SOLVE_OUTCOME_INFEASIBLE:
      return absl::StrCat("infeasible: no ", what, " exists\n");
    case v1::SOLVE_OUTCOME_NOT_FOUND:
      return absl::StrCat("no ", what, " found in ", solution.progress().elapsed().seconds(),
                          " s; there may be one\n");
    case v1::SOLVE_OUTCOME_UNSPECIFIED:
    case v1::SolveOutcome_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::SolveOutcome_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "no answer\n";
}

std::string ReviewTable(const v1::ProgrammePlan& plan) {
  Table table({{.title = "Week"},
               {.title = "Review", .max_width = 30},
               {.title = "Lead", .max_width = 20},
               {.title = "Team", .max_width = 50}});
  for (const v1::PlannedReview& review : plan.reviews()) {
    table.AddRow(
        {review.week(), review.review(), review.lead(), absl::StrJoin(review.members(), " ")});
  }
  return table.Render(2);
}

std::string RulesText(const v1::PlanExplanation::Choice& choice) {
  std::vector<std::string> rules;
  for (const v1::ConflictElement& rule : choice.rules()) rules.push_back(rule.kind());
  return absl::StrJoin(rules, " ");
}

std::string ChangeText(const v1::PlanExplanation::Choice& choice) {
  if (!choice.has_cost_change()) return "";
  return absl::StrCat(choice.cost_change() > 0 ? "+" : "", Grouped(choice.cost_change()));
}

std::string ElementsText(const google::protobuf::RepeatedPtrField<v1::ConflictElement>& elements) {
  std::string text;
  for (const v1::ConflictElement& element : elements) {
    std::vector<std::string> reference{element.kind()};
    if (!element.subject().empty()) reference.push_back(element.subject());
    absl::StrAppend(&text, "  - ", element.message(), "  [", absl::StrJoin(reference, " "),
                    element.detail().empty() ? "" : ": ", element.detail(), "]\n");
  }
  return text;
}

std::string RelaxationsText(const google::protobuf::RepeatedPtrField<v1::Relaxation>& relaxations) {
  if (relaxations.empty()) return "";
  Table table({{.title = "Cost", .align = Align::kRight},
               {.title = "Bound", .align = Align::kRight},
               {.title = "What would make a plan possible", .max_width = 90}});
  for (const v1::Relaxation& relaxation : relaxations) {
    table.AddRow({Grouped(relaxation.cost()),
                  relaxation.bound() > 0 ? Grouped(relaxation.bound()) : "", relaxation.message()});
  }
  return table.Render(2);
}

// The cost by review, then by authority, person and week.
std::string SharesText(const v1::PlanExplanation& explanation) {
  Table table({{.title = ""},
               {.title = "Who or what", .max_width = 40},
               {.title = "Cost", .align = Align::kRight},
               {.title = "for", .max_width = 60}});
  for (const v1::PlanExplanation::Share& share : explanation.shares()) {
    int64_t cost = 0;
    std::vector<std::string> items;
    for (const CostItem& item : ItemsOf(share.cost_items())) {
      cost += item.cost;
      if (item.cost != 0) items.push_back(absl::StrCat(item.name, " ", Grouped(item.cost)));
    }
    const std::string kind = v1::PlanExplanation::Share::Kind_Name(share.kind());
    table.AddRow({absl::AsciiStrToLower(absl::StripPrefix(kind, "KIND_")), share.subject(),
                  Grouped(cost), absl::StrJoin(items, ", ")});
  }
  return absl::StrCat(explanation.plan(), " (each kind splits the cost on its own)\n",
                      table.Render(2));
}

}  // namespace

std::string StateText(v1::Plan::State state) {
  return std::string(absl::StripPrefix(v1::Plan::State_Name(state), "STATE_"));
}

std::string InfeasibilityText(const v1::InfeasibilityReport& report) {
  std::string text =
      absl::StrCat("No plan can meet all the rules. These cannot all hold together:\n",
                   ElementsText(report.conflict()));
  absl::StrAppend(&text, report.sole() ? "Giving up any single one of them makes a plan possible.\n"
                         : report.minimal()
                             ? "Without any single one of them the others could hold.\n"
                             : "There may be a smaller set with the same effect.\n");
  for (const v1::FurtherConflict& further : report.further_conflicts()) {
    absl::StrAppend(&text, "Nor can these:\n", ElementsText(further.conflict()));
  }
  return absl::StrCat(text, RelaxationsText(report.relaxations()));
}

std::string SolutionText(const v1::ProgrammeSolution& solution) {
  return OutcomeText(solution, solution.plan(), "plan");
}

std::string SolutionText(const v1::TimetableSolution& solution) {
  return OutcomeText(solution, solution.timetable(), "timetable");
}

std::string CostText(const v1::ProgrammePlan& plan) { return CostTable(plan, "plan"); }

std::string CostText(const v1::Timetable& timetable) { return CostTable(timetable, "timetable"); }

std::string PlanText(const v1::Plan& plan) {
  std::string text = absl::StrCat(plan.name(), ": ", StateText(plan.state()),
                                  plan.has_adopt_time() ? ", adopted" : "", "\n");
  if (!plan.error().empty()) absl::StrAppend(&text, plan.error(), "\n");
  if (plan.state() == v1::Plan::STATE_RUNNING) {
    absl::StrAppend(&text, ProgressText(plan.progress()), "\n");
  }
  if (plan.solution().has_infeasibility()) {
    absl::StrAppend(&text, InfeasibilityText(plan.solution().infeasibility()));
  }
  if (plan.solution().has_plan()) {
    absl::StrAppend(&text, CostText(plan.solution().plan()), "\n",
                    ReviewTable(plan.solution().plan()));
  }
  return text;
}

std::string ExplanationText(const v1::PlanExplanation& explanation) {
  if (explanation.choices().empty()) return SharesText(explanation);
  Table table({{.title = "", .max_width = 1},
               {.title = "Choice", .max_width = 30},
               {.title = "Cost", .align = Align::kRight},
               {.title = "Rules", .max_width = 12},
               {.title = "", .max_width = 60}});
  for (const v1::PlanExplanation::Choice& choice : explanation.choices()) {
    table.AddRow({choice.chosen() ? "*" : "", choice.subject(), ChangeText(choice),
                  RulesText(choice), choice.message()});
  }
  return absl::StrCat(explanation.plan(), " (* = chosen; cost: what it would change)\n",
                      table.Render(2));
}

}  // namespace peerchallenge::cli
