#include "services/evidence/ledger/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <sstream>
#include <utility>

#include "tests/services/evidence/ledger/sample_bundle.h"

namespace peerchallenge::evidence {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(BundleTest, VerifyBundle_FindsNothingWrongWithABundleAsItWasWritten) {
  const BundleReport report = Verify(Bundle(SampleParts()));
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.head.origin, "suite.example/regions/em/reviews/lin");
  EXPECT_EQ(report.entries, 8);
  EXPECT_EQ(report.records, 6);
  EXPECT_EQ(report.disposed, 1);
  EXPECT_EQ(report.withheld, 1);
  EXPECT_EQ(report.attachments, 1);
  EXPECT_THAT(report.signers, ElementsAre(SampleSigner().verifier()));
  EXPECT_FALSE(report.trusted);
}

TEST(BundleTest, VerifyBundle_SaysWhetherATrustedKeySignedIt) {
  const std::string bundle = Bundle(SampleParts());
  EXPECT_TRUE(Verify(bundle, {SampleSigner().verifier()}).trusted);
  const NoteSigner other("suite.example/ledger",
                         *SigningKey::FromSeed(std::string(kSeedBytes, 'o')));
  EXPECT_THAT(Verify(bundle, {other.verifier()}).problems,
              ElementsAre(HasSubstr("none of the keys that are trusted")));
}

TEST(BundleTest, VerifyBundle_FindsThatSomebodyElseSignedAnotherLedger) {
  BundleParts parts = SampleParts();
  const NoteSigner forger("suite.example/ledger",
                          *SigningKey::FromSeed(std::string(kSeedBytes, 'f')));
  parts.leaves.pop_back();
  parts.records.pop_back();
  parts.note = NoteFor(parts.leaves, forger);
  parts.keys = {forger.verifier()};
  EXPECT_THAT(Verify(Bundle(parts)).problems, IsEmpty());  // whole in itself
  EXPECT_FALSE(Verify(Bundle(parts), {SampleSigner().verifier()}).problems.empty());
}

TEST(BundleTest, VerifyBundle_FindsALedgerThatDoesNotGoOnFromAnEarlierCheckpoint) {
  const BundleParts parts = SampleParts();
  const auto problems = [&](const std::string& earlier) {
    std::istringstream in(Bundle(parts));
    return VerifyBundle(in, {SampleSigner().verifier()}, {earlier}).problems;
  };
  std::vector<std::string> leaves = parts.leaves;
  EXPECT_THAT(problems(parts.note), IsEmpty());
  leaves.resize(3);
  EXPECT_THAT(problems(NoteFor(leaves, SampleSigner())), IsEmpty());
  EXPECT_THAT(problems(NoteFor({}, SampleSigner())), IsEmpty());
  leaves[2] = parts.leaves[3];
  EXPECT_THAT(problems(NoteFor(leaves, SampleSigner())),
              ElementsAre(HasSubstr("the first 3 entries are others")));
  leaves = parts.leaves;
  leaves.push_back(leaves.front());
  EXPECT_THAT(problems(NoteFor(leaves, SampleSigner())),
              ElementsAre(HasSubstr("has 8 entries, an earlier checkpoint 9")));
  const NoteSigner forger("suite.example/ledger",
                          *SigningKey::FromSeed(std::string(kSeedBytes, 'f')));
  EXPECT_THAT(problems(NoteFor(parts.leaves, forger)), ElementsAre(HasSubstr("none of the keys")));
  EXPECT_THAT(problems(SampleSigner().Sign(TextOf({.origin = "suite.example/other", .size = 0}))),
              ElementsAre(HasSubstr("is of another log")));
}

TEST(BundleTest, NoteIn_IsABundlesOrTheFileItself) {
  const auto note_in = [](const std::string& bytes) {
    std::istringstream in(bytes);
    return NoteIn(in);
  };
  EXPECT_EQ(*note_in(Bundle(SampleParts())), SampleParts().note);
  EXPECT_EQ(*note_in(SampleParts().note), SampleParts().note);
  EXPECT_EQ(*note_in(""), "");
  EXPECT_FALSE(note_in(Bundle(SampleParts()).substr(0, 600)).ok());
  EXPECT_FALSE(note_in(std::string(100'000, 'x')).ok());
}

// What somebody without the key could do who puts the archive together anew.
TEST(BundleTest, VerifyBundle_FindsEveryWrongPart) {
  struct Case {
    const char* what;
    std::function<void(BundleParts&)> spoil;
    const char* problem;
  };
  const Case kCases[] = {
      {"a leaf is left out",
       [](auto& p) {
         p.leaves.pop_back();
         p.records.pop_back();
       },
       "7 entries, the checkpoint says 8"},
      {"two leaves change places", [](auto& p) { std::swap(p.leaves[2], p.leaves[5]); },
       "another than the checkpoint was signed for"},
      {"a record is left out", [](auto& p) { p.records.erase(p.records.begin()); },
       "the content of entry 0 ('regions/em/reviews/lin/items/a') is missing"},
      {"the last record is left out", [](auto& p) { p.records.pop_back(); },
       "the content of entry 7"},
      {"a record is another's", [](auto& p) { p.records[1].record = p.records[5].record; },
       "is not what was recorded"},
      {"a salt is another", [](auto& p) { p.records[1].salt[0] = 'z'; },
       "is not what was recorded"},
      {"the attachment is left out", [](auto& p) { p.attachments.clear(); }, "is missing"},
      {"an attachment is too many", [](auto& p) { p.attachments.push_back("more"); },
       "belongs to no entry"},
  };
  for (const Case& c : kCases) {
    BundleParts parts = SampleParts();
    c.spoil(parts);
    EXPECT_THAT(Verify(Bundle(parts)).problems, Contains(HasSubstr(c.problem))) << c.what;
  }
}

TEST(BundleTest, VerifyBundle_CountsWhatAScannerHolds) {
  BundleParts parts = SampleParts();
  parts.held = {Sha256(parts.attachments.front())};
  parts.attachments.clear();
  const BundleReport report = Verify(Bundle(parts));
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.attachments, 0);
  EXPECT_EQ(report.held, 1);
  parts.held.push_back(Sha256("of no entry"));
  EXPECT_THAT(Verify(Bundle(parts)).problems, Contains(HasSubstr("belongs to no entry")));
}

TEST(BundleTest, VerifyBundle_CountsWhatAuthorsWroteBeforeSharing) {
  BundleParts parts = SampleParts();
  parts.leaves[7] = LeafOf({.action = v1::LedgerEntry::ACTION_ITEM_SHARED,
                            .subject = "regions/em/reviews/lin/items/a",
                            .version = 2,
                            .time = absl::UnixEpoch(),
                            .commitment = Commitment(parts.records.back().salt, "")});
  parts.note = NoteFor(parts.leaves, SampleSigner());
  parts.records.erase(parts.records.begin());  // the first version of items/a
  const BundleReport report = Verify(Bundle(parts));
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_EQ(report.withheld, 2);
  parts.records.erase(parts.records.begin() + 1);  // the second
  EXPECT_THAT(Verify(Bundle(parts)).problems, Contains(HasSubstr("the content of entry 4")));
}

TEST(BundleTest, VerifyBundle_FindsContentThatWasErasedWithoutAnEntry) {
  BundleParts parts = SampleParts();
  parts.records.erase(parts.records.begin() + 2);  // entry 4, a revision of items/a
  const BundleReport report = Verify(Bundle(parts));
  EXPECT_THAT(report.problems, Contains(HasSubstr("the content of entry 4")));
  EXPECT_EQ(report.disposed, 1);
}

std::string Spoiled(std::string bytes, std::mt19937_64& random) {
  const auto below = [&random](size_t n) { return static_cast<size_t>(random() % n); };
  const size_t at = below(bytes.size()), length = 1 + below(700);
  switch (below(6)) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
      break;
    case 1:
      bytes.erase(at, length);
      break;
    case 2:
      bytes.insert(at, bytes.substr(below(bytes.size()), length));
      break;
    case 3: {  // two blocks change places
      const size_t blocks = bytes.size() / 512, a = 512 * below(blocks), b = 512 * below(blocks);
      std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(a),
                       bytes.begin() + static_cast<std::ptrdiff_t>(a) + 512,
                       bytes.begin() + static_cast<std::ptrdiff_t>(b));
      break;
    }
    case 4:
      bytes.erase(512 * below(bytes.size() / 512), 512);
      break;
    default:
      bytes.resize(at);
  }
  return bytes;
}

TEST(BundleTest, VerifyBundle_FindsTenThousandRandomManipulations) {
  const std::string bundle = Bundle(SampleParts());
  std::mt19937_64 random(42);
  int changed = 0;
  while (changed < 10'000) {
    const std::string spoiled = Spoiled(bundle, random);
    if (spoiled == bundle) continue;
    ++changed;
    ASSERT_FALSE(Verify(spoiled).problems.empty()) << "manipulation " << changed;
  }
}

TEST(BundleTest, VerifyBundle_NamesABoundedNumberOfProblems) {
  BundleParts parts = SampleParts();
  for (int i = 0; i < 500; ++i) parts.leaves.push_back(parts.leaves[7]);
  parts.note = NoteFor(parts.leaves, SampleSigner());
  EXPECT_EQ(Verify(Bundle(parts)).problems.size(), 100u);
}

}  // namespace
}  // namespace peerchallenge::evidence
