#include "services/recommendations/letters/letter_document.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/environment/london.h"
#include "common/validation/civil_date.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/days_in_words.h"
#include "services/recommendations/letters/letter_text.h"
#include "services/recommendations/letters/review_in_words.h"

namespace peerchallenge::recommendations {
namespace {

using documents::Text;
using google::protobuf::util::TimeUtil;
using v1::Letter;
using v1::TextBlock;

// An enum's name for people: "SOURCE_CLASS_YOUNG_PERSON" -> "young person".
std::string InWords(absl::string_view name, absl::string_view prefix) {
  std::string words(absl::StripPrefix(name, prefix));
  absl::AsciiStrToLower(&words);
  return absl::StrReplaceAll(words, {{"_", " "}});
}

// The class under which the first quotation of the paragraph stands; empty without one.
std::string SourceOf(const v1::Paragraph& paragraph) {
  for (const v1::Sentence& sentence : paragraph.sentences()) {
    for (const v1::Quotation& quotation : sentence.quotations()) {
      if (quotation.source_class() == 0) continue;
      return InWords(evidence::v1::SourceClass_Name(quotation.source_class()), "SOURCE_CLASS_");
    }
  }
  return "";
}

std::string CountsInWords(const v1::CorrectionCounts& counts) {
  return absl::StrCat(CountInWords(counts.submitted(), "correction"),
                      " submitted: ", counts.accepted(), " accepted, ", counts.accepted_in_part(),
                      " accepted in part, ", counts.declined_fact(), " declined, ",
                      counts.declined_judgement(), " declined as a matter of judgement");
}

std::string DutyInWords(v1::Signature::Duty duty) {
  return duty == v1::Signature::DUTY_LEAD ? "Lead reviewer" : "Review manager";
}

// Who stands by an issued letter, with the day on which each signed.
documents::Section SignaturesOf(const Letter& letter, int level) {
  documents::Section section;
  section.heading = "Signed";
  section.level = level;
  for (const v1::Signature& signature : letter.signatures()) {
    const absl::Time time =
        absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(signature.time()));
    const std::string who =
        signature.signatory().empty() ? "" : absl::StrCat(signature.signatory(), ", ");
    section.blocks.emplace_back(
        Text{Text::Shape::kParagraph,
             absl::StrCat(who, DutyInWords(signature.duty()), ", ",
                          DayInWords(absl::ToCivilDay(time, environment::London()))),
             ""});
  }
  return section;
}

}  // namespace

documents::Text::Shape ShapeOf(TextBlock::Shape shape) {
  switch (shape) {
    case TextBlock::SHAPE_LIST_ITEM:
      return Text::Shape::kListItem;
    case TextBlock::SHAPE_NUMBERED_ITEM:
      return Text::Shape::kNumberedItem;
    case TextBlock::SHAPE_HEADING:
      return Text::Shape::kHeading;
    case TextBlock::SHAPE_QUOTATION:
      return Text::Shape::kQuotation;
    default:
      return Text::Shape::kParagraph;
  }
}

std::vector<documents::Section> SectionsOf(const Letter& letter, int level) {
  std::vector<documents::Section> sections;
  for (const v1::Section& section : letter.sections()) {
    documents::Section& part = sections.emplace_back();
    part.heading = section.heading();
    part.level = level;
    for (const v1::Paragraph& paragraph : section.paragraphs()) {
      Text text{ShapeOf(paragraph.shape()), TextOf(paragraph.sentences()), ""};
      if (text.shape == Text::Shape::kQuotation) text.source = SourceOf(paragraph);
      part.blocks.emplace_back(std::move(text));
    }
  }
  if (letter.state() == Letter::STATE_ISSUED) sections.push_back(SignaturesOf(letter, level));
  return sections;
}

documents::Document DocumentOf(const Letter& letter) {
  documents::Document document;
  document.title = letter.title();
  if (!letter.sender().empty()) document.facts.push_back({"From", letter.sender()});
  document.facts.push_back({"To", letter.addressee()});
  const bool issued = letter.state() == Letter::STATE_ISSUED;
  if (!issued) {
    document.notice =
        absl::StrCat("Draft (", InWords(Letter::State_Name(letter.state()), "STATE_"), ")");
  }
  if (const auto day = validation::ParseDay(letter.issue_date()); issued && day) {
    document.facts.push_back({"Date", DayInWords(*day)});
  }
  if (issued && letter.has_correction_counts() && letter.correction_counts().submitted() > 0) {
    document.facts.push_back({"Factual accuracy", CountsInWords(letter.correction_counts())});
  }
  if (issued) {
    document.facts.push_back(
        {"Fingerprint (SHA-256)", absl::BytesToHexString(letter.content_sha256())});
  }
  document.sections = SectionsOf(letter, 1);
  return document;
}

}  // namespace peerchallenge::recommendations
