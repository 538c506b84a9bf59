#include "services/peerchallenge/sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "common/errors/errors.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using v1::Review;
using v1::TeamMember;

Review Wanted(Review::State state) {
  Review review;
  review.set_name("regions/em/reviews/lin");
  review.set_state(state);
  review.set_start_date("2012-07-10");
  review.mutable_scope()->add_lines()->set_id("kloe-1");
  if (state >= Review::STATE_TEAM_AGREED) {
    for (const char* id : {"a", "b"})
      review.add_team()->set_person(std::string("regions/em/people/") + id);
  }
  return review;
}

// What a server does with a step, as far as these tests look.
void Apply(const ReviewStep& step, Review& review) {
  const auto set_all = [&review](TeamMember::State state) {
    for (TeamMember& member : *review.mutable_team()) member.set_state(state);
  };
  if (step.method == "ReviewService/AgreeScope") review.set_state(Review::STATE_SCOPED);
  if (step.method == "ReviewService/AgreeTeam") review.set_state(Review::STATE_TEAM_AGREED);
  if (step.method == "ReviewService/ConfirmTimetable") review.set_state(Review::STATE_TIMETABLED);
  if (step.method == "ReviewService/StartVisit") review.set_state(Review::STATE_ON_SITE);
  if (step.method == "ReviewService/RecordFeedback") review.set_state(Review::STATE_FEEDBACK_GIVEN);
  if (step.method == "ReviewService/InviteTeam") set_all(TeamMember::STATE_INVITED);
  if (const auto* propose = dynamic_cast<const v1::ProposeTeamRequest*>(step.request.get())) {
    *review.mutable_team() = propose->members();
    set_all(TeamMember::STATE_PROPOSED);
  }
  if (const auto* answer = dynamic_cast<const v1::AnswerInvitationRequest*>(step.request.get())) {
    for (TeamMember& member : *review.mutable_team()) {
      if (member.person() == answer->person() && answer->accept())
        member.set_state(TeamMember::STATE_ACCEPTED);
    }
  }
}

std::vector<std::string> StepsTo(const Review& wanted) {
  Review now;
  now.set_name(wanted.name());
  now.set_state(Review::STATE_PROPOSED);
  std::vector<std::string> methods;
  while (auto step = NextStep(now, wanted)) {
    methods.push_back(step->method.substr(std::string("ReviewService/").size()));
    Apply(*step, now);
    if (methods.size() > 20) break;
  }
  EXPECT_EQ(now.state(), wanted.state());
  return methods;
}

TEST(NextStep, LeavesAProposedReviewAlone) {
  EXPECT_THAT(StepsTo(Wanted(Review::STATE_PROPOSED)), testing::IsEmpty());
}

TEST(NextStep, InvitesAndAcceptsBeforeATeamIsAgreed) {
  EXPECT_THAT(StepsTo(Wanted(Review::STATE_TEAM_AGREED)),
              testing::ElementsAre("AgreeScope", "ProposeTeam", "InviteTeam", "AnswerInvitation",
                                   "AnswerInvitation", "AgreeTeam"));
}

TEST(NextStep, GoesOnUntilALetterIsDue) {
  const auto steps = StepsTo(Wanted(Review::STATE_FEEDBACK_GIVEN));
  EXPECT_EQ(steps.size(), 9u);
  EXPECT_EQ(steps.back(), "RecordFeedback");
  EXPECT_FALSE(NextStep(Wanted(Review::STATE_FEEDBACK_GIVEN), Wanted(Review::STATE_CLOSED)));
}

TEST(NextStep, ProposesTheTeamInTheWeekOfItsFirstDay) {
  Review now = Wanted(Review::STATE_TEAM_AGREED);
  now.clear_team();
  now.set_state(Review::STATE_SCOPED);
  now.set_etag("e1");
  const auto step = NextStep(now, Wanted(Review::STATE_TEAM_AGREED));
  ASSERT_TRUE(step);
  const auto& request = dynamic_cast<const v1::ProposeTeamRequest&>(*step->request);
  EXPECT_EQ(request.week(), "2012-07-09");
  EXPECT_EQ(request.name(), now.name());
  EXPECT_EQ(request.etag(), "e1");
}

TEST(NextStep, KeepsWhatHasGoneOnSince) {
  for (const Review::State state :
       {Review::STATE_ON_SITE, Review::STATE_CLOSED, Review::STATE_CANCELLED}) {
    Review now = Wanted(state);
    EXPECT_FALSE(NextStep(now, Wanted(Review::STATE_TEAM_AGREED))) << state;
  }
}

TEST(AsCreated, DropsWhatOnlyTheServerSets) {
  const Review created = AsCreated(Wanted(Review::STATE_TEAM_AGREED));
  EXPECT_EQ(created.state(), Review::STATE_UNSPECIFIED);
  EXPECT_EQ(created.team_size(), 0);
  EXPECT_EQ(created.start_date(), "");
  EXPECT_TRUE(created.has_scope());
}

TEST(LoadSample, ReadsTheEastMidlands) {
  const auto sample = LoadSample(SAMPLE_FOLDER);
  ASSERT_TRUE(sample.ok()) << sample.status();
  EXPECT_EQ(sample->authorities.size(), 9u);
  EXPECT_EQ(sample->reviews.size(), 9u);
  const Review& lincolnshire = sample->reviews.front();
  EXPECT_EQ(lincolnshire.pinned_week(), "2012-07-09");
  ASSERT_EQ(lincolnshire.scope().lines_size(), 1);
  EXPECT_EQ(lincolnshire.scope().lines(0).limbs_size(), 3);
  EXPECT_EQ(lincolnshire.team_size(), 6);
  EXPECT_EQ(lincolnshire.team(0).duty(), TeamMember::DUTY_LEAD);
}

TEST(LoadSample, ReadsWhatTheVisitNeedsInAnOrderThatCanBeCreated) {
  const auto sample = LoadSample(SAMPLE_FOLDER);
  ASSERT_TRUE(sample.ok()) << sample.status();
  ASSERT_EQ(sample->visits.size(), 1u);
  const SampleVisit& visit = sample->visits.front();
  EXPECT_EQ(visit.review, "regions/east-midlands/reviews/lincolnshire-2012");
  std::set<std::string> there;
  for (const auto& person : visit.participants.participants()) {
    EXPECT_TRUE(person.line_manager().empty() || there.contains(person.line_manager()))
        << person.name();
    there.insert(person.name());
  }
  for (const auto& venue : visit.venues.venues()) there.insert(venue.name());
  for (const auto& group : visit.groups.participant_groups()) {
    for (const auto& member : group.members()) EXPECT_TRUE(there.contains(member)) << member;
    there.insert(group.name());
  }
  for (const auto& session : visit.sessions.sessions()) {
    for (const auto& list : {session.groups(), session.venues(), session.after()}) {
      for (const auto& name : list) EXPECT_TRUE(there.contains(name)) << name;
    }
    there.insert(session.name());
  }
  EXPECT_GE(visit.sessions.sessions_size(), 20);
}

TEST(LoadSample, RefusesAMissingFile) {
  EXPECT_EQ(errors::ReasonOf(LoadSample("/nowhere").status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

TEST(LoadSample, RefusesNamesOutsideTheRegion) {
  std::string folder = testing::TempDir() + "/sample-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  std::filesystem::copy(SAMPLE_FOLDER, folder, std::filesystem::copy_options::overwrite_existing);
  std::ofstream(folder + "/programme.json") << R"({"name": "regions/other/programmes/2012-13"})";
  EXPECT_EQ(errors::ReasonOf(LoadSample(folder).status()), errors::v1::ERROR_REASON_FIELD_INVALID);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace peerchallenge::cli
