#include "services/scheduling/interests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/services/scheduling/fresh_directory.h"

namespace peerchallenge::scheduling {
namespace {

using testing::UnorderedElementsAre;
using v1::Interest;

constexpr absl::CivilDay kDay(2012, 7, 9);
constexpr char kPerson[] = "regions/em/people/p1";

v1::Person MakePerson(const std::string& authority) {
  v1::Person person;
  person.set_name(kPerson);
  person.set_authority(authority);
  return person;
}

HostInLine MakeHost() { return {kLincolnshire, {kLincolnshire}}; }

std::string Named(const std::string& code) { return "regions/em/authorities/" + code; }

// Northamptonshire became two authorities, of which one became another with Leicester.
std::vector<v1::Authority> Reorganised() {
  const std::pair<std::string, std::vector<std::string>> kSuccessors[] = {
      {"E06000016", {"E06000090"}},
      {"E06000061", {}},
      {"E06000062", {"E06000090"}},
      {"E06000090", {}},
      {"E10000019", {}},
      {"E10000021", {"E06000061", "E06000062"}}};
  std::vector<v1::Authority> region;
  for (const auto& [code, successors] : kSuccessors) {
    v1::Authority& authority = region.emplace_back();
    authority.set_name(Named(code));
    authority.mutable_successors()->Assign(successors.begin(), successors.end());
  }
  return region;
}

Interest MakeInterest(Interest::Kind kind, const std::string& since = "") {
  Interest interest;
  interest.set_name(std::string(kPerson) + "/interests/i1");
  interest.set_authority(kLincolnshire);
  interest.set_kind(kind);
  interest.set_since_date(since);
  interest.set_state(Interest::STATE_DECLARED);
  SetExpiry(interest);
  return interest;
}

TEST(SetExpiry, FollowsFromTheKind) {
  const struct {
    Interest::Kind kind;
    const char* since;
    const char* expires;
  } kCases[] = {
      {Interest::KIND_FORMER_EMPLOYEE, "2010-03-31", "2013-03-31"},
      {Interest::KIND_REVIEWED_BEFORE, "2010-03-31", "2012-03-31"},
      {Interest::KIND_FORMER_EMPLOYEE, "2012-02-29", "2015-03-01"},
      {Interest::KIND_FAMILY, "2010-03-31", ""},
      {Interest::KIND_BUSINESS, "", ""},
      {Interest::KIND_OTHER, "2010-03-31", ""},
  };
  for (const auto& [kind, since, expires] : kCases) {
    EXPECT_EQ(MakeInterest(kind, since).expire_date(), expires) << since;
  }
}

TEST(SetExpiry, ReplacesWhatCameWithTheInterest) {
  Interest interest = MakeInterest(Interest::KIND_FAMILY);
  interest.set_expire_date("2011-01-01");
  SetExpiry(interest);
  EXPECT_EQ(interest.expire_date(), "");
}

TEST(Bars, UntilTheLastDayAndNotAfter) {
  const Interest interest = MakeInterest(Interest::KIND_REVIEWED_BEFORE, "2010-07-09");
  EXPECT_TRUE(Bars(interest, kDay));
  EXPECT_FALSE(Bars(interest, kDay + 1));
}

TEST(Bars, OnlyWhileDeclared) {
  Interest interest = MakeInterest(Interest::KIND_FAMILY);
  EXPECT_TRUE(Bars(interest, kDay));
  for (const auto state : {Interest::STATE_OVERRIDDEN, Interest::STATE_WITHDRAWN}) {
    interest.set_state(state);
    EXPECT_FALSE(Bars(interest, kDay)) << state;
  }
}

TEST(CheckInterest, OwnAuthorityAlwaysBars) {
  EXPECT_TRUE(CheckInterest(MakePerson(kLincolnshire), MakeHost(), {}, kDay).barred);
  EXPECT_FALSE(CheckInterest(MakePerson(kNottingham), MakeHost(), {}, kDay).barred);
  EXPECT_FALSE(CheckInterest(MakePerson(""), MakeHost(), {}, kDay).barred);
}

TEST(CheckInterest, ThoseInOneLineWithTheOwnAuthorityBar) {
  const std::vector<v1::Authority> region = Reorganised();
  const HostInLine host{Named("E06000061"), LineOf(Named("E06000061"), region)};
  EXPECT_TRUE(CheckInterest(MakePerson(Named("E10000021")), host, {}, kDay).barred);
  EXPECT_FALSE(CheckInterest(MakePerson(Named("E06000062")), host, {}, kDay).barred);
}

TEST(LineOf, HoldsAllBeforeAndAllAfterButNotThoseBeside) {
  const std::vector<v1::Authority> region = Reorganised();
  const auto line = [&](const std::string& code) { return LineOf(Named(code), region); };
  EXPECT_THAT(line("E10000021"), UnorderedElementsAre(Named("E10000021"), Named("E06000061"),
                                                      Named("E06000062"), Named("E06000090")));
  EXPECT_THAT(line("E06000061"), UnorderedElementsAre(Named("E10000021"), Named("E06000061")));
  EXPECT_THAT(line("E06000090"), UnorderedElementsAre(Named("E10000021"), Named("E06000062"),
                                                      Named("E06000090"), kLeicester));
  EXPECT_THAT(line("E10000019"), UnorderedElementsAre(kLincolnshire));
}

TEST(CheckInterest, LooksOnlyAtThisPersonAndThisHost) {
  Interest of_other_person = MakeInterest(Interest::KIND_FAMILY);
  of_other_person.set_name("regions/em/people/p2/interests/i1");
  Interest elsewhere = MakeInterest(Interest::KIND_FAMILY);
  elsewhere.set_authority(kLeicester);
  const v1::Person person = MakePerson(kNottingham);
  EXPECT_FALSE(CheckInterest(person, MakeHost(), {of_other_person, elsewhere}, kDay).barred);
  EXPECT_TRUE(
      CheckInterest(person, MakeHost(), {MakeInterest(Interest::KIND_FAMILY)}, kDay).barred);
}

TEST(CheckInterest, OverriddenOneIsToldButAnotherStillBars) {
  Interest overridden = MakeInterest(Interest::KIND_FAMILY);
  overridden.set_state(Interest::STATE_OVERRIDDEN);
  const v1::Person person = MakePerson(kNottingham);
  const InterestVerdict alone = CheckInterest(person, MakeHost(), {overridden}, kDay);
  EXPECT_FALSE(alone.barred);
  EXPECT_TRUE(alone.overridden);
  const InterestVerdict both =
      CheckInterest(person, MakeHost(), {overridden, MakeInterest(Interest::KIND_BUSINESS)}, kDay);
  EXPECT_TRUE(both.barred);
  EXPECT_TRUE(both.overridden);
}

}  // namespace
}  // namespace peerchallenge::scheduling
