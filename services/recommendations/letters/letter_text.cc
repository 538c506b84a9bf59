#include "services/recommendations/letters/letter_text.h"

#include <openssl/sha.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace peerchallenge::recommendations {

std::string TextOf(const Sentences& sentences) {
  std::string text;
  for (const v1::Sentence& sentence : sentences) {
    absl::StrAppend(&text, text.empty() ? "" : " ", sentence.text());
  }
  return text;
}

std::string ContentSha256(const std::string& letter, const std::string& title,
                          const std::string& addressee, const Sections& sections) {
  std::string lines =
      absl::StrCat("peerchallenge-letter-v1\n", letter, "\n", title, "\n", addressee, "\n");
  for (const v1::Section& section : sections) {
    absl::StrAppend(&lines, "# ", section.heading(), "\n");
    for (const v1::Paragraph& paragraph : section.paragraphs()) {
      absl::StrAppend(&lines,
                      absl::StripPrefix(v1::TextBlock::Shape_Name(paragraph.shape()), "SHAPE_"),
                      " ", TextOf(paragraph.sentences()), "\n");
    }
  }
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(lines.data()), lines.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

const v1::Paragraph* FindParagraph(const Sections& sections, const std::string& name) {
  for (const v1::Section& section : sections) {
    for (const v1::Paragraph& paragraph : section.paragraphs()) {
      if (paragraph.name() == name) return &paragraph;
    }
  }
  return nullptr;
}

std::vector<std::string> ParagraphNames(const Sections& sections) {
  std::vector<std::string> names;
  for (const v1::Section& section : sections) {
    for (const v1::Paragraph& paragraph : section.paragraphs()) names.push_back(paragraph.name());
  }
  return names;
}

void RemoveTraces(Sections& sections) {
  for (v1::Section& section : sections) {
    for (v1::Paragraph& paragraph : *section.mutable_paragraphs()) {
      paragraph.clear_author();
      for (v1::Sentence& sentence : *paragraph.mutable_sentences()) {
        sentence.clear_findings();
        for (v1::Quotation& quotation : *sentence.mutable_quotations()) quotation.clear_item();
      }
    }
  }
}

}  // namespace peerchallenge::recommendations
