#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/letters/letter_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using testing::HasSubstr;
using v1::Letter;
using v1::Section;

class ParagraphsTest : public LetterTest {};

TEST_F(ParagraphsTest, UpdateParagraph_KeepsVersionsAndGuardsByEtag) {
  v1::Paragraph paragraph = FirstTraced(Drafted(), Section::KIND_KLOE);
  const v1::Paragraph before = paragraph;
  paragraph.mutable_sentences(0)->set_text("The gap is narrowing.");
  const v1::Paragraph changed = Value(Update(paragraph, kManager));
  EXPECT_EQ(changed.version(), 2);
  EXPECT_EQ(changed.author(), kManager);
  ExpectError(Update(before), reasons::ERROR_REASON_ETAG_MISMATCH);
  v1::ListParagraphVersionsRequest list;
  list.set_parent(paragraph.name());
  const auto versions = Value(letters_.ListParagraphVersions(Writes(), list));
  ASSERT_EQ(versions.versions_size(), 2);
  EXPECT_EQ(versions.versions(1).sentences(0).text(), before.sentences(0).text());

  paragraph = changed;
  paragraph.mutable_sentences(0)->clear_findings();
  ExpectError(Update(paragraph), reasons::ERROR_REASON_FIELD_INVALID);
  paragraph.mutable_sentences(0)->add_findings(absl::StrCat(kReview, "/findings/none"));
  ExpectError(Update(paragraph), reasons::ERROR_REASON_REFERENCE_BROKEN);
}

TEST_F(ParagraphsTest, InsertMoveAndRemove_ChangeTheOrder) {
  const Letter letter = Drafted();
  v1::InsertParagraphRequest insert;
  insert.set_parent(kLetter);
  insert.set_paragraph_id("mine");
  insert.mutable_paragraph()->add_sentences()->set_text("We thank the council.");
  insert.mutable_paragraph()->mutable_sentences(0)->set_procedural(true);
  insert.mutable_place()->set_section("introduction");
  const v1::Paragraph mine = Value(letters_.InsertParagraph(Writes(), insert));
  EXPECT_EQ(Value(Get(Reads())).sections(0).paragraphs(0).name(), mine.name());
  v1::MoveParagraphRequest move;
  move.set_name(mine.name());
  move.mutable_place()->set_section("caveats");
  move.mutable_place()->set_after(letter.sections(5).paragraphs(0).name());
  EXPECT_EQ(Value(letters_.MoveParagraph(Writes(), move)).sections(5).paragraphs(1).name(),
            mine.name());
  move.mutable_place()->set_section("nowhere");
  ExpectError(letters_.MoveParagraph(Writes(), move), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(Value(Get(Reads())).sections(5).paragraphs_size(), 3);
  v1::RemoveParagraphRequest remove;
  remove.set_name(mine.name());
  EXPECT_EQ(Value(letters_.RemoveParagraph(Writes(), remove)).sections(5).paragraphs_size(), 2);
  ExpectError(Update(mine), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ParagraphsTest, ALetter_StaysShortEnoughToBeRendered) {
  Drafted();
  v1::InsertParagraphRequest insert;
  insert.set_parent(kLetter);
  insert.mutable_place()->set_section("caveats");
  for (int i = 0; i < 50; ++i) {
    v1::Sentence& sentence = *insert.mutable_paragraph()->add_sentences();
    sentence.set_text(std::string(2'000, 'a'));
    sentence.set_procedural(true);
  }
  absl::StatusOr<v1::Paragraph> inserted;
  for (int i = 0; i < 5; ++i) {
    inserted = letters_.InsertParagraph(Writes(), insert);
    ASSERT_TRUE(inserted.ok()) << inserted.status();
  }
  ExpectError(letters_.InsertParagraph(Writes(), insert), reasons::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_THAT(Rendered(Reads(), v1::DOCUMENT_FORMAT_HTML), HasSubstr(std::string(2'000, 'a')));
}

}  // namespace
}  // namespace peerchallenge::recommendations
