#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/scheduling/directory_test.h"

namespace peerchallenge::scheduling {
namespace {

using Row = v1::ImportPeopleResponse::Row;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kHeader[] = "id,display_name,role,authority,account,conflicts\n";

class ImportTest : public DirectoryTest {
 protected:
  absl::StatusOr<v1::ImportPeopleResponse> Try(const rpc::Call& call, const std::string& csv,
                                               bool validate_only = false) {
    v1::ImportPeopleRequest request;
    request.set_parent(kRegion);
    request.set_csv(csv);
    request.set_validate_only(validate_only);
    return service_.ImportPeople(call, request);
  }

  v1::ImportPeopleResponse Import(const std::string& rows) {
    return Value(Try(Office(), kHeader + rows));
  }

  v1::Person Person(const std::string& id) {
    return directory_.Stored(store().people, std::string(kRegion) + "/people/" + id);
  }

  std::vector<v1::Interest> InterestsOf(const std::string& id) {
    v1::ListInterestsRequest request;
    request.set_parent(std::string(kRegion) + "/people/" + id);
    const auto response = Value(service_.ListInterests(Office(), request));
    return {response.interests().begin(), response.interests().end()};
  }
};

std::vector<Row::Outcome> Outcomes(const v1::ImportPeopleResponse& response) {
  std::vector<Row::Outcome> outcomes;
  for (const Row& row : response.rows()) outcomes.push_back(row.outcome());
  return outcomes;
}

TEST_F(ImportTest, CreatesUpdatesAndLeavesAlone) {
  ASSERT_TRUE(Import("p1,Head 1,HEAD_OF_SERVICE,E06000018,,\n"
                     "p2,Head 2,HEAD_OF_SERVICE,E06000016,,\n")
                  .imported());
  const v1::Person p1 = Person("p1");
  clock().Advance(absl::Seconds(5));
  const auto response = Import(
      "p1,Head 1,HEAD_OF_SERVICE,E06000018,,\n"
      "p2,Director 2,DIRECTOR,E06000016,,\n"
      "p3,Head 3,HEAD_OF_SERVICE,E10000019,,\n");
  EXPECT_TRUE(response.imported());
  EXPECT_THAT(Outcomes(response),
              ElementsAre(Row::OUTCOME_UNCHANGED, Row::OUTCOME_UPDATED, Row::OUTCOME_CREATED));
  EXPECT_EQ(response.rows(2).line(), 4);
  EXPECT_EQ(response.rows(2).name(), "regions/em/people/p3");
  EXPECT_EQ(Person("p1").SerializeAsString(), p1.SerializeAsString());
  EXPECT_EQ(Person("p2").role(), "DIRECTOR");
  EXPECT_EQ(Person("p2").update_time().seconds(), p1.update_time().seconds() + 5);
  EXPECT_EQ(Person("p3").authority(), kLincolnshire);
}

TEST_F(ImportTest, WritesNothingForAnUnchangedFile) {
  const std::string rows = "p1,Head 1,HEAD_OF_SERVICE,E06000018,a@b,E10000019\n";
  Import(rows);
  const int64_t revision = directory_.Revision();
  EXPECT_THAT(Outcomes(Import(rows)), ElementsAre(Row::OUTCOME_UNCHANGED));
  EXPECT_EQ(directory_.Revision(), revision);
}

TEST_F(ImportTest, WritesNothingWhenOneRowIsWrong) {
  const int64_t revision = directory_.Revision();
  const auto response = Import(
      "p1,Head 1,HEAD_OF_SERVICE,E06000018,,\n"
      "p2,Head 2,head of service,E06000015,,E06000099\n");
  EXPECT_FALSE(response.imported());
  EXPECT_THAT(Outcomes(response), ElementsAre(Row::OUTCOME_CREATED, Row::OUTCOME_REJECTED));
  EXPECT_THAT(response.rows(1).problems(), ElementsAre(HasSubstr("role: got 'head of service'"),
                                                       HasSubstr("authority: got 'E06000015'"),
                                                       HasSubstr("conflicts: got 'E06000099'")));
  EXPECT_EQ(directory_.Revision(), revision);
}

TEST_F(ImportTest, ValidateOnlyReportsAndWritesNothing) {
  const int64_t revision = directory_.Revision();
  const auto response = Value(Try(
      Office(), std::string(kHeader) + "p1,Head 1,HEAD_OF_SERVICE,E06000018,,E10000019\n", true));
  EXPECT_FALSE(response.imported());
  EXPECT_THAT(Outcomes(response), ElementsAre(Row::OUTCOME_CREATED));
  EXPECT_EQ(directory_.Revision(), revision);
}

TEST_F(ImportTest, ColumnsThatAreMissingLeaveKnownPeopleAsTheyAre) {
  const v1::Person before = directory_.PutPerson("p1", kNottingham);
  ASSERT_TRUE(Value(Try(Office(), "id,display_name,role\np1,New name,DIRECTOR\n")).imported());
  const v1::Person after = Person("p1");
  EXPECT_EQ(after.display_name(), "New name");
  EXPECT_EQ(after.authority(), kNottingham);
  EXPECT_EQ(after.account(), before.account());
  EXPECT_EQ(after.max_reviews(), before.max_reviews());
  Import("p1,New name,DIRECTOR,,,\n");
  EXPECT_EQ(Person("p1").authority(), "");
  EXPECT_EQ(Person("p1").account(), "");
}

TEST_F(ImportTest, AccountsStayUnique) {
  directory_.PutPerson("p1", kNottingham);
  const auto response = Import(
      "p1,Head 1,HEAD_OF_SERVICE,,p1@example.org,\n"
      "p2,Head 2,HEAD_OF_SERVICE,,p1@example.org,\n"
      "p3,Head 3,HEAD_OF_SERVICE,,new@example.org,\n"
      "p4,Head 4,HEAD_OF_SERVICE,,new@example.org,\n");
  EXPECT_THAT(Outcomes(response), ElementsAre(Row::OUTCOME_UPDATED, Row::OUTCOME_REJECTED,
                                              Row::OUTCOME_CREATED, Row::OUTCOME_REJECTED));
  EXPECT_THAT(response.rows(1).problems(), ElementsAre(HasSubstr("account: ")));
}

TEST_F(ImportTest, ConflictsBecomeInterestsOnce) {
  Import("p1,Head 1,HEAD_OF_SERVICE,E06000018,,E10000019;E06000016\n");
  Import("p1,Renamed,HEAD_OF_SERVICE,E06000018,,E10000019;E06000016\n");
  const auto interests = InterestsOf("p1");
  ASSERT_EQ(interests.size(), 2u);
  for (const v1::Interest& interest : interests) {
    EXPECT_EQ(interest.kind(), v1::Interest::KIND_OTHER);
    EXPECT_EQ(interest.reason(), "imported");
    EXPECT_EQ(interest.state(), v1::Interest::STATE_DECLARED);
    EXPECT_EQ(interest.expire_date(), "");
  }
}

TEST_F(ImportTest, ConflictIsNewWhereTheKnownInterestIsWithdrawnOrEnds) {
  directory_.PutPerson("p1", kNottingham);
  v1::Interest interest;
  interest.set_authority(kLincolnshire);
  interest.set_name("regions/em/people/p1/interests/withdrawn");
  interest.set_state(v1::Interest::STATE_WITHDRAWN);
  directory_.Put(store().interests, interest);
  interest.set_name("regions/em/people/p1/interests/ends");
  interest.set_state(v1::Interest::STATE_DECLARED);
  interest.set_expire_date("2012-01-01");
  directory_.Put(store().interests, interest);
  ASSERT_TRUE(Value(Try(Office(),
                        "id,display_name,role,conflicts\np1,Head of service p1,"
                        "HEAD_OF_SERVICE,E10000019\n"))
                  .imported());
  EXPECT_EQ(InterestsOf("p1").size(), 3u);
}

TEST_F(ImportTest, ConflictTakesThePersonOffTheTeam) {
  const std::string p1 = directory_.PutPerson("p1", kNottingham).name();
  const v1::Review review = directory_.PutReview("r1", kLincolnshire, {p1});
  Import("p1,Head 1,HEAD_OF_SERVICE,E06000018,,E10000019\n");
  EXPECT_EQ(directory_.Stored(store().reviews, review.name()).team(0).state(),
            v1::TeamMember::STATE_BARRED);
}

TEST_F(ImportTest, RefusesOtherCallersAndFilesThatAreNone) {
  ExpectError(Try(Office(kOtherRegion), kHeader), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Try(Director(kLincolnshire), kHeader), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Try(Office(), "name\n"), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(Value(Try(Office(), kHeader)).rows_size(), 0);
}

}  // namespace
}  // namespace peerchallenge::scheduling
