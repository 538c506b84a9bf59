#include "services/recommendations/themes/deeds.h"

#include <gmock/gmock.h>

#include "tests/services/recommendations/themes/theme_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::SizeIs;
using v1::Action;

v1::Recommendation Advice(const std::string& id, const std::vector<std::string>& themes) {
  v1::Recommendation recommendation;
  recommendation.set_name("regions/em/reviews/a/recommendations/" + id);
  for (const std::string& theme : themes) recommendation.add_themes(ThemeName(theme));
  return recommendation;
}

Action Serving(const std::vector<std::string>& ids, Action::Delivery delivery,
               Action::Effect effect) {
  Action action;
  for (const std::string& id : ids) {
    action.add_recommendations("regions/em/reviews/a/recommendations/" + id);
  }
  action.set_delivery(delivery);
  action.set_effect(effect);
  return action;
}

TEST(DeedsTest, DeedsOf_TellsOfEachThemeThatAnActionServesOnce) {
  const auto deeds =
      DeedsOf("a", {Advice("r1", {"care", "homes"}), Advice("r2", {"care"})},
              {Serving({"r1", "r2"}, Action::DELIVERY_DELIVERED, Action::EFFECT_ON_TARGET)});
  ASSERT_THAT(deeds, SizeIs(2));
  EXPECT_EQ(deeds[0].authority, "a");
  EXPECT_EQ(deeds[0].theme, ThemeName("care"));
  EXPECT_EQ(deeds[1].theme, ThemeName("homes"));
  EXPECT_TRUE(deeds[0].delivered);
  EXPECT_TRUE(deeds[0].improved);
  EXPECT_FALSE(deeds[0].worse);
}

TEST(DeedsTest, DeedsOf_TellsDeliveredFromImproved) {
  const auto deeds =
      DeedsOf("a", {Advice("r1", {"care"})},
              {Serving({"r1"}, Action::DELIVERY_DELIVERED, Action::EFFECT_UNCHANGED),
               Serving({"r1"}, Action::DELIVERY_IN_PROGRESS, Action::EFFECT_IMPROVED),
               Serving({"r1"}, Action::DELIVERY_NOT_STARTED, Action::EFFECT_WORSE)});
  ASSERT_THAT(deeds, SizeIs(3));
  EXPECT_TRUE(deeds[0].delivered && !deeds[0].improved && !deeds[0].worse);
  EXPECT_TRUE(!deeds[1].delivered && deeds[1].improved && !deeds[1].worse);
  EXPECT_TRUE(!deeds[2].delivered && !deeds[2].improved && deeds[2].worse);
}

TEST(DeedsTest, BestEffect_IsTheBestOfAll) {
  EXPECT_EQ(BestEffect({}), Action::EFFECT_UNSPECIFIED);
  EXPECT_EQ(BestEffect({Serving({}, Action::DELIVERY_DELIVERED, Action::EFFECT_IMPROVED),
                        Serving({}, Action::DELIVERY_DELIVERED, Action::EFFECT_WORSE)}),
            Action::EFFECT_IMPROVED);
}

}  // namespace
}  // namespace peerchallenge::recommendations
