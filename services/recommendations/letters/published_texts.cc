#include "services/recommendations/letters/published_texts.h"

#include "absl/strings/str_cat.h"

namespace peerchallenge::recommendations {
namespace {

using Texts = std::vector<PublishedText>;

void AddSentences(const v1::Paragraph& paragraph, Texts& texts) {
  for (int i = 0; i < paragraph.sentences_size(); ++i) {
    texts.push_back({.text = paragraph.sentences(i).text(),
                     .where = "the sentence",
                     .paragraph = paragraph.name(),
                     .sentence = i + 1});
  }
}

// A text of something beside the letter, which may be empty.
void AddOf(const std::string& subject, const std::string& where, const std::string& text,
           Texts& texts) {
  if (text.empty()) return;
  texts.push_back({.text = text, .where = absl::StrCat(where, subject, "'"), .subject = subject});
}

}  // namespace

Texts PublishedTexts(const v1::Letter& letter,
                     const std::vector<v1::Recommendation>& recommendations,
                     const std::vector<v1::Correction>& corrections) {
  Texts texts = {{.text = letter.title(), .where = "the title"},
                 {.text = letter.addressee(), .where = "the addressee"}};
  for (const v1::Section& section : letter.sections()) {
    texts.push_back({.text = section.heading(),
                     .where = absl::StrCat("the heading of the section '", section.id(), "'")});
    for (const v1::Paragraph& paragraph : section.paragraphs()) AddSentences(paragraph, texts);
  }
  for (const v1::Recommendation& recommendation : recommendations) {
    AddOf(recommendation.name(), "the text of '", recommendation.text(), texts);
    AddOf(recommendation.name(), "the addressee of '", recommendation.addressee_detail(), texts);
  }
  for (const v1::Correction& correction : corrections) {
    AddOf(correction.name(), "the answer to '", correction.decision_reason(), texts);
  }
  return texts;
}

}  // namespace peerchallenge::recommendations
