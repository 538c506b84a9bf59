#include "services/evidence/ledger/entry.h"

#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

Entry MakeEntry() {
  return {.action = v1::LedgerEntry::ACTION_ITEM_REVISED,
          .subject = "regions/em/reviews/lin/items/a",
          .version = 3,
          .time = absl::FromUnixMicros(1'341'820'800'000'042),
          .commitment = Sha256("abc")};
}

constexpr char kLeaf[] =
    "peerchallenge-ledger-v1\n"
    "ITEM_REVISED\n"
    "regions/em/reviews/lin/items/a\n"
    "3\n"
    "2012-07-09T08:00:00.000042Z\n"
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n";

TEST(EntryTest, LeafOf_IsTheSixLinesOfTheContract) { EXPECT_EQ(LeafOf(MakeEntry()), kLeaf); }

TEST(EntryTest, EntryFrom_ReadsWhatLeafOfWrites) {
  const auto entry = EntryFrom(kLeaf);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(*entry, MakeEntry());
}

TEST(EntryTest, EntryFrom_RefusesEveryOtherSpelling) {
  const std::pair<const char*, const char*> kChanges[] = {
      {"ledger-v1", "ledger-v2"},
      {"ITEM_REVISED", "ITEM_EATEN"},
      {"ITEM_REVISED", "ACTION_ITEM_REVISED"},
      {"\n3\n", "\n+3\n"},
      {"\n3\n", "\n03\n"},
      {"\n3\n", "\nthree\n"},
      {".000042Z", ".42Z"},
      {"Z\n", "+00:00\n"},
      {"2012-07-09", "2012-02-30"},
      {"ba7816", "BA7816"},
      {"ba7816", "a7816"},
      {"0015ad\n", "0015ad"},
      {"0015ad\n", "0015ad\n\n"},
      {"\n", "\r\n"},
  };
  for (const auto& [from, to] : kChanges) {
    const std::string leaf = absl::StrReplaceAll(kLeaf, {{from, to}});
    ASSERT_NE(leaf, kLeaf) << from;
    EXPECT_EQ(errors::ReasonOf(EntryFrom(leaf).status()), errors::v1::ERROR_REASON_DATA_CORRUPT)
        << leaf;
  }
  EXPECT_FALSE(EntryFrom("").ok());
}

TEST(EntryTest, Commitment_DependsOnSaltAndRecord) {
  const std::string salt(kSaltBytes, 's');
  EXPECT_EQ(Commitment(salt, "record"), HmacSha256(salt, "record"));
  EXPECT_NE(Commitment(salt, "record"), Commitment(std::string(kSaltBytes, 't'), "record"));
  EXPECT_NE(Commitment(salt, "record"), Commitment(salt, "records"));
}

TEST(EntryTest, SaltFor_FollowsFromKeyAndAuthorAndSaysSo) {
  const std::string key(kSaltBytes, 'k');
  const std::string salt = SaltFor(key, "regions/em/people/ann");
  EXPECT_EQ(salt, std::string(BytesOf(HmacSha256(key, "regions/em/people/ann")).substr(0, 24)) +
                      "author-1");
  EXPECT_TRUE(VouchesForAuthor(salt));
  EXPECT_NE(salt, SaltFor(key, "regions/em/people/ben"));
  EXPECT_NE(salt, SaltFor(std::string(kSaltBytes, 'l'), "regions/em/people/ann"));
  EXPECT_FALSE(VouchesForAuthor(std::string(kSaltBytes, 's')));
  EXPECT_FALSE(VouchesForAuthor(salt.substr(1)));
}

}  // namespace
}  // namespace peerchallenge::evidence
