// The methods of LetterService on the text.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/letters/letter_checks.h"
#include "services/recommendations/letters/letter_editing.h"
#include "services/recommendations/letters/letter_service.h"
#include "services/recommendations/letters/quoted_items.h"
#include "services/recommendations/names.h"
#include "services/recommendations/sight.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::Letter;
using v1::Paragraph;
using validation::FieldChecks;

using Paragraphs = google::protobuf::RepeatedPtrField<Paragraph>;

Paragraphs::iterator Find(Paragraphs& paragraphs, const std::string& name) {
  return std::find_if(paragraphs.begin(), paragraphs.end(),
                      [&](const Paragraph& paragraph) { return paragraph.name() == name; });
}

// Takes the paragraph out of its section; false where no section has it.
bool TakeOut(const std::string& name, Letter& letter) {
  for (v1::Section& section : *letter.mutable_sections()) {
    auto& paragraphs = *section.mutable_paragraphs();
    const auto found = Find(paragraphs, name);
    if (found == paragraphs.end()) continue;
    paragraphs.erase(found);
    return true;
  }
  return false;
}

// Puts the paragraph in its place. FIELD_INVALID for a place that is not there, or a full section.
absl::Status PutIn(const std::string& name, const v1::ParagraphPlace& place, Letter& letter) {
  for (v1::Section& section : *letter.mutable_sections()) {
    if (section.id() != place.section()) continue;
    auto& paragraphs = *section.mutable_paragraphs();
    if (paragraphs.size() >= kMostParagraphs) {
      return errors::InvalidField(
          "place.section", place.section(),
          absl::StrCat("a section of less than ", kMostParagraphs, " paragraphs"));
    }
    int at = 0;
    if (!place.after().empty()) {
      const auto after = Find(paragraphs, place.after());
      if (after == paragraphs.end()) {
        return errors::InvalidField("place.after", place.after(),
                                    "a paragraph of the section, or nothing");
      }
      at = static_cast<int>(after - paragraphs.begin()) + 1;
    }
    paragraphs.Add()->set_name(name);
    for (int i = paragraphs.size() - 1; i > at; --i) paragraphs.SwapElements(i, i - 1);
    return absl::OkStatus();
  }
  return errors::InvalidField("place.section", place.section(),
                              "the id of a section of the letter");
}

// The paragraph of a request, as it is stored: without what the client does not set, and with the
// classes beside its quotations. Asks evidence where it quotes.
absl::StatusOr<Paragraph> WithClasses(const Context& context, const rpc::Call& call,
                                      Paragraph paragraph) {
  for (v1::Sentence& sentence : *paragraph.mutable_sentences()) {
    for (v1::Quotation& quotation : *sentence.mutable_quotations()) {
      quotation.clear_source_class();
    }
  }
  const auto items =
      AskForItems(context.evidence, ItemsQuotedIn(paragraph.sentences()), rpc::Within(call));
  if (!items.ok()) return items.status();
  if (absl::Status status = SetClasses(*items, *paragraph.mutable_sentences()); !status.ok()) {
    return status;
  }
  return paragraph;
}

}  // namespace

absl::StatusOr<Paragraph> LetterService::InsertParagraph(
    const rpc::Call& call, const v1::InsertParagraphRequest& request) {
  const std::string& letter_name = request.parent();
  FieldChecks checks;
  checks.Name("parent", letter_name, kLetterName);
  if (!request.paragraph_id().empty()) checks.Id("paragraph_id", request.paragraph_id());
  CheckParagraph(request.paragraph(), "paragraph", validation::ReviewOf(letter_name), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status status = MayTake(LetterStep::kEdit, context_, call, letter_name); !status.ok())
    return status;
  auto paragraph = WithClasses(context_, call, request.paragraph());
  if (!paragraph.ok()) return paragraph;
  paragraph->set_name(absl::StrCat(letter_name, "/paragraphs/",
                                   request.paragraph_id().empty()
                                       ? environment::NewUuidV7(context_.clock, context_.random)
                                       : request.paragraph_id()));
  return Mutate<Paragraph>(
      context_, call, request, letter_name,
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Paragraph> {
        auto letter = LetterFor(tx, context_, standing, letter_name, LetterStep::kEdit);
        if (!letter.ok()) return letter.status();
        absl::Status status = PutIn(paragraph->name(), request.place(), *letter);
        if (status.ok()) status = CheckTraces(tx, context_.store, paragraph->sentences());
        if (!status.ok()) return status;
        auto added = AddParagraph(tx, context_, *paragraph, standing.person());
        if (!added.ok()) return added;
        auto saved = SaveLetter(tx, context_, *std::move(letter), "");
        if (!saved.ok()) return saved.status();
        return added;
      });
}

absl::StatusOr<Paragraph> LetterService::UpdateParagraph(
    const rpc::Call& call, const v1::UpdateParagraphRequest& request) {
  const std::string& name = request.paragraph().name();
  FieldChecks checks;
  checks.Name("paragraph.name", name, kParagraphName);
  checks.That(!request.paragraph().etag().empty(), "paragraph.etag", "nothing",
              "the paragraph's etag");
  CheckParagraph(request.paragraph(), "paragraph", validation::ReviewOf(name), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const std::string letter_name = validation::ParentOf(name);
  if (absl::Status status = MayTake(LetterStep::kEdit, context_, call, letter_name); !status.ok())
    return status;
  const auto paragraph = WithClasses(context_, call, request.paragraph());
  if (!paragraph.ok()) return paragraph.status();
  return Mutate<Paragraph>(
      context_, call, request, name,
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Paragraph> {
        const auto letter = LetterFor(tx, context_, standing, letter_name, LetterStep::kEdit);
        if (!letter.ok()) return letter.status();
        if (FindParagraph(letter->sections(), name) == nullptr) return errors::NotFound(name);
        absl::Status status = CheckTraces(tx, context_.store, paragraph->sentences());
        if (!status.ok()) return status;
        return SetText(tx, context_, *paragraph, standing.person(), "");
      });
}

absl::StatusOr<Letter> LetterService::MoveParagraph(const rpc::Call& call,
                                                    const v1::MoveParagraphRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kParagraphName);
  checks.That(request.place().after() != request.name(), "place.after", request.place().after(),
              "another paragraph");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<Letter>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
        auto letter = LetterFor(tx, context_, standing, validation::ParentOf(request.name()),
                                LetterStep::kEdit);
        if (!letter.ok()) return letter;
        if (!TakeOut(request.name(), *letter)) return errors::NotFound(request.name());
        if (absl::Status status = PutIn(request.name(), request.place(), *letter); !status.ok()) {
          return status;
        }
        return SaveLetter(tx, context_, *std::move(letter), "");
      });
}

absl::StatusOr<Letter> LetterService::RemoveParagraph(const rpc::Call& call,
                                                      const v1::RemoveParagraphRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kParagraphName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<Letter>(context_, call, request, request.name(),
                        [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
                          auto letter =
                              LetterFor(tx, context_, standing,
                                        validation::ParentOf(request.name()), LetterStep::kEdit);
                          if (!letter.ok()) return letter;
                          if (!TakeOut(request.name(), *letter))
                            return errors::NotFound(request.name());
                          Paragraph removed;
                          removed.set_name(request.name());
                          removed.set_etag(request.etag());
                          auto last = SetText(tx, context_, removed, standing.person(), "");
                          if (!last.ok()) return last.status();
                          return SaveLetter(tx, context_, *std::move(letter), "");
                        });
}

absl::StatusOr<v1::ListParagraphVersionsResponse> LetterService::ListParagraphVersions(
    const rpc::Call& call, const v1::ListParagraphVersionsRequest& request) {
  using Response = v1::ListParagraphVersionsResponse;
  const auto page = resources::NumberPage::Of(context_.store.sealer, call, request);
  if (!page.ok()) return page.status();
  return Read<Response>(context_, call, request.parent(),
                        [&](Transaction& tx, const Standing&) -> absl::StatusOr<Response> {
                          const auto there =
                              context_.store.letters.paragraphs.Get(tx, request.parent());
                          if (!there.ok()) return there.status();
                          auto versions = context_.store.letters.ParagraphVersionsBefore(
                              tx, request.parent(), page->last(), page->size() + 1);
                          if (!versions.ok()) return versions.status();
                          Response response;
                          resources::PageFill fill(*page);
                          for (auto& version : *versions) {
                            if (!fill.Takes(VersionNumberOf(version.name()))) break;
                            *response.add_versions() = std::move(version);
                          }
                          response.set_next_page_token(fill.next_page_token());
                          return response;
                        });
}

}  // namespace peerchallenge::recommendations
