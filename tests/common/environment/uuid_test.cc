#include "common/environment/uuid.h"

#include <gtest/gtest.h>

#include <set>

namespace peerchallenge::environment {
namespace {

TEST(UuidTest, NewUuidV7_HasTheLayoutOfTheRfc) {
  // The time of RFC 9562's example in appendix A.6: 2022-02-22 19:22:22 UTC.
  const ManualClock clock(absl::FromUnixMillis(0x017F22E279B0));
  SeededRandom random(1);
  const std::string uuid = NewUuidV7(clock, random);
  EXPECT_EQ(uuid.substr(0, 15), "017f22e2-79b0-7");
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos) << uuid;
  EXPECT_TRUE(IsUuid(uuid));
}

TEST(UuidTest, NewUuidV7_SortsByTime) {
  ManualClock clock(absl::FromUnixSeconds(1'700'000'000));
  SeededRandom random(1);
  std::string last;
  for (int i = 0; i < 5000; ++i) {
    const std::string uuid = NewUuidV7(clock, random);
    EXPECT_LT(last, uuid);
    last = uuid;
    clock.Advance(absl::Microseconds(1));
  }
}

TEST(UuidTest, NewUuidV7_DiffersAtOneInstant) {
  const ManualClock clock(absl::FromUnixSeconds(1'700'000'000));
  SystemRandom random;
  std::set<std::string> all;
  for (int i = 0; i < 1000; ++i) all.insert(NewUuidV7(clock, random));
  EXPECT_EQ(all.size(), 1000u);
}

TEST(UuidTest, IsUuid_TakesOneSpellingOnly) {
  EXPECT_TRUE(IsUuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
  for (const char* text :
       {"", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e279b07cc398c4dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e2079b0-7cc3-98c4-dc0c0c07398f"}) {
    EXPECT_FALSE(IsUuid(text)) << text;
  }
}

}  // namespace
}  // namespace peerchallenge::environment
