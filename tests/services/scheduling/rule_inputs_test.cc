#include "services/scheduling/rule_inputs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/storage/sealer.h"
#include "services/scheduling/planning_checks.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

constexpr const char* kHosts[] = {"E10000019", "E10000024", "E06000018", "E10000018", "E06000015"};
constexpr const char* kWeeks[] = {"2012-10-01", "2012-10-08", "2012-10-15", "2012-11-26"};

// Random weeks and teams for reviews of the sample region, where every rule is broken now and then.
class Teams {
 public:
  explicit Teams(std::vector<v1::Person> people) : people_(std::move(people)) {}

  void Choose(v1::Review& review) {
    const std::string week = kWeeks[random_() % std::size(kWeeks)];
    review.set_start_date(week);
    review.set_end_date(week);
    std::shuffle(people_.begin(), people_.end(), random_);
    const auto leads = [](const v1::Person& person) { return person.can_lead(); };
    std::iter_swap(people_.begin(), std::find_if(people_.begin(), people_.end(), leads));
    const size_t size = 1 + random_() % 6;
    review.clear_team();
    for (size_t i = 0; i < size; ++i) {
      v1::TeamMember& member = *review.add_team();
      member.set_person(people_[i].name());
      member.set_duty(i == 0 ? v1::TeamMember::DUTY_LEAD : v1::TeamMember::DUTY_REVIEWER);
      member.set_state(v1::TeamMember::STATE_PROPOSED);
    }
  }

 private:
  std::vector<v1::Person> people_;
  std::mt19937 random_{7};
};

// What the rules say when everything in the region is looked at.
absl::Status CheckInWholeRegion(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                                const v1::Review& review) {
  auto context = LoadReviewInContext(tx, store, viewer, review);
  if (!context.ok()) return context.status();
  const AlternativeJudge judge(context->problem, context->others);
  return ToStatus(judge.With(EntryOf(review)).violations, context->inputs.region.name());
}

TEST(RuleInputs, CheckRules_SaysWhatTheWholeRegionSays) {
  World world;
  SetUpRegion(world);
  world.Must(kOffice, "ProgrammeService/UpdateProgramme",
             R"({"programme": {"name": "regions/em/programmes/y",
                 "rules": {"maxReviewsPerWeek": 2, "maxMembersPerAuthority": 2,
                           "maxLeadsPerAuthority": 2, "leadGapWeeks": 2, "hostGapWeeks": 2}}})");
  for (const char* host : kHosts) {
    for (const char* number : {"1-", "2-"}) {
      AddChallenge(world, absl::StrCat("r", number, std::string(host).substr(1)), host,
                   R"(, "teamMin": 1, "roles": [{"role": "PRACTITIONER", "max": 4}])");
    }
  }
  environment::SeededRandom random(1);
  const auto sealer = storage::Sealer::Load(world.database(), random);
  ASSERT_TRUE(sealer.ok());
  const Store store(world.clock(), *sealer);
  const Viewer office{
      .caller = {.subject = "office",
                 .grants = {{.role = access::v1::ROLE_PROGRAMME_OFFICE, .region = "regions/em"}}},
      .person = "",
      .home_authority = ""};
  int broken = 0, kept = 0;
  const absl::Status status = world.database().Write(
      absl::Now() + absl::Seconds(60), [&](storage::Transaction& tx) -> absl::Status {
        auto people = store.PeopleOf(tx, "regions/em");
        if (!people.ok()) return people.status();
        Teams teams(*std::move(people));
        for (int round = 0; round < 30; ++round) {
          auto reviews = store.ReviewsOf(tx, "regions/em");
          if (!reviews.ok()) return reviews.status();
          for (v1::Review& review : *reviews) {
            teams.Choose(review);
            const absl::Status said = CheckRules(tx, store, office, review);
            EXPECT_EQ(said, CheckInWholeRegion(tx, store, office, review)) << review.DebugString();
            ++(said.ok() ? kept : broken);
            if (!said.ok()) continue;
            if (absl::Status stored = store.reviews.Update(tx, review); !stored.ok()) return stored;
          }
        }
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_GT(broken, 50);
  EXPECT_GT(kept, 10);
}

}  // namespace
}  // namespace peerchallenge::scheduling
