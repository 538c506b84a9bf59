#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/environment/uuid.h"
#include "common/validation/resource_name.h"
#include "tests/services/scheduling/directory_test.h"

namespace peerchallenge::scheduling {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PeopleTest : public DirectoryTest {
 protected:
  v1::CreatePersonRequest NewPerson(const std::string& id) {
    v1::CreatePersonRequest request;
    request.set_parent(kRegion);
    request.set_person_id(id);
    request.mutable_person()->set_display_name("Head of service 1");
    request.mutable_person()->set_role("HEAD_OF_SERVICE");
    request.mutable_person()->set_authority(kNottingham);
    return request;
  }

  absl::StatusOr<v1::Person> Get(const rpc::Call& call, const std::string& name) {
    v1::GetPersonRequest request;
    request.set_name(name);
    return service_.GetPerson(call, request);
  }

  std::vector<std::string> List(const rpc::Call& call, const std::string& authority = "") {
    v1::ListPeopleRequest request;
    request.set_parent(kRegion);
    request.set_authority(authority);
    std::vector<std::string> ids;
    const auto response = Value(service_.ListPeople(call, request));
    for (const auto& person : response.people()) {
      ids.push_back(validation::IdOf(person.name()));
    }
    return ids;
  }

  absl::StatusOr<v1::Person> SetAway(const rpc::Call& call, const std::string& name,
                                     const std::string& start, const std::string& etag = "") {
    v1::SetAvailabilityRequest request;
    request.set_name(name);
    request.add_unavailable()->set_start_date(start);
    request.mutable_unavailable(0)->set_end_date("2012-07-31");
    request.set_etag(etag);
    return service_.SetAvailability(call, request);
  }
};

TEST_F(PeopleTest, Create_TakesTheIdOrMakesOne) {
  const v1::Person chosen = Value(service_.CreatePerson(Office(), NewPerson("p1")));
  EXPECT_EQ(chosen.name(), "regions/em/people/p1");
  EXPECT_EQ(chosen.create_time().seconds(), absl::ToUnixSeconds(clock().Now()));
  const v1::Person made = Value(service_.CreatePerson(Office(), NewPerson("")));
  EXPECT_TRUE(environment::IsUuid(validation::IdOf(made.name()))) << made.name();
  ExpectError(service_.CreatePerson(Office(), NewPerson("p1")),
              reasons::ERROR_REASON_RESOURCE_EXISTS);
  ExpectError(service_.CreatePerson(Office(), NewPerson("P 1")),
              reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(PeopleTest, Create_NeedsTheRegionAndTheAuthority) {
  v1::CreatePersonRequest request = NewPerson("p1");
  request.mutable_person()->set_authority("regions/em/authorities/E06000015");
  ExpectError(service_.CreatePerson(Office(), request), reasons::ERROR_REASON_REFERENCE_BROKEN);
  ExpectError(service_.CreatePerson(Office(kOtherRegion), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_parent("regions/nw");
  ExpectError(service_.CreatePerson(Office("regions/nw"), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(PeopleTest, Account_IsUniqueAndTheErrorSaysNotWhose) {
  directory_.PutPerson("p1", kNottingham);
  v1::CreatePersonRequest request = NewPerson("p2");
  request.mutable_person()->set_account("p1@example.org");
  const auto created = service_.CreatePerson(Office(), request);
  ExpectError(created, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(created.status().ToString(), testing::Not(testing::HasSubstr("people/p1")));

  v1::UpdatePersonRequest update;
  *update.mutable_person() = directory_.PutPerson("p2", kNottingham);
  update.mutable_person()->set_account("p1@example.org");
  ExpectError(service_.UpdatePerson(Office(), update), reasons::ERROR_REASON_FIELD_INVALID);
  update.mutable_person()->set_account("p2@example.org");
  EXPECT_EQ(Value(service_.UpdatePerson(Office(), update)).account(), "p2@example.org");
}

TEST_F(PeopleTest, Account_MayBeLeftEmptyByMany) {
  EXPECT_TRUE(service_.CreatePerson(Office(), NewPerson("p1")).ok());
  EXPECT_TRUE(service_.CreatePerson(Office(), NewPerson("p2")).ok());
}

TEST_F(PeopleTest, Get_IsForThePersonTheRegionAndTheHomeAuthority) {
  const std::string name = directory_.PutPerson("p1", kNottingham).name();
  EXPECT_EQ(Value(Get(Office(), name)).account(), "p1@example.org");
  EXPECT_EQ(Value(Get(Peer(name), name)).account(), "");
  EXPECT_EQ(Value(Get(Director(kNottingham), name)).account(), "");
  EXPECT_EQ(Value(Get(CallBy("p1@example.org", {}), name)).name(), name);
  for (const rpc::Call& call : {Director(kLincolnshire), Peer("regions/em/people/p2"),
                                Office(kOtherRegion), Coordinator(kNottingham)}) {
    ExpectError(Get(call, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  ExpectError(Get(Office(), "regions/em/people/p9"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Get(Office(), "p1"), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(PeopleTest, Get_ShowsMembersOfTeamsThatTheCallerSees) {
  const std::string lead = directory_.PutPerson("lead", kNottingham).name();
  const std::string member = directory_.PutPerson("member", kLeicester).name();
  directory_.PutReview("r1", kLincolnshire, {lead, member});
  EXPECT_EQ(Value(Get(Coordinator(kLincolnshire), member)).name(), member);
  EXPECT_EQ(Value(Get(Peer(lead), member)).name(), member);
  ExpectError(Get(Coordinator(kNottingham), member), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Get(Board(kNottingham), member), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(PeopleTest, Get_ShowsNoMembersOfHiddenVisitsToTheHost) {
  const std::string member = directory_.PutPerson("member", kLeicester).name();
  directory_.PutHiddenReview("r1", kLincolnshire, {member});
  ExpectError(Get(Coordinator(kLincolnshire), member), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(PeopleTest, List_ShowsWhomTheCallerSees) {
  const std::string p1 = directory_.PutPerson("p1", kNottingham).name();
  directory_.PutPerson("p2", kLeicester);
  directory_.PutPerson("p3", kNottingham);
  EXPECT_THAT(List(Office()), ElementsAre("p1", "p2", "p3"));
  EXPECT_THAT(List(Office(), kNottingham), ElementsAre("p1", "p3"));
  EXPECT_THAT(List(Director(kLeicester)), ElementsAre("p2"));
  EXPECT_THAT(List(Peer(p1)), ElementsAre("p1"));
  EXPECT_THAT(List(Coordinator(kNottingham)), IsEmpty());
}

TEST_F(PeopleTest, List_FillsItsPagesAndTellsOfNoOneElse) {
  directory_.PutPerson("p1", kLeicester);
  directory_.PutPerson("p2", kNottingham);
  directory_.PutPerson("p3", kLeicester);
  directory_.PutPerson("p4", kNottingham);
  v1::ListPeopleRequest request;
  request.set_parent(kRegion);
  request.set_page_size(2);
  const auto page = Value(service_.ListPeople(Director(kLeicester), request));
  EXPECT_EQ(page.people_size(), 2);
  EXPECT_EQ(page.next_page_token(), "");
  request.set_authority("Leicester");
  ExpectError(service_.ListPeople(Office(), request), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(service_.ListPeople(Office(kOtherRegion), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(PeopleTest, Update_IsForTheOfficeOfTheRegion) {
  v1::UpdatePersonRequest request;
  request.mutable_person()->set_name(directory_.PutPerson("p1", kNottingham).name());
  request.mutable_person()->set_inactive(true);
  const v1::Person updated = Value(service_.UpdatePerson(Office(), request));
  EXPECT_TRUE(updated.inactive());
  EXPECT_EQ(updated.authority(), kNottingham);
  ExpectError(service_.UpdatePerson(Office(kOtherRegion), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.mutable_person()->set_authority("regions/em/authorities/E06000015");
  ExpectError(service_.UpdatePerson(Office(), request), reasons::ERROR_REASON_REFERENCE_BROKEN);
  request.mutable_update_mask()->add_paths("nickname");
  ExpectError(service_.UpdatePerson(Office(), request), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(PeopleTest, SetAvailability_IsForThePersonAndTheOffice) {
  const v1::Person before = directory_.PutPerson("p1", kNottingham);
  const std::string& name = before.name();
  const v1::Person away = Value(SetAway(Peer(name), name, "2012-07-01", before.etag()));
  ASSERT_EQ(away.unavailable_size(), 1);
  EXPECT_EQ(Value(SetAway(Office(), name, "2012-07-05")).unavailable_size(), 1);
  ExpectError(SetAway(Peer(name), name, "2012-07-01", before.etag()),
              reasons::ERROR_REASON_ETAG_MISMATCH);
  ExpectError(SetAway(Peer(name), name, "2012-08-01"), reasons::ERROR_REASON_FIELD_INVALID);
  for (const rpc::Call& call : {Peer("regions/em/people/p2"), Director(kNottingham)}) {
    ExpectError(SetAway(call, name, "2012-07-01"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
}

class FreeBusyTest : public PeopleTest {
 protected:
  void SetUp() override {
    person_ = directory_.PutPerson("p1", kNottingham).name();
    lead_ = directory_.PutPerson("lead", kLeicester).name();
    ASSERT_TRUE(SetAway(Office(), person_, "2012-07-11").ok());
  }

  v1::QueryFreeBusyRequest Question() {
    v1::QueryFreeBusyRequest request;
    request.set_parent(kRegion);
    request.add_people(person_);
    request.mutable_dates()->set_start_date("2012-07-10");
    request.mutable_dates()->set_end_date("2012-07-20");
    return request;
  }

  // "2012-07-10/2012-07-11" for each review that the caller is told of.
  std::vector<std::string> Reviewing(const rpc::Call& call) {
    std::vector<std::string> ranges;
    const auto response = Value(service_.QueryFreeBusy(call, Question()));
    for (const auto& range : response.people(0).reviewing()) {
      ranges.push_back(range.start_date() + "/" + range.end_date());
    }
    return ranges;
  }

  std::string person_, lead_;
};

TEST_F(FreeBusyTest, CutsDaysToThoseAskedFor) {
  directory_.PutReview("r1", kLincolnshire, {lead_, person_});
  const auto response = Value(service_.QueryFreeBusy(Office(), Question()));
  ASSERT_EQ(response.people_size(), 1);
  EXPECT_EQ(response.people(0).person(), person_);
  ASSERT_EQ(response.people(0).away_size(), 1);
  EXPECT_EQ(response.people(0).away(0).start_date(), "2012-07-11");
  EXPECT_EQ(response.people(0).away(0).end_date(), "2012-07-20");
  EXPECT_THAT(Reviewing(Office()), ElementsAre("2012-07-10/2012-07-11"));
}

TEST_F(FreeBusyTest, CountsOnlyReviewsThatTakeThePersonsTime) {
  v1::Review review = MakeReview("cancelled", kLincolnshire, {person_});
  review.set_state(v1::Review::STATE_CANCELLED);
  directory_.Put(store().reviews, review);
  review = MakeReview("declined", kLincolnshire, {person_});
  review.mutable_team(0)->set_state(v1::TeamMember::STATE_DECLINED);
  directory_.Put(store().reviews, review);
  review = MakeReview("unplanned", kLincolnshire, {person_});
  review.clear_start_date();
  directory_.Put(store().reviews, review);
  directory_.PutReview("of-another", kLincolnshire, {lead_});
  EXPECT_THAT(Reviewing(Office()), IsEmpty());
}

TEST_F(FreeBusyTest, HiddenVisitsLeaveNoMark) {
  const auto empty = Value(service_.QueryFreeBusy(Office(), Question()));
  directory_.PutHiddenReview("r1", kLincolnshire, {lead_, person_});
  EXPECT_EQ(Value(service_.QueryFreeBusy(Office(), Question())).SerializeAsString(),
            empty.SerializeAsString());
  EXPECT_THAT(Reviewing(Director(kNottingham)), IsEmpty());
  EXPECT_THAT(Reviewing(Peer(person_)), ElementsAre("2012-07-10/2012-07-11"));
}

TEST_F(FreeBusyTest, ReviewsWhoseTeamTheCallerDoesNotSeeLeaveNoMark) {
  directory_.PutReview("r1", kLincolnshire, {lead_, person_});
  EXPECT_THAT(Reviewing(Director(kNottingham)), IsEmpty());
  rpc::Call both = Director(kNottingham);
  both.caller.grants.push_back(Board(kNottingham).caller.grants[0]);
  EXPECT_THAT(Reviewing(both), IsEmpty());
}

TEST_F(FreeBusyTest, AsksForKnownPeopleAndSoundDates) {
  ExpectError(service_.QueryFreeBusy(Director(kLeicester), Question()),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::QueryFreeBusyRequest request = Question();
  request.add_people("regions/em/people/p9");
  ExpectError(service_.QueryFreeBusy(Office(), request), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  request = Question();
  request.mutable_dates()->set_end_date("2013-08-13");
  EXPECT_TRUE(service_.QueryFreeBusy(Office(), request).ok());  // 400 days
  request.mutable_dates()->set_end_date("2013-08-14");
  ExpectError(service_.QueryFreeBusy(Office(), request), reasons::ERROR_REASON_FIELD_INVALID);
  request = Question();
  request.clear_people();
  ExpectError(service_.QueryFreeBusy(Office(), request), reasons::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::scheduling
