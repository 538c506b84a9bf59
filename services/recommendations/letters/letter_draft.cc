#include "services/recommendations/letters/letter_draft.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/recommendations/findings/finding_checks.h"
#include "services/recommendations/letters/recommendation_in_words.h"
#include "services/recommendations/letters/review_in_words.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::KeyLineOfEnquiry;
using v1::Finding;
using v1::Recommendation;
using v1::Section;
using v1::TextBlock;

constexpr size_t kLongestSentence = 2'000;
constexpr size_t kLongestHeading = 300;
constexpr size_t kLongestTitle = 300;
constexpr int kMostSentences = 50;

// The longest beginning of `text` of at most `most` bytes that ends with a whole character.
size_t WholeCharacters(const std::string& text, size_t most) {
  if (text.size() <= most) return text.size();
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return most;
}

std::string Cut(const std::string& text, size_t most) {
  if (text.size() <= most) return text;
  return absl::StrCat(text.substr(0, WholeCharacters(text, most - 3)), "…");
}

std::string OneLine(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\r\n", " "}, {"\n", " "}, {"\t", " "}});
}

// Writes paragraphs into a section.
class Writer {
 public:
  Writer(Section& section, absl::FunctionRef<std::string()> new_name)
      : section_(section), new_name_(new_name) {}

  // Says how things are done.
  void Procedural(TextBlock::Shape shape, const std::string& text) {
    Write(shape, text, [](v1::Sentence& sentence) { sentence.set_procedural(true); });
  }
  void Say(TextBlock::Shape shape, const Finding& finding) {
    Write(shape, finding.text(),
          [&](v1::Sentence& sentence) { sentence.add_findings(finding.name()); });
  }
  void Say(TextBlock::Shape shape, const Recommendation& recommendation) {
    const RecommendationInWords words = InWords(recommendation);
    const std::string text = absl::StrCat(words.text, " (To ", words.addressee, "; ",
                                          words.priority, "; ", words.horizon, ".)");
    Write(shape, text,
          [&](v1::Sentence& sentence) { sentence.add_recommendations(recommendation.name()); });
  }

 private:
  template <typename Trace>
  void Write(TextBlock::Shape shape, const std::string& text, Trace trace) {
    v1::Paragraph* paragraph = nullptr;
    for (const std::string& part : SentencesOf(text)) {
      if (paragraph == nullptr || paragraph->sentences_size() == kMostSentences) {
        paragraph = section_.add_paragraphs();
        paragraph->set_name(new_name_());
        paragraph->set_shape(shape);
      }
      v1::Sentence& sentence = *paragraph->add_sentences();
      sentence.set_text(part);
      trace(sentence);
    }
  }

  Section& section_;
  absl::FunctionRef<std::string()> new_name_;
};

bool IsAgreed(const Finding& finding) { return finding.state() == Finding::STATE_AGREED; }

// The first agreed finding of the kind on the line; null where there is none.
const Finding* First(const LetterMaterial& material, const std::string& line, Finding::Kind kind) {
  for (const Finding& finding : material.findings) {
    if (IsAgreed(finding) && finding.kind() == kind && LineOf(finding.limb()) == line) {
      return &finding;
    }
  }
  return nullptr;
}

void WriteIntroduction(const LetterMaterial& material, Writer write) {
  const std::string dates = DatesInWords(material.review);
  write.Procedural(TextBlock::SHAPE_PARAGRAPH,
                   absl::StrCat("This letter follows the ", KindInWords(material.review),
                                " of children's services in ", material.host,
                                dates.empty() ? "" : absl::StrCat(", ", dates),
                                ", arranged between the authorities of ", material.region, "."));
  if (!material.team.empty()) {
    write.Procedural(TextBlock::SHAPE_PARAGRAPH,
                     absl::StrCat("The team: ", TeamInWords(material), "."));
  }
  for (const KeyLineOfEnquiry& line : material.review.scope().lines()) {
    write.Procedural(TextBlock::SHAPE_PARAGRAPH,
                     absl::StrCat("The line of enquiry: ", OneLine(line.question())));
    for (const auto& limb : line.limbs()) {
      write.Procedural(TextBlock::SHAPE_LIST_ITEM,
                       absl::StrCat("(", limb.id(), ") ", OneLine(limb.text())));
    }
  }
}

void WriteHeadline(const LetterMaterial& material, Writer write) {
  write.Procedural(TextBlock::SHAPE_PARAGRAPH, "The team's headline messages:");
  for (const KeyLineOfEnquiry& line : material.review.scope().lines()) {
    for (const auto kind : {Finding::KIND_STRENGTH, Finding::KIND_AREA_FOR_CONSIDERATION}) {
      if (const Finding* finding = First(material, line.id(), kind)) {
        write.Say(TextBlock::SHAPE_LIST_ITEM, *finding);
      }
    }
  }
}

void WriteKind(const LetterMaterial& material, const KeyLineOfEnquiry& line, Finding::Kind kind,
               const char* heading, Writer& write) {
  if (First(material, line.id(), kind) == nullptr) return;
  write.Procedural(TextBlock::SHAPE_HEADING, heading);
  for (const Finding& finding : material.findings) {
    if (IsAgreed(finding) && finding.kind() == kind && LineOf(finding.limb()) == line.id()) {
      write.Say(TextBlock::SHAPE_LIST_ITEM, finding);
    }
  }
}

void WriteNextSteps(const LetterMaterial& material, Writer write) {
  const v1::FollowUpRules& rules = material.rules;
  write.Procedural(TextBlock::SHAPE_LIST_ITEM,
                   absl::StrCat(material.host, " submits its action plan to the region within ",
                                CountInWords(rules.submission_working_days(), "working day"),
                                " of this letter."));
  write.Procedural(TextBlock::SHAPE_LIST_ITEM,
                   absl::StrCat("The plan is published within ",
                                CountInWords(rules.publication_months(), "month"), "."));
  write.Procedural(TextBlock::SHAPE_LIST_ITEM,
                   absl::StrCat("Progress is reviewed after ",
                                CountInWords(rules.progress_review_months(), "month"), "."));
}

void WriteCaveats(Writer write) {
  write.Procedural(TextBlock::SHAPE_PARAGRAPH,
                   "This was not an inspection. It gives no grades and replaces no statutory "
                   "judgement.");
  write.Procedural(TextBlock::SHAPE_PARAGRAPH,
                   "What people said was said in confidence; nothing in this letter is "
                   "attributed to anybody.");
}

Section& Add(Sections& sections, Section::Kind kind, const std::string& id,
             const std::string& heading) {
  Section& section = *sections.Add();
  section.set_kind(kind);
  section.set_id(id);
  section.set_heading(Cut(OneLine(heading), kLongestHeading));
  return section;
}

}  // namespace

std::string DraftTitle(const LetterMaterial& material) {
  const std::string dates = DatesInWords(material.review);
  return Cut(absl::StrCat("Letter of recommendations: ", KindInWords(material.review),
                          " of children's services in ", material.host,
                          dates.empty() ? "" : absl::StrCat(", ", dates)),
             kLongestTitle);
}

std::string DraftAddressee(const LetterMaterial& material) {
  return absl::StrCat("Director of Children's Services, ", material.host);
}

std::string SenderInWords(const LetterMaterial& material) {
  return absl::StrCat("The ", KindInWords(material.review), " team, ", material.region);
}

std::vector<std::string> LinesWithoutFinding(const LetterMaterial& material) {
  std::vector<std::string> lines;
  for (const KeyLineOfEnquiry& line : material.review.scope().lines()) {
    if (First(material, line.id(), Finding::KIND_STRENGTH) == nullptr &&
        First(material, line.id(), Finding::KIND_AREA_FOR_CONSIDERATION) == nullptr) {
      lines.push_back(line.id());
    }
  }
  return lines;
}

Sections DraftSections(const LetterMaterial& material, absl::FunctionRef<std::string()> new_name) {
  Sections sections;
  const auto add = [&](Section::Kind kind, const char* id, const char* heading) {
    return Writer(Add(sections, kind, id, heading), new_name);
  };
  WriteIntroduction(material, add(Section::KIND_INTRODUCTION, "introduction", "Introduction"));
  WriteHeadline(material, add(Section::KIND_HEADLINE, "headline", "Headline messages"));
  for (const KeyLineOfEnquiry& line : material.review.scope().lines()) {
    Section& section = Add(sections, Section::KIND_KLOE, line.id(), line.question());
    section.set_line(line.id());
    Writer write(section, new_name);
    WriteKind(material, line, Finding::KIND_STRENGTH, "Strengths", write);
    WriteKind(material, line, Finding::KIND_AREA_FOR_CONSIDERATION, "Areas for consideration",
              write);
  }
  Writer write = add(Section::KIND_RECOMMENDATIONS, "recommendations", "Recommendations");
  for (const Recommendation& recommendation : material.recommendations) {
    write.Say(TextBlock::SHAPE_NUMBERED_ITEM, recommendation);
  }
  WriteNextSteps(material, add(Section::KIND_NEXT_STEPS, "next_steps", "Next steps"));
  WriteCaveats(add(Section::KIND_CAVEATS, "caveats", "About this letter"));
  return sections;
}

std::vector<std::string> SentencesOf(const std::string& text) {
  const std::string line = OneLine(text);
  std::vector<std::string> sentences;
  size_t begin = 0;
  while (begin < line.size()) {
    size_t end = line.find(". ", begin);
    end = end == std::string::npos ? line.size() : end + 1;
    if (end - begin > kLongestSentence) {
      const size_t most = begin + WholeCharacters(line.substr(begin), kLongestSentence);
      const size_t space = line.rfind(' ', most - 1);
      end = space == std::string::npos || space <= begin ? most : space;
    }
    const std::string sentence(absl::StripAsciiWhitespace(line.substr(begin, end - begin)));
    if (!sentence.empty()) sentences.push_back(sentence);
    begin = end;
  }
  return sentences;
}

}  // namespace peerchallenge::recommendations
