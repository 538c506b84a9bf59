#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_ETAG_MISMATCH;
using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_INTEREST_BARS;
using errors::v1::ERROR_REASON_PERMISSION_MISSING;
using errors::v1::ERROR_REASON_QUOTA_EXCEEDED;
using errors::v1::ERROR_REASON_RESOURCE_EXISTS;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using errors::v1::ERROR_REASON_RULE_BROKEN;
using errors::v1::ERROR_REASON_UNSPECIFIED;
using errors::v1::ERROR_REASON_WRONG_STATE;
using testing::HasSubstr;
using testing::Not;

constexpr char kLincolnshire[] = "E10000019";
const Who kDirector = Officer("HOST_DIRECTOR", kLincolnshire);
const Who kLead = Peer("e10000024-1");
const Who kManager = Peer("partner-1");

std::string Named(const std::string& members = "") {
  return absl::StrCat(R"({"name": "regions/em/reviews/lin")", members, "}");
}

// Lead from Nottinghamshire with one more, two of Nottingham (one elected), one of Leicestershire,
// one partner.
constexpr char kTeam[] = R"(
    {"person": "regions/em/people/e10000024-1", "duty": "DUTY_LEAD"},
    {"person": "regions/em/people/e10000024-4", "duty": "DUTY_REVIEWER"},
    {"person": "regions/em/people/e06000018-3", "duty": "DUTY_REVIEWER"},
    {"person": "regions/em/people/e06000018-4", "duty": "DUTY_REVIEWER"},
    {"person": "regions/em/people/e10000018-5", "duty": "DUTY_REVIEWER"},
    {"person": "regions/em/people/partner-1", "duty": "DUTY_REVIEW_MANAGER"})";
constexpr const char* kTeamIds[] = {"e10000024-1", "e10000024-4", "e06000018-3",
                                    "e06000018-4", "e10000018-5", "partner-1"};

std::string Proposal(const std::string& members = kTeam, const std::string& week = "2012-10-01") {
  return Named(absl::StrCat(R"(, "week": ")", week, R"(", "members": [)", members, "]"));
}

class ReviewServiceTest : public testing::Test {
 protected:
  ReviewServiceTest() { AddChallenge(world_, "lin", kLincolnshire); }

  v1::Review Review() {
    return world_.Must(kOffice, "ReviewService/GetReview", Named()).As<v1::Review>();
  }
  void Invite() {
    world_.Must(kOffice, "ReviewService/ProposeTeam", Proposal());
    world_.Must(kOffice, "ReviewService/InviteTeam", Named());
  }
  void AcceptAll() {
    for (const char* id : kTeamIds) {
      world_.Must(
          kOffice, "ReviewService/AnswerInvitation",
          Named(absl::StrCat(R"(, "person": "regions/em/people/)", id, R"(", "accept": true)")));
    }
  }
  void GiveFeedback() {
    Invite();
    AcceptAll();
    for (const char* step : {"AgreeTeam", "ConfirmTimetable", "StartVisit", "RecordFeedback"}) {
      world_.Must(kOffice, absl::StrCat("ReviewService/", step), Named());
    }
  }
  // Why a member is not given a duty; UNSPECIFIED: it is.
  errors::ErrorReason Assign(const Who& who, const std::string& id, const std::string& duty) {
    return world_
        .Call(who, "ReviewService/AssignDuty",
              Named(absl::StrCat(R"(, "person": "regions/em/people/)", id, R"(", "duty": "DUTY_)",
                                 duty, "\"")))
        .reason();
  }
  // The team's entry of a person.
  v1::TeamMember Member(const std::string& id) {
    const v1::Review review = Review();
    for (const auto& member : review.team()) {
      if (member.person() == "regions/em/people/" + id) return member;
    }
    ADD_FAILURE() << id << " is not on the team";
    return {};
  }

  RegionWorld world_;
};

TEST_F(ReviewServiceTest, CreateReview_FillsInDefaultsByKind) {
  const v1::Review review = Review();
  EXPECT_EQ(review.days(), 3);
  EXPECT_EQ(review.team_min(), 5);
  EXPECT_EQ(review.team_max(), 7);
  EXPECT_EQ(review.display_name(), "Peer challenge: Lincolnshire");
}

TEST_F(ReviewServiceTest, CreateReview_NamesEveryBadField) {
  const Answer answer = world_.Call(kOffice, "ReviewService/CreateReview", R"({
      "parent": "regions/em", "reviewId": "Bad Id", "review": {
        "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E10000019",
        "kind": 77, "teamMin": 9, "teamMax": 3, "windows": [{"startDate": "2012-02-30", "endDate": "2012-03-01"}],
        "unannounced": true}})");
  EXPECT_EQ(answer.reason(), ERROR_REASON_FIELD_INVALID);
  const std::string message(answer.status.message());
  for (const char* field :
       {"review_id", "review.kind", "review.team_min", "review.windows[0].start_date",
        "review.unannounced", "review.release_time"}) {
    EXPECT_THAT(message, HasSubstr(field));
  }
}

TEST_F(ReviewServiceTest, CreateReview_RefusesATakenId) {
  const Answer answer = world_.Call(kOffice, "ReviewService/CreateReview", R"({
      "parent": "regions/em", "reviewId": "lin", "review": {"programme": "regions/em/programmes/y",
      "host": "regions/em/authorities/E10000019", "kind": "KIND_PEER_CHALLENGE"}})");
  EXPECT_EQ(answer.reason(), ERROR_REASON_RESOURCE_EXISTS);
}

TEST_F(ReviewServiceTest, CreateReview_ActsOncePerRequestId) {
  const std::string request = R"({"parent": "regions/em", "requestId": "once", "review": {
      "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E06000015",
      "kind": "KIND_PEER_CHALLENGE"}})";
  const Answer first = world_.Must(kOffice, "ReviewService/CreateReview", request);
  const Answer second = world_.Must(kOffice, "ReviewService/CreateReview", request);
  EXPECT_EQ(first.json, second.json);
  const auto list = world_.Must(kOffice, "ReviewService/ListReviews", R"({"parent": "regions/em"})")
                        .As<v1::ListReviewsResponse>();
  EXPECT_EQ(list.reviews_size(), 2);
}

TEST_F(ReviewServiceTest, CreateReview_IsNotRepeatedToOneWhoseRoleWasRevoked) {
  const Who sam = {"sam", {"PROGRAMME_OFFICE@regions/yh"}};
  const auto grant = world_
                         .Must(kAdministrator, "DirectoryService/GrantRole",
                               R"({"parent": "regions/em", "roleGrant": {"subject": "sam",
                                   "role": "ROLE_PROGRAMME_OFFICE"}})")
                         .As<v1::RoleGrant>();
  const std::string request = R"({"parent": "regions/em", "requestId": "once", "review": {
      "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E06000015",
      "kind": "KIND_PEER_CHALLENGE"}})";
  const Answer first = world_.Must(sam, "ReviewService/CreateReview", request);
  EXPECT_EQ(world_.Must(sam, "ReviewService/CreateReview", request).json, first.json);
  world_.Must(kAdministrator, "DirectoryService/RevokeRole",
              absl::StrCat(R"({"name": ")", grant.name(), "\"}"));
  EXPECT_EQ(world_.Call(sam, "ReviewService/CreateReview", request).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ReviewServiceTest, AnswerInvitation_IsRepeatedToOneWhoDeclinedUntilTheTeamGoesOn) {
  Invite();
  const std::string decline = Named(R"(, "person": "regions/em/people/e06000018-3",
      "accept": false, "reason": "An operation", "requestId": "once")");
  const Who member = Peer("e06000018-3");
  const Answer first = world_.Must(member, "ReviewService/AnswerInvitation", decline);
  EXPECT_EQ(world_.Must(member, "ReviewService/AnswerInvitation", decline).json, first.json);
  world_.Must(kOffice, "ReviewService/ReplaceMember",
              Named(R"(, "leaving": "regions/em/people/e06000018-3")"));
  EXPECT_EQ(world_.Call(member, "ReviewService/AnswerInvitation", decline).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ReviewServiceTest, RequestReview_IsForTheOwnAuthorityOnly) {
  const auto request = [](const std::string& gss) {
    return absl::StrCat(
        R"({"parent": "regions/em", "review": {"programme": "regions/em/programmes/y",
        "host": "regions/em/authorities/)",
        gss, R"(", "kind": "KIND_PEER_CHALLENGE"}})");
  };
  EXPECT_TRUE(world_.Call(kDirector, "ReviewService/RequestReview", request("E10000019")).ok());
  EXPECT_EQ(world_.Call(kDirector, "ReviewService/RequestReview", request("E06000015")).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(world_.Call(kDirector, "ReviewService/CreateReview", request("E10000019")).reason(),
            ERROR_REASON_PERMISSION_MISSING);
}

TEST_F(ReviewServiceTest, UpdateReview_ChangesOnlyWhatTheMaskNames) {
  world_.Must(kOffice, "ReviewService/UpdateReview", R"({
      "review": {"name": "regions/em/reviews/lin", "teamMax": 6, "displayName": "ignored"},
      "updateMask": "teamMax"})");
  EXPECT_EQ(Review().team_max(), 6);
  EXPECT_EQ(Review().display_name(), "Peer challenge: Lincolnshire");
}

TEST_F(ReviewServiceTest, UpdateReview_RejectsStaleEtag) {
  const std::string etag = Review().etag();
  const std::string request = absl::StrCat(
      R"({"review": {"name": "regions/em/reviews/lin", "days": 2, "etag": ")", etag, "\"}}");
  world_.Must(kOffice, "ReviewService/UpdateReview", request);
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/UpdateReview", request).reason(),
            ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(ReviewServiceTest, UpdateReview_NeverChangesWhatIsOutputOnlyOrImmutable) {
  world_.Must(kOffice, "ReviewService/UpdateReview", R"({"review": {
      "name": "regions/em/reviews/lin", "host": "regions/em/authorities/E06000015",
      "state": "STATE_CLOSED", "released": true, "days": 2}})");
  const v1::Review review = Review();
  EXPECT_EQ(review.host(), "regions/em/authorities/E10000019");
  EXPECT_EQ(review.state(), v1::Review::STATE_SCOPED);
  EXPECT_FALSE(review.released());
  EXPECT_EQ(review.days(), 2);
}

TEST_F(ReviewServiceTest, LifeCycle_GoesFromProposedToClosed) {
  GiveFeedback();
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/CloseReview", Named()).reason(),
            ERROR_REASON_WRONG_STATE);
  world_.Must(kLead, "ReviewService/RecordLetterIssued", Named());
  world_.Must(kOffice, "ReviewService/CloseReview", Named());
  const v1::Review review = Review();
  EXPECT_EQ(review.state(), v1::Review::STATE_CLOSED);
  EXPECT_EQ(review.history_size(), 8);
}

TEST_F(ReviewServiceTest, RecordLetterIssued_IsForTheLeadWhoIssuesItAndForServices) {
  GiveFeedback();
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/RecordLetterIssued", Named()).reason(),
            ERROR_REASON_PERMISSION_MISSING);
  EXPECT_EQ(world_.Call(kManager, "ReviewService/RecordLetterIssued", Named()).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(
      world_.Call({"other", {"SERVICE"}}, "ReviewService/RecordLetterIssued", Named()).ok());
}

TEST_F(ReviewServiceTest, CloseReview_NeedsALetterOnlyWhereOneIsDue) {
  world_.Must(kOffice, "ReviewService/CreateReview", R"({"parent": "regions/em",
      "reviewId": "day", "review": {"programme": "regions/em/programmes/y", "teamMin": 1,
      "host": "regions/em/authorities/E10000019", "kind": "KIND_IMPROVEMENT_ACTIVITY"}})");
  const auto day = [&](const std::string& method, const std::string& members = "") {
    world_.Must(kOffice, "ReviewService/" + method,
                absl::StrCat(R"({"name": "regions/em/reviews/day")", members, "}"));
  };
  day("AgreeScope", R"(, "scope": {"lines": [{"id": "k", "question": "?"}]})");
  day("ProposeTeam", R"(, "week": "2012-10-01", "members": [
      {"person": "regions/em/people/e10000024-1", "duty": "DUTY_LEAD"}])");
  day("InviteTeam");
  day("AnswerInvitation", R"(, "person": "regions/em/people/e10000024-1", "accept": true)");
  for (const char* step :
       {"AgreeTeam", "ConfirmTimetable", "StartVisit", "RecordFeedback", "CloseReview"}) {
    day(step);
  }
}

TEST_F(ReviewServiceTest, AgreeTeam_NeedsAReviewManagerWhoSignsTheLetter) {
  Invite();
  AcceptAll();
  Assign(kOffice, "partner-1", "REVIEWER");
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/AgreeTeam", Named()).reason(),
            ERROR_REASON_WRONG_STATE);
  Assign(kOffice, "e10000024-4", "REVIEW_MANAGER");
  world_.Must(kOffice, "ReviewService/AgreeTeam", Named());
}

TEST_F(ReviewServiceTest, AssignDuty_PassesADutyOnUntilTheLetterIsIssued) {
  GiveFeedback();
  // The only review manager stays one; the lead takes over what the new lead did.
  EXPECT_EQ(Assign(kOffice, "partner-1", "REVIEWER"), ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(Assign(kLead, "e10000024-1", "REVIEWER"), ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(Assign(kLead, "e06000018-3", "REVIEW_MANAGER"), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Assign(kManager, "partner-1", "REVIEWER"), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Assign(kManager, "e06000018-3", "REVIEWER"), ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(Assign(kOffice, "e06000018-3", "LEAD"), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Member("e10000024-1").duty(), v1::TeamMember::DUTY_REVIEW_MANAGER);
  EXPECT_EQ(Review().team(0).person(), "regions/em/people/e06000018-3");
  world_.Must(Peer("e06000018-3"), "ReviewService/RecordLetterIssued", Named());
  EXPECT_EQ(Assign(kOffice, "e10000024-4", "LEAD"), ERROR_REASON_WRONG_STATE);
}

TEST_F(ReviewServiceTest, AssignDuty_KeepsTheRulesBeforeTheVisit) {
  Invite();
  // A partner may not lead (P4), whoever is not there has no duty.
  EXPECT_EQ(Assign(kOffice, "partner-1", "LEAD"), ERROR_REASON_RULE_BROKEN);
  EXPECT_EQ(Assign(kOffice, "e10000018-4", "REVIEWER"), ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(Assign(kOffice, "e10000018-5", "UNSPECIFIED"), ERROR_REASON_FIELD_INVALID);
  AcceptAll();
  world_.Must(kOffice, "ReviewService/AgreeTeam", Named());
  world_.Must(kOffice, "ReviewService/ReplaceMember",
              Named(R"(, "leaving": "regions/em/people/e10000018-5")"));
  EXPECT_EQ(Assign(kOffice, "e10000018-5", "CASE_AUDITOR"), ERROR_REASON_RESOURCE_NOT_FOUND);
  const v1::Review review = Review();
  for (const auto& member : review.team()) {
    if (member.state() != v1::TeamMember::STATE_PROPOSED) continue;
    EXPECT_EQ(Assign(kOffice, member.person().substr(std::string("regions/em/people/").size()),
                     "CASE_AUDITOR"),
              ERROR_REASON_WRONG_STATE);
  }
}

TEST_F(ReviewServiceTest, RequestReview_LeavesRoomForOthers) {
  const std::string request = R"({"parent": "regions/em", "review": {
      "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E10000019",
      "kind": "KIND_PEER_CHALLENGE"}})";
  for (int i = 1; i < 20; ++i) world_.Must(kDirector, "ReviewService/RequestReview", request);
  EXPECT_EQ(world_.Call(kDirector, "ReviewService/RequestReview", request).reason(),
            ERROR_REASON_QUOTA_EXCEEDED);
  world_.Must(kOffice, "ReviewService/CancelReview", Named(R"(, "reason": "enough")"));
  world_.Must(kDirector, "ReviewService/RequestReview", request);
}

TEST_F(ReviewServiceTest, LifeCycle_RefusesAStepOutOfOrder) {
  const Answer answer = world_.Call(kOffice, "ReviewService/StartVisit", Named());
  EXPECT_EQ(answer.reason(), ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(Review().state(), v1::Review::STATE_SCOPED);
}

TEST_F(ReviewServiceTest, CancelReview_NeedsAReason) {
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/CancelReview", Named()).reason(),
            ERROR_REASON_FIELD_INVALID);
  world_.Must(kOffice, "ReviewService/CancelReview", Named(R"(, "reason": "Reorganisation")"));
  EXPECT_EQ(Review().state(), v1::Review::STATE_CANCELLED);
}

TEST_F(ReviewServiceTest, ProposeTeam_AcceptsTheRealTeamOf2012) {
  world_.Must(kOffice, "ReviewService/ProposeTeam", Proposal());
  const v1::Review review = Review();
  EXPECT_EQ(review.start_date(), "2012-10-01");
  EXPECT_EQ(review.end_date(), "2012-10-03");
  ASSERT_EQ(review.team_size(), 6);
  EXPECT_EQ(review.team(0).duty(), v1::TeamMember::DUTY_LEAD);
}

TEST_F(ReviewServiceTest, ProposeTeam_ListsEveryRuleThatItBreaks) {
  // A partner leads (P4), one member is the host's (P5), the team is too small (P3).
  const Answer answer = world_.Call(kOffice, "ReviewService/ProposeTeam", Proposal(R"(
      {"person": "regions/em/people/partner-1", "duty": "DUTY_LEAD"},
      {"person": "regions/em/people/e10000019-4", "duty": "DUTY_REVIEWER"})"));
  EXPECT_EQ(answer.reason(), ERROR_REASON_RULE_BROKEN);
  const std::string message(answer.status.message());
  for (const char* rule : {"P3", "P4", "P5"}) EXPECT_THAT(message, HasSubstr(rule));
  EXPECT_EQ(Review().team_size(), 0);
}

TEST_F(ReviewServiceTest, ProposeTeam_RefusesAWeekThatTheHostsHolidaysTouch) {
  world_.Must(kAdministrator, "DirectoryService/UpdateAuthority", R"({"authority": {
      "name": "regions/em/authorities/E10000019", "calendar": [{"kind": "KIND_SCHOOL_HOLIDAY",
      "dates": {"startDate": "2012-10-04", "endDate": "2012-10-12"}}]}})");
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/ProposeTeam", Proposal()).reason(),
            ERROR_REASON_RULE_BROKEN);
}

TEST_F(ReviewServiceTest, InviteTeam_ChecksInterestsAgain) {
  world_.Must(kOffice, "ReviewService/ProposeTeam", Proposal());
  // Declared after the proposal, but for another date: it bars only from 2012 on.
  world_.Must(kOffice, "DirectoryService/DeclareInterest", R"({
      "parent": "regions/em/people/e10000018-4", "interest": {
      "authority": "regions/em/authorities/E10000019", "kind": "KIND_FAMILY", "reason": "A sister"}})");
  const Answer replaced = world_.Call(
      kOffice, "ReviewService/ReplaceMember",
      Named(
          R"(, "leaving": "regions/em/people/e10000018-5", "joining": "regions/em/people/e10000018-4")"));
  EXPECT_EQ(replaced.reason(), ERROR_REASON_INTEREST_BARS);
  EXPECT_TRUE(world_.Call(kOffice, "ReviewService/InviteTeam", Named()).ok());
}

TEST_F(ReviewServiceTest, UpdatePerson_TakesOneWhoLeavesThePoolOffTheTeam) {
  Invite();
  world_.Must(kOffice, "DirectoryService/UpdatePerson", R"({"person": {
      "name": "regions/em/people/e10000018-5", "inactive": true}, "updateMask": "inactive"})");
  const v1::TeamMember member = Member("e10000018-5");
  EXPECT_EQ(member.state(), v1::TeamMember::STATE_BARRED);
  EXPECT_EQ(member.reason(), "left the pool");
  EXPECT_THAT(world_.Must(kDirector, "ReviewService/GetReview", Named()).json,
              Not(HasSubstr("e10000018-5")));
  world_.Must(kOffice, "ReviewService/ReplaceMember",
              Named(R"(, "leaving": "regions/em/people/e10000018-5")"));
}

TEST_F(ReviewServiceTest, UpdatePerson_TakesOneWhoMovesToTheHostOffTheTeam) {
  Invite();
  world_.Must(kOffice, "DirectoryService/UpdatePerson", R"({"person": {
      "name": "regions/em/people/e10000018-5", "authority": "regions/em/authorities/E10000019"},
      "updateMask": "authority"})");
  EXPECT_EQ(Member("e10000018-5").state(), v1::TeamMember::STATE_BARRED);
  EXPECT_EQ(Member("e10000018-5").reason(), "belongs to the host");
}

TEST_F(ReviewServiceTest, UpdatePerson_ShowsOnTheTeamWhereAMemberStays) {
  Invite();
  world_.Must(kOffice, "DirectoryService/UpdatePerson", R"({"person": {
      "name": "regions/em/people/e10000018-5", "authority": "regions/em/authorities/E06000015",
      "role": "HEAD_OF_SERVICE"}, "updateMask": "authority,role"})");
  const v1::TeamMember member = Member("e10000018-5");
  EXPECT_EQ(member.state(), v1::TeamMember::STATE_INVITED);
  EXPECT_EQ(member.authority(), "regions/em/authorities/E06000015");
  EXPECT_EQ(member.role(), "HEAD_OF_SERVICE");
}

TEST_F(ReviewServiceTest, ImportPeople_TakesOneWhoMovesToTheHostOffTheTeam) {
  Invite();
  world_.Must(kOffice, "DirectoryService/ImportPeople", R"({"parent": "regions/em",
      "csv": "id,display_name,authority,role\ne10000018-5,Mover,E10000019,PRACTITIONER\n"})");
  EXPECT_EQ(Member("e10000018-5").state(), v1::TeamMember::STATE_BARRED);
}

TEST_F(ReviewServiceTest, UpdatePerson_LeavesTeamsOfVisitsThatBegan) {
  Invite();
  AcceptAll();
  for (const char* step : {"AgreeTeam", "ConfirmTimetable", "StartVisit"}) {
    world_.Must(kOffice, absl::StrCat("ReviewService/", step), Named());
  }
  world_.Must(kOffice, "DirectoryService/UpdatePerson", R"({"person": {
      "name": "regions/em/people/e10000018-5", "inactive": true}, "updateMask": "inactive"})");
  EXPECT_EQ(Member("e10000018-5").state(), v1::TeamMember::STATE_ACCEPTED);
}

TEST_F(ReviewServiceTest, AgreeTeam_ChecksWhoIsAwayByNow) {
  Invite();
  AcceptAll();
  world_.Must(Peer("e10000018-5"), "DirectoryService/SetAvailability",
              R"({"name": "regions/em/people/e10000018-5",
                  "unavailable": [{"startDate": "2012-10-01", "endDate": "2012-10-05"}]})");
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/AgreeTeam", Named()).reason(),
            ERROR_REASON_RULE_BROKEN);
}

TEST_F(ReviewServiceTest, DeclareInterest_TakesTheMemberOffTheTeam) {
  Invite();
  world_.Must(Peer("e10000018-5"), "DirectoryService/DeclareInterest", R"({
      "parent": "regions/em/people/e10000018-5", "interest": {
      "authority": "regions/em/authorities/E10000019", "kind": "KIND_BUSINESS", "reason": "A contract"}})");
  EXPECT_EQ(Member("e10000018-5").state(), v1::TeamMember::STATE_BARRED);
  EXPECT_EQ(Member("e10000018-5").reason(), "declared an interest");
}

TEST_F(ReviewServiceTest, AnswerInvitation_IsForTheMemberOrTheOffice) {
  Invite();
  const std::string accept =
      Named(R"(, "person": "regions/em/people/e06000018-3", "accept": true)");
  EXPECT_EQ(world_.Call(Peer("e06000018-4"), "ReviewService/AnswerInvitation", accept).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(world_.Call(Peer("e06000018-3"), "ReviewService/AnswerInvitation", accept).ok());
}

TEST_F(ReviewServiceTest, AnswerInvitation_DecliningNeedsAReasonThatTheHostNeverSees) {
  Invite();
  EXPECT_EQ(world_
                .Call(Peer("e06000018-3"), "ReviewService/AnswerInvitation",
                      Named(R"(, "person": "regions/em/people/e06000018-3", "accept": false)"))
                .reason(),
            ERROR_REASON_FIELD_INVALID);
  world_.Must(Peer("e06000018-3"), "ReviewService/AnswerInvitation",
              Named(R"(, "person": "regions/em/people/e06000018-3", "accept": false,
                        "reason": "An operation")"));
  EXPECT_THAT(world_.Must(kOffice, "ReviewService/GetReview", Named()).json,
              HasSubstr("An operation"));
  const std::string seen = world_.Must(kDirector, "ReviewService/GetReview", Named()).json;
  EXPECT_THAT(seen, Not(HasSubstr("An operation")));
  EXPECT_THAT(seen, Not(HasSubstr("e06000018-3")));
}

TEST_F(ReviewServiceTest, ObjectToMember_WorksOnce) {
  Invite();
  const auto object = [](const std::string& id) {
    return Named(absl::StrCat(R"(, "person": "regions/em/people/)", id,
                              R"(", "reason": "A former dispute")"));
  };
  world_.Must(kDirector, "ReviewService/ObjectToMember", object("e06000018-3"));
  EXPECT_EQ(world_.Call(kDirector, "ReviewService/ObjectToMember", object("e06000018-4")).reason(),
            ERROR_REASON_WRONG_STATE);
  EXPECT_TRUE(Review().objection_used());
}

TEST_F(ReviewServiceTest, ReplaceMember_PutsTheCheapestPersonInThePlace) {
  Invite();
  world_.Must(kDirector, "ReviewService/ObjectToMember",
              Named(R"(, "person": "regions/em/people/e06000018-3", "reason": "A dispute")"));
  const auto suggestions = world_
                               .Must(kOffice, "ReviewService/SuggestReplacements",
                                     Named(R"(, "person": "regions/em/people/e06000018-3")"))
                               .As<v1::SuggestReplacementsResponse>();
  ASSERT_GT(suggestions.suggestions_size(), 1);
  EXPECT_LE(suggestions.suggestions(0).cost_change(), suggestions.suggestions(1).cost_change());
  const auto review = world_
                          .Must(kOffice, "ReviewService/ReplaceMember",
                                Named(R"(, "leaving": "regions/em/people/e06000018-3")"))
                          .As<v1::Review>();
  EXPECT_EQ(review.team(2).person(), suggestions.suggestions(0).person());
  EXPECT_EQ(review.team(2).state(), v1::TeamMember::STATE_PROPOSED);
}

TEST_F(ReviewServiceTest, AgreeTeam_NeedsEverybodysYes) {
  Invite();
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/AgreeTeam", Named()).reason(),
            ERROR_REASON_WRONG_STATE);
  AcceptAll();
  EXPECT_TRUE(world_.Call(kOffice, "ReviewService/AgreeTeam", Named()).ok());
}

TEST_F(ReviewServiceTest, TeamMembers_SeeTheReviewOnlyOnceTheyAreInvited) {
  world_.Must(kOffice, "ReviewService/ProposeTeam", Proposal());
  EXPECT_EQ(world_.Call(Peer("e06000018-3"), "ReviewService/GetReview", Named()).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  world_.Must(kOffice, "ReviewService/InviteTeam", Named());
  EXPECT_TRUE(world_.Call(Peer("e06000018-3"), "ReviewService/GetReview", Named()).ok());
  EXPECT_EQ(world_.Call(Peer("e06000015-4"), "ReviewService/GetReview", Named()).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace peerchallenge::scheduling
