#include "services/recommendations/plans/plan_sight.h"

#include <gtest/gtest.h>

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::TeamMember;

const std::string kHost = "regions/em/authorities/E10000019";
const std::string kHeir = "regions/em/authorities/E06000061";
const std::string kOther = "regions/em/authorities/E06000018";

// Somebody with a grant, a duty on the team or both.
Standing StandingWith(const access::Grant& grant, TeamMember::Duty duty = {},
                      const std::string& home = "") {
  Standing standing;
  standing.viewer.home_authority = home;
  if (grant.role != access::v1::ROLE_UNSPECIFIED) standing.viewer.caller.grants = {grant};
  standing.review.set_name("regions/em/reviews/lin");
  standing.review.set_host(kHost);
  standing.duty = duty;
  return standing;
}

access::Grant At(access::Role role, const std::string& authority = "",
                 const std::string& region = "regions/em") {
  return {.role = role, .region = region, .authority = authority};
}

std::string Describe(const PlanRole& role) {
  std::string text;
  if (role.insider) text += "insider ";
  if (role.reader) text += "reader ";
  if (role.board) text += "board ";
  if (role.of_host) text += "host ";
  if (role.writes) text += "writes ";
  if (role.reviews) text += "reviews ";
  if (role.reviews_alone) text += "alone ";
  return text;
}

TEST(PlanRole, FollowsFromGrantsAndDuties) {
  using namespace access::v1;
  access::Grant reading_system = At(ROLE_COUNCIL_SYSTEM, "E10000019");
  reading_system.acts_as = ROLE_HOST_DIRECTOR;
  access::Grant writing_system = reading_system;
  writing_system.may_write = true;
  access::Grant scrutiny_system = reading_system;
  scrutiny_system.acts_as = ROLE_SCRUTINY_OFFICER;
  const struct {
    const char* name;
    Standing standing;
    const char* role;
  } rows[] = {
      {"nobody", StandingWith({}), ""},
      {"director", StandingWith(At(ROLE_HOST_DIRECTOR, "E10000019")),
       "insider reader host writes reviews "},
      {"director elsewhere", StandingWith(At(ROLE_HOST_DIRECTOR, "E06000018")), ""},
      {"director of the heir", StandingWith(At(ROLE_HOST_DIRECTOR, "E06000061")),
       "insider reader host writes reviews "},
      {"director in another region",
       StandingWith(At(ROLE_HOST_DIRECTOR, "E10000019", "regions/wm")), ""},
      {"coordinator", StandingWith(At(ROLE_HOST_COORDINATOR, "E10000019")), ""},
      {"reading system", StandingWith(reading_system), "insider reader host "},
      {"writing system", StandingWith(writing_system), "insider reader host writes reviews "},
      {"scrutiny's system", StandingWith(scrutiny_system), "reader "},
      {"scrutiny", StandingWith(At(ROLE_SCRUTINY_OFFICER, "E10000019")), "reader "},
      {"scrutiny elsewhere", StandingWith(At(ROLE_SCRUTINY_OFFICER, "E06000018")), ""},
      {"office", StandingWith(At(ROLE_PROGRAMME_OFFICE)), "insider reader reviews alone "},
      {"office elsewhere", StandingWith(At(ROLE_PROGRAMME_OFFICE, "", "regions/wm")), ""},
      {"board", StandingWith(At(ROLE_REGIONAL_BOARD)), "reader board "},
      {"board from elsewhere", StandingWith(At(ROLE_REGIONAL_BOARD, "E06000018")), "reader board "},
      {"board from the host", StandingWith(At(ROLE_REGIONAL_BOARD, "E10000019")), ""},
      {"board from the heir", StandingWith(At(ROLE_REGIONAL_BOARD, "E06000061")), ""},
      {"board at home at the host", StandingWith(At(ROLE_REGIONAL_BOARD), {}, kHost), ""},
      {"another service", StandingWith(At(ROLE_SERVICE, "", "")), "insider reader "},
      {"auditor", StandingWith(At(ROLE_AUDITOR)), ""},
      {"administrator", StandingWith(At(ROLE_ADMINISTRATOR, "", "")), ""},
      {"lead", StandingWith(At(ROLE_REVIEWER), TeamMember::DUTY_LEAD, kOther),
       "insider reader reviews alone "},
      {"manager", StandingWith(At(ROLE_REVIEWER), TeamMember::DUTY_REVIEW_MANAGER),
       "insider reader reviews alone "},
      {"peer", StandingWith(At(ROLE_REVIEWER), TeamMember::DUTY_REVIEWER, kOther), "reader "},
      {"case auditor", StandingWith(At(ROLE_REVIEWER), TeamMember::DUTY_CASE_AUDITOR), ""},
      {"reviewer of the pool", StandingWith(At(ROLE_REVIEWER)), ""},
      {"lead who moved to the heir", StandingWith(At(ROLE_REVIEWER), TeamMember::DUTY_LEAD, kHeir),
       ""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Describe(RoleIn(row.standing, {kHost, kHeir})), row.role) << row.name;
  }
}

TEST(PlanRole, SeesAPlanBeforeItIsPublicAsAnInsiderOnly) {
  v1::ActionPlan plan;
  for (const auto state : {v1::ActionPlan::STATE_OPEN, v1::ActionPlan::STATE_SUBMITTED}) {
    plan.set_state(state);
    EXPECT_TRUE((PlanRole{.insider = true, .reader = true}).Sees(plan));
    EXPECT_FALSE(PlanRole{.reader = true}.Sees(plan));
  }
  for (const auto state : {v1::ActionPlan::STATE_PUBLISHED, v1::ActionPlan::STATE_CLOSED}) {
    plan.set_state(state);
    EXPECT_TRUE(PlanRole{.reader = true}.Sees(plan));
    EXPECT_FALSE(PlanRole{}.Sees(plan));
  }
}

TEST(PlanRole, ShowsTheBoardOfADraftWhatWasEscalatedToIt) {
  v1::ActionPlan plan;
  plan.set_name("regions/em/reviews/lin/actionPlan");
  plan.set_host(kHost);
  plan.set_state(v1::ActionPlan::STATE_OPEN);
  plan.set_introduction("A draft.");
  plan.set_etag("etag");
  plan.mutable_progress()->set_actions(3);
  plan.mutable_update_time()->set_seconds(1);
  for (const int escalation : {3, 2, 0}) plan.add_clocks()->set_escalation(escalation);
  const PlanRole board = {.reader = true, .board = true};
  const auto view = ViewOf(board, plan);
  ASSERT_TRUE(view.has_value());
  v1::ActionPlan told;
  told.set_name(plan.name());
  told.set_host(kHost);
  told.set_state(v1::ActionPlan::STATE_OPEN);
  told.add_clocks()->set_escalation(3);
  EXPECT_EQ(view->DebugString(), told.DebugString());
  EXPECT_EQ(ViewOf(PlanRole{.insider = true}, plan)->introduction(), "A draft.");
  EXPECT_FALSE(ViewOf(PlanRole{.reader = true}, plan).has_value());
  plan.mutable_clocks(0)->set_escalation(2);
  EXPECT_FALSE(ViewOf(board, plan).has_value());
}

}  // namespace
}  // namespace peerchallenge::recommendations
