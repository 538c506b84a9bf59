// The `letter` commands on its text: paragraphs, headings, versions and what differs between them.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/letter_calls.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Letter;
using v1::Paragraph;

std::string SavedText(const Paragraph& paragraph) {
  return absl::StrCat(paragraph.name(), ", version ", paragraph.version(), "\n");
}

v1::ParagraphPlace PlaceOf(const LetterArguments& arguments, const std::string& letter) {
  v1::ParagraphPlace place;
  place.set_section(arguments.section);
  if (!arguments.after.empty()) place.set_after(Below(letter, "paragraphs", arguments.after));
  return place;
}

// One sentence that rests on what the arguments name, or is procedural where they name nothing.
absl::StatusOr<Paragraph> ParagraphOf(const LetterArguments& arguments, const std::string& letter) {
  Paragraph paragraph;
  const auto shape = ParseEnum<v1::TextBlock::Shape>(
      arguments.shape, "SHAPE_", "--shape",
      "paragraph, list-item, numbered-item, heading or quotation", v1::TextBlock::Shape_Parse);
  if (!shape.ok()) return shape.status();
  paragraph.set_shape(*shape);
  const std::string review = validation::ReviewOf(letter);
  v1::Sentence& sentence = *paragraph.add_sentences();
  sentence.set_text(arguments.text);
  for (const std::string& text : arguments.findings) {
    auto name = NameInReview(text, review, "findings");
    if (!name.ok()) return name.status();
    sentence.add_findings(*std::move(name));
  }
  for (const std::string& text : arguments.recommendations) {
    auto name = NameInReview(text, review, "recommendations");
    if (!name.ok()) return name.status();
    sentence.add_recommendations(*std::move(name));
  }
  sentence.set_procedural(sentence.findings().empty() && sentence.recommendations().empty());
  return paragraph;
}

}  // namespace

ExitCode EditLetter(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    const auto letter = GetLetter(name, client);
    if (!letter.ok()) return Failed(letter.status(), arguments, client, console);
    const auto paragraph = FindParagraph(*letter, Below(name, "paragraphs", arguments.paragraph));
    if (!paragraph.ok()) return Failed(paragraph.status(), arguments, client, console);
    v1::UpdateParagraphRequest request;
    *request.mutable_paragraph() = WithText(*paragraph, arguments.text);
    request.set_request_id(client.NewRequestId());
    return Print(CallLetters<Paragraph>("UpdateParagraph", request, client), SavedText, arguments,
                 client, console);
  });
}

ExitCode InsertParagraph(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    auto paragraph = ParagraphOf(arguments, name);
    if (!paragraph.ok()) return BadInput(paragraph.status(), arguments, console);
    v1::InsertParagraphRequest request;
    request.set_parent(name);
    request.set_paragraph_id(arguments.id);
    *request.mutable_paragraph() = *std::move(paragraph);
    *request.mutable_place() = PlaceOf(arguments, name);
    request.set_request_id(client.NewRequestId());
    return Print(CallLetters<Paragraph>("InsertParagraph", request, client), SavedText, arguments,
                 client, console);
  });
}

ExitCode MoveParagraph(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::MoveParagraphRequest request;
    request.set_name(Below(name, "paragraphs", arguments.paragraph));
    *request.mutable_place() = PlaceOf(arguments, name);
    request.set_request_id(client.NewRequestId());
    return Print(CallLetters<Letter>("MoveParagraph", request, client), LetterText, arguments,
                 client, console);
  });
}

ExitCode RemoveParagraph(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::RemoveParagraphRequest request;
    request.set_name(Below(name, "paragraphs", arguments.paragraph));
    request.set_request_id(client.NewRequestId());
    return Print(CallLetters<Letter>("RemoveParagraph", request, client), LetterText, arguments,
                 client, console);
  });
}

ExitCode HeadLetter(const LetterArguments& arguments, Client& client, Console& console) {
  v1::UpdateLetterHeadingRequest request;
  if (!arguments.title.empty()) request.set_title(arguments.title);
  if (!arguments.addressee.empty()) request.set_addressee(arguments.addressee);
  for (const std::string& text : arguments.headings) {
    const size_t end = text.find('=');
    if (end == std::string::npos) {
      return BadInput(errors::InvalidField("--heading", text, "SECTION=HEADING"), arguments,
                      console);
    }
    (*request.mutable_headings())[text.substr(0, end)] = text.substr(end + 1);
  }
  return TakeLetterStep("UpdateLetterHeading", request, arguments, client, console);
}

ExitCode ListParagraphVersions(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::ListParagraphVersionsRequest request;
    request.set_parent(Below(name, "paragraphs", arguments.paragraph));
    using Response = v1::ListParagraphVersionsResponse;
    return Print(AllPages<Response>("LetterService/ListParagraphVersions", request, client,
                                    [](Response& all, const Response& page) {
                                      all.mutable_versions()->MergeFrom(page.versions());
                                    }),
                 ParagraphVersionsText, arguments, client, console);
  });
}

ExitCode ListLetterVersions(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::ListLetterVersionsRequest request;
    request.set_parent(name);
    using Response = v1::ListLetterVersionsResponse;
    return Print(AllPages<Response>("LetterService/ListLetterVersions", request, client,
                                    [](Response& all, const Response& page) {
                                      all.mutable_versions()->MergeFrom(page.versions());
                                    }),
                 LetterVersionsText, arguments, client, console);
  });
}

ExitCode CompareLetterVersions(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::CompareLetterVersionsRequest request;
    request.set_before(Below(name, "versions", arguments.before));
    request.set_after(arguments.later.empty() ? name : Below(name, "versions", arguments.later));
    return Print(
        CallLetters<v1::CompareLetterVersionsResponse>("CompareLetterVersions", request, client),
        DifferencesText, arguments, client, console);
  });
}

}  // namespace peerchallenge::cli
