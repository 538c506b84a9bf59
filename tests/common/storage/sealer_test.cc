#include "common/storage/sealer.h"

#include <gtest/gtest.h>

#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::storage {
namespace {

class SealerTest : public ::testing::Test {
 protected:
  environment::SeededRandom random_{1};
  Sealer sealer_{Sealer::Key{1, 2, 3}, random_};
};

TEST_F(SealerTest, Unseal_GivesWhatWasSealed) {
  for (const std::string& content :
       {std::string(), std::string("regions/x"), std::string(40, '\0')}) {
    EXPECT_EQ(sealer_.Unseal(sealer_.Seal(content, 40, "page"), "page"), content);
  }
}

TEST_F(SealerTest, Seal_LengthTellsNothingOfTheContent) {
  const size_t length = sealer_.Seal("", 40, "page").size();
  EXPECT_EQ(sealer_.Seal(std::string(40, 'x'), 40, "a longer context").size(), length);
}

TEST_F(SealerTest, Seal_NeverGivesTheSameTokenTwice) {
  EXPECT_NE(sealer_.Seal("x", 40, "page"), sealer_.Seal("x", 40, "page"));
}

TEST_F(SealerTest, Unseal_RefusesWhatWasNotMadeForIt) {
  const std::string token = sealer_.Seal("regions/x", 40, "page");
  const Sealer other(Sealer::Key{9}, random_);
  EXPECT_EQ(sealer_.Unseal(token, "resume"), std::nullopt);
  EXPECT_EQ(other.Unseal(token, "page"), std::nullopt);
  for (const std::string& garbage : {std::string(), std::string("x"), std::string(80, 'A'),
                                     token + "A", token.substr(1), std::string("not base64 !")}) {
    EXPECT_EQ(sealer_.Unseal(garbage, "page"), std::nullopt) << garbage;
  }
}

TEST_F(SealerTest, Unseal_RefusesEveryChangedCharacter) {
  const std::string token = sealer_.Seal("regions/x", 40, "page");
  for (size_t i = 0; i + 1 < token.size(); ++i) {  // the last one may hold unused bits
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(sealer_.Unseal(changed, "page"), std::nullopt) << i;
  }
}

TEST_F(SealerTest, Fingerprint_DependsOnContentAndKey) {
  const Sealer other(Sealer::Key{9}, random_);
  EXPECT_EQ(sealer_.Fingerprint("x"), sealer_.Fingerprint("x"));
  EXPECT_NE(sealer_.Fingerprint("x"), sealer_.Fingerprint("y"));
  EXPECT_NE(sealer_.Fingerprint("x"), other.Fingerprint("x"));
  EXPECT_EQ(sealer_.Fingerprint("x").size(), 16u);
}

class LoadSealerTest : public ::testing::TestWithParam<Backend> {};

INSTANTIATE_TEST_SUITE_P(Stores, LoadSealerTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(LoadSealerTest, Load_SharesTheKeyAmongReplicas) {
  const FreshStore store(GetParam());
  const FreshStore another_store(GetParam());
  environment::SystemRandom random;
  const auto first = Sealer::Load(*store.OpenMigrated(), random);
  const auto second = Sealer::Load(*store.OpenMigrated(), random);
  const auto stranger = Sealer::Load(*another_store.OpenMigrated(), random);
  ASSERT_TRUE(first.ok() && second.ok() && stranger.ok());
  const std::string token = first->Seal("x", 8, "page");
  EXPECT_EQ(second->Unseal(token, "page"), "x");
  EXPECT_EQ(stranger->Unseal(token, "page"), std::nullopt);
}

}  // namespace
}  // namespace peerchallenge::storage
