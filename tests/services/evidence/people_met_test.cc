#include "services/evidence/people_met.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::evidence {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using enum v1::SourceClass;

Meeting Met(const std::vector<std::string>& named, int unnamed = 0, const std::string& set = "ann",
            v1::SourceClass source_class = SOURCE_CLASS_PRACTITIONER) {
  Meeting meeting{.set = set, .declared = source_class, .named = {}, .unnamed = {}};
  for (const std::string& person : named) meeting.named[person] = source_class;
  meeting.unnamed[source_class] = unnamed;
  return meeting;
}

// How many practitioners were met, by set.
std::vector<int> Practitioners(const std::vector<Meeting>& meetings) {
  return CountPeople(meetings).at(SOURCE_CLASS_PRACTITIONER);
}

TEST(PeopleMetTest, APersonCountsOnce) {
  EXPECT_THAT(Practitioners({Met({"jo", "al"}), Met({"jo"}), Met({"bo"})}), ElementsAre(3));
}

TEST(PeopleMetTest, ThoseWithoutANameMayBeThoseWhoAreNamedElsewhere) {
  EXPECT_THAT(Practitioners({Met({"jo", "al"}), Met({}, 2)}), ElementsAre(2));
  EXPECT_THAT(Practitioners({Met({"jo", "al"}, 2)}), ElementsAre(4));
  EXPECT_THAT(Practitioners({Met({"jo"}, 2), Met({"al"}, 1), Met({}, 2)}), ElementsAre(3));
}

TEST(PeopleMetTest, ASetKnowsNothingOfAnother) {
  EXPECT_THAT(Practitioners({Met({"jo", "al"}), Met({"jo"}, 0, "ben"), Met({"bo"}, 1, "ben")}),
              ElementsAre(2, 2));
}

TEST(PeopleMetTest, WhoIsMetAsTwoIsOne) {
  const People people =
      CountPeople({Met({"jo"}), Met({"jo", "al"}, 0, "ann", SOURCE_CLASS_TEAM_MANAGER)});
  EXPECT_THAT(people, ElementsAre(Pair(SOURCE_CLASS_TEAM_MANAGER, ElementsAre(2)),
                                  Pair(SOURCE_CLASS_PRACTITIONER, ElementsAre(0))));
}

TEST(PeopleMetTest, OfOtherClassesThanAreDeclaredNobodyCounts) {
  Meeting meeting = Met({"jo"});
  meeting.named["al"] = SOURCE_CLASS_PARENT;
  EXPECT_THAT(CountPeople({meeting}), ElementsAre(Pair(SOURCE_CLASS_PRACTITIONER, ElementsAre(1))));
  EXPECT_THAT(CountPeople({}), IsEmpty());
}

}  // namespace
}  // namespace peerchallenge::evidence
