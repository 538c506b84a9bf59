#include "services/scheduling/interests.h"

#include <gtest/gtest.h>

#include "tests/services/scheduling/fresh_directory.h"

namespace peerchallenge::scheduling {
namespace {

using v1::Interest;

constexpr absl::CivilDay kDay(2012, 7, 9);
constexpr char kPerson[] = "regions/em/people/p1";

v1::Person MakePerson(const std::string& authority) {
  v1::Person person;
  person.set_name(kPerson);
  person.set_authority(authority);
  return person;
}

v1::Authority MakeHost(const std::string& name = kLincolnshire) {
  v1::Authority host;
  host.set_name(name);
  return host;
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

TEST(CheckInterest, PredecessorOfTheOwnAuthorityBars) {
  v1::Authority host = MakeHost("regions/em/authorities/E10000021");
  host.add_successors("E06000061");
  host.add_successors("E06000062");
  const v1::Person person = MakePerson("regions/em/authorities/E06000062");
  EXPECT_TRUE(CheckInterest(person, host, {}, kDay).barred);
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
