#include "common/relations/relations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/changes/follower.h"
#include "common/errors/errors.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::relations {
namespace {

using changes::v1::Change;
using errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using scheduling::v1::TimetableGroup;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kReview[] = "regions/em/reviews/lin";
constexpr char kPerson[] = "regions/em/people/p1";

scheduling::v1::Person PersonOf(const std::string& name, const std::string& account) {
  scheduling::v1::Person person;
  person.set_name(name);
  person.set_display_name("Head of service");
  person.set_account(account);
  person.set_reviews_done(3);
  return person;
}

scheduling::v1::RoleGrant GrantTo(const std::string& subject, const std::string& name) {
  scheduling::v1::RoleGrant grant;
  grant.set_name(name);
  grant.set_subject(subject);
  grant.set_role(access::v1::ROLE_PROGRAMME_OFFICE);
  return grant;
}

scheduling::v1::Review ReviewWith(const std::string& name, const std::string& person) {
  scheduling::v1::Review review;
  review.set_name(name);
  review.add_team()->set_person(person);
  review.mutable_team(0)->set_reason("is ill");
  return review;
}

// Meets the groups, by id.
scheduling::v1::Session SessionWith(const std::string& id, const std::vector<std::string>& groups) {
  scheduling::v1::Session session;
  session.set_name(std::string(kReview) + "/sessions/" + id);
  session.add_lines("kloe-1/a");
  for (const std::string& group : groups) {
    session.add_groups(std::string(kReview) + "/participantGroups/" + group);
  }
  return session;
}

scheduling::v1::ParticipantGroup GroupOf(const std::string& id,
                                         TimetableGroup::Perspective perspective) {
  scheduling::v1::ParticipantGroup group;
  group.set_name(std::string(kReview) + "/participantGroups/" + id);
  group.set_perspective(perspective);
  return group;
}

void Place(scheduling::v1::VisitTimetable& timetable, const std::string& session,
           const std::string& date, const std::string& start) {
  auto& placement = *timetable.mutable_timetable()->add_placements();
  placement.set_session(session);
  placement.set_date(date);
  placement.set_start(start);
}

template <typename Message>
Change Put(const Message& message) {
  Change change;
  change.set_kind(Change::KIND_UPDATED);
  change.set_name(message.name());
  change.mutable_resource()->PackFrom(message);
  return change;
}

Change Gone(const std::string& name) {
  Change change;
  change.set_kind(Change::KIND_DELETED);
  change.set_name(name);
  return change;
}

class RelationsTest : public testing::TestWithParam<storage::Backend> {
 protected:
  RelationsTest() {
    const absl::Status migrated =
        storage::Migrate(*database_, clock_, std::vector{Relations::Tables()});
    EXPECT_TRUE(migrated.ok()) << migrated;
  }

  absl::Status Write(storage::TransactionBody body) {
    return database_->Write(storage::Soon(), body);
  }
  void Apply(const Change& change) {
    const absl::Status status =
        Write([&](storage::Transaction& tx) { return relations_.Apply(tx, change); });
    EXPECT_TRUE(status.ok()) << status;
  }
  absl::Status Advance(const std::string& from, const std::string& to, absl::Time fresh_time) {
    return Write([&](storage::Transaction& tx) {
      return relations_.Advance(tx, from, {to, fresh_time});
    });
  }
  void Replace(const ListedRelations& listed) {
    const absl::Status status =
        Write([&](storage::Transaction& tx) { return relations_.Replace(tx, listed); });
    EXPECT_TRUE(status.ok()) << status;
  }
  // What a reading function gives in a transaction of its own.
  template <typename Function>
  auto Get(Function read) {
    decltype(read(std::declval<storage::Transaction&>())) result;
    database_
        ->Read(storage::Soon(),
               [&](storage::Transaction& tx) {
                 result = read(tx);
                 return absl::OkStatus();
               })
        .IgnoreError();
    return result;
  }
  // The name of the person behind the subject; empty for nobody.
  std::string Person(const std::string& subject) {
    const auto person =
        Get([&](storage::Transaction& tx) { return relations_.PersonBySubject(tx, subject); });
    EXPECT_TRUE(person.ok()) << person.status();
    return person.ok() && *person ? (*person)->name() : "";
  }
  absl::StatusOr<std::vector<access::Grant>> Grants(const std::string& subject) {
    return Get([&](storage::Transaction& tx) { return relations_.GrantsOf(tx, subject); });
  }
  absl::StatusOr<scheduling::v1::Review> Review(const std::string& name) {
    return Get([&](storage::Transaction& tx) { return relations_.Review(tx, name); });
  }
  // Runs a body in a transaction of its own.
  void Look(absl::FunctionRef<void(storage::Transaction&)> look) {
    const absl::Status status = database_->Read(storage::Soon(), [&](storage::Transaction& tx) {
      look(tx);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
  }
  absl::Status Fresh() {
    return Get([&](storage::Transaction& tx) { return relations_.CheckFresh(tx); });
  }
  std::vector<PlannedSession> Ahead(const std::string& time) {
    absl::Time now;
    std::string problem;
    EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, time, &now, &problem)) << problem;
    return *Get(
        [&](storage::Transaction& tx) { return relations_.SessionsAhead(tx, kReview, now); });
  }

  storage::FreshStore store_{GetParam()};
  std::unique_ptr<storage::Database> database_ = store_.Open();
  environment::ManualClock clock_{absl::FromUnixSeconds(1'341'792'000)};
  Relations relations_{clock_};
};

TEST_P(RelationsTest, PersonBySubject_KnowsNameAndAccount) {
  Apply(Put(PersonOf(kPerson, "a@b")));
  EXPECT_EQ(Person(kPerson), kPerson);
  EXPECT_EQ(Person("a@b"), kPerson);
  EXPECT_EQ(Person("A@b"), "");
  EXPECT_EQ(Person(""), "");
  EXPECT_EQ(Person("regions/em/people/p2"), "");
  Apply(Put(PersonOf(kPerson, "")));
  EXPECT_EQ(Person("a@b"), "");
  EXPECT_EQ(Person(kPerson), kPerson);
}

TEST_P(RelationsTest, PersonBySubject_KeepsNoMoreThanItNeeds) {
  Apply(Put(PersonOf(kPerson, "a@b")));
  const auto person =
      *Get([&](storage::Transaction& tx) { return relations_.PersonBySubject(tx, kPerson); });
  EXPECT_EQ(person->display_name(), "Head of service");
  EXPECT_EQ(person->reviews_done(), 0);
}

TEST_P(RelationsTest, GrantsOf_EndWithTheGrant) {
  Apply(Put(GrantTo("s", "regions/em/roleGrants/g1")));
  Apply(Put(GrantTo("s", "regions/-/roleGrants/g2")));
  Apply(Put(GrantTo("t", "regions/em/roleGrants/g3")));
  const auto office = [](const std::string& region) {
    return access::Grant{.role = access::v1::ROLE_PROGRAMME_OFFICE, .region = region};
  };
  EXPECT_THAT(*Grants("s"), ElementsAre(office(""), office("regions/em")));
  Apply(Gone("regions/-/roleGrants/g2"));
  EXPECT_THAT(*Grants("s"), ElementsAre(office("regions/em")));
  EXPECT_THAT(*Grants("S"), IsEmpty());
}

TEST_P(RelationsTest, Review_IsTheOneOfThatName) {
  EXPECT_EQ(errors::ReasonOf(Review(kReview).status()), ERROR_REASON_RESOURCE_NOT_FOUND);
  Apply(Put(ReviewWith(kReview, kPerson)));
  EXPECT_EQ(Review(kReview)->team(0).person(), kPerson);
  EXPECT_EQ(Review(kReview)->team(0).reason(), "");
  // Another kind of resource is no review.
  Apply(Put(PersonOf(kPerson, "")));
  EXPECT_EQ(errors::ReasonOf(Review(kPerson).status()), ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_P(RelationsTest, Apply_LeavesAloneWhatIsNotKept) {
  scheduling::v1::Programme programme;
  programme.set_name("regions/em/programmes/2012");
  Apply(Put(programme));
  EXPECT_EQ(storage::Number(*database_, "SELECT CAST(COUNT(*) AS BIGINT) FROM relations"), 0);
}

TEST_P(RelationsTest, Apply_KeepsRegionsAndTheirAuthorities) {
  scheduling::v1::Region region;
  region.set_name("regions/em");
  region.add_bank_holidays("2012-08-27");
  scheduling::v1::Authority authority;
  authority.set_name("regions/em/authorities/E10000019");
  authority.set_latitude(53.2);
  authority.add_calendar();
  Apply(Put(region));
  Apply(Put(authority));
  Look([&](storage::Transaction& tx) {
    EXPECT_THAT(relations_.Region(tx, "regions/em")->bank_holidays(), ElementsAre("2012-08-27"));
    EXPECT_EQ(relations_.Regions(tx)->size(), 1U);
    const auto authorities = relations_.AuthoritiesOf(tx, "regions/em");
    EXPECT_EQ(authorities->size(), 1U);
    EXPECT_EQ(authorities->front().latitude(), 53.2);
    EXPECT_EQ(authorities->front().calendar_size(), 0);
    EXPECT_TRUE(relations_.Authority(tx, authority.name()).ok());
    EXPECT_EQ(errors::ReasonOf(relations_.Authority(tx, "regions/em/authorities/x").status()),
              ERROR_REASON_RESOURCE_NOT_FOUND);
  });
}

TEST_P(RelationsTest, ReviewsAndPeopleOf_AreThoseOfTheRegion) {
  Apply(Put(PersonOf(kPerson, "a@b")));
  Apply(Put(PersonOf("regions/sw/people/p1", "c@d")));
  Apply(Put(ReviewWith(kReview, kPerson)));
  Look([&](storage::Transaction& tx) {
    EXPECT_EQ(relations_.PeopleOf(tx, "regions/em")->size(), 1U);
    EXPECT_EQ(relations_.ReviewsOf(tx, "regions/em")->front().name(), kReview);
    EXPECT_EQ(relations_.ReviewsOf(tx, "regions/sw")->size(), 0U);
  });
}

TEST_P(RelationsTest, Replace_ForgetsWhatIsNoLongerThere) {
  Apply(Put(PersonOf(kPerson, "a@b")));
  Apply(Put(GrantTo("s", "regions/em/roleGrants/g1")));
  Apply(Put(ReviewWith(kReview, kPerson)));
  ListedRelations listed;
  listed.people = {PersonOf("regions/em/people/p2", "a@b")};
  listed.role_grants = {GrantTo("t", "regions/em/roleGrants/g2")};
  listed.reviews = {{ReviewWith("regions/em/reviews/not", "regions/em/people/p2"), {}}};
  Replace(listed);
  EXPECT_EQ(Person(kPerson), "");
  EXPECT_EQ(Person("a@b"), "regions/em/people/p2");
  EXPECT_THAT(*Grants("s"), IsEmpty());
  EXPECT_EQ(Grants("t")->size(), 1U);
  EXPECT_FALSE(Review(kReview).ok());
  EXPECT_TRUE(Review("regions/em/reviews/not").ok());
}

TEST_P(RelationsTest, SessionsAhead_AreThoseOfTheTimetableThatHaveNotBegun) {
  ReleasedVisit visit;
  visit.sessions = {SessionWith("early", {"staff"}), SessionWith("late", {"leaders", "staff"}),
                    SessionWith("unplaced", {"staff"}), SessionWith("talk", {"leavers", "none"})};
  visit.groups = {GroupOf("staff", TimetableGroup::STAFF),
                  GroupOf("leaders", TimetableGroup::LEADERSHIP),
                  GroupOf("leavers", TimetableGroup::SERVICE_USER),
                  GroupOf("none", TimetableGroup::PERSPECTIVE_UNSPECIFIED)};
  visit.groups[2].set_withdrawn(true);
  visit.timetable.emplace().set_name(std::string(kReview) + "/timetables/3");
  Place(*visit.timetable, "late", "2012-07-10", "14:00");
  Place(*visit.timetable, "talk", "2012-07-10", "10:00");
  Place(*visit.timetable, "early", "2012-07-09", "09:30");
  ListedRelations listed;
  listed.reviews = {{ReviewWith(kReview, kPerson), visit}};
  Replace(listed);

  // 09:30 of British summer time.
  std::vector<PlannedSession> ahead = Ahead("2012-07-09T08:29:59Z");
  ASSERT_EQ(ahead.size(), 3U);
  EXPECT_EQ(ahead[0].session.name(), std::string(kReview) + "/sessions/early");
  EXPECT_THAT(ahead[0].session.lines(), ElementsAre("kloe-1/a"));
  EXPECT_THAT(ahead[0].perspectives, ElementsAre(TimetableGroup::STAFF));
  EXPECT_THAT(ahead[1].perspectives, IsEmpty());
  EXPECT_THAT(ahead[2].perspectives,
              ElementsAre(TimetableGroup::LEADERSHIP, TimetableGroup::STAFF));
  EXPECT_EQ(ahead[2].start - ahead[1].start, absl::Hours(4));

  ahead = Ahead("2012-07-09T08:30:00Z");
  ASSERT_EQ(ahead.size(), 2U);
  EXPECT_EQ(ahead[0].session.name(), std::string(kReview) + "/sessions/talk");
  EXPECT_THAT(Ahead("2012-07-10T13:00:00Z"), IsEmpty());
}

TEST_P(RelationsTest, TheCopyOfAVisitTellsNotWhoOfTheTeamMeetsWhomByName) {
  ReleasedVisit visit;
  visit.sessions = {SessionWith("talk", {"leaders"})};
  visit.sessions[0].set_display_name("Director of children's services");
  visit.groups = {GroupOf("leaders", TimetableGroup::LEADERSHIP)};
  visit.groups[0].set_display_name("Directors");
  visit.groups[0].add_members(std::string(kReview) + "/participants/p");
  visit.timetable.emplace().set_name(std::string(kReview) + "/timetables/1");
  Place(*visit.timetable, "talk", "2012-07-10", "10:00");
  scheduling::v1::Placement& placement =
      *visit.timetable->mutable_timetable()->mutable_placements(0);
  placement.add_reviewers("em-031");
  placement.set_venue("office");
  ListedRelations listed;
  listed.reviews = {{ReviewWith(kReview, kPerson), visit}};
  Replace(listed);
  const auto kept = Get([&](storage::Transaction& tx) -> absl::StatusOr<std::string> {
    std::string bodies;
    absl::Status status = tx.Query("SELECT body FROM relations WHERE kind <> 'Review'", {},
                                   [&](const storage::Row& row) {
                                     bodies += row.Bytes(0);
                                     return absl::OkStatus();
                                   });
    if (!status.ok()) return status;
    return bodies;
  });
  for (const char* word : {"Director", "participants/p", "em-031", "office"}) {
    EXPECT_THAT(*kept, Not(HasSubstr(word)));
  }
  EXPECT_THAT(Ahead("2012-07-09T08:00:00Z").at(0).perspectives,
              ElementsAre(TimetableGroup::LEADERSHIP));
}

TEST_P(RelationsTest, ReplaceVisit_TakesTheNewTimetableForTheOldOne) {
  ListedRelations listed;
  listed.reviews = {{ReviewWith(kReview, kPerson), {}},
                    {ReviewWith("regions/em/reviews/not", kPerson), {}}};
  for (auto& [review, visit] : listed.reviews) {
    visit.sessions.emplace_back().set_name(review.name() + "/sessions/s");
    visit.timetable.emplace().set_name(review.name() + "/timetables/1");
  }
  Replace(listed);
  ReleasedVisit released;
  released.sessions = {SessionWith("new", {})};
  released.timetable.emplace().set_name(std::string(kReview) + "/timetables/2");
  const absl::Status status = Write(
      [&](storage::Transaction& tx) { return relations_.ReplaceVisit(tx, kReview, released); });
  ASSERT_TRUE(status.ok()) << status;
  const auto timetable = [&](const std::string& review) {
    return (*Get([&](storage::Transaction& tx) { return relations_.TimetableOf(tx, review); }))
        ->name();
  };
  const auto sessions = [&](const std::string& review) {
    return *Get([&](storage::Transaction& tx) { return relations_.SessionsOf(tx, review); });
  };
  EXPECT_EQ(timetable(kReview), std::string(kReview) + "/timetables/2");
  ASSERT_EQ(sessions(kReview).size(), 1U);
  EXPECT_EQ(sessions(kReview)[0].name(), std::string(kReview) + "/sessions/new");
  EXPECT_EQ(timetable("regions/em/reviews/not"), "regions/em/reviews/not/timetables/1");
  EXPECT_EQ(sessions("regions/em/reviews/not").size(), 1U);
  EXPECT_TRUE(Review(kReview).ok());
}

TEST_P(RelationsTest, Apply_OfAReviewThatGoesTakesWhatLiesBelowItAlong) {
  ListedRelations listed;
  listed.reviews = {{ReviewWith(kReview, kPerson), {.sessions = {SessionWith("s", {})}}}};
  Replace(listed);
  Apply(Gone(kReview));
  EXPECT_FALSE(Review(kReview).ok());
  EXPECT_THAT(*Get([&](storage::Transaction& tx) { return relations_.SessionsOf(tx, kReview); }),
              IsEmpty());
}

TEST_P(RelationsTest, CheckFresh_ClosesWithAge) {
  EXPECT_EQ(errors::ReasonOf(Fresh()), ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  ASSERT_TRUE(Advance("", "t1", clock_.Now()).ok());
  clock_.Advance(Relations::kDefaultMaxAge);
  EXPECT_TRUE(Fresh().ok()) << Fresh();
  clock_.Advance(absl::Microseconds(1));
  EXPECT_EQ(errors::ReasonOf(Fresh()), ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  ASSERT_TRUE(Advance("t1", "t2", clock_.Now()).ok());
  EXPECT_TRUE(Fresh().ok());
}

TEST_P(RelationsTest, Advance_NeverLetsTheFreshTimeGoBack) {
  const absl::Time now = clock_.Now();
  ASSERT_TRUE(Advance("", "t1", now).ok());
  ASSERT_TRUE(Advance("t1", "t2", now - absl::Hours(1)).ok());
  EXPECT_EQ(*Get([&](storage::Transaction& tx) { return relations_.FreshTime(tx); }), now);
}

TEST_P(RelationsTest, Advance_RefusesWhoIsBehindAnotherProcess) {
  ASSERT_TRUE(Advance("", "t1", clock_.Now()).ok());
  EXPECT_TRUE(changes::IsOvertaken(Advance("", "t2", clock_.Now())));
  ASSERT_TRUE(Advance("t1", "t2", clock_.Now()).ok());
  EXPECT_TRUE(changes::IsOvertaken(Advance("t1", "t3", clock_.Now())));
  EXPECT_FALSE(changes::IsOvertaken(errors::EtagMismatch("x")));
  EXPECT_EQ((*Get([&](storage::Transaction& tx) { return relations_.State(tx); }))->resume_token,
            "t2");
}

INSTANTIATE_TEST_SUITE_P(Stores, RelationsTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace peerchallenge::relations
