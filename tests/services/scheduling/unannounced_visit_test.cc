// Who knows of an unannounced visit, and who may do what with it.

#include "tests/services/scheduling/unannounced_visit.h"

#include <gmock/gmock.h>

#include "absl/strings/str_replace.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using testing::HasSubstr;
using testing::Not;

TEST_F(UnannouncedVisitTest, IsKnownToItsTeamAndToThoseWhoNeedToKnow) {
  EXPECT_TRUE(world_.Call(kOffice, "ReviewService/GetReview", Named()).ok());
  EXPECT_TRUE(world_.Call(kMember, "ReviewService/GetReview", Named()).ok());
}

TEST_F(UnannouncedVisitTest, LooksMissingToEverybodyElse) {
  for (const Who& who : Outsiders()) {
    const Answer there = world_.Call(who, "ReviewService/GetReview", Named());
    const Answer missing =
        world_.Call(who, "ReviewService/GetReview",
                    R"({"name": "regions/em/reviews/0190b7a8-0000-7000-8000-000000000000"})");
    EXPECT_FALSE(there.ok()) << who.subject;
    EXPECT_EQ(there.status.code(), missing.status.code()) << who.subject;
    EXPECT_EQ(
        absl::StrReplaceAll(std::string(there.status.message()), {{visit_, "X"}}),
        absl::StrReplaceAll(std::string(missing.status.message()),
                            {{"regions/em/reviews/0190b7a8-0000-7000-8000-000000000000", "X"}}));
  }
}

TEST_F(UnannouncedVisitTest, CannotBeCreatedByTheHostOrWithAnIdOfOnesChoice) {
  const std::string review = R"("review": {
      "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E10000019",
      "kind": "KIND_ASSURANCE_VISIT", "unannounced": true, "releaseTime": "2012-10-10T08:00:00Z"}})";
  EXPECT_EQ(world_
                .Call(kOffice, "ReviewService/CreateReview",
                      R"({"parent": "regions/em", "reviewId": "guessable", )" + review)
                .reason(),
            ERROR_REASON_FIELD_INVALID);
  const Who hosts_own = {
      "both", {"PROGRAMME_OFFICE@regions/em", "HOST_DIRECTOR@regions/em/authorities/E10000019"}};
  EXPECT_EQ(
      world_.Call(hosts_own, "ReviewService/CreateReview", R"({"parent": "regions/em", )" + review)
          .reason(),
      ERROR_REASON_FIELD_INVALID);
}

TEST_F(UnannouncedVisitTest, DoesNotNameThoseWhoNeedToKnowToItsTeam) {
  EXPECT_THAT(world_.Must(kOffice, "ReviewService/GetReview", Named()).json,
              HasSubstr("needToKnow"));
  EXPECT_THAT(world_.Must(kMember, "ReviewService/GetReview", Named()).json,
              Not(HasSubstr("needToKnow")));
}

TEST_F(UnannouncedVisitTest, ShowsWhomPlanningTookWithoutKnowing) {
  world_.Must(kColleague, "ReviewService/ProposeTeam", R"({"name": "regions/em/reviews/lin",
      "week": "2012-10-08", "members": [
      {"person": "regions/em/people/e10000024-1", "duty": "DUTY_LEAD"},
      {"person": "regions/em/people/e06000015-4", "duty": "DUTY_REVIEWER"},
      {"person": "regions/em/people/e06000018-3", "duty": "DUTY_REVIEWER"},
      {"person": "regions/em/people/e06000018-4", "duty": "DUTY_REVIEWER"},
      {"person": "regions/em/people/e10000018-5", "duty": "DUTY_REVIEWER"}]})");
  const auto visit = world_.Must(kOffice, "ReviewService/GetReview", Named()).As<v1::Review>();
  ASSERT_EQ(visit.clashing_members_size(), 1);
  EXPECT_EQ(visit.clashing_members(0), "regions/em/people/e06000015-4");
}

TEST_F(UnannouncedVisitTest, DoesNotTellOfAnotherHiddenVisitByItsClashes) {
  // A colleague's own hidden visit in the same week, with a member of this one.
  const auto theirs =
      world_
          .Must(kColleague, "ReviewService/CreateReview", R"({"parent": "regions/em", "review": {
              "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E06000018",
              "kind": "KIND_ASSURANCE_VISIT", "unannounced": true,
              "releaseTime": "2012-10-10T08:00:00Z"}})")
          .As<v1::Review>();
  const auto proposed = world_
                            .Must(kColleague, "ReviewService/ProposeTeam",
                                  absl::StrCat(R"({"name": ")", theirs.name(),
                                               R"(", "week": "2012-10-08", "members": [
                    {"person": "regions/em/people/e10000024-1", "duty": "DUTY_LEAD"},
                    {"person": "regions/em/people/e06000015-4", "duty": "DUTY_REVIEWER"},
                    {"person": "regions/em/people/e10000024-4", "duty": "DUTY_REVIEWER"}]})"))
                            .As<v1::Review>();
  EXPECT_EQ(proposed.clashing_members_size(), 0);
  EXPECT_EQ(world_.Must(kOffice, "ReviewService/GetReview", Named())
                .As<v1::Review>()
                .clashing_members_size(),
            0);
}

TEST_F(UnannouncedVisitTest, TimetableLooksMissingToEverybodyElseByEveryMethod) {
  AddVisitTimetable(world_, visit_);
  const std::string missing = "regions/em/reviews/0190b7a8-0000-7000-8000-000000000000";
  const auto there = TimetableRequests(visit_);
  const auto not_there = TimetableRequests(missing);
  for (const Who& who : Outsiders()) {
    for (size_t i = 0; i < there.size(); ++i) {
      const auto& [method, request] = there[i];
      const Answer hidden = world_.Call(who, "TimetableService/" + method, request);
      const Answer none = world_.Call(who, "TimetableService/" + method, not_there[i].second);
      EXPECT_FALSE(hidden.ok()) << who.subject << " " << method << " " << hidden.json;
      EXPECT_EQ(absl::StrReplaceAll(Told(hidden.status), {{visit_, "X"}}),
                absl::StrReplaceAll(Told(none.status), {{missing, "X"}}))
          << who.subject << " " << method;
    }
  }
}

TEST_F(UnannouncedVisitTest, TimetableIsKnownToItsTeamAndInTheirCalendars) {
  AddVisitTimetable(world_, visit_);
  EXPECT_TRUE(world_
                  .Call(kMember, "TimetableService/GetTimetable",
                        absl::StrCat(R"({"name": ")", visit_, R"(/timetables/current"})"))
                  .ok());
  const std::string all =
      R"({"parent": "regions/em/reviews/-", "subject": "regions/em/people/e06000015-1"})";
  const Who lead = Peer("e06000015-1");
  EXPECT_THAT(world_.Must(lead, "TimetableService/ExportCalendar", all).json, HasSubstr("Talk"));
  EXPECT_THAT(world_.Must(kColleague, "TimetableService/ExportCalendar", all).json,
              Not(HasSubstr("Talk")));
}

TEST_F(UnannouncedVisitTest, IsNotRepeatedToOneWhoNoLongerNeedsToKnow) {
  const std::string update =
      absl::StrCat(R"({"requestId": "once", "updateMask": "needToKnow", "review": {"name": ")",
                   visit_, R"(", "needToKnow": ["office", "colleague"]}})");
  world_.Must(kOffice, "ReviewService/UpdateReview", update);
  world_.Must(kOffice, "ReviewService/UpdateReview", update);
  world_.Must(kColleague, "ReviewService/UpdateReview",
              absl::StrCat(R"({"updateMask": "needToKnow", "review": {"name": ")", visit_,
                           R"(", "needToKnow": ["colleague"]}})"));
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/UpdateReview", update).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace peerchallenge::scheduling
