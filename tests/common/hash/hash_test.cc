#include "common/hash/hash.h"

#include <gtest/gtest.h>

namespace peerchallenge::hash {
namespace {

// FIPS 180-2, appendix B.1.
constexpr char kOfAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(HashTest, Sha256_IsThatOfTheStandard) { EXPECT_EQ(HexOf(Sha256("abc")), kOfAbc); }

TEST(HashTest, HmacSha256_IsThatOfTheStandard) {
  // RFC 4231, test case 2.
  EXPECT_EQ(HexOf(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HashTest, Sha256Stream_DoesNotDependOnHowTheBytesCome) {
  Sha256Stream stream;
  stream.Add("a");
  stream.Add("");
  stream.Add("bc");
  EXPECT_EQ(HexOf(stream.Finish()), kOfAbc);
}

TEST(HashTest, HashFrom_TakesExactly32Bytes) {
  EXPECT_EQ(HashFrom(BytesOf(Sha256("abc"))), Sha256("abc"));
  EXPECT_EQ(HashFrom(std::string(31, 'x')), std::nullopt);
  EXPECT_EQ(HashFrom(std::string(33, 'x')), std::nullopt);
}

}  // namespace
}  // namespace peerchallenge::hash
