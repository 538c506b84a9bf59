#include "services/peerchallenge/letter_calls.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Letter;

}  // namespace

absl::StatusOr<std::string> LetterName(const std::string& review, Client& client) {
  v1::ListLettersRequest request;
  request.set_parent(review);
  using Response = v1::ListLettersResponse;
  const auto all = AllPages<Response>("LetterService/ListLetters", request, client,
                                      [](Response& sum, const Response& page) {
                                        sum.mutable_letters()->MergeFrom(page.letters());
                                      });
  if (!all.ok()) return all.status();
  for (const Letter& letter : all->letters()) {
    if (letter.state() != Letter::STATE_ABANDONED) return letter.name();
  }
  return errors::NotFound(review + "/letters/-");
}

absl::StatusOr<Letter> GetLetter(const std::string& name, Client& client) {
  v1::GetLetterRequest request;
  request.set_name(name);
  return CallLetters<Letter>("GetLetter", request, client);
}

std::string Below(const std::string& letter, const std::string& collection,
                  const std::string& text) {
  return text.find('/') == std::string::npos ? absl::StrCat(letter, "/", collection, "/", text)
                                             : text;
}

absl::StatusOr<v1::Paragraph> FindParagraph(const Letter& letter, const std::string& name) {
  for (const auto& section : letter.sections()) {
    for (const auto& paragraph : section.paragraphs()) {
      if (paragraph.name() == name) return paragraph;
    }
  }
  return errors::NotFound(name);
}

v1::Paragraph WithText(v1::Paragraph paragraph, const std::string& text) {
  v1::Sentence whole;
  whole.set_text(text);
  bool procedural = true;
  for (const auto& sentence : paragraph.sentences()) {
    whole.mutable_findings()->MergeFrom(sentence.findings());
    whole.mutable_recommendations()->MergeFrom(sentence.recommendations());
    procedural = procedural && sentence.procedural();
    for (const auto& quotation : sentence.quotations()) {
      if (absl::StrContains(text, quotation.text())) *whole.add_quotations() = quotation;
    }
  }
  whole.set_procedural(procedural);
  paragraph.clear_sentences();
  *paragraph.add_sentences() = std::move(whole);
  return paragraph;
}

}  // namespace peerchallenge::cli
