#include "services/evidence/ledger/note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

using testing::ElementsAre;

// A key and a note that another implementation of signed notes uses as its example.
constexpr char kOtherKey[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kOtherNote[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xE2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

NoteSigner MakeSigner(char seed) {
  return {"suite.example/ledger", *SigningKey::FromSeed(std::string(kSeedBytes, seed))};
}

TreeHead MakeHead() { return {"suite.example/regions/em/reviews/lin", 17, Sha256("abc")}; }

errors::ErrorReason ReasonOf(const absl::Status& status) { return errors::ReasonOf(status); }

TEST(NoteTest, OpenNote_AcceptsANoteOfAnotherImplementation) {
  const auto key = VerifierKey::Parse(kOtherKey, "key");
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->ToString(), kOtherKey);
  const auto opened = OpenNote(kOtherNote, {*key});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->text,
            "If you think cryptography is the answer to your problem,\n"
            "then you don't know what your problem is.\n");
}

TEST(NoteTest, Sign_MakesANoteThatItsKeyOpens) {
  const NoteSigner signer = MakeSigner('a');
  const auto opened = OpenNote(signer.Sign(TextOf(MakeHead())), {signer.verifier()});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_THAT(opened->signers, ElementsAre(signer.verifier()));
  const auto head = TreeHeadFrom(opened->text);
  ASSERT_TRUE(head.ok()) << head.status();
  EXPECT_EQ(*head, MakeHead());
}

TEST(NoteTest, OpenNote_RefusesEveryChangeOfOneCharacter) {
  const NoteSigner signer = MakeSigner('a');
  const std::string note = signer.Sign(TextOf(MakeHead()));
  for (size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(ReasonOf(OpenNote(changed, {signer.verifier()}).status()),
              errors::v1::ERROR_REASON_DATA_CORRUPT)
        << i;
  }
}

TEST(NoteTest, OpenNote_PassesOverSignaturesOfKeysItDoesNotKnow) {
  const NoteSigner a = MakeSigner('a'), b = MakeSigner('b');
  const std::string text = TextOf(MakeHead());
  const std::string of_b = b.Sign(text).substr(text.size() + 1);
  const std::string note = a.Sign(text) + of_b;
  EXPECT_THAT(OpenNote(note, {b.verifier()})->signers, ElementsAre(b.verifier()));
  EXPECT_EQ(OpenNote(note, {a.verifier(), b.verifier()})->signers.size(), 2u);
  EXPECT_FALSE(OpenNote(note, {MakeSigner('c').verifier()}).ok());
  EXPECT_FALSE(OpenNote(note, {}).ok());
}

TEST(NoteTest, OpenNote_RefusesANoteWhereOneKnownSignatureDoesNotHold) {
  const NoteSigner a = MakeSigner('a'), b = MakeSigner('b');
  const std::string text = TextOf(MakeHead());
  const std::string other = b.Sign("other\n").substr(std::string("other\n").size() + 1);
  EXPECT_FALSE(OpenNote(a.Sign(text) + other, {a.verifier(), b.verifier()}).ok());
}

TEST(NoteTest, OpenNote_TakesABoundedNumberOfSignatures) {
  const NoteSigner signer = MakeSigner('a');
  const std::string text = TextOf(MakeHead());
  std::string note = signer.Sign(text);
  const std::string line = note.substr(text.size() + 1);
  for (int i = 0; i < 100; ++i) note += line;
  EXPECT_FALSE(OpenNote(note, {signer.verifier()}).ok());
}

TEST(NoteTest, VerifierKeyParse_RefusesWhatIsNoKey) {
  for (const std::string text :
       {"", "name", "name+c74f20a3", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpcXX", "PeterNeumann+c74f20a3+!"}) {
    EXPECT_EQ(ReasonOf(VerifierKey::Parse(text, "key").status()),
              errors::v1::ERROR_REASON_FIELD_INVALID)
        << text;
  }
}

TEST(NoteTest, TreeHeadFrom_RefusesEveryOtherSpelling) {
  const std::string text = TextOf(MakeHead());
  const std::pair<const char*, const char*> kChanges[] = {
      {"\n17\n", "\n017\n"},     {"\n17\n", "\n-17\n"},
      {"\n17\n", "\n\n"},        {"=\n", "\n"},
      {"=\n", "=\nextension\n"}, {"suite.example/regions/em/reviews/lin", ""}};
  for (const auto& [from, to] : kChanges) {
    const std::string changed = absl::StrReplaceAll(text, {{from, to}});
    ASSERT_NE(changed, text);
    EXPECT_FALSE(TreeHeadFrom(changed).ok()) << changed;
  }
}

}  // namespace
}  // namespace peerchallenge::evidence
