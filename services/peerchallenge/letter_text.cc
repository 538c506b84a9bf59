#include "services/peerchallenge/letter_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/table.h"
#include "services/peerchallenge/trade_offs.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using google::protobuf::util::TimeUtil;
using v1::Letter;
using v1::TextBlock;

constexpr size_t kTextWidth = 100;
constexpr size_t kCellWidth = 60;

std::string StateText(const Letter& letter) {
  return InWords(Letter::State_Name(letter.state()), "STATE_");
}

std::string TextOf(const google::protobuf::RepeatedPtrField<v1::Sentence>& sentences) {
  std::string text;
  for (const auto& sentence : sentences) {
    absl::StrAppend(&text, text.empty() ? "" : " ", sentence.text());
  }
  return text;
}

// "2012-07-31 14:05 UTC"
std::string TimeText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC",
                          absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time)),
                          absl::UTCTimeZone());
}

std::string LinesOf(const std::string& text, const std::string& indent) {
  std::string lines;
  for (const std::string& line : WrapWords(text, kTextWidth)) {
    absl::StrAppend(&lines, indent, line, "\n");
  }
  return lines;
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
  for (const std::string& line :
       WrapWords(TextOf(paragraph.sentences()), kTextWidth - lead.size())) {
    absl::StrAppend(&text, text.empty() ? lead : std::string(lead.size(), ' '), line, "\n");
  }
  return text;
}

// `with_ids`: the heading is followed by the section's id, and each paragraph begins with its own.
std::string SectionText(const v1::Section& section, bool with_ids) {
  std::string text =
      absl::StrCat("\n", section.heading(), with_ids ? absl::StrCat("  [", section.id(), "]") : "",
                   "\n", std::string(std::min(WidthOf(section.heading()), kTextWidth), '-'), "\n");
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
                {"what, and why", Align::kLeft, kCellWidth}});
}

std::string WhatAndWhy(const v1::Correction& correction) {
  const std::string words = correction.words().empty() ? "The whole paragraph"
                                                       : absl::StrCat("'", correction.words(), "'");
  const std::string proposed = correction.proposed_text().empty()
                                   ? "nothing"
                                   : absl::StrCat("'", correction.proposed_text(), "'");
  std::string text = absl::StrCat(words, " -> ", proposed, "\nHost: ", correction.reason());
  if (!correction.decision_reason().empty()) {
    absl::StrAppend(&text, "\nTeam: ", correction.decision_reason());
  } else if (!correction.answer_due_date().empty()) {
    absl::StrAppend(&text, "\nTo be answered by ", DayText(correction.answer_due_date()),
                    correction.overdue() ? ", overdue" : "");
  }
  return text;
}

void AddRow(const v1::Correction& correction, Table& table) {
  using Correction = v1::Correction;
  table.AddRow({validation::IdOf(correction.name()), validation::IdOf(correction.paragraph()),
                InWords(Correction::Kind_Name(correction.decided_kind()), "KIND_"),
                InWords(Correction::State_Name(correction.state()), "STATE_"),
                correction.decision() == 0
                    ? ""
                    : InWords(Correction::Decision_Name(correction.decision()), "DECISION_"),
                WhatAndWhy(correction)});
}

std::string CountsText(const v1::CorrectionCounts& counts) {
  if (counts.submitted() == 0) return "none was submitted";
  return absl::StrCat(counts.submitted(), " submitted, ", counts.accepted(), " accepted, ",
                      counts.accepted_in_part(), " accepted in part, ", counts.declined_fact(),
                      " declined, ", counts.declined_judgement(),
                      " declined as a matter of judgement");
}

// "a b c" and "a d c" -> "a [-b-] {+d+} c": the space that ends a piece stays outside its mark.
std::string PiecesText(
    const google::protobuf::RepeatedPtrField<v1::ParagraphDifference::Piece>& pieces) {
  std::string text;
  for (const auto& piece : pieces) {
    if (piece.before() && piece.after()) {
      absl::StrAppend(&text, piece.text());
      continue;
    }
    const absl::string_view words = absl::StripTrailingAsciiWhitespace(piece.text());
    absl::StrAppend(&text, piece.before() ? "[-" : "{+", words, piece.before() ? "-]" : "+}",
                    piece.text().size() > words.size() ? " " : "");
  }
  return text;
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
  if (letter.has_correction_counts()) {
    absl::StrAppend(&text, "\n  corrections: ", CountsText(letter.correction_counts()));
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

std::string ParagraphVersionsText(const v1::ListParagraphVersionsResponse& response) {
  std::string text;
  for (const auto& version : response.versions()) {
    absl::StrAppend(&text, "version ", validation::IdOf(version.name()), ", ",
                    TimeText(version.create_time()), ", by ", validation::IdOf(version.author()));
    if (!version.correction().empty()) {
      absl::StrAppend(&text, ", answers ", validation::IdOf(version.correction()));
    }
    absl::StrAppend(&text, "\n",
                    version.sentences().empty() ? "  (taken out)\n"
                                                : LinesOf(TextOf(version.sentences()), "  "));
  }
  return text;
}

std::string LetterVersionsText(const v1::ListLetterVersionsResponse& response) {
  if (response.versions().empty()) return "No versions.\n";
  Table table({{"version", Align::kRight}, {"made"}, {"for"}, {"SHA-256"}, {""}});
  for (const auto& version : response.versions()) {
    table.AddRow(
        {validation::IdOf(version.name()), TimeText(version.create_time()),
         version.occasion() == v1::LetterVersion::OCCASION_SHARED ? "the host's check" : "signing",
         absl::BytesToHexString(version.content_sha256()),
         version.has_reopening()
             ? absl::StrCat("after it was opened again: ", version.reopening().reason())
             : ""});
  }
  return table.Render();
}

std::string DifferencesText(const v1::CompareLetterVersionsResponse& response) {
  if (response.differences().empty()) return "No differences.\n";
  std::string text;
  for (const auto& difference : response.differences()) {
    absl::StrAppend(&text, "[", validation::IdOf(difference.paragraph()), "] ",
                    InWords(v1::ParagraphDifference::Kind_Name(difference.kind()), "KIND_"),
                    difference.corrections().empty() ? "" : ", corrected by ",
                    absl::StrJoin(difference.corrections(), ", ",
                                  [](std::string* out, const std::string& name) {
                                    *out += validation::IdOf(name);
                                  }),
                    "\n", LinesOf(PiecesText(difference.pieces()), "  "));
  }
  return text;
}

}  // namespace peerchallenge::cli
