#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

void AddPerson(v1::ProgrammeProblem& problem, const char* id, const char* authority,
               const char* role, const char* theme, bool can_lead) {
  v1::PlanningReviewer& person = *problem.add_reviewers();
  person.set_id(id);
  person.set_authority(authority);
  person.set_role(role);
  person.add_themes(theme);
  person.set_can_lead(can_lead);
  person.set_max_reviews(2);
  person.set_reviews_done(1);
}

void AddReview(v1::ProgrammeProblem& problem, const char* id, const char* host) {
  v1::PlanningReview& review = *problem.add_reviews();
  review.set_id(id);
  review.set_host(host);
  for (const auto& week : problem.weeks()) review.add_weeks(week.id());
  v1::ThemeTarget& x = *review.add_themes();
  x.set_theme("x");
  x.set_target(2);
  review.add_themes()->set_theme("y");
  v1::RoleNeed& director = *review.add_roles();
  director.set_role("DIRECTOR");
  director.set_min(1);
  director.set_max(1);
  review.set_team_min(2);
  review.set_team_max(3);
}

void AddEntry(v1::ProgrammePlan& plan, const char* review, const char* week, const char* lead,
              const char* other) {
  v1::PlannedReview& entry = *plan.add_reviews();
  entry.set_review(review);
  entry.set_week(week);
  entry.set_lead(lead);
  entry.add_members(lead);
  entry.add_members(other);
}

}  // namespace

v1::ProgrammeProblem SmallProblem() {
  v1::ProgrammeProblem problem;
  const absl::CivilDay monday(2026, 9, 7);
  for (int i = 0; i < 10; ++i) {
    v1::PlanningWeek& week = *problem.add_weeks();
    week.set_id(absl::StrCat("w", i));
    week.set_start_date(absl::FormatCivilTime(monday + 7 * i));
  }
  for (const char* id : {"A", "B", "C"}) problem.add_authorities()->set_id(id);
  for (const int minutes : {0, 30, 50, 30, 0, 40, 50, 40, 0}) problem.add_travel_minutes(minutes);
  AddPerson(problem, "a1", "A", "DIRECTOR", "x", true);
  AddPerson(problem, "a2", "A", "OFFICER", "y", false);
  AddPerson(problem, "b1", "B", "DIRECTOR", "x", true);
  AddPerson(problem, "b2", "B", "OFFICER", "y", false);
  AddPerson(problem, "c1", "C", "DIRECTOR", "x", true);
  AddPerson(problem, "c2", "C", "OFFICER", "y", false);
  AddPerson(problem, "c3", "C", "OFFICER", "y", false);
  AddPerson(problem, "p1", "", "PARTNER", "y", true);
  AddReview(problem, "ra", "A");
  AddReview(problem, "rb", "B");
  v1::ProgrammeRules& rules = *problem.mutable_rules();
  rules.set_max_reviews_per_week(1);
  rules.set_max_members_per_authority(2);
  rules.set_max_leads_per_authority(1);
  rules.set_lead_gap_weeks(2);
  rules.set_host_gap_weeks(3);
  return problem;
}

v1::ProgrammePlan SmallPlan() {
  v1::ProgrammePlan plan;
  AddEntry(plan, "ra", "w0", "b1", "c2");
  AddEntry(plan, "rb", "w5", "c1", "a2");
  return plan;
}

v1::PlanningReview& ReviewOf(v1::ProgrammeProblem& problem, const std::string& id) {
  for (auto& review : *problem.mutable_reviews()) {
    if (review.id() == id) return review;
  }
  std::abort();
}

v1::PlanningReviewer& ReviewerOf(v1::ProgrammeProblem& problem, const std::string& id) {
  for (auto& person : *problem.mutable_reviewers()) {
    if (person.id() == id) return person;
  }
  std::abort();
}

v1::PlannedReview& EntryOf(v1::ProgrammePlan& plan, const std::string& id) {
  for (auto& entry : *plan.mutable_reviews()) {
    if (entry.review() == id) return entry;
  }
  std::abort();
}

}  // namespace peerchallenge::scheduling::planning
