// How long the writes that check the rules of planning hold up all others in a region of the size
// of all England: 153 authorities, 1,450 people and 153 reviews that are planned. Prints medians in
// milliseconds of CPU time, and what the same costs when everything is loaded.
//
//   region_bench [repeats = 20]

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/errors/errors.h"
#include "common/storage/migrations.h"
#include "common/storage/sealer.h"
#include "services/scheduling/planning_checks.h"
#include "services/scheduling/team.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::scheduling {
namespace {

constexpr int kAuthorities = 153;
constexpr int kPeople = 1450;
constexpr int kWeeks = 40;
constexpr int kTeam = 6;

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::abort();
}

std::string AuthorityName(int index) {
  return absl::StrCat("regions/en/authorities/E1", 0, 1'000'000 + index % kAuthorities);
}
std::string PersonName(int index) {
  return absl::StrCat("regions/en/people/p", 10'000 + index % kPeople);
}

v1::Person MakePerson(int index) {
  v1::Person person;
  person.set_name(PersonName(index));
  person.set_authority(AuthorityName(index));
  person.set_role("DIRECTOR");
  person.add_themes("send");
  person.set_can_lead(true);
  person.set_max_reviews(2);
  person.set_reviews_done(1);
  auto* away = person.add_unavailable();
  away->set_start_date("2012-12-24");
  away->set_end_date("2013-01-04");
  return person;
}

v1::Review MakeReview(int index) {
  v1::Review review;
  review.set_name(absl::StrCat("regions/en/reviews/r", 1000 + index));
  review.set_programme("regions/en/programmes/y");
  review.set_host(AuthorityName(index));
  review.set_state(v1::Review::STATE_TEAM_AGREED);
  review.set_days(3);
  review.set_team_min(5);
  review.set_team_max(7);
  const absl::CivilDay day = absl::CivilDay(2012, 9, 3) + 7 * (index % kWeeks);
  review.set_start_date(absl::FormatCivilTime(day));
  review.set_end_date(absl::FormatCivilTime(day + 2));
  std::vector<Choice> team;
  for (int i = 0; i < kTeam; ++i) {
    team.push_back({MakePerson(index * kTeam + i + 1),
                    i == 0 ? v1::TeamMember::DUTY_LEAD : v1::TeamMember::DUTY_REVIEWER});
  }
  SetTeam(team, review);
  return review;
}

absl::Status Fill(storage::Transaction& tx, const Store& store) {
  v1::Region region;
  region.set_name("regions/en");
  v1::Programme programme;
  programme.set_name("regions/en/programmes/y");
  programme.set_start_date("2012-09-03");
  programme.set_end_date("2013-06-28");
  programme.mutable_rules()->set_lead_gap_weeks(2);
  programme.mutable_rules()->set_host_gap_weeks(4);
  absl::Status status = store.regions.Insert(tx, region);
  if (status.ok()) status = store.programmes.Insert(tx, programme);
  for (int i = 0; i < kAuthorities && status.ok(); ++i) {
    v1::Authority authority;
    authority.set_name(AuthorityName(i));
    authority.set_latitude(50.5 + 0.03 * i);
    authority.set_longitude(-3 + 0.02 * i);
    status = store.authorities.Insert(tx, authority);
    v1::Review review = MakeReview(i);
    if (status.ok()) status = store.reviews.Insert(tx, review);
  }
  for (int i = 0; i < kPeople && status.ok(); ++i) {
    v1::Person person = MakePerson(i);
    status = store.people.Insert(tx, person);
  }
  return status;
}

double CpuMillis() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void Measure(const char* what, int repeats, const std::function<absl::Status(int)>& act) {
  std::vector<double> millis;
  for (int i = 0; i < repeats; ++i) {
    const double start = CpuMillis();
    Check(act(i));
    millis.push_back(CpuMillis() - start);
  }
  std::sort(millis.begin(), millis.end());
  std::printf("%-40s %8.2f ms, at most %8.2f ms\n", what, millis[millis.size() / 2], millis.back());
}

void Main(int repeats) {
  const storage::FreshStore fresh(storage::Backend::kSqlite);
  const auto database = fresh.OpenMigrated();
  const environment::SystemClock clock;
  environment::SystemRandom random;
  Check(MigrateScheduling(*database, clock));
  const auto sealer = storage::Sealer::Load(*database, random);
  Check(sealer.status());
  const Store store(clock, *sealer);
  const Viewer office{
      .caller = {.subject = "office",
                 .grants = {{.role = access::v1::ROLE_PROGRAMME_OFFICE, .region = "regions/en"}}},
      .person = "",
      .home_authority = ""};
  Check(
      database->Write(storage::Soon(), [&](storage::Transaction& tx) { return Fill(tx, store); }));
  Check(database->Read(storage::Soon(), [&](storage::Transaction& tx) {
    Measure("the rules of one review, in a write", repeats, [&](int i) {
      const absl::Status status = CheckRules(tx, store, office, MakeReview(i % kAuthorities));
      const bool broken = errors::ReasonOf(status) == errors::v1::ERROR_REASON_RULE_BROKEN;
      return broken ? absl::OkStatus() : status;  // costs the same
    });
    Measure("everything loaded, for suggestions", repeats, [&](int i) {
      return LoadReviewInContext(tx, store, office, MakeReview(i % kAuthorities)).status();
    });
    return absl::OkStatus();
  }));
}

}  // namespace
}  // namespace peerchallenge::scheduling

int main(int argc, char** argv) {
  peerchallenge::scheduling::Main(argc > 1 ? std::atoi(argv[1]) : 20);
}
