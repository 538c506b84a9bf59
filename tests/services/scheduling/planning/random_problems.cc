#include <algorithm>
#include <array>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/scheduling/planning/search/random.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr std::array kThemes = {"early-help", "safeguarding", "care",      "send",
                                "attainment", "workforce",    "partners",  "youth",
                                "fostering",  "leadership",   "inclusion", "voice"};

void AddWeeks(v1::ProgrammeProblem& problem, int count) {
  const absl::CivilDay monday(2026, 9, 7);
  for (int i = 0; i < count; ++i) {
    v1::PlanningWeek& week = *problem.add_weeks();
    week.set_id(absl::StrCat("w", i));
    week.set_start_date(absl::FormatCivilTime(monday + 7 * i));
  }
}

// Authorities on a map, an hour or so across.
void AddAuthorities(v1::ProgrammeProblem& problem, int count, Random& random) {
  std::vector<std::pair<int, int>> places;
  for (int a = 0; a < count; ++a) {
    problem.add_authorities()->set_id(absl::StrCat("a", a));
    places.emplace_back(random.Below(60), random.Below(60));
  }
  for (const auto& [x, y] : places) {
    for (const auto& [u, v] : places) {
      const int distance = std::abs(x - u) + std::abs(y - v);
      problem.add_travel_minutes(distance == 0 ? 0 : 15 + distance);
    }
  }
}

void AddPerson(v1::ProgrammeProblem& problem, const std::string& authority, const char* role,
               bool can_lead, Random& random) {
  v1::PlanningReviewer& person = *problem.add_reviewers();
  person.set_id(absl::StrCat("p", problem.reviewers_size()));
  person.set_authority(authority);
  person.set_role(role);
  person.set_can_lead(can_lead);
  const int themes = 1 + random.Below(3);
  for (int i = 0; i < themes; ++i) {
    person.add_themes(kThemes[static_cast<size_t>(4 * i + random.Below(4))]);
  }
  for (const auto& week : problem.weeks()) {
    if (random.Chance(25)) person.add_unavailable_weeks(week.id());
  }
  person.set_max_reviews(1 + random.Below(2));
  person.set_reviews_done(random.Below(3));
  if (random.Chance(10)) {
    person.add_conflicts(absl::StrCat("a", random.Below(problem.authorities_size())));
  }
}

void AddReview(v1::ProgrammeProblem& problem, int host, int number, const RegionShape& shape,
               Random& random) {
  v1::PlanningReview& review = *problem.add_reviews();
  review.set_id(absl::StrCat("a", host, "-", number));
  review.set_host(absl::StrCat("a", host));
  for (int w = 0; w < shape.weeks; ++w) {
    if (random.Below(shape.weeks) >= shape.open_weeks && w % 9 != 0) continue;
    review.add_weeks(absl::StrCat("w", w));
    v1::WeekCost& cost = *review.add_week_costs();
    cost.set_week(absl::StrCat("w", w));
    cost.set_cost(20 * random.Below(4));
  }
  const bool challenge = number == 0;
  for (int i = 0; i < (challenge ? 3 : 2); ++i) {
    review.add_themes()->set_theme(kThemes[static_cast<size_t>(4 * i + random.Below(4))]);
  }
  v1::RoleNeed& member = *review.add_roles();
  member.set_role("ELECTED_MEMBER");
  member.set_min(challenge ? 1 : 0);
  member.set_max(1);
  if (challenge) {
    v1::RoleNeed& director = *review.add_roles();
    director.set_role("DIRECTOR");
    director.set_min(1);
    director.set_max(2);
  }
  review.set_team_min(challenge ? 5 : 3);
  review.set_team_max(challenge ? 7 : 4);
}

void SetWeights(v1::ProgrammeProblem& problem) {
  v1::ProgrammeWeights& weights = *problem.mutable_weights();
  weights.set_week(1);
  weights.set_theme(60);
  weights.set_balance(40);
  weights.set_travel(1);
  weights.set_novice(60);
  weights.set_spread(30);
  weights.set_change_week(200);
  weights.set_change_member(60);
  weights.set_change_lead(120);
}

}  // namespace

v1::ProgrammeProblem RegionProblem(const RegionShape& shape, uint64_t seed) {
  Random random(seed);
  v1::ProgrammeProblem problem;
  AddWeeks(problem, shape.weeks);
  AddAuthorities(problem, shape.authorities, random);
  for (int a = 0; a < shape.authorities; ++a) {
    const std::string id = absl::StrCat("a", a);
    AddPerson(problem, id, "DIRECTOR", true, random);
    AddPerson(problem, id, "ASSISTANT_DIRECTOR", true, random);
    AddPerson(problem, id, "ELECTED_MEMBER", false, random);
    AddPerson(problem, id, "ELECTED_MEMBER", false, random);
    for (int i = 4; i < shape.people_per_authority; ++i) {
      AddPerson(problem, id, "PRACTITIONER", false, random);
    }
  }
  for (int i = 0; i < shape.authorities / 2; ++i) AddPerson(problem, "", "PARTNER", false, random);
  for (int a = 0; a < shape.authorities; ++a) {
    for (int k = 0; k < shape.reviews_per_host; ++k) AddReview(problem, a, k, shape, random);
  }
  v1::ProgrammeRules& rules = *problem.mutable_rules();
  rules.set_max_reviews_per_week(std::max(2, problem.reviews_size() / 20 + 1));
  rules.set_max_members_per_authority(2);
  rules.set_max_leads_per_authority(shape.reviews_per_host);
  rules.set_lead_gap_weeks(3);
  rules.set_host_gap_weeks(6);
  for (int a = 0; a < shape.authorities; ++a) {
    v1::BarredLead& bar = *rules.add_barred_leads();
    bar.set_authority(absl::StrCat("a", (a + 1) % shape.authorities));
    bar.set_host(absl::StrCat("a", a));
  }
  SetWeights(problem);
  return problem;
}

v1::ProgrammeProblem TinyProblem(uint64_t seed) {
  Random random(seed);
  v1::ProgrammeProblem problem;
  AddWeeks(problem, 3);
  AddAuthorities(problem, 3, random);
  for (int i = 0; i < 5; ++i) {
    const std::string authority = i == 4 && random.Chance(50) ? "" : absl::StrCat("a", i % 3);
    AddPerson(problem, authority, random.Chance(50) ? "DIRECTOR" : "OFFICER", random.Chance(70),
              random);
  }
  const int reviews = 2 + random.Below(2);
  for (int r = 0; r < reviews; ++r) {
    v1::PlanningReview& review = *problem.add_reviews();
    review.set_id(absl::StrCat("r", r));
    review.set_host(absl::StrCat("a", random.Below(3)));
    for (int w = 0; w < 3; ++w) {
      if (!random.Chance(75)) continue;
      review.add_weeks(absl::StrCat("w", w));
      v1::WeekCost& cost = *review.add_week_costs();
      cost.set_week(absl::StrCat("w", w));
      cost.set_cost(10 * random.Below(5));
    }
    if (random.Chance(40))
      review.add_themes()->set_theme(kThemes[static_cast<size_t>(random.Below(4))]);
    if (random.Chance(40)) {
      v1::RoleNeed& need = *review.add_roles();
      need.set_role("DIRECTOR");
      need.set_min(random.Below(2));
      need.set_max(random.Below(2));
    }
    review.set_team_min(random.Below(3));
    review.set_team_max(2 + random.Below(2));
    if (random.Chance(10)) review.add_pinned_members(absl::StrCat("p", 1 + random.Below(5)));
    if (random.Chance(10)) review.add_excluded_members(absl::StrCat("p", 1 + random.Below(5)));
    if (random.Chance(10)) review.set_pinned_week(absl::StrCat("w", random.Below(3)));
    if (random.Chance(30)) {
      v1::PlannedReview& old = *problem.mutable_incumbent()->add_reviews();
      old.set_review(review.id());
      old.set_week(absl::StrCat("w", random.Below(3)));
      old.set_lead(absl::StrCat("p", 1 + random.Below(6)));  // p6 does not exist
      old.add_members(old.lead());
      old.add_members(absl::StrCat("p", 1 + random.Below(5)));
    }
  }
  v1::ProgrammeRules& rules = *problem.mutable_rules();
  rules.set_max_reviews_per_week(random.Below(3));
  rules.set_max_members_per_authority(random.Below(3));
  rules.set_max_leads_per_authority(random.Below(3));
  rules.set_lead_gap_weeks(random.Below(2));
  rules.set_host_gap_weeks(random.Below(2));
  SetWeights(problem);
  return problem;
}

namespace {

void Spoil(v1::ProgrammeProblem& problem, Random& random) {
  v1::PlanningReview& review = *problem.mutable_reviews(random.Below(problem.reviews_size()));
  v1::PlanningReviewer& person = *problem.mutable_reviewers(random.Below(problem.reviewers_size()));
  v1::ProgrammeRules& rules = *problem.mutable_rules();
  const int number = std::array{
      -1, 0, 1, 2, 40, 9'999, 10'001, 2'000'000'000}[static_cast<size_t>(random.Below(8))];
  switch (random.Below(18)) {
    case 0:
      review.set_team_min(number);
      break;
    case 1:
      review.set_team_max(number);
      break;
    case 2:
      review.set_host(random.Chance(50) ? "nowhere" : "a0");
      break;
    case 3:
      review.clear_weeks();
      break;
    case 4:
      review.add_weeks("w9");
      break;
    case 5:
      review.set_id("r0");
      break;
    case 6:
      person.set_max_reviews(number);
      break;
    case 7:
      person.set_authority(random.Chance(50) ? "" : "nowhere");
      break;
    case 8:
      for (const auto& week : problem.weeks()) person.add_unavailable_weeks(week.id());
      break;
    case 9:
      problem.add_travel_minutes(number);
      break;
    case 10:
      problem.set_travel_minutes(0, number);
      break;
    case 11:
      problem.mutable_weights()->set_theme(number);
      break;
    case 12:
      problem.mutable_weights()->set_balance(number);
      break;
    case 13:
      rules.set_max_leads_per_authority(number);
      break;
    case 14:
      rules.set_lead_gap_weeks(number);
      break;
    case 15:
      review.set_pinned_week("w1");
      review.add_pinned_members("p1");
      review.add_excluded_members("p1");
      break;
    case 16: {
      v1::ThemeTarget& need = *review.add_themes();
      need.set_theme(random.Chance(50) ? "unheard-of" : "");
      need.set_target(number);
      break;
    }
    default: {
      v1::RoleNeed& need = *review.add_roles();
      need.set_role(random.Chance(50) ? "DIRECTOR" : "ASTRONAUT");
      need.set_min(random.Below(3));
      need.set_max(number);
    }
  }
}

}  // namespace

v1::ProgrammeProblem OddProblem(uint64_t seed) {
  v1::ProgrammeProblem problem = TinyProblem(seed);
  Random random(seed + 1'000'000);
  for (int i = random.Below(4); i > 0; --i) Spoil(problem, random);
  return problem;
}

}  // namespace peerchallenge::scheduling::planning
