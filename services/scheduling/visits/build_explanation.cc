#include "services/scheduling/visits/build_explanation.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/pinned_search.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/planning/timetable.h"
#include "services/scheduling/visits/build_shares.h"
#include "services/scheduling/visits/conflict_text.h"
#include "services/scheduling/visits/slot_search.h"
#include "services/scheduling/visits/timetable_changes.h"
#include "services/scheduling/visits/timetable_judge.h"
#include "services/scheduling/visits/timetable_problem.h"

namespace peerchallenge::scheduling {
namespace {

using Choice = v1::BuildExplanation::Choice;
using validation::IdOf;

constexpr int kDefaultChoices = 20;

template <typename List>
auto FindById(const List& list, const std::string& id) {
  return std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.id() == id; });
}

class Explainer {
 public:
  Explainer(const ExplainedBuild& explained, const std::string& session)
      : explained_(explained),
        judge_(explained.visit, explained.problem),
        session_(*FindById(explained.problem.sessions(), session)),
        base_(judge_.Judge(explained.build.timetable())) {
    const auto* placement = FindPlacement(explained.build.timetable(), session);
    if (placement != nullptr) own_ = *placement;
    own_.set_session(session);
  }

  // The build's placement with the parts of `wanted` that are set.
  Choice Given(const v1::Placement& wanted) const {
    if (IsLeftOut()) {
      const auto places = PlacesWithin(wanted);
      if (!places.empty()) return Describe(places.front());
    }
    v1::Placement placement = own_;
    if (!wanted.date().empty()) placement.set_date(wanted.date());
    if (!wanted.start().empty()) placement.set_start(wanted.start());
    if (!wanted.venue().empty()) placement.set_venue(wanted.venue());
    if (!wanted.reviewers().empty()) *placement.mutable_reviewers() = wanted.reviewers();
    return Describe(placement);
  }

  // All slots, venues and reviewers, one part at a time; for a session that is left out, where it
  // could go with all others as they are.
  std::vector<Choice> All() const {
    std::vector<Choice> choices{Describe(own_)};
    if (IsLeftOut()) {
      for (const v1::Placement& place : PlacesWithin({})) choices.push_back(Describe(place));
      return choices;
    }
    for (const v1::Placement& other : Slots()) choices.push_back(Describe(other));
    for (const v1::Placement& other : Venues()) choices.push_back(Describe(other));
    for (const v1::TimetableMember& member : explained_.problem.team()) {
      if (auto choice = WithReviewer(member.id())) choices.push_back(*std::move(choice));
    }
    return choices;
  }

  // Searches anew with the parts of `wanted` that are set pinned.
  absl::Status Solve(const v1::Placement& wanted, Choice& choice) const {
    SearchSlot slot;
    if (absl::Status status = explained_.slots.Take(explained_.caller, slot); !status.ok())
      return status;
    auto solution = planning::SolveTimetable(
        Pinned(wanted), PinnedSearchControl(explained_.deadline, explained_.stop));
    if (!solution.ok()) return absl::OkStatus();
    if (solution->has_infeasibility()) {
      Translate(explained_.problem, *solution->mutable_infeasibility());
    }
    const v1::Timetable* timetable = solution->has_timetable() ? &solution->timetable() : nullptr;
    *choice.mutable_pinned() =
        ToPinnedSearch(*solution, timetable, {base_.cost, explained_.build.timetable().bound()});
    if (choice.pinned().has_cost_change()) {
      choice.set_pinned_cost_change(choice.pinned().cost_change());
    }
    choice.set_message(choice.message() + PinnedText(choice.pinned()));
    return absl::OkStatus();
  }

 private:
  v1::TimetableProblem Pinned(const v1::Placement& wanted) const {
    v1::TimetableProblem problem = explained_.problem;
    for (v1::TimetableSession& session : *problem.mutable_sessions()) {
      if (session.id() != own_.session()) continue;
      v1::Placement& pin = *session.mutable_pinned();
      if (!wanted.date().empty()) pin.set_date(wanted.date());
      if (!wanted.start().empty()) pin.set_start(wanted.start());
      if (!wanted.venue().empty()) pin.set_venue(wanted.venue());
      if (!wanted.reviewers().empty()) *pin.mutable_reviewers() = wanted.reviewers();
      session.set_mandatory(true);
    }
    if (!problem.has_incumbent()) {
      // A start that costs nothing to leave.
      *problem.mutable_incumbent() = explained_.build.timetable();
      problem.mutable_weights()->set_change_time(0);
      problem.mutable_weights()->set_change_reviewer(0);
    }
    return problem;
  }

  bool IsLeftOut() const { return own_.date().empty(); }

  // Places for a session that is left out, cheapest first.
  std::vector<v1::Placement> PlacesWithin(const v1::Placement& wanted) const {
    v1::Timetable whole = explained_.build.timetable();
    AddClosedVenues(explained_.problem, whole);
    SlotQuery query;
    query.session = own_.session();
    query.within = wanted;
    const SlotsFound found = FindSlots(explained_.problem, whole, query, explained_.stop);
    std::vector<v1::Placement> places;
    for (const Slot& slot : found.slots) places.push_back(slot.placement);
    return places;
  }

  std::vector<v1::Placement> Slots() const {
    std::vector<v1::Placement> slots;
    const int step = explained_.problem.slot_minutes();
    for (const v1::TimetableDay& day : explained_.problem.days()) {
      const int first = planning::ParseClock(day.start()).value_or(0);
      const int end = planning::ParseClock(day.end()).value_or(0);
      for (int start = (first + step - 1) / step * step; start + session_.minutes() <= end;
           start += step) {
        v1::Placement other = own_;
        other.set_date(day.date());
        other.set_start(planning::FormatClock(start));
        const bool is_own = other.date() == own_.date() && other.start() == own_.start();
        if (!is_own) slots.push_back(std::move(other));
      }
    }
    return slots;
  }

  std::vector<v1::Placement> Venues() const {
    std::vector<v1::Placement> venues;
    for (const v1::TimetableVenue& venue : explained_.problem.venues()) {
      if (venue.id() == own_.venue()) continue;
      venues.push_back(own_);
      venues.back().set_venue(venue.id());
    }
    return venues;
  }

  // With a member who does not attend in the place of the one for whom that is best.
  std::optional<Choice> WithReviewer(const std::string& member) const {
    std::optional<Choice> best;
    const auto& reviewers = own_.reviewers();
    if (std::find(reviewers.begin(), reviewers.end(), member) != reviewers.end()) return best;
    for (int i = 0; i < reviewers.size(); ++i) {
      v1::Placement swapped = own_;
      swapped.set_reviewers(i, member);
      Choice choice = Describe(swapped);
      if (!best || IsBetter(choice, *best)) best = std::move(choice);
    }
    return best;
  }

  static bool IsBetter(const Choice& a, const Choice& b) {
    return std::tuple(a.rules_size(), a.cost_change()) <
           std::tuple(b.rules_size(), b.cost_change());
  }

  Choice Describe(const v1::Placement& placement) const {
    Choice choice;
    *choice.mutable_placement() = placement;
    const auto* own = FindPlacement(explained_.build.timetable(), placement.session());
    choice.set_chosen(own == nullptr ? placement.date().empty()
                                     : placement.SerializeAsString() == own->SerializeAsString());
    v1::Timetable with;
    for (const v1::Placement& other : explained_.build.timetable().placements()) {
      if (other.session() != placement.session()) *with.add_placements() = other;
    }
    if (!placement.date().empty()) *with.add_placements() = placement;
    const Verdict verdict = judge_.Judge(with);
    for (const v1::Clash& clash : NewClashes(base_.clashes, verdict.clashes)) {
      *choice.add_rules() = Cause(
          clash.rule(), clash.subject().empty() ? "" : IdOf(clash.subject()), "", clash.message());
    }
    SetCost(verdict, choice);
    return choice;
  }

  void SetCost(const Verdict& verdict, Choice& choice) const {
    const v1::Placement& placement = choice.placement();
    const std::string where =
        placement.date().empty()
            ? "leaving it out"
            : absl::StrCat(placement.date(), " ", placement.start(), " at ", placement.venue());
    if (!choice.rules().empty()) {
      choice.set_message(
          absl::StrCat(where, " breaks ", choice.rules(0).kind(), ": ", choice.rules(0).message()));
      return;
    }
    const int64_t change = verdict.cost - base_.cost;
    choice.set_cost_change(change);
    *choice.mutable_cost_items_change() = Difference(base_.cost_items, verdict.cost_items);
    choice.set_message(choice.chosen() ? absl::StrCat(where, " is what the build has")
                       : change == 0   ? absl::StrCat(where, " costs the same")
                                       : absl::StrCat(where, change > 0 ? " costs " : " saves ",
                                                    change > 0 ? change : -change));
  }

  const ExplainedBuild& explained_;
  const TimetableJudge judge_;
  const v1::TimetableSession& session_;
  const Verdict base_;
  v1::Placement own_;
};

absl::Status CheckRequest(const ExplainedBuild& explained, const v1::ExplainBuildRequest& request) {
  const v1::TimetableProblem& problem = explained.problem;
  validation::FieldChecks checks;
  const bool known =
      validation::ParentOf(request.session()) == explained.visit.review.name() &&
      FindById(problem.sessions(), IdOf(request.session())) != problem.sessions().end();
  checks.That(request.session().empty() || known, "session", request.session(),
              "the name of a session of this build");
  const v1::Placement& choice = request.choice();
  const bool day = choice.date().empty() ||
                   std::any_of(problem.days().begin(), problem.days().end(),
                               [&](const auto& d) { return d.date() == choice.date(); });
  checks.That(day, "choice.date", choice.date(), "a day of the visit");
  checks.That(choice.start().empty() || planning::ParseClock(choice.start()).has_value(),
              "choice.start", choice.start(), "a time HH:MM");
  checks.That(choice.venue().empty() ||
                  FindById(problem.venues(), choice.venue()) != problem.venues().end(),
              "choice.venue", choice.venue(), "the id of a venue of this build");
  for (const std::string& reviewer : choice.reviewers()) {
    checks.That(FindById(problem.team(), reviewer) != problem.team().end(), "choice.reviewers",
                reviewer, "ids of members of this build");
  }
  return checks.Result();
}

// Chosen, then possible by cost, then forbidden.
void Sort(std::vector<Choice>& choices) {
  std::stable_sort(choices.begin(), choices.end(), [](const Choice& a, const Choice& b) {
    return std::tuple(!a.chosen(), !a.rules().empty(), a.cost_change()) <
           std::tuple(!b.chosen(), !b.rules().empty(), b.cost_change());
  });
}

}  // namespace

absl::StatusOr<v1::BuildExplanation> ExplainVisit(const ExplainedBuild& explained,
                                                  const v1::ExplainBuildRequest& request) {
  if (absl::Status status = CheckRequest(explained, request); !status.ok()) return status;
  v1::BuildExplanation explanation;
  explanation.set_build(explained.build.name());
  for (v1::BuildExplanation::Share& share :
       SharesOf(explained.visit, explained.problem, explained.build.timetable())) {
    *explanation.add_shares() = std::move(share);
  }
  if (request.session().empty()) return explanation;
  const Explainer explainer(explained, IdOf(request.session()));
  std::vector<Choice> choices;
  if (request.has_choice()) {
    choices.push_back(explainer.Given(request.choice()));
    if (request.solve()) {
      absl::Status solved = explainer.Solve(request.choice(), choices.front());
      if (!solved.ok()) return solved;
    }
  } else {
    choices = explainer.All();
    Sort(choices);
  }
  const int limit = request.limit() > 0 ? request.limit() : kDefaultChoices;
  for (Choice& choice : choices) {
    if (explanation.choices_size() < limit) *explanation.add_choices() = std::move(choice);
  }
  return explanation;
}

}  // namespace peerchallenge::scheduling
