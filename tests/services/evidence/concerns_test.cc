#include "services/evidence/concerns.h"

#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

class ConcernsTest : public EvidenceTest {
 protected:
  v1::RaiseConcernRequest Raising(v1::Concern::Urgency urgency = v1::Concern::URGENCY_SAME_DAY) {
    v1::RaiseConcernRequest request;
    request.set_parent(kReview);
    request.set_concern_id(evidence_.NewId());
    request.mutable_concern()->set_text("A child said that she is afraid to go home.");
    request.mutable_concern()->set_urgency(urgency);
    return request;
  }
  rpc::Call Raiser(const std::string& person) {
    return By(person, roles::PERMISSION_CONCERN_RAISE);
  }
  rpc::Call Handler(const std::string& person) {
    return By(person, roles::PERMISSION_CONCERN_HANDLE);
  }
  absl::StatusOr<v1::Concern> Get(const std::string& person, const std::string& name) {
    v1::GetConcernRequest request;
    request.set_name(name);
    return service_.GetConcern(Raiser(person), request);
  }
  absl::StatusOr<v1::Concern> Acknowledge(const std::string& person, const std::string& name) {
    v1::AcknowledgeConcernRequest request;
    request.set_name(name);
    return service_.AcknowledgeConcern(Handler(person), request);
  }
  // Gives somebody a role at the review's host.
  void GrantAtHost(const std::string& person) {
    changes::v1::Change change;
    change.set_kind(changes::v1::Change::KIND_CREATED);
    scheduling::v1::RoleGrant grant;
    grant.set_name("regions/em/roleGrants/host");
    grant.set_subject(person.substr(person.rfind('/') + 1) + "@example.org");
    grant.set_role(roles::ROLE_HOST_COORDINATOR);
    grant.set_authority("E10000019");
    change.set_name(grant.name());
    change.mutable_resource()->PackFrom(grant);
    evidence_.Write(
        [&](storage::Transaction& tx) { return context().relations.Apply(tx, change); });
  }
  static absl::Time Due(const v1::Concern& concern) {
    return absl::FromUnixSeconds(concern.acknowledge_due_time().seconds());
  }
  static absl::Time London(int hour, int minute) {
    absl::TimeZone zone;
    EXPECT_TRUE(absl::LoadTimeZone("Europe/London", &zone));
    return absl::FromCivil(absl::CivilMinute(2012, 7, 10, hour, minute), zone);
  }
};

TEST_F(ConcernsTest, RaiseConcern_SentTwiceIsThereOnce) {
  auto request = Raising();
  const v1::Concern concern = Value(service_.RaiseConcern(Raiser(kAnn), request));
  EXPECT_EQ(concern.state(), v1::Concern::STATE_RAISED);
  EXPECT_EQ(concern.raised_by(), kAnn);
  EXPECT_EQ(Value(service_.RaiseConcern(Raiser(kAnn), request)).name(), concern.name());
  request.mutable_concern()->set_text("Another one.");
  ExpectError(service_.RaiseConcern(Raiser(kAnn), request), reasons::ERROR_REASON_CONTENT_DIFFERS);
}

TEST_F(ConcernsTest, TheClockIsAnHourOrTheEveningOrTwoHours) {
  EXPECT_EQ(
      Due(Value(service_.RaiseConcern(Raiser(kAnn), Raising(v1::Concern::URGENCY_IMMEDIATE)))),
      clock().Now() + absl::Hours(1));
  EXPECT_EQ(Due(Value(service_.RaiseConcern(Raiser(kAnn), Raising()))), London(18, 0));
  clock().Set(London(18, 30));
  EXPECT_EQ(Due(Value(service_.RaiseConcern(Raiser(kAnn), Raising()))), London(20, 30));
}

TEST_F(ConcernsTest, IsReadByItsReadersAndEachReadIsOnRecord) {
  const std::string name = Value(service_.RaiseConcern(Raiser(kAnn), Raising())).name();
  EXPECT_TRUE(Get(kAnn, name).ok());
  EXPECT_TRUE(Get(kManager, name).ok());
  for (const char* other : {kBen, kAuditor, kStranger, kContact}) {
    ExpectError(Get(other, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  v1::SetConcernReadersRequest readers;
  readers.set_name(name);
  readers.add_readers(kStranger);
  ExpectError(service_.SetConcernReaders(Handler(kLead), readers),
              reasons::ERROR_REASON_REFERENCE_BROKEN);
  readers.set_readers(0, kBen);
  Value(service_.SetConcernReaders(Handler(kLead), readers));
  EXPECT_TRUE(Get(kBen, name).ok());
  v1::ListConcernReadsRequest list;
  list.set_parent(name);
  ExpectError(service_.ListConcernReads(Handler(kBen), list),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  const auto reads = Value(service_.ListConcernReads(Handler(kLead), list));
  ASSERT_EQ(reads.reads_size(), 4);
  EXPECT_EQ(reads.reads(0).subject(), kBen);
  EXPECT_EQ(reads.reads(3).subject(), kAnn);
}

TEST_F(ConcernsTest, GoesFromAcknowledgedToReferredToClosed) {
  const std::string name = Value(service_.RaiseConcern(Raiser(kLead), Raising())).name();
  ExpectError(Acknowledge(kLead, name), reasons::ERROR_REASON_RULE_BROKEN);
  ExpectError(Acknowledge(kAnn, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::ReferConcernRequest refer;
  refer.set_name(name);
  refer.set_referred_to("Director of children's services, ref 12");
  ExpectError(service_.ReferConcern(Handler(kManager), refer), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(Value(Acknowledge(kManager, name)).acknowledged_by(), kManager);
  ExpectError(Acknowledge(kManager, name), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(Value(service_.ReferConcern(Handler(kManager), refer)).state(),
            v1::Concern::STATE_REFERRED);
  v1::CloseConcernRequest close;
  close.set_name(name);
  close.set_outcome("Strategy meeting held.");
  EXPECT_EQ(Value(service_.CloseConcern(Handler(kManager), close)).state(),
            v1::Concern::STATE_CLOSED);
}

TEST_F(ConcernsTest, WhatNobodyAcknowledgesGoesToTheSafeguardingContact) {
  const std::string name =
      Value(service_.RaiseConcern(Raiser(kAnn), Raising(v1::Concern::URGENCY_IMMEDIATE))).name();
  const std::string in_time =
      Value(service_.RaiseConcern(Raiser(kAnn), Raising(v1::Concern::URGENCY_IMMEDIATE))).name();
  Value(Acknowledge(kLead, in_time));
  clock().Advance(absl::Minutes(59));
  EXPECT_TRUE(EscalateOverdueConcerns(context()).ok());
  ExpectError(Get(kContact, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  clock().Advance(absl::Minutes(2));
  EXPECT_TRUE(EscalateOverdueConcerns(context()).ok());
  const v1::Concern escalated = Value(Get(kContact, name));
  EXPECT_TRUE(escalated.has_escalate_time());
  ExpectError(Get(kContact, in_time), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  // Once, and for good.
  clock().Advance(absl::Hours(1));
  EXPECT_TRUE(EscalateOverdueConcerns(context()).ok());
  EXPECT_EQ(Value(Get(kContact, name)).escalate_time().seconds(),
            escalated.escalate_time().seconds());
  v1::ListConcernsRequest list;
  list.set_parent(kReview);
  EXPECT_EQ(Value(service_.ListConcerns(Raiser(kContact), list)).concerns_size(), 1);
  EXPECT_EQ(Value(service_.ListConcerns(Raiser(kManager), list)).concerns_size(), 2);
  EXPECT_EQ(Value(service_.ListConcerns(Raiser(kBen), list)).concerns_size(), 0);
  ExpectError(service_.ListConcerns(Raiser(kStranger), list),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ConcernsTest, WhoLeavesTheTeamReadsItNoMore) {
  const std::string name = Value(service_.RaiseConcern(Raiser(kAnn), Raising())).name();
  v1::SetConcernReadersRequest readers;
  readers.set_name(name);
  readers.add_readers(kBen);
  Value(service_.SetConcernReaders(Handler(kLead), readers));
  clock().Advance(absl::Hours(12));
  EXPECT_TRUE(EscalateOverdueConcerns(context()).ok());
  auto review = evidence_.review();
  for (const int member : {1, 2}) {
    review.mutable_team(member)->set_state(scheduling::v1::TeamMember::STATE_REPLACED);
  }
  evidence_.Know(review);
  v1::ListConcernsRequest list;
  list.set_parent(kReview);
  for (const char* left : {kAnn, kBen}) {
    ExpectError(Get(left, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
    ExpectError(service_.ListConcerns(Raiser(left), list),
                reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  EXPECT_TRUE(Get(kContact, name).ok());
  EXPECT_TRUE(Get(kManager, name).ok());
}

TEST_F(ConcernsTest, ReadersThatAreReplacedDoNotTakeItFromThoseToWhomItWasEscalated) {
  const std::string name = Value(service_.RaiseConcern(Raiser(kAnn), Raising())).name();
  clock().Advance(absl::Hours(12));
  EXPECT_TRUE(EscalateOverdueConcerns(context()).ok());
  v1::SetConcernReadersRequest readers;
  readers.set_name(name);
  readers.add_readers(kBen);
  const v1::Concern concern = Value(service_.SetConcernReaders(Handler(kLead), readers));
  EXPECT_EQ(concern.readers_size(), 1);
  EXPECT_EQ(concern.escalated_to(0), kContact);
  EXPECT_TRUE(Get(kContact, name).ok());
}

// Danger to somebody outweighs the secrecy of a visit, but not towards its host.
TEST_F(ConcernsTest, OfAHiddenVisitAContactAtTheHostLearnsNothingBeforeItsRelease) {
  auto review = evidence_.review();
  review.set_unannounced(true);
  review.add_need_to_know(kStranger);
  review.add_need_to_know("somebody outside the pool");
  evidence_.Know(review);
  const std::string first = Value(service_.RaiseConcern(Raiser(kAnn), Raising())).name();
  clock().Advance(absl::Hours(12));
  EXPECT_TRUE(EscalateOverdueConcerns(context()).ok());
  EXPECT_TRUE(Get(kContact, first).ok());

  review.set_host(kNottingham);  // where all these people are at home
  evidence_.Know(review);
  ExpectError(Get(kContact, first), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  review.set_released(true);
  evidence_.Know(review);
  EXPECT_TRUE(Get(kContact, first).ok());
}

TEST_F(ConcernsTest, WhereTheContactMayNotBeToldThoseWhoNeedToKnowAre) {
  auto review = evidence_.review();
  review.set_unannounced(true);
  evidence_.Know(review);
  const std::string name = Value(service_.RaiseConcern(Raiser(kAnn), Raising())).name();
  clock().Advance(absl::Hours(12));
  GrantAtHost(kContact);
  EXPECT_TRUE(EscalateOverdueConcerns(context()).ok());
  EXPECT_FALSE(Value(Get(kLead, name)).has_escalate_time());
  ExpectError(Get(kContact, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);

  review.add_need_to_know("stranger@example.org");
  evidence_.Know(review);
  GrantAtHost(kContact);
  EXPECT_TRUE(EscalateOverdueConcerns(context()).ok());
  EXPECT_EQ(Value(Get(kStranger, name)).escalated_to(0), kStranger);
  ExpectError(Get(kContact, name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ConcernsTest, AKeptReplyIsAReadOfItsOwn) {
  const std::string name = Value(service_.RaiseConcern(Raiser(kAnn), Raising())).name();
  v1::AcknowledgeConcernRequest acknowledge;
  acknowledge.set_name(name);
  acknowledge.set_request_id("once");
  Value(service_.AcknowledgeConcern(Handler(kLead), acknowledge));
  Value(service_.AcknowledgeConcern(Handler(kLead), acknowledge));
  v1::ListConcernReadsRequest list;
  list.set_parent(name);
  EXPECT_EQ(Value(service_.ListConcernReads(Handler(kLead), list)).reads_size(), 2);
  auto review = evidence_.review();
  review.mutable_team(0)->set_duty(scheduling::v1::TeamMember::DUTY_REVIEWER);
  evidence_.Know(review);
  ExpectError(service_.AcknowledgeConcern(Handler(kLead), acknowledge),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace peerchallenge::evidence
