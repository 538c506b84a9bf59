#include "services/evidence/attachments/resumable_sha256.h"

#include <random>

#include "gtest/gtest.h"

namespace peerchallenge::evidence {
namespace {

std::string RandomBytes(size_t size, std::mt19937& random) {
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

TEST(ResumableSha256Test, OfNothingAndOfAbcIsWhatFips180Says) {
  EXPECT_EQ(HexOf(ResumableSha256().Digest()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  ResumableSha256 digest;
  digest.Add("abc");
  EXPECT_EQ(HexOf(digest.Digest()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(ResumableSha256Test, GoesOnFromItsStateAtAnyPlace) {
  std::mt19937 random(7);
  const std::string bytes = RandomBytes(1000, random);
  for (size_t cut = 0; cut <= bytes.size(); ++cut) {
    ResumableSha256 before;
    before.Add(std::string_view(bytes).substr(0, cut));
    const std::string state = before.State();
    EXPECT_LE(state.size(), 104u);
    auto after = ResumableSha256::From(state);
    ASSERT_TRUE(after.has_value());
    after->Add(std::string_view(bytes).substr(cut));
    ASSERT_EQ(after->Digest(), Sha256(bytes)) << "cut at " << cut;
  }
}

TEST(ResumableSha256Test, CountsBeyondFourGigabits) {
  const std::string mebibyte(1 << 20, 'x');
  ResumableSha256 whole;
  ResumableSha256 resumed;
  for (int i = 0; i < 520; ++i) {
    whole.Add(mebibyte);
    resumed = *ResumableSha256::From(resumed.State());
    resumed.Add(mebibyte);
  }
  EXPECT_EQ(resumed.Digest(), whole.Digest());
}

TEST(ResumableSha256Test, RefusesAStateThatIsNone) {
  ResumableSha256 digest;
  digest.Add("abc");
  const std::string state = digest.State();
  EXPECT_FALSE(ResumableSha256::From("").has_value());
  EXPECT_FALSE(ResumableSha256::From(state.substr(1)).has_value());
  EXPECT_FALSE(ResumableSha256::From(state + "d").has_value());
}

}  // namespace
}  // namespace peerchallenge::evidence
