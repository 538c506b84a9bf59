#include "services/peerchallenge/letter_text.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Letter;
using v1::TextBlock;

constexpr size_t kTextWidth = 100;
constexpr size_t kCellWidth = 60;

std::string StateText(const Letter& letter) {
  return InWords(Letter::State_Name(letter.state()), "STATE_");
}

std::string TextOf(const v1::Paragraph& paragraph) {
  std::string text;
  for (const auto& sentence : paragraph.sentences()) {
    absl::StrAppend(&text, text.empty() ? "" : " ", sentence.text());
  }
  return text;
}

std::string LeadOf(TextBlock::Shape shape, int number) {
  switch (shape) {
    case TextBlock::SHAPE_LIST_ITEM:
      return "- ";
    case TextBlock::SHAPE_NUMBERED_ITEM:
      return absl::StrCat(number, ". ");
    case TextBlock::SHAPE_QUOTATION:
      return "> ";
    default:
      return "";
  }
}

// A paragraph in lines; a list item's further lines stand below its text.
std::string ParagraphText(const v1::Paragraph& paragraph, int number) {
  const std::string lead = LeadOf(paragraph.shape(), number);
  std::string text;
  for (const std::string& line : WrapWords(TextOf(paragraph), kTextWidth - lead.size())) {
    absl::StrAppend(&text, text.empty() ? lead : std::string(lead.size(), ' '), line, "\n");
  }
  return text;
}

// `with_ids`: each paragraph begins with its id.
std::string SectionText(const v1::Section& section, bool with_ids) {
  std::string text =
      absl::StrCat("\n", section.heading(), "\n",
                   std::string(std::min(WidthOf(section.heading()), kTextWidth), '-'), "\n");
  int number = 0;
  for (const v1::Paragraph& paragraph : section.paragraphs()) {
    number = paragraph.shape() == TextBlock::SHAPE_NUMBERED_ITEM ? number + 1 : 0;
    if (with_ids) absl::StrAppend(&text, "[", validation::IdOf(paragraph.name()), "]\n");
    absl::StrAppend(&text, ParagraphText(paragraph, number));
  }
  return text;
}

Table CorrectionTable() {
  return Table({{"correction"},
                {"paragraph"},
                {"kind"},
                {"state"},
                {"decision"},
                {"words", Align::kLeft, kCellWidth},
                {"proposed", Align::kLeft, kCellWidth}});
}

void AddRow(const v1::Correction& correction, Table& table) {
  using Correction = v1::Correction;
  table.AddRow({validation::IdOf(correction.name()), validation::IdOf(correction.paragraph()),
                InWords(Correction::Kind_Name(correction.decided_kind()), "KIND_"),
                InWords(Correction::State_Name(correction.state()), "STATE_"),
                correction.decision() == 0
                    ? ""
                    : InWords(Correction::Decision_Name(correction.decision()), "DECISION_"),
                correction.words(), correction.proposed_text()});
}

}  // namespace

std::string LetterStateText(const Letter& letter) {
  std::string text = absl::StrCat(letter.name(), "\n  ", StateText(letter));
  if (letter.state() == Letter::STATE_WITH_HOST) {
    absl::StrAppend(&text, ": the host checks facts until ", letter.corrections_due_date());
  }
  if (letter.has_reopening()) {
    absl::StrAppend(&text, "\n  opened again by ", validation::IdOf(letter.reopening().person()),
                    ": ", letter.reopening().reason());
  }
  if (letter.overdue_answers() > 0) {
    absl::StrAppend(
        &text, "\n  corrections that are overdue for their answer: ", letter.overdue_answers());
  }
  for (const auto& signature : letter.signatures()) {
    absl::StrAppend(&text, "\n  signed by ",
                    InWords(v1::Signature::Duty_Name(signature.duty()), "DUTY_"));
    if (!signature.signatory().empty()) absl::StrAppend(&text, ", ", signature.signatory());
  }
  if (!letter.issue_date().empty()) absl::StrAppend(&text, "\n  issued on ", letter.issue_date());
  if (letter.has_ledger_index()) {
    absl::StrAppend(&text, ", entry ", letter.ledger_index(), " of the evidence ledger");
  }
  if (!letter.content_sha256().empty()) {
    absl::StrAppend(&text, "\n  SHA-256 ", absl::BytesToHexString(letter.content_sha256()));
  }
  return absl::StrCat(text, "\n");
}

std::string LetterText(const Letter& letter) {
  std::string text = LetterStateText(letter);
  absl::StrAppend(&text, "\n", letter.title(), "\nFrom: ", letter.sender(),
                  "\nTo: ", letter.addressee(), "\n");
  for (const v1::Section& section : letter.sections()) {
    absl::StrAppend(&text, SectionText(section, letter.state() != Letter::STATE_ISSUED));
  }
  return text;
}

std::string LettersText(const v1::ListLettersResponse& letters) {
  if (letters.letters().empty()) return "No letters.\n";
  Table table({{"review"}, {"letter"}, {"state"}, {"issued"}, {"title", Align::kLeft, kCellWidth}});
  for (const Letter& letter : letters.letters()) {
    table.AddRow({validation::IdOf(validation::ReviewOf(letter.name())),
                  validation::IdOf(letter.name()), StateText(letter), letter.issue_date(),
                  letter.title()});
  }
  return table.Render();
}

std::string ProblemsText(const v1::CheckLetterResponse& response) {
  if (response.problems().empty()) return "Nothing stands in its way.\n";
  Table table({{"problem"},
               {"paragraph"},
               {"sentence", Align::kRight},
               {"blocks"},
               {"why", Align::kLeft, kCellWidth}});
  for (const auto& problem : response.problems()) {
    table.AddRow({InWords(v1::LetterProblem::Kind_Name(problem.kind()), "KIND_"),
                  validation::IdOf(problem.paragraph()),
                  problem.sentence() == 0 ? "" : absl::StrCat(problem.sentence()),
                  problem.blocking() ? "yes" : "no", problem.message()});
  }
  return table.Render();
}

std::string CorrectionText(const v1::Correction& correction) {
  Table table = CorrectionTable();
  AddRow(correction, table);
  return table.Render();
}

std::string CorrectionsText(const v1::ListCorrectionsResponse& response) {
  if (response.corrections().empty()) return "No corrections.\n";
  Table table = CorrectionTable();
  for (const auto& correction : response.corrections()) AddRow(correction, table);
  return table.Render();
}

}  // namespace peerchallenge::cli
