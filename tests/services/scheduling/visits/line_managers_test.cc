#include "services/scheduling/visits/line_managers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::scheduling {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class LineManagersTest : public testing::Test {
 protected:
  // A chain: c is managed by b, b by a.
  LineManagersTest() {
    Add("a", "");
    Add("b", "a");
    Add("c", "b");
    Add("d", "");
  }
  void Add(const std::string& name, const std::string& manager) {
    visit_.participants.emplace_back();
    visit_.participants.back().set_name(name);
    visit_.participants.back().set_display_name("Person " + name);
    visit_.participants.back().set_line_manager(manager);
  }
  v1::ParticipantGroup& Group(const std::string& name, const std::vector<std::string>& members,
                              v1::TimetableGroup::Perspective perspective) {
    visit_.groups.emplace_back();
    visit_.groups.back().set_name(name);
    visit_.groups.back().set_display_name("Group " + name);
    visit_.groups.back().set_perspective(perspective);
    for (const std::string& member : members) visit_.groups.back().add_members(member);
    return visit_.groups.back();
  }

  Visit visit_;
};

TEST_F(LineManagersTest, FindManagedPairs_NamesBothAlsoThroughOthers) {
  Group("g", {"a", "c", "d"}, v1::TimetableGroup::STAFF);
  const auto pairs = FindManagedPairs(visit_);
  ASSERT_EQ(pairs.size(), 1u);
  EXPECT_EQ(pairs[0].rule, "G1");
  EXPECT_EQ(pairs[0].subject, "g");
  EXPECT_THAT(pairs[0].description, AllOf(HasSubstr("Person a"), HasSubstr("Person c")));
}

TEST_F(LineManagersTest, FindManagedPairs_HoldsForStaffOnly) {
  Group("g", {"a", "c"}, v1::TimetableGroup::LEADERSHIP);
  EXPECT_TRUE(FindManagedPairs(visit_).empty());
}

TEST_F(LineManagersTest, FindManagedPairs_LooksAtAllGroupsOfASession) {
  Group("g", {"c"}, v1::TimetableGroup::STAFF);
  Group("h", {"b"}, v1::TimetableGroup::LEADERSHIP);
  EXPECT_TRUE(FindManagedPairs(visit_).empty());
  visit_.sessions.emplace_back();
  visit_.sessions.back().set_name("s");
  visit_.sessions.back().add_groups(std::string("g"));
  visit_.sessions.back().add_groups(std::string("h"));
  ASSERT_EQ(FindManagedPairs(visit_).size(), 1u);
  EXPECT_EQ(FindManagedPairs(visit_)[0].subject, "s");
  visit_.groups[1].set_withdrawn(true);
  EXPECT_TRUE(FindManagedPairs(visit_).empty());
}

TEST_F(LineManagersTest, IsInCircle_FollowsManagersUpToTheTop) {
  EXPECT_FALSE(IsInCircle(visit_, "c"));
  visit_.participants[0].set_line_manager("c");
  EXPECT_TRUE(IsInCircle(visit_, "c"));
  EXPECT_TRUE(FindManagedPairs(visit_).empty());  // ends, although they go round
}

}  // namespace
}  // namespace peerchallenge::scheduling
