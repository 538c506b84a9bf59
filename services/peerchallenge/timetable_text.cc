#include "services/peerchallenge/timetable_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/plan_text.h"
#include "services/peerchallenge/progress.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using validation::IdOf;

std::string Words(const std::string& enum_name, const std::string& prefix) {
  return std::string(absl::StripPrefix(enum_name, prefix));
}

std::string Signed(int64_t number) { return absl::StrCat(number > 0 ? "+" : "", Grouped(number)); }

std::string CostLine(const v1::Timetable& timetable) {
  const std::string bound = timetable.bound() > 0
                                ? absl::StrCat(", bound ", Grouped(timetable.bound()), ", gap ",
                                               GapText(timetable.cost(), timetable.bound()))
                                : "";
  return absl::StrCat("cost ", Grouped(timetable.cost()), bound, ", ", timetable.placements_size(),
                      " sessions placed\n");
}

std::string WhereText(const v1::Placement& placement) {
  return absl::StrCat(placement.date(), " ", placement.start(), " ", placement.venue());
}

std::string ClashesText(const google::protobuf::RepeatedPtrField<v1::Clash>& clashes) {
  std::string text;
  for (const v1::Clash& clash : clashes) {
    absl::StrAppend(&text, "  ", clash.rule(), "  ", clash.message(), "\n");
  }
  return text;
}

}  // namespace

std::string BuildText(const v1::Build& build) {
  std::string text =
      absl::StrCat(build.name(), ": ", Words(v1::Build::State_Name(build.state()), "STATE_"),
                   build.has_adopt_time() ? ", adopted as " + build.adopted_timetable() : "", "\n");
  if (!build.error().empty()) absl::StrAppend(&text, build.error(), "\n");
  if (build.state() == v1::Build::STATE_RUNNING) {
    absl::StrAppend(&text, ProgressText(build.progress()), "\n");
  }
  if (build.has_infeasibility()) absl::StrAppend(&text, InfeasibilityText(build.infeasibility()));
  if (build.has_timetable()) absl::StrAppend(&text, CostLine(build.timetable()));
  return absl::StrCat(text, ChangesText(build.changes()));
}

std::string VersionText(const v1::VisitTimetable& version) {
  std::string text = absl::StrCat(
      version.name(),
      version.release().empty() ? ", not released" : ", released as " + version.release(), "\n",
      CostLine(version.timetable()));
  std::vector<std::string> unplaced;
  for (const std::string& session : version.unplaced_sessions()) unplaced.push_back(IdOf(session));
  if (!unplaced.empty()) {
    absl::StrAppend(&text, "without a place: ", absl::StrJoin(unplaced, ", "), "\n");
  }
  if (!version.clashes().empty()) {
    absl::StrAppend(&text, "no longer holds:\n", ClashesText(version.clashes()));
  }
  return text;
}

std::string ChangesText(const google::protobuf::RepeatedPtrField<v1::TimetableChange>& changes) {
  if (changes.empty()) return "";
  Table table({{.title = "Change", .max_width = 60},
               {.title = "Whom it concerns", .max_width = 24},
               {.title = "Why", .max_width = 40}});
  for (const v1::TimetableChange& change : changes) {
    std::vector<std::string> affected;
    for (const std::string& name : change.affected()) affected.push_back(IdOf(name));
    std::vector<std::string> causes;
    for (const v1::ConflictElement& cause : change.causes()) {
      causes.push_back(absl::StrCat(cause.kind(), ": ", cause.message()));
    }
    table.AddRow({change.message(), absl::StrJoin(affected, " "), absl::StrJoin(causes, "\n")});
  }
  return table.Render(2);
}

std::string MoveText(const v1::MoveSessionResponse& response) {
  std::string text;
  if (!response.clashes().empty()) {
    text = absl::StrCat("not moved, it would break rules:\n", ClashesText(response.clashes()));
  } else if (response.moved()) {
    text = absl::StrCat("moved, now ", response.timetable().name(), ", cost ",
                        Signed(response.cost_change()), "\n");
  } else {
    text = absl::StrCat("possible, cost ", Signed(response.cost_change()), "\n");
  }
  return absl::StrCat(text, ChangesText(response.changes()));
}

std::string SlotsText(const v1::SuggestSlotsResponse& response) {
  Table slots({{.title = "Where and when", .max_width = 50},
               {.title = "Reviewers", .max_width = 40},
               {.title = "Cost", .align = Align::kRight}});
  for (const auto& suggestion : response.suggestions()) {
    slots.AddRow({WhereText(suggestion.placement()),
                  absl::StrJoin(suggestion.placement().reviewers(), " "),
                  Signed(suggestion.cost_change())});
  }
  if (!slots.empty()) return slots.Render();
  std::string text = "it can go nowhere:\n";
  for (const v1::ConflictElement& obstacle : response.obstacles()) {
    absl::StrAppend(&text, "  ", obstacle.kind(), "  ", obstacle.message(), "\n");
  }
  return text;
}

std::string DisruptionText(const v1::Disruption& disruption) {
  std::string text = absl::StrCat(
      disruption.name(), ": ", Words(v1::Disruption::State_Name(disruption.state()), "STATE_"),
      disruption.accepted_timetable().empty() ? "" : ", now " + disruption.accepted_timetable(),
      "\n");
  if (!disruption.error().empty()) absl::StrAppend(&text, disruption.error(), "\n");
  if (disruption.has_infeasibility()) {
    absl::StrAppend(&text, InfeasibilityText(disruption.infeasibility()));
  }
  if (disruption.state() == v1::Disruption::STATE_PROPOSED && disruption.changes().empty()) {
    absl::StrAppend(&text, "nothing has to change\n");
  }
  return absl::StrCat(text, ChangesText(disruption.changes()));
}

std::string ExplanationText(const v1::BuildExplanation& explanation) {
  const std::string& build = explanation.build();
  if (explanation.choices().empty()) {
    Table shares({{.title = "Who or what", .max_width = 40},
                  {.title = "Travel", .align = Align::kRight},
                  {.title = "Idle", .align = Align::kRight},
                  {.title = "Change", .align = Align::kRight},
                  {.title = "Left out", .align = Align::kRight}});
    for (const v1::BuildExplanation::Share& share : explanation.shares()) {
      const v1::TimetableCostItems& items = share.cost_items();
      shares.AddRow({IdOf(share.subject()), Grouped(items.travel()), Grouped(items.idle()),
                     Grouped(items.change()), Grouped(items.unplaced())});
    }
    return absl::StrCat(build, " (days and people split the cost each on their own)\n",
                        shares.Render(2));
  }
  Table choices({{.title = "", .max_width = 1},
                 {.title = "Where and when", .max_width = 40},
                 {.title = "Reviewers", .max_width = 30},
                 {.title = "Cost", .align = Align::kRight},
                 {.title = "", .max_width = 60}});
  for (const v1::BuildExplanation::Choice& choice : explanation.choices()) {
    choices.AddRow({choice.chosen() ? "*" : "", WhereText(choice.placement()),
                    absl::StrJoin(choice.placement().reviewers(), " "),
                    choice.has_cost_change() ? Signed(choice.cost_change()) : "",
                    choice.message()});
  }
  return absl::StrCat(build, " (* = chosen; cost: what it would change)\n", choices.Render(2));
}

std::string ReleaseText(const v1::Release& release) {
  const int count = release.change_count();
  return absl::StrCat("release ", release.number(), " of ", release.timetable(), ", ", count,
                      count == 1 ? " session" : " sessions", " changed\n");
}

}  // namespace peerchallenge::cli
