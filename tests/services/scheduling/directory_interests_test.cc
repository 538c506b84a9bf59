#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "tests/services/scheduling/directory_test.h"

namespace peerchallenge::scheduling {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Interest;

class InterestsTest : public DirectoryTest {
 protected:
  void SetUp() override {
    person_ = directory_.PutPerson("p1", kNottingham).name();
    other_ = directory_.PutPerson("p2", kLeicester).name();
  }

  v1::DeclareInterestRequest NewInterest(const std::string& person) {
    v1::DeclareInterestRequest request;
    request.set_parent(person);
    request.set_interest_id("i1");
    request.mutable_interest()->set_authority(kLincolnshire);
    request.mutable_interest()->set_kind(Interest::KIND_FAMILY);
    request.mutable_interest()->set_reason("a sister works there");
    return request;
  }

  Interest Declared(const std::string& person) {
    return Value(service_.DeclareInterest(Office(), NewInterest(person)));
  }

  absl::StatusOr<Interest> Get(const rpc::Call& call, const std::string& name) {
    v1::GetInterestRequest request;
    request.set_name(name);
    return service_.GetInterest(call, request);
  }

  absl::StatusOr<Interest> Override(const rpc::Call& call, const std::string& name,
                                    const std::string& reason = "needed") {
    v1::OverrideInterestRequest request;
    request.set_name(name);
    request.set_reason(reason);
    return service_.OverrideInterest(call, request);
  }

  absl::StatusOr<Interest> Withdraw(const rpc::Call& call, const std::string& name) {
    v1::WithdrawInterestRequest request;
    request.set_name(name);
    return service_.WithdrawInterest(call, request);
  }

  std::vector<std::string> List(const rpc::Call& call, const std::string& parent) {
    v1::ListInterestsRequest request;
    request.set_parent(parent);
    std::vector<std::string> names;
    const auto response = Value(service_.ListInterests(call, request));
    for (const Interest& interest : response.interests()) {
      names.push_back(interest.name());
    }
    return names;
  }

  v1::TeamMember::State StateOnTeam(const std::string& review, int place) {
    return directory_.Stored(store().reviews, review).team(place).state();
  }

  std::string person_, other_;
};

TEST_F(InterestsTest, Declare_IsForThePersonAndTheOffice) {
  v1::DeclareInterestRequest request = NewInterest(person_);
  request.mutable_interest()->set_state(Interest::STATE_OVERRIDDEN);
  request.mutable_interest()->set_override_approver("me");
  request.mutable_interest()->set_expire_date("2012-05-02");
  const Interest own = Value(service_.DeclareInterest(Peer(person_), request));
  EXPECT_EQ(own.name(), person_ + "/interests/i1");
  EXPECT_EQ(own.state(), Interest::STATE_DECLARED);
  EXPECT_EQ(own.override_approver(), "");
  EXPECT_EQ(own.expire_date(), "");
  EXPECT_EQ(own.reason(), "a sister works there");
  ExpectError(service_.DeclareInterest(Office(), request), reasons::ERROR_REASON_RESOURCE_EXISTS);
  request.clear_interest_id();
  EXPECT_TRUE(service_.DeclareInterest(Office(), request).ok());
  for (const rpc::Call& call :
       {Peer(other_), Director(kNottingham), Board(kNottingham), Office(kOtherRegion)}) {
    ExpectError(service_.DeclareInterest(call, request), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
}

TEST_F(InterestsTest, Declare_NeedsPersonAndAuthority) {
  ExpectError(service_.DeclareInterest(Office(), NewInterest("regions/em/people/p9")),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::DeclareInterestRequest request = NewInterest(person_);
  request.mutable_interest()->set_authority("regions/em/authorities/E06000015");
  ExpectError(service_.DeclareInterest(Office(), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  request = NewInterest(person_);
  request.mutable_interest()->clear_reason();
  ExpectError(service_.DeclareInterest(Office(), request), reasons::ERROR_REASON_FIELD_INVALID);
  request = NewInterest(person_);
  request.set_interest_id("I 1");
  ExpectError(service_.DeclareInterest(Office(), request), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(InterestsTest, Declare_TakesThePersonOffTeamsWhoseVisitIsAhead) {
  const std::string ahead = directory_.PutReview("ahead", kLincolnshire, {other_, person_}).name();
  const std::string elsewhere = directory_.PutReview("elsewhere", kLeicester, {person_}).name();
  v1::Review begun = MakeReview("begun", kLincolnshire, {person_});
  begun.set_state(v1::Review::STATE_ON_SITE);
  directory_.Put(store().reviews, begun);
  clock().Advance(absl::Seconds(5));
  Declared(person_);
  EXPECT_EQ(StateOnTeam(ahead, 0), v1::TeamMember::STATE_ACCEPTED);
  EXPECT_EQ(StateOnTeam(ahead, 1), v1::TeamMember::STATE_BARRED);
  EXPECT_EQ(directory_.Stored(store().reviews, ahead).update_time().seconds(),
            absl::ToUnixSeconds(clock().Now()));
  EXPECT_EQ(StateOnTeam(elsewhere, 0), v1::TeamMember::STATE_ACCEPTED);
  EXPECT_EQ(StateOnTeam(begun.name(), 0), v1::TeamMember::STATE_ACCEPTED);
}

TEST_F(InterestsTest, Declare_LeavesTeamsAloneWhoseVisitComesAfterItsEnd) {
  const std::string review = directory_.PutReview("r1", kLincolnshire, {person_}).name();
  v1::DeclareInterestRequest request = NewInterest(person_);
  request.mutable_interest()->set_kind(Interest::KIND_REVIEWED_BEFORE);
  request.mutable_interest()->set_since_date("2010-07-08");  // ends the day before the visit
  EXPECT_EQ(Value(service_.DeclareInterest(Office(), request)).expire_date(), "2012-07-08");
  EXPECT_EQ(StateOnTeam(review, 0), v1::TeamMember::STATE_ACCEPTED);
}

TEST_F(InterestsTest, Declare_AnswersTheSameWithAHiddenVisitAndWithout) {
  FreshDirectory without;
  without.PutPerson("p1", kNottingham);
  without.PutPerson("p2", kLeicester);
  StoredGrants grants(without.database(), without.store(), without.clock());
  DirectoryService service(without.context(), grants);
  const std::string hidden = directory_.PutHiddenReview("r1", kLincolnshire, {person_}).name();
  v1::DeclareInterestRequest request = NewInterest(person_);
  Interest with_visit = Value(service_.DeclareInterest(Office(), request));
  Interest without_visit = Value(service.DeclareInterest(Office(), request));
  with_visit.clear_etag();  // a hash under the key of its store
  without_visit.clear_etag();
  EXPECT_EQ(with_visit.SerializeAsString(), without_visit.SerializeAsString());
  EXPECT_EQ(StateOnTeam(hidden, 0), v1::TeamMember::STATE_BARRED);
}

TEST_F(InterestsTest, Get_IsSealedAndOutOfReachForOthers) {
  const std::string name = Declared(person_).name();
  EXPECT_EQ(Value(Get(Office(), name)).reason(), "a sister works there");
  EXPECT_EQ(Value(Get(Peer(person_), name)).reason(), "a sister works there");
  const Interest sealed = Value(Get(CallBy("plans", {{.role = roles::ROLE_SERVICE}}), name));
  EXPECT_EQ(sealed.reason(), "");
  EXPECT_EQ(sealed.kind(), Interest::KIND_UNSPECIFIED);
  EXPECT_EQ(sealed.authority(), kLincolnshire);
  for (const rpc::Call& call :
       {Peer(other_), Director(kLincolnshire), Coordinator(kLincolnshire), Office(kOtherRegion)}) {
    ExpectError(Get(call, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
}

TEST_F(InterestsTest, List_ShowsOnePersonOrAllOfTheRegion) {
  const std::string first = Declared(person_).name();
  const std::string second = Declared(other_).name();
  EXPECT_THAT(List(Office(), person_), ElementsAre(first));
  EXPECT_THAT(List(Office(), "regions/em/people/-"), ElementsAre(first, second));
  EXPECT_THAT(List(Peer(other_), "regions/em/people/-"), ElementsAre(second));
  EXPECT_THAT(List(Director(kLincolnshire), "regions/em/people/-"), IsEmpty());
  v1::ListInterestsRequest request;
  request.set_parent(person_);
  ExpectError(service_.ListInterests(Peer(other_), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_parent("regions/em/people/-");
  ExpectError(service_.ListInterests(Office(kOtherRegion), request),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  request.set_parent("regions/em");
  ExpectError(service_.ListInterests(Office(), request), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(InterestsTest, List_PagesOverAllPeople) {
  std::set<std::string> declared;
  for (int i = 10; i < 17; ++i) {
    const std::string person = directory_.PutPerson(absl::StrCat("p", i), kLeicester).name();
    declared.insert(Declared(person).name());
  }
  v1::ListInterestsRequest request;
  request.set_parent("regions/em/people/-");
  request.set_page_size(3);
  std::vector<int> sizes;
  std::set<std::string> seen;
  do {
    const auto page = Value(service_.ListInterests(Office(), request));
    sizes.push_back(page.interests_size());
    for (const Interest& interest : page.interests()) seen.insert(interest.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && sizes.size() < 10);
  EXPECT_THAT(sizes, ElementsAre(3, 3, 1));
  EXPECT_EQ(seen, declared);
}

TEST_F(InterestsTest, List_TokenIsBoundToTheParent) {
  Declared(person_);
  Declared(other_);
  v1::ListInterestsRequest request;
  request.set_parent("regions/em/people/-");
  request.set_page_size(1);
  request.set_page_token(Value(service_.ListInterests(Office(), request)).next_page_token());
  request.set_parent(person_);
  ExpectError(service_.ListInterests(Office(), request), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_F(InterestsTest, Override_RecordsReasonAndApprover) {
  const std::string name = Declared(person_).name();
  const Interest overridden = Value(Override(Office(), name));
  EXPECT_EQ(overridden.state(), Interest::STATE_OVERRIDDEN);
  EXPECT_EQ(overridden.override_reason(), "needed");
  EXPECT_EQ(overridden.override_approver(), Office().caller.subject);
  ExpectError(Override(Office(), name, ""), reasons::ERROR_REASON_FIELD_INVALID);
  for (const rpc::Call& call : {Peer(person_), Director(kLincolnshire), Office(kOtherRegion)}) {
    ExpectError(Override(call, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
}

TEST_F(InterestsTest, Override_IsAnothersDecision) {
  const std::string name = Declared(person_).name();
  rpc::Call own = Office();
  own.caller.subject = person_;
  ExpectError(Override(own, name), reasons::ERROR_REASON_RULE_BROKEN);
  own.caller.subject = other_;
  EXPECT_EQ(Value(Override(own, name)).override_approver(), other_);
}

TEST_F(InterestsTest, Declare_IsRefusedWhenAPersonHasAThousand) {
  const absl::Status filled =
      directory_.database().Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
        for (int i = 0; i < 1'000; ++i) {
          Interest interest = NewInterest(person_).interest();
          interest.set_name(absl::StrCat(person_, "/interests/n", i));
          if (absl::Status status = store().interests.Insert(tx, interest); !status.ok()) {
            return status;
          }
        }
        return absl::OkStatus();
      });
  ASSERT_TRUE(filled.ok()) << filled;
  ExpectError(service_.DeclareInterest(Peer(person_), NewInterest(person_)),
              reasons::ERROR_REASON_QUOTA_EXCEEDED);
  Declared(other_);
}

TEST_F(InterestsTest, Withdraw_EndsItForGood) {
  const std::string name = Declared(person_).name();
  ExpectError(Withdraw(Peer(other_), name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(Value(Withdraw(Peer(person_), name)).state(), Interest::STATE_WITHDRAWN);
  ExpectError(Withdraw(Peer(person_), name), reasons::ERROR_REASON_WRONG_STATE);
  ExpectError(Override(Office(), name), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(InterestsTest, OverrideAndWithdraw_RejectAStaleEtag) {
  const std::string name = Declared(person_).name();
  v1::OverrideInterestRequest change;
  change.set_name(name);
  change.set_reason("needed");
  change.set_etag("stale");
  ExpectError(service_.OverrideInterest(Office(), change), reasons::ERROR_REASON_ETAG_MISMATCH);
  v1::WithdrawInterestRequest end;
  end.set_name(name);
  end.set_etag("stale");
  ExpectError(service_.WithdrawInterest(Office(), end), reasons::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(directory_.Stored(store().interests, name).state(), Interest::STATE_DECLARED);
}

class CheckInterestsTest : public InterestsTest {
 protected:
  v1::CheckInterestsRequest Question(const std::vector<std::string>& people) {
    v1::CheckInterestsRequest request;
    request.set_host(kLincolnshire);
    for (const std::string& person : people) request.add_people(person);
    return request;
  }

  std::vector<bool> Barred(const rpc::Call& call, const v1::CheckInterestsRequest& request) {
    std::vector<bool> barred;
    const auto response = Value(service_.CheckInterests(call, request));
    for (const auto& verdict : response.verdicts()) {
      barred.push_back(verdict.barred());
    }
    return barred;
  }
};

TEST_F(CheckInterestsTest, AnswersForEachPersonInOrder) {
  Declared(other_);
  const std::string own = directory_.PutPerson("p3", kLincolnshire).name();
  EXPECT_THAT(Barred(Office(), Question({own, person_, other_})), ElementsAre(true, false, true));
  Value(Override(Office(), other_ + "/interests/i1"));
  const auto response = Value(service_.CheckInterests(Office(), Question({other_})));
  EXPECT_FALSE(response.verdicts(0).barred());
  EXPECT_TRUE(response.verdicts(0).overridden());
}

TEST_F(CheckInterestsTest, BarsThePeopleOfAnAuthorityFromThatWhichTookItsPlace) {
  v1::Authority before = directory_.Stored(store().authorities, kLeicester);
  before.add_successors(validation::IdOf(kLincolnshire));
  const absl::Status stored = directory_.database().Write(
      absl::InfiniteFuture(),
      [&](storage::Transaction& tx) { return store().authorities.Update(tx, before); });
  ASSERT_TRUE(stored.ok()) << stored;
  EXPECT_THAT(Barred(Office(), Question({person_, other_})), ElementsAre(false, true));
}

TEST_F(CheckInterestsTest, CountsTheDayAskedForOrToday) {
  v1::DeclareInterestRequest request = NewInterest(person_);
  request.mutable_interest()->set_kind(Interest::KIND_REVIEWED_BEFORE);
  request.mutable_interest()->set_since_date("2010-05-01");
  ASSERT_TRUE(service_.DeclareInterest(Office(), request).ok());
  v1::CheckInterestsRequest question = Question({person_});
  EXPECT_THAT(Barred(Office(), question), ElementsAre(true));  // on 1 May 2012
  question.set_date("2012-05-02");
  EXPECT_THAT(Barred(Office(), question), ElementsAre(false));
  question.set_date("tomorrow");
  ExpectError(service_.CheckInterests(Office(), question), reasons::ERROR_REASON_FIELD_INVALID);
  // At 23:30 UTC in summer the next day has begun in London.
  clock().Set(absl::FromCivil(absl::CivilMinute(2012, 5, 1, 23, 30), absl::UTCTimeZone()));
  question.clear_date();
  EXPECT_THAT(Barred(Office(), question), ElementsAre(false));
}

TEST_F(CheckInterestsTest, OthersMayAskAboutThemselvesOnly) {
  for (const rpc::Call& call :
       {Peer(person_), CallBy("p1@example.org", Board(kLeicester).caller.grants)}) {
    EXPECT_THAT(Barred(call, Question({person_})), ElementsAre(false));
    ExpectError(service_.CheckInterests(call, Question({person_, other_})),
                reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  ExpectError(service_.CheckInterests(Director(kLincolnshire), Question({person_})),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(CheckInterestsTest, LeadsMayAskAboutAnyoneForTheirHost) {
  directory_.PutReview("r1", kLincolnshire, {person_, other_});
  EXPECT_THAT(Barred(Peer(person_), Question({other_})), ElementsAre(false));
  ExpectError(service_.CheckInterests(Peer(other_), Question({person_})),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::CheckInterestsRequest elsewhere = Question({other_});
  elsewhere.set_host(kLeicester);
  ExpectError(service_.CheckInterests(Peer(person_), elsewhere),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(CheckInterestsTest, RefusesUnknownHostsAndPeople) {
  ExpectError(service_.CheckInterests(Office(), Question({"regions/em/people/p9"})),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(service_.CheckInterests(Office(), Question({})), reasons::ERROR_REASON_FIELD_INVALID);
  v1::CheckInterestsRequest question = Question({person_});
  question.set_host("regions/em/authorities/E06000015");
  ExpectError(service_.CheckInterests(Office(), question),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace peerchallenge::scheduling
