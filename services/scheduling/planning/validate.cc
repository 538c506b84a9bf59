#include "services/scheduling/planning/validate.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/scheduling/planning/faults.h"

namespace peerchallenge::scheduling::planning {
namespace {

class Validator {
 public:
  explicit Validator(const v1::ProgrammeProblem& problem) : problem_(problem) {}

  absl::Status Validate() {
    faults_.Count("problem.weeks", problem_.weeks_size(), 400);
    faults_.Count("problem.authorities", problem_.authorities_size(), 400);
    faults_.Count("problem.reviews", problem_.reviews_size(), 1'000);
    faults_.Count("problem.reviewers", problem_.reviewers_size(), 10'000);
    if (absl::Status sizes = faults_.Status(); !sizes.ok()) return sizes;
    Weeks();
    Authorities();
    Reviewers();
    Ids reviews;
    for (int i = 0; i < problem_.reviews_size(); ++i) {
      const std::string path = absl::StrCat("problem.reviews[", i, "]");
      faults_.NewId(path + ".id", problem_.reviews(i).id(), reviews);
      Review(path, problem_.reviews(i));
    }
    Rules();
    Weights();
    return faults_.Status();
  }

 private:
  void Weeks() {
    for (int i = 0; i < problem_.weeks_size(); ++i) {
      const std::string path = absl::StrCat("problem.weeks[", i, "]");
      const v1::PlanningWeek& week = problem_.weeks(i);
      faults_.NewId(path + ".id", week.id(), weeks_);
      absl::CivilDay day;
      if (week.start_date().size() != 10 || !absl::ParseCivilTime(week.start_date(), &day) ||
          absl::FormatCivilTime(day) != week.start_date() ||
          absl::GetWeekday(day) != absl::Weekday::monday) {
        faults_.Add(path + ".start_date", week.start_date(), "a Monday as YYYY-MM-DD");
      }
    }
  }

  void Authorities() {
    const int count = problem_.authorities_size();
    for (int i = 0; i < count; ++i) {
      faults_.NewId(absl::StrCat("problem.authorities[", i, "].id"), problem_.authorities(i).id(),
                    authorities_);
    }
    if (problem_.travel_minutes_size() != count * count) {
      faults_.Add("problem.travel_minutes",
                  absl::StrCat(problem_.travel_minutes_size(), " entries"),
                  absl::StrCat(count * count, " (authorities x authorities)"));
    }
    for (int i = 0; i < problem_.travel_minutes_size(); ++i) {
      const int minutes = problem_.travel_minutes(i);
      if (minutes < 0 || minutes > 10'000) {
        faults_.Range(absl::StrCat("problem.travel_minutes[", i, "]"), minutes, 0, 10'000);
      }
    }
  }

  void Reviewers() {
    for (int i = 0; i < problem_.reviewers_size(); ++i) {
      const std::string path = absl::StrCat("problem.reviewers[", i, "]");
      const v1::PlanningReviewer& person = problem_.reviewers(i);
      faults_.NewId(path + ".id", person.id(), people_);
      if (!person.authority().empty()) {
        faults_.Known(path + ".authority", person.authority(), authorities_, kAuthority);
      }
      Name(path + ".role", person.role());
      for (int k = 0; k < person.themes_size(); ++k) {
        Name(absl::StrCat(path, ".themes[", k, "]"), person.themes(k));
      }
      faults_.AllKnown(path + ".unavailable_weeks", person.unavailable_weeks(), weeks_, kWeek);
      faults_.AllKnown(path + ".conflicts", person.conflicts(), authorities_, kAuthority);
      faults_.Range(path + ".max_reviews", person.max_reviews(), 0, kMaxPeopleCount);
      faults_.Range(path + ".reviews_done", person.reviews_done(), 0, INT32_MAX);
    }
  }

  void Review(const std::string& path, const v1::PlanningReview& review) {
    faults_.Known(path + ".host", review.host(), authorities_, kAuthority);
    ReviewWeeks(path, review);
    ReviewThemes(path, review);
    ReviewRoles(path, review);
    faults_.Range(path + ".team_min", review.team_min(), 0, kMaxPeopleCount);
    faults_.Range(path + ".team_max", review.team_max(), 0, kMaxPeopleCount);
    if (review.team_min() > review.team_max()) {
      faults_.Add(path + ".team_min", absl::StrCat(review.team_min()),
                  absl::StrCat("at most team_max (", review.team_max(), ")"));
    }
    faults_.AllKnown(path + ".pinned_members", review.pinned_members(), people_, kReviewer);
    faults_.AllKnown(path + ".excluded_members", review.excluded_members(), people_, kReviewer);
    if (!review.pinned_lead().empty()) {
      faults_.Known(path + ".pinned_lead", review.pinned_lead(), people_, kReviewer);
    }
  }

  void ReviewWeeks(const std::string& path, const v1::PlanningReview& review) {
    faults_.AllKnown(path + ".weeks", review.weeks(), weeks_, kWeek);
    if (!review.pinned_week().empty()) {
      faults_.Known(path + ".pinned_week", review.pinned_week(), weeks_, kWeek);
    }
    Ids priced;
    for (int k = 0; k < review.week_costs_size(); ++k) {
      const std::string cost = absl::StrCat(path, ".week_costs[", k, "]");
      faults_.Known(cost + ".week", review.week_costs(k).week(), weeks_, kWeek);
      faults_.NewId(cost + ".week", review.week_costs(k).week(), priced);
      faults_.Range(cost + ".cost", review.week_costs(k).cost(), 0, kMaxFactor);
    }
  }

  void ReviewThemes(const std::string& path, const v1::PlanningReview& review) {
    faults_.Count(path + ".themes", review.themes_size(), kMaxThemesPerReview);
    Ids seen;
    for (int k = 0; k < review.themes_size(); ++k) {
      const std::string theme = absl::StrCat(path, ".themes[", k, "]");
      faults_.NewId(theme + ".theme", review.themes(k).theme(), seen);
      faults_.Range(theme + ".target", review.themes(k).target(), 0, kMaxPeopleCount);
    }
  }

  void ReviewRoles(const std::string& path, const v1::PlanningReview& review) {
    faults_.Count(path + ".roles", review.roles_size(), kMaxRolesPerReview);
    Ids seen;
    for (int k = 0; k < review.roles_size(); ++k) {
      const std::string role = absl::StrCat(path, ".roles[", k, "]");
      faults_.NewId(role + ".role", review.roles(k).role(), seen);
      faults_.Range(role + ".min", review.roles(k).min(), 0, kMaxPeopleCount);
      faults_.Range(role + ".max", review.roles(k).max(), 0, kMaxPeopleCount);
    }
  }

  void Rules() {
    const v1::ProgrammeRules& rules = problem_.rules();
    faults_.Range("problem.rules.max_reviews_per_week", rules.max_reviews_per_week(), 0, INT32_MAX);
    faults_.Range("problem.rules.max_members_per_authority", rules.max_members_per_authority(), 0,
                  INT32_MAX);
    faults_.Range("problem.rules.max_leads_per_authority", rules.max_leads_per_authority(), 0,
                  INT32_MAX);
    faults_.Range("problem.rules.lead_gap_weeks", rules.lead_gap_weeks(), 0, 400);
    faults_.Range("problem.rules.host_gap_weeks", rules.host_gap_weeks(), 0, 400);
    for (int i = 0; i < rules.barred_leads_size(); ++i) {
      const std::string path = absl::StrCat("problem.rules.barred_leads[", i, "]");
      faults_.Known(path + ".authority", rules.barred_leads(i).authority(), authorities_,
                    kAuthority);
      faults_.Known(path + ".host", rules.barred_leads(i).host(), authorities_, kAuthority);
    }
  }

  void Weights() {
    const v1::ProgrammeWeights& weights = problem_.weights();
    const auto factor = [this](const char* name, int64_t value) {
      faults_.Range(absl::StrCat("problem.weights.", name), value, 0, kMaxFactor);
    };
    factor("week", weights.week());
    factor("theme", weights.theme());
    factor("balance", weights.balance());
    factor("travel", weights.travel());
    factor("novice", weights.novice());
    factor("spread", weights.spread());
    factor("change_week", weights.change_week());
    factor("change_member", weights.change_member());
    factor("change_lead", weights.change_lead());
  }

  void Name(const std::string& field, const std::string& name) {
    if (name.size() > kMaxIdBytes) {
      faults_.Add(field, name, absl::StrCat("at most ", kMaxIdBytes, " bytes"));
    }
  }

  static constexpr const char* kAuthority = "the id of one of problem.authorities";
  static constexpr const char* kReviewer = "the id of one of problem.reviewers";
  static constexpr const char* kWeek = "the id of one of problem.weeks";

  const v1::ProgrammeProblem& problem_;
  Faults faults_;
  Ids weeks_, authorities_, people_;
};

}  // namespace

absl::Status ValidateProgramme(const v1::ProgrammeProblem& problem) {
  return Validator(problem).Validate();
}

}  // namespace peerchallenge::scheduling::planning
