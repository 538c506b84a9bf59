// An answer shows in no way to the other director: neither that it was given nor which it was.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/told.h"

namespace peerchallenge::recommendations {
namespace {

using v1::SupportMatch;

constexpr auto kConsented = SupportMatch::ANSWER_CONSENTED;
constexpr auto kDeclined = SupportMatch::ANSWER_DECLINED;

// A world with a proposal between 'a' and 'b', and others beside it.
class AnsweringWorld : public SupportWorld {
 public:
  AnsweringWorld() {
    match_ = Propose('a', 'b');
    clock().Advance(absl::Minutes(1));
    Propose('b', 'c');
    Propose('d', 'a');
    clock().Advance(absl::Minutes(1));
  }

  const std::string& name() const { return match_.name(); }
  std::string Told(const Who& who) { return ToldOf(*this, who, match_); }

 private:
  SupportMatch match_;
};

// Each side in turn answers first.
class HiddenAnswersTest : public testing::TestWithParam<bool> {
 protected:
  const Who first_ = GetParam() ? kGiver : kAsker;
  const Who second_ = GetParam() ? kAsker : kGiver;
};

TEST_P(HiddenAnswersTest, AnAnswer_LeavesEverythingAsItWasForTheOtherSide) {
  for (const auto answer : {kConsented, kDeclined}) {
    AnsweringWorld world;
    auto watching = BeginWatch(world, second_);
    const std::string before = world.Told(second_);
    Value(world.Answer(first_, world.name(), answer));
    world.clock().Advance(absl::Minutes(1));
    world.Tick();
    EXPECT_EQ(world.Told(second_), before);
    EXPECT_EQ(ToldUntilMark(world, watching, "mark"), "");
    EXPECT_NE(world.Told(first_), before);
  }
}

TEST_P(HiddenAnswersTest, AnAnswer_ShowsToTheOfficeAtOnce) {
  AnsweringWorld world;
  Value(world.Answer(first_, world.name(), kDeclined));
  const SupportMatch seen = Value(world.Get(kOffice, world.name()));
  EXPECT_EQ(GetParam() ? seen.offering_answer() : seen.asking_answer(), kDeclined);
}

TEST_P(HiddenAnswersTest, WhoDeclined_IsToldTheSameWhateverTheOtherSideSaid) {
  std::string told[2];
  for (const auto answer : {kConsented, kDeclined}) {
    AnsweringWorld world;
    auto watching = BeginWatch(world, first_);
    Value(world.Answer(first_, world.name(), kDeclined));
    Value(world.Answer(second_, world.name(), answer));
    std::string& text = told[answer == kConsented ? 0 : 1];
    text = WithoutIds(absl::StrCat(world.Told(first_), ToldUntilMark(world, watching, "mark")));
    EXPECT_EQ(Value(world.Get(first_, world.name())).state(), SupportMatch::STATE_LAPSED);
  }
  EXPECT_EQ(told[0], told[1]);
}

TEST_P(HiddenAnswersTest, WhoSaidNothing_IsToldTheSameWhateverTheOtherSideSaid) {
  std::vector<std::string> told;
  for (const auto answer : {SupportMatch::ANSWER_UNSPECIFIED, kConsented, kDeclined}) {
    AnsweringWorld world;
    const std::string token = Value(world.Watch(second_).Next())->resume_token();
    if (answer != SupportMatch::ANSWER_UNSPECIFIED) {
      Value(world.Answer(first_, world.name(), answer));
    }
    world.GoTo("2012-10-30");
    world.Tick();
    EXPECT_EQ(Value(world.Get(second_, world.name())).state(), SupportMatch::STATE_LAPSED);
    // By then the token that a stream was opened with has expired.
    auto watching = world.Watch(second_, token);
    told.push_back(
        WithoutIds(absl::StrCat(world.Told(second_), ToldUntilMark(world, watching, "mark"))));
  }
  EXPECT_THAT(told, testing::Each(told.front()));
}

INSTANTIATE_TEST_SUITE_P(GiverFirst, HiddenAnswersTest, testing::Bool(),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace peerchallenge::recommendations
