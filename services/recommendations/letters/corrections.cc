// The methods of LetterService on the host's check of facts.
#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/resources/stamped.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/letters/correction_steps.h"
#include "services/recommendations/letters/letter_checks.h"
#include "services/recommendations/letters/letter_editing.h"
#include "services/recommendations/letters/letter_service.h"
#include "services/recommendations/letters/letter_sight.h"
#include "services/recommendations/letters/quoted_items.h"
#include "services/recommendations/names.h"
#include "services/recommendations/room.h"
#include "services/recommendations/sight.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::Correction;
using v1::Letter;
using v1::LetterVersion;
using validation::FieldChecks;

constexpr size_t kLongestWords = 2'000;
constexpr size_t kLongestText = 4'000;
constexpr size_t kLongestAnswer = 2'000;
constexpr int kMostCorrections = 500;

void CheckCorrection(const Correction& correction, const std::string& letter, FieldChecks& checks) {
  checks.NameBelow("correction.paragraph", correction.paragraph(), kParagraphName, letter);
  checks.Text("correction.words", correction.words(), 0, kLongestWords);
  checks.That(correction.kind() != Correction::KIND_UNSPECIFIED &&
                  Correction::Kind_IsValid(correction.kind()),
              "correction.kind", absl::StrCat(correction.kind()), "FACT or JUDGEMENT");
  checks.Text("correction.proposed_text", correction.proposed_text(), 0, kLongestText);
  checks.Text("correction.reason", correction.reason(), 1, kLongestText);
}

// The version that the host checks.
absl::StatusOr<LetterVersion> SharedVersion(Transaction& tx, const Context& context,
                                            const std::string& letter) {
  auto shared = context.store.letters.NewestVersion(tx, letter, LetterVersion::OCCASION_SHARED);
  if (!shared.ok()) return shared.status();
  if (!*shared) return errors::NotFound(letter);
  return **std::move(shared);
}

absl::Status CheckWords(const Correction& correction, const LetterVersion& shared) {
  const v1::Paragraph* paragraph = FindParagraph(shared.sections(), correction.paragraph());
  if (paragraph == nullptr) {
    return errors::InvalidField("correction.paragraph", correction.paragraph(),
                                "a paragraph of the version that was shared");
  }
  if (absl::StrContains(TextOf(paragraph->sentences()), correction.words())) {
    return absl::OkStatus();
  }
  return errors::InvalidField("correction.words", correction.words(),
                              "words as they stand in the paragraph that was shared");
}

// The letter, of which the host checks facts; WRONG_STATE where its state does not allow the step.
absl::StatusOr<Letter> LetterForHost(Transaction& tx, const Context& context,
                                     const Standing& standing, const std::string& name,
                                     const std::string& shown, LetterStep step) {
  auto letter = context.store.letters.letters.Get(tx, name);
  if (absl::IsNotFound(letter.status())) return errors::NotFound(shown);
  if (!letter.ok()) return letter;
  if (!SeesCorrections(standing, *letter)) return errors::NotFound(shown);
  if (absl::Status status = CheckStep(*letter, step); !status.ok()) return status;
  return letter;
}

// The letter as the host sees it after a step.
absl::StatusOr<Letter> SaveForHost(Transaction& tx, const Context& context,
                                   const Standing& standing, Letter letter,
                                   const std::string& etag) {
  auto saved =
      resources::UpdateStamped(tx, context, context.store.letters.letters, std::move(letter), etag);
  if (!saved.ok()) return saved;
  const std::string name = saved->name();
  auto view = ViewOf(tx, context.store, standing, *std::move(saved), LetterText::kWith);
  if (!view.ok()) return view.status();
  if (!*view) return errors::NotFound(name);
  return **std::move(view);
}

absl::StatusOr<Correction> SeenCorrection(Transaction& tx, const Context& context,
                                          const Standing& standing, const std::string& name) {
  const auto letter = context.store.letters.letters.Get(tx, validation::ParentOf(name));
  if (absl::IsNotFound(letter.status())) return errors::NotFound(name);
  if (!letter.ok()) return letter.status();
  if (!SeesCorrections(standing, *letter)) return errors::NotFound(name);
  auto correction = context.store.letters.corrections.Get(tx, name);
  if (!correction.ok()) return correction;
  return ViewOf(*std::move(correction), standing, *letter);
}

// In the order of the paragraphs in the version that was shared, then of their submission.
void SortByPlace(const LetterVersion& shared, std::vector<Correction>& corrections) {
  std::map<std::string, size_t> places;
  for (const std::string& name : ParagraphNames(shared.sections())) {
    places.emplace(name, places.size());
  }
  const auto place = [&](const Correction& correction) {
    const auto found = places.find(correction.paragraph());
    return found == places.end() ? places.size() : found->second;
  };
  std::stable_sort(corrections.begin(), corrections.end(),
                   [&](const auto& a, const auto& b) { return place(a) < place(b); });
}

void CheckAnswer(const v1::AnswerCorrectionRequest& request, const std::string& review,
                 FieldChecks& checks) {
  checks.Name("name", request.name(), kCorrectionName);
  checks.That(request.decision() != Correction::DECISION_UNSPECIFIED &&
                  Correction::Decision_IsValid(request.decision()),
              "decision", absl::StrCat(request.decision()),
              "ACCEPTED, ACCEPTED_IN_PART or DECLINED");
  checks.Text("reason", request.reason(), 1, kLongestAnswer);
  checks.That(Correction::Kind_IsValid(request.decided_kind()), "decided_kind",
              absl::StrCat(request.decided_kind()), "FACT, JUDGEMENT or nothing");
  if (!request.has_paragraph()) return;
  checks.That(!request.paragraph().etag().empty(), "paragraph.etag", "nothing",
              "the paragraph's etag");
  CheckParagraph(request.paragraph(), "paragraph", review, checks);
}

// While the host checks on, nothing waits for an answer.
absl::Status StopAnswerClocks(Transaction& tx, const Context& context,
                              std::vector<Correction>& corrections) {
  for (Correction& correction : corrections) {
    if (correction.state() != Correction::STATE_SUBMITTED) continue;
    if (correction.answer_due_date().empty()) continue;
    correction.clear_answer_due_date();
    correction.clear_overdue();
    absl::Status status = context.store.letters.corrections.Update(tx, correction);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Whether the text that comes with an answer, or none, suits the decision and the correction as it
// stands.
absl::Status CheckWhetherText(const v1::AnswerCorrectionRequest& request,
                              const Correction& correction, const Letter& letter) {
  const bool is_there = FindParagraph(letter.sections(), correction.paragraph()) != nullptr;
  const bool declines = request.decision() == Correction::DECISION_DECLINED;
  if (!request.has_paragraph()) {
    if (declines || !is_there) return absl::OkStatus();
    return errors::InvalidField("paragraph", "nothing", "the paragraph with its new text");
  }
  if (!is_there) {
    return errors::InvalidField("paragraph", request.paragraph().name(),
                                "nothing: the paragraph was taken out of the letter");
  }
  const bool was_accepted = correction.state() == Correction::STATE_ANSWERED &&
                            correction.decision() != Correction::DECISION_DECLINED;
  if (declines && !was_accepted) {
    return errors::InvalidField("paragraph", "a new text",
                                "nothing with DECLINED of what was not accepted before");
  }
  if (request.paragraph().name() == correction.paragraph()) return absl::OkStatus();
  return errors::InvalidField("paragraph.name", request.paragraph().name(), correction.paragraph());
}

// FIELD_INVALID for an answer that would not be true of the letter's text.
absl::Status CheckFits(Transaction& tx, const Context& context, const Letter& letter,
                       const Correction& answered) {
  const auto whole = context.store.letters.WithText(tx, letter);
  if (!whole.ok()) return whole.status();
  const auto unfit = UnfitAnswers(tx, context, *whole, {answered});
  if (!unfit.ok()) return unfit.status();
  if (unfit->empty()) return absl::OkStatus();
  return errors::InvalidField("decision", Correction::Decision_Name(answered.decision()),
                              unfit->front().message());
}

}  // namespace

absl::StatusOr<Correction> LetterService::SubmitCorrection(
    const rpc::Call& call, const v1::SubmitCorrectionRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kLetterName);
  if (!request.correction_id().empty()) checks.Id("correction_id", request.correction_id());
  CheckCorrection(request.correction(), request.parent(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const std::string id = request.correction_id().empty()
                             ? environment::NewUuidV7(context_.clock, context_.random)
                             : request.correction_id();
  return Mutate<Correction>(
      context_, call, request, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Correction> {
        const auto letter = LetterForHost(tx, context_, standing, request.parent(),
                                          request.parent(), LetterStep::kSubmitCorrection);
        if (!letter.ok()) return letter.status();
        const auto shared = SharedVersion(tx, context_, request.parent());
        if (!shared.ok()) return shared.status();
        if (absl::Status status = CheckWords(request.correction(), *shared); !status.ok()) {
          return status;
        }
        absl::Status room = CheckRoomBelow(tx, context_.store.letters.corrections, request.parent(),
                                           kMostCorrections, "corrections");
        if (!room.ok()) return room;
        Correction correction;
        correction.set_name(absl::StrCat(request.parent(), "/corrections/", id));
        correction.set_paragraph(request.correction().paragraph());
        correction.set_words(request.correction().words());
        correction.set_kind(request.correction().kind());
        correction.set_decided_kind(request.correction().kind());
        correction.set_proposed_text(request.correction().proposed_text());
        correction.set_reason(request.correction().reason());
        correction.set_state(Correction::STATE_SUBMITTED);
        return resources::InsertStamped(tx, context_, context_.store.letters.corrections,
                                        std::move(correction));
      });
}

absl::StatusOr<Correction> LetterService::WithdrawCorrection(
    const rpc::Call& call, const v1::WithdrawCorrectionRequest& request) {
  return Mutate<Correction>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Correction> {
        const auto letter =
            LetterForHost(tx, context_, standing, validation::ParentOf(request.name()),
                          request.name(), LetterStep::kSubmitCorrection);
        if (!letter.ok()) return letter.status();
        auto correction = context_.store.letters.corrections.Get(tx, request.name());
        if (!correction.ok()) return correction;
        if (correction->state() != Correction::STATE_SUBMITTED) {
          return errors::WrongState(request.name(), Correction::State_Name(correction->state()),
                                    "SUBMITTED");
        }
        correction->set_state(Correction::STATE_WITHDRAWN);
        return resources::UpdateStamped(tx, context_, context_.store.letters.corrections,
                                        *std::move(correction), request.etag());
      });
}

absl::StatusOr<Letter> LetterService::FinishCorrections(
    const rpc::Call& call, const v1::FinishCorrectionsRequest& request) {
  return Mutate<Letter>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
        auto letter = LetterForHost(tx, context_, standing, request.name(), request.name(),
                                    LetterStep::kFinishCorrections);
        if (!letter.ok()) return letter;
        if (absl::Status status = EndCorrections(tx, context_, *letter); !status.ok()) {
          return status;
        }
        letter->set_check_date(validation::FormatDay(environment::Today(context_.clock)));
        return SaveForHost(tx, context_, standing, *std::move(letter), request.etag());
      });
}

absl::StatusOr<Letter> LetterService::ExtendCorrections(
    const rpc::Call& call, const v1::ExtendCorrectionsRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kLetterName);
  const auto due = checks.Day("corrections_due_date", request.corrections_due_date());
  checks.That(!due || *due >= environment::Today(context_.clock), "corrections_due_date",
              request.corrections_due_date(), "a day not in the past");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<Letter>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
        auto letter =
            LetterFor(tx, context_, standing, request.name(), LetterStep::kExtendCorrections);
        if (!letter.ok()) return letter;
        auto corrections = context_.store.letters.CorrectionsOf(tx, request.name());
        if (!corrections.ok()) return corrections.status();
        const bool is_answered =
            std::any_of(corrections->begin(), corrections->end(), [](const auto& correction) {
              return correction.state() == Correction::STATE_ANSWERED &&
                     !correction.has_tell_time();
            });
        if (is_answered) {
          return errors::WrongState(request.name(), "ANSWERING, and a correction is answered",
                                    "WITH_HOST, or ANSWERING without an answer");
        }
        absl::Status status = StopAnswerClocks(tx, context_, *corrections);
        if (!status.ok()) return status;
        letter->set_state(Letter::STATE_WITH_HOST);
        letter->set_corrections_due_date(request.corrections_due_date());
        return SaveLetter(tx, context_, *std::move(letter), request.etag());
      });
}

absl::StatusOr<Correction> LetterService::GetCorrection(const rpc::Call& call,
                                                        const v1::GetCorrectionRequest& request) {
  return Read<Correction>(context_, call, request.name(),
                          [&](Transaction& tx, const Standing& standing) {
                            return SeenCorrection(tx, context_, standing, request.name());
                          });
}

absl::StatusOr<v1::ListCorrectionsResponse> LetterService::ListCorrections(
    const rpc::Call& call, const v1::ListCorrectionsRequest& request) {
  using Response = v1::ListCorrectionsResponse;
  const auto page = resources::NumberPage::Of(context_.store.sealer, call, request);
  if (!page.ok()) return page.status();
  return Read<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
        const auto letter = context_.store.letters.letters.Get(tx, request.parent());
        if (!letter.ok()) return letter.status();
        if (!SeesCorrections(standing, *letter)) return errors::NotFound(request.parent());
        Response response;
        if (!WasShared(*letter)) return response;
        const auto shared = SharedVersion(tx, context_, request.parent());
        if (!shared.ok()) return shared.status();
        auto corrections = context_.store.letters.CorrectionsOf(tx, request.parent());
        if (!corrections.ok()) return corrections.status();
        SortByPlace(*shared, *corrections);
        const auto places = page->PlacesOf(corrections->size());
        for (size_t i = places.begin; i < places.end; ++i) {
          *response.add_corrections() = ViewOf(std::move((*corrections)[i]), standing, *letter);
        }
        response.set_next_page_token(places.next_page_token);
        return response;
      });
}

absl::StatusOr<Correction> LetterService::AnswerCorrection(
    const rpc::Call& call, const v1::AnswerCorrectionRequest& request) {
  FieldChecks checks;
  CheckAnswer(request, validation::ReviewOf(request.name()), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status status = MayTake(LetterStep::kAnswerCorrection, context_, call,
                                    validation::ParentOf(request.name()));
      !status.ok()) {
    return status;
  }
  v1::Paragraph text = request.paragraph();
  const auto items =
      AskForItems(context_.evidence, ItemsQuotedIn(text.sentences()), rpc::Within(call));
  if (!items.ok()) return items.status();
  if (absl::Status status = SetClasses(*items, *text.mutable_sentences()); !status.ok()) {
    return status;
  }
  return Mutate<Correction>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Correction> {
        const auto letter = LetterFor(tx, context_, standing, validation::ParentOf(request.name()),
                                      LetterStep::kAnswerCorrection);
        if (!letter.ok()) return letter.status();
        auto correction = context_.store.letters.corrections.Get(tx, request.name());
        if (!correction.ok()) return correction;
        if (correction->state() == Correction::STATE_WITHDRAWN || correction->has_tell_time()) {
          return errors::WrongState(
              request.name(),
              correction->has_tell_time() ? "ANSWERED and told to the host" : "WITHDRAWN",
              "SUBMITTED, or ANSWERED and not told yet");
        }
        correction->set_decided_kind(request.decided_kind() == Correction::KIND_UNSPECIFIED
                                         ? correction->kind()
                                         : request.decided_kind());
        if (request.decision() == Correction::DECISION_ACCEPTED &&
            correction->decided_kind() == Correction::KIND_JUDGEMENT) {
          return errors::InvalidField("decision", "ACCEPTED",
                                      "ACCEPTED_IN_PART or DECLINED: a judgement is no fact");
        }
        absl::Status status = CheckWhetherText(request, *correction, *letter);
        if (status.ok()) status = CheckTraces(tx, context_.store, text.sentences());
        if (!status.ok()) return status;
        if (request.has_paragraph()) {
          // A text that takes an answer back answers nothing.
          const bool declines = request.decision() == Correction::DECISION_DECLINED;
          auto changed =
              SetText(tx, context_, text, standing.person(), declines ? "" : request.name());
          if (!changed.ok()) return changed.status();
        }
        correction->set_state(Correction::STATE_ANSWERED);
        correction->set_overdue(false);
        correction->set_decision(request.decision());
        correction->set_decision_reason(request.reason());
        correction->set_decided_by(standing.person());
        status = CheckFits(tx, context_, *letter, *correction);
        if (!status.ok()) return status;
        return resources::UpdateStamped(tx, context_, context_.store.letters.corrections,
                                        *std::move(correction), request.etag());
      });
}

}  // namespace peerchallenge::recommendations
