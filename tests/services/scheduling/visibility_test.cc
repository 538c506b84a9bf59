#include "services/scheduling/visibility.h"

#include <gtest/gtest.h>

#include <ostream>

#include "tests/services/scheduling/fresh_directory.h"

namespace peerchallenge::scheduling {

void PrintTo(Sight sight, std::ostream* out) {
  constexpr const char* kNames[] = {"none", "status", "host", "team", "office"};
  *out << kNames[static_cast<int>(sight)];
}

namespace {

using v1::TeamMember;

constexpr char kLead[] = "regions/em/people/lead";
constexpr char kMember[] = "regions/em/people/member";

Viewer By(const rpc::Call& call, const std::string& person = "", const std::string& home = "") {
  return {.caller = call.caller, .person = person, .home_authority = home};
}

Viewer PersonOf(const std::string& person, const std::string& home = kNottingham) {
  return By(Peer(person), person, home);
}

v1::Review Announced() { return MakeReview("r1", kLincolnshire, {kLead, kMember}); }

v1::Review Hidden() {
  v1::Review review = Announced();
  review.set_unannounced(true);
  return review;
}

v1::Review WithMember(v1::Review review, TeamMember::Duty duty, TeamMember::State state) {
  review.mutable_team(1)->set_duty(duty);
  review.mutable_team(1)->set_state(state);
  return review;
}

rpc::Call CouncilSystem() {
  return CallBy("system", {{.role = roles::ROLE_COUNCIL_SYSTEM,
                            .region = kRegion,
                            .authority = "E10000019",
                            .acts_as = roles::ROLE_HOST_COORDINATOR}});
}

rpc::Call Service() { return CallBy("evidence", {{.role = roles::ROLE_SERVICE}}); }

struct SightCase {
  const char* who;
  Viewer viewer;
  Sight announced;
  Sight hidden;
};

std::vector<SightCase> SightCases() {
  return {
      {"programme office", By(Office()), Sight::kOffice, Sight::kNone},
      {"office of another region", By(Office(kOtherRegion)), Sight::kNone, Sight::kNone},
      {"director of the host", By(Director(kLincolnshire)), Sight::kHost, Sight::kNone},
      {"director elsewhere", By(Director(kNottingham)), Sight::kNone, Sight::kNone},
      {"coordinator of the host", By(Coordinator(kLincolnshire)), Sight::kHost, Sight::kNone},
      {"system of the host", By(CouncilSystem()), Sight::kHost, Sight::kNone},
      {"board", By(Board(kNottingham)), Sight::kStatus, Sight::kNone},
      {"board member of the host", By(Board(kLincolnshire)), Sight::kNone, Sight::kNone},
      {"board member at home at the host",
       By(CallBy("board", {{.role = roles::ROLE_REGIONAL_BOARD, .region = kRegion}}),
          "regions/em/people/p9", kLincolnshire),
       Sight::kNone, Sight::kNone},
      {"administrator", By(Administrator()), Sight::kNone, Sight::kNone},
      {"another service", By(Service()), Sight::kOffice, Sight::kOffice},
      {"lead", PersonOf(kLead), Sight::kOffice, Sight::kOffice},
      {"team member", PersonOf(kMember), Sight::kTeam, Sight::kTeam},
      {"team member of the host", PersonOf(kMember, kLincolnshire), Sight::kTeam, Sight::kNone},
      {"peer of the pool", PersonOf("regions/em/people/p9"), Sight::kNone, Sight::kNone},
  };
}

TEST(SightOf, FollowsFromRoleTeamAndSecrecy) {
  v1::Review released = Hidden();
  released.set_released(true);
  for (const SightCase& test : SightCases()) {
    EXPECT_EQ(SightOf(test.viewer, Announced()), test.announced) << test.who;
    EXPECT_EQ(SightOf(test.viewer, Hidden()), test.hidden) << test.who;
    EXPECT_EQ(SightOf(test.viewer, released), test.announced) << test.who;
  }
}

TEST(SightOf, NeedToKnowOpensAHiddenVisitButNeverToTheHost) {
  for (const rpc::Call& call : {Office(), Board(kNottingham), Director(kLincolnshire)}) {
    v1::Review review = Hidden();
    review.add_need_to_know(call.caller.subject);
    const bool of_host = call.caller.grants[0].authority == "E10000019";
    const bool office = call.caller.grants[0].role == roles::ROLE_PROGRAMME_OFFICE;
    EXPECT_EQ(SightOf(By(call), review), of_host  ? Sight::kNone
                                         : office ? Sight::kOffice
                                                  : Sight::kTeam)
        << call.caller.subject;
  }
}

TEST(SightOf, MembersSeeItWhileInvitedOrAccepted) {
  const struct {
    TeamMember::State state;
    Sight sight;
  } kCases[] = {
      {TeamMember::STATE_PROPOSED, Sight::kNone}, {TeamMember::STATE_INVITED, Sight::kTeam},
      {TeamMember::STATE_ACCEPTED, Sight::kTeam}, {TeamMember::STATE_DECLINED, Sight::kNone},
      {TeamMember::STATE_OBJECTED, Sight::kNone}, {TeamMember::STATE_BARRED, Sight::kNone},
      {TeamMember::STATE_REPLACED, Sight::kNone},
  };
  for (const auto& [state, sight] : kCases) {
    for (const v1::Review& review : {Announced(), Hidden()}) {
      EXPECT_EQ(SightOf(PersonOf(kMember), WithMember(review, TeamMember::DUTY_REVIEWER, state)),
                sight)
          << TeamMember::State_Name(state);
    }
  }
}

TEST(May, NeedsSightAndThePermissionByPlaceOrDuty) {
  const auto write = roles::PERMISSION_REVIEW_WRITE;
  EXPECT_TRUE(May(By(Office()), write, Announced()));
  EXPECT_FALSE(May(By(Office()), write, Hidden()));
  EXPECT_FALSE(May(By(Director(kLincolnshire)), write, Announced()));
  EXPECT_TRUE(May(PersonOf(kLead), write, Announced()));
  EXPECT_FALSE(May(PersonOf(kMember), write, Announced()));
  EXPECT_TRUE(May(PersonOf(kMember), roles::PERMISSION_REVIEW_READ, Hidden()));
  EXPECT_TRUE(
      May(PersonOf(kMember), write,
          WithMember(Announced(), TeamMember::DUTY_REVIEW_MANAGER, TeamMember::STATE_ACCEPTED)));
}

TEST(ViewOfReview, ShowsNoMoreThanTheSight) {
  v1::Review review =
      WithMember(Announced(), TeamMember::DUTY_REVIEWER, TeamMember::STATE_DECLINED);
  review.mutable_team(0)->set_reason("reason");
  review.add_week_costs()->set_cost(1);
  review.add_pinned_members(kLead);
  review.add_excluded_members(kMember);
  review.set_pinned_week("2012-07-09");
  review.set_cancel_reason("reason");
  const Viewer viewer = By(Office());

  EXPECT_EQ(ViewOf(review, viewer, Sight::kOffice).SerializeAsString(), review.SerializeAsString());

  const v1::Review team = ViewOf(review, viewer, Sight::kTeam);
  ASSERT_EQ(team.team_size(), 1);
  EXPECT_EQ(team.team(0).reason(), "");
  EXPECT_EQ(team.pinned_members_size() + team.excluded_members_size(), 0);
  EXPECT_EQ(team.week_costs_size(), 1);

  const v1::Review host = ViewOf(review, viewer, Sight::kHost);
  EXPECT_EQ(host.team_size(), 1);
  EXPECT_EQ(host.week_costs_size(), 0);
  EXPECT_EQ(host.pinned_week(), "");

  const v1::Review status = ViewOf(review, viewer, Sight::kStatus);
  EXPECT_EQ(status.team_size(), 0);
  EXPECT_EQ(status.cancel_reason(), "");
  EXPECT_EQ(status.start_date(), "2012-07-09");
}

TEST(ViewOfReview, ShowsThoseWhoNeedToKnowOnlyToEachOther) {
  v1::Review review = Hidden();
  review.add_need_to_know(Office().caller.subject);
  EXPECT_EQ(ViewOf(review, By(Office()), Sight::kOffice).need_to_know_size(), 1);
  EXPECT_EQ(ViewOf(review, PersonOf(kLead), Sight::kOffice).need_to_know_size(), 0);
}

TEST(ViewOfReview, ShowsThoseWhoNeedToKnowToOtherServices) {
  v1::Review review = Hidden();
  review.add_need_to_know(Office().caller.subject);
  EXPECT_EQ(ViewOf(review, By(Service()), Sight::kOffice).need_to_know_size(), 1);
}

TEST(People, AreSeenByThemselvesAndByPlace) {
  v1::Person person;
  person.set_name(kMember);
  person.set_authority(kNottingham);
  person.set_account("a@b");
  EXPECT_TRUE(Sees(PersonOf(kMember), person));
  EXPECT_FALSE(Sees(PersonOf(kLead), person));
  EXPECT_TRUE(Sees(By(Director(kNottingham)), person));
  EXPECT_FALSE(Sees(By(Director(kLincolnshire)), person));
  EXPECT_TRUE(Sees(By(Office()), person));
  EXPECT_FALSE(Sees(By(Office(kOtherRegion)), person));
  EXPECT_EQ(ViewOf(person, By(Office())).account(), "a@b");
  EXPECT_EQ(ViewOf(person, By(Director(kNottingham))).account(), "");
  EXPECT_EQ(ViewOf(person, PersonOf(kMember)).account(), "");
}

TEST(People, AreShownWithTheirAccountToThoseWhoKeepRelations) {
  v1::Person person;
  person.set_name(kMember);
  person.set_authority(kNottingham);
  person.set_account("a@b");
  for (const rpc::Call& call : {Service(), Administrator()}) {
    EXPECT_TRUE(Sees(By(call), person));
    EXPECT_EQ(ViewOf(person, By(call)).account(), "a@b");
  }
}

TEST(Interests, AreSealedForAllButThePersonAndThoseWhoDecide) {
  v1::Interest interest;
  interest.set_name(std::string(kMember) + "/interests/i1");
  interest.set_authority(kLincolnshire);
  interest.set_kind(v1::Interest::KIND_FAMILY);
  interest.set_reason("reason");
  interest.set_since_date("2012-01-01");
  interest.set_override_reason("reason");
  interest.set_override_approver("office");
  for (const Viewer& viewer : {By(Office()), PersonOf(kMember)}) {
    EXPECT_EQ(ViewOf(interest, viewer).SerializeAsString(), interest.SerializeAsString());
    EXPECT_TRUE(Sees(viewer, interest));
  }
  for (const Viewer& viewer : {By(Service()), PersonOf(kLead), By(Coordinator(kLincolnshire))}) {
    v1::Interest sealed;
    sealed.set_name(interest.name());
    sealed.set_authority(interest.authority());
    EXPECT_EQ(ViewOf(interest, viewer).SerializeAsString(), sealed.SerializeAsString());
  }
  EXPECT_TRUE(Sees(By(Service()), interest));
  EXPECT_FALSE(Sees(PersonOf(kLead), interest));
  EXPECT_FALSE(Sees(By(Coordinator(kLincolnshire)), interest));
}

class IdentifyViewerTest : public testing::Test {
 protected:
  Viewer Identify(const std::string& subject) {
    Viewer viewer;
    const absl::Status status =
        directory_.database().Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
          auto found = IdentifyViewer(tx, directory_.store(), {.subject = subject, .grants = {}});
          if (found.ok()) viewer = *found;
          return found.status();
        });
    EXPECT_TRUE(status.ok()) << status;
    return viewer;
  }

  FreshDirectory directory_;
};

TEST_F(IdentifyViewerTest, KnowsAPersonByNameAndByAccount) {
  directory_.PutPerson("p1", kNottingham);
  for (const char* subject : {"regions/em/people/p1", "p1@example.org"}) {
    const Viewer viewer = Identify(subject);
    EXPECT_EQ(viewer.person, "regions/em/people/p1");
    EXPECT_EQ(viewer.home_authority, kNottingham);
  }
}

TEST_F(IdentifyViewerTest, KnowsNobodyBehindOtherSubjects) {
  for (const char* subject : {"regions/em/people/p1", "p1@example.org", "", "regions/em"}) {
    EXPECT_EQ(Identify(subject).person, "") << subject;
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling
