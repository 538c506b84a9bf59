#include "services/recommendations/letters/letter_editing.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/stamped.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/sight.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::util::TimeUtil;
using storage::Transaction;
using v1::Paragraph;

absl::Status AddVersion(Transaction& tx, const Context& context, const Paragraph& paragraph,
                        const std::string& correction) {
  v1::ParagraphVersion version;
  version.set_name(absl::StrCat(paragraph.name(), "/versions/", paragraph.version()));
  version.set_shape(paragraph.shape());
  *version.mutable_sentences() = paragraph.sentences();
  version.set_author(paragraph.author());
  version.set_correction(correction);
  *version.mutable_create_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(context.clock.Now()));
  return context.store.letters.AddVersion(tx, version);
}

// QUOTA_EXCEEDED for a letter that became too long to be rendered.
absl::Status CheckFits(Transaction& tx, const Context& context, const std::string& letter) {
  const auto bytes = context.store.letters.TextBytes(tx, letter);
  if (!bytes.ok()) return bytes.status();
  if (*bytes <= kMostLetterBytes) return absl::OkStatus();
  return errors::QuotaExceeded(
      "letter_bytes", absl::StrCat("the letter would have ", *bytes, " bytes; it takes at most ",
                                   kMostLetterBytes));
}

// WRONG_STATE for a step that leads a letter out of the team although its review was cancelled.
absl::Status CheckTakesPlace(const scheduling::v1::Review& review, LetterStep step) {
  const bool leads_out = step == LetterStep::kShare || step == LetterStep::kFix ||
                         step == LetterStep::kSign || step == LetterStep::kIssue;
  if (!leads_out || review.state() != scheduling::v1::Review::STATE_CANCELLED) {
    return absl::OkStatus();
  }
  return errors::WrongState(review.name(), "CANCELLED", "a review that takes place");
}

void SetShape(const Paragraph& text, Paragraph& paragraph) {
  paragraph.set_shape(text.shape() == v1::TextBlock::SHAPE_UNSPECIFIED
                          ? v1::TextBlock::SHAPE_PARAGRAPH
                          : text.shape());
}

}  // namespace

absl::StatusOr<v1::Letter> LetterFor(Transaction& tx, const Context& context,
                                     const Standing& standing, const std::string& name,
                                     LetterStep step) {
  auto letter = context.store.letters.letters.Get(tx, name);
  if (!letter.ok()) return letter;
  if (!IsOfTheTeam(standing)) return errors::NotFound(name);
  if (absl::Status status = CheckTakesPlace(standing.review, step); !status.ok()) return status;
  if (absl::Status status = CheckStep(*letter, step); !status.ok()) return status;
  return letter;
}

absl::Status MayTake(LetterStep step, const Context& context, const rpc::Call& call,
                     const std::string& letter) {
  return Read<v1::Letter>(context, call, letter,
                          [&](Transaction& tx, const Standing& standing) {
                            return LetterFor(tx, context, standing, letter, step);
                          })
      .status();
}

absl::StatusOr<v1::Letter> SaveLetter(Transaction& tx, const Context& context, v1::Letter letter,
                                      const std::string& etag) {
  for (v1::Section& section : *letter.mutable_sections()) {
    for (Paragraph& paragraph : *section.mutable_paragraphs()) {
      std::string name = paragraph.name();
      paragraph.Clear();
      paragraph.set_name(std::move(name));
    }
  }
  auto saved =
      resources::UpdateStamped(tx, context, context.store.letters.letters, std::move(letter), etag);
  if (!saved.ok()) return saved;
  return context.store.letters.WithText(tx, *std::move(saved));
}

absl::StatusOr<Paragraph> AddParagraph(Transaction& tx, const Context& context, Paragraph paragraph,
                                       const std::string& author) {
  SetShape(Paragraph(paragraph), paragraph);
  paragraph.set_version(1);
  paragraph.set_author(author);
  if (absl::Status status = context.store.letters.paragraphs.Insert(tx, paragraph); !status.ok()) {
    return status;
  }
  absl::Status status = AddVersion(tx, context, paragraph, "");
  if (status.ok()) status = CheckFits(tx, context, validation::ParentOf(paragraph.name()));
  if (!status.ok()) return status;
  return paragraph;
}

absl::StatusOr<Paragraph> SetText(Transaction& tx, const Context& context, const Paragraph& text,
                                  const std::string& author, const std::string& correction) {
  auto paragraph = context.store.letters.paragraphs.Get(tx, text.name());
  if (!paragraph.ok()) return paragraph;
  SetShape(text, *paragraph);
  *paragraph->mutable_sentences() = text.sentences();
  paragraph->set_version(paragraph->version() + 1);
  paragraph->set_author(author);
  absl::Status status = context.store.letters.paragraphs.Update(tx, *paragraph, text.etag());
  if (status.ok()) status = AddVersion(tx, context, *paragraph, correction);
  if (status.ok()) status = CheckFits(tx, context, validation::ParentOf(paragraph->name()));
  if (!status.ok()) return status;
  return paragraph;
}

}  // namespace peerchallenge::recommendations
