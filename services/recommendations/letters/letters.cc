// The methods of LetterService on letters as a whole.
#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/letters/correction_steps.h"
#include "services/recommendations/letters/letter_checks.h"
#include "services/recommendations/letters/letter_draft.h"
#include "services/recommendations/letters/letter_editing.h"
#include "services/recommendations/letters/letter_problems.h"
#include "services/recommendations/letters/letter_service.h"
#include "services/recommendations/letters/letter_sight.h"
#include "services/recommendations/names.h"
#include "services/recommendations/room.h"
#include "services/recommendations/sight.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::Review;
using storage::Transaction;
using v1::Letter;
using validation::FieldChecks;

constexpr size_t kLongestTitle = 300;
constexpr size_t kLongestAddressee = 500;
constexpr size_t kLongestHeading = 300;
constexpr size_t kLongestReason = 2'000;
constexpr int kMostHeadings = 20;
constexpr int kMostLetters = 50;  // of a review, with those that were given up
constexpr int kMostStates = 10;

// A letter is drafted once the feedback was given, and before there is one.
absl::Status CheckFeedbackGiven(const Review& review) {
  if (review.state() == Review::STATE_FEEDBACK_GIVEN) return absl::OkStatus();
  return errors::WrongState(review.name(), Review::State_Name(review.state()), "FEEDBACK_GIVEN");
}

absl::Status CheckLinesHaveFindings(const LetterMaterial& material) {
  std::vector<errors::RuleViolation> bare;
  for (const std::string& line : LinesWithoutFinding(material)) {
    bare.push_back({"LETTER_FINDINGS", material.review.name(),
                    absl::StrCat("no finding on '", line, "' is agreed")});
  }
  return bare.empty() ? absl::OkStatus() : errors::RulesBroken(bare);
}

absl::Status CheckNoLetter(Transaction& tx, const Context& context, const std::string& review) {
  const auto current = context.store.letters.CurrentLetter(tx, review);
  if (!current.ok()) return current.status();
  return *current ? errors::Exists((*current)->name()) : absl::OkStatus();
}

absl::StatusOr<Letter> Draft(Transaction& tx, const Context& context, const Standing& standing,
                             const v1::DraftLetterRequest& request, const std::string& id) {
  absl::Status status = CheckFeedbackGiven(standing.review);
  if (status.ok()) status = CheckNoLetter(tx, context, request.parent());
  if (status.ok()) {
    status = CheckRoomBelow(tx, context.store.letters.letters, request.parent(), kMostLetters,
                            "letters");
  }
  if (!status.ok()) return status;
  const auto material = LoadMaterial(tx, context, standing.review);
  if (!material.ok()) return material.status();
  if (status = CheckLinesHaveFindings(*material); !status.ok()) return status;
  Letter letter;
  letter.set_name(absl::StrCat(request.parent(), "/letters/", id));
  letter.set_title(request.title().empty() ? DraftTitle(*material) : request.title());
  letter.set_addressee(request.addressee().empty() ? DraftAddressee(*material)
                                                   : request.addressee());
  letter.set_sender(SenderInWords(*material));
  letter.set_state(Letter::STATE_DRAFTING);
  *letter.mutable_sections() = DraftSections(*material, [&] {
    return absl::StrCat(letter.name(), "/paragraphs/",
                        environment::NewUuidV7(context.clock, context.random));
  });
  for (v1::Section& section : *letter.mutable_sections()) {
    for (v1::Paragraph& paragraph : *section.mutable_paragraphs()) {
      auto added = AddParagraph(tx, context, paragraph, standing.person());
      if (!added.ok()) return added.status();
      std::string name = paragraph.name();
      paragraph.Clear();
      paragraph.set_name(std::move(name));
    }
  }
  auto stored =
      resources::InsertStamped(tx, context, context.store.letters.letters, std::move(letter));
  if (!stored.ok()) return stored;
  return context.store.letters.WithText(tx, *std::move(stored));
}

}  // namespace

absl::StatusOr<Letter> LetterService::DraftLetter(const rpc::Call& call,
                                                  const v1::DraftLetterRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  if (!request.letter_id().empty()) checks.Id("letter_id", request.letter_id());
  CheckLine("title", request.title(), 0, kLongestTitle, checks);
  CheckLine("addressee", request.addressee(), 0, kLongestAddressee, checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const std::string id = request.letter_id().empty()
                             ? environment::NewUuidV7(context_.clock, context_.random)
                             : request.letter_id();
  return Mutate<Letter>(context_, call, request, request.parent(),
                        [&](Transaction& tx, const Standing& standing) {
                          return Draft(tx, context_, standing, request, id);
                        });
}

absl::StatusOr<Letter> LetterService::GetLetter(const rpc::Call& call,
                                                const v1::GetLetterRequest& request) {
  return Read<Letter>(context_, call, request.name(),
                      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
                        auto letter = context_.store.letters.letters.Get(tx, request.name());
                        if (!letter.ok()) return letter;
                        auto view = ViewOf(tx, context_.store, standing, *std::move(letter),
                                           LetterText::kWith);
                        if (!view.ok()) return view.status();
                        if (!*view) return errors::NotFound(request.name());
                        return **std::move(view);
                      });
}

absl::StatusOr<v1::ListLettersResponse> LetterService::ListLetters(
    const rpc::Call& call, const v1::ListLettersRequest& request) {
  FieldChecks checks;
  CheckReviews(request.parent(), checks);
  checks.Count("states", request.states_size(), kMostStates);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  resources::ListQuery query = QueryOfReviews(call, request);
  v1::ListLettersRequest filter;
  *filter.mutable_states() = request.states();
  filter.set_overdue(request.overdue());
  query.bound_to = filter.SerializeAsString();
  using Response = v1::ListLettersResponse;
  return ReadSeen<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, ReviewSights& sights) -> absl::StatusOr<Response> {
        absl::Status failed;
        std::map<std::string, Letter> views;
        const auto keep = [&](const Letter& letter) {
          const auto& states = request.states();
          if (!states.empty() &&
              std::find(states.begin(), states.end(), letter.state()) == states.end()) {
            return false;
          }
          const auto standing = sights.Of(letter.name());
          failed.Update(standing.status());
          if (!standing.ok() || *standing == nullptr) return false;
          auto view = ViewOf(tx, context_.store, **standing, letter, LetterText::kWithout);
          failed.Update(view.status());
          if (!view.ok() || !*view) return false;
          if (request.overdue() && (*view)->overdue_answers() == 0) return false;
          views[letter.name()] = **std::move(view);
          return true;
        };
        auto response = resources::ToResponse(
            context_.store.letters.letters.List(tx, query, keep), &Response::mutable_letters,
            [&](const Letter& letter) { return std::move(views[letter.name()]); });
        if (!failed.ok()) return failed;
        return response;
      });
}

absl::StatusOr<Letter> LetterService::UpdateLetterHeading(
    const rpc::Call& call, const v1::UpdateLetterHeadingRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kLetterName);
  if (request.has_title()) CheckLine("title", request.title(), 1, kLongestTitle, checks);
  if (request.has_addressee()) {
    CheckLine("addressee", request.addressee(), 1, kLongestAddressee, checks);
  }
  checks.Count("headings", static_cast<int>(request.headings().size()), kMostHeadings);
  for (const auto& [section, heading] : request.headings()) {
    CheckLine(absl::StrCat("headings[", section, "]"), heading, 1, kLongestHeading, checks);
  }
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<Letter>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
        auto letter = LetterFor(tx, context_, standing, request.name(), LetterStep::kEdit);
        if (!letter.ok()) return letter;
        if (request.has_title()) letter->set_title(request.title());
        if (request.has_addressee()) letter->set_addressee(request.addressee());
        for (const auto& [id, heading] : request.headings()) {
          auto& sections = *letter->mutable_sections();
          const auto section =
              std::find_if(sections.begin(), sections.end(),
                           [&, wanted = id](const auto& known) { return known.id() == wanted; });
          if (section == sections.end()) {
            return errors::InvalidField("headings", id, "the id of a section of the letter");
          }
          section->set_heading(heading);
        }
        return SaveLetter(tx, context_, *std::move(letter), request.etag());
      });
}

absl::StatusOr<v1::CheckLetterResponse> LetterService::CheckLetter(
    const rpc::Call& call, const v1::CheckLetterRequest& request) {
  const auto facts = Read<LetterFacts>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<LetterFacts> {
        auto letter = context_.store.letters.letters.Get(tx, request.name());
        if (!letter.ok()) return letter.status();
        return LoadFacts(tx, context_, standing.review, *std::move(letter));
      });
  if (!facts.ok()) return facts.status();
  auto asked = AskAbout(context_.evidence, *facts, rpc::Within(call));
  std::optional<AskedEvidence> evidence;
  if (asked.ok()) evidence = *std::move(asked);
  v1::CheckLetterResponse response;
  for (auto& problem : ProblemsOf(*facts, evidence)) {
    *response.add_problems() = std::move(problem);
  }
  return response;
}

absl::StatusOr<Letter> LetterService::AbandonLetter(const rpc::Call& call,
                                                    const v1::AbandonLetterRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kLetterName);
  checks.Text("reason", request.reason(), 1, kLongestReason);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<Letter>(context_, call, request, request.name(),
                        [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
                          auto letter = LetterFor(tx, context_, standing, request.name(),
                                                  LetterStep::kAbandon);
                          if (!letter.ok()) return letter;
                          TakeStep(LetterStep::kAbandon, *letter);
                          letter->set_abandon_reason(request.reason());
                          return SaveLetter(tx, context_, *std::move(letter), request.etag());
                        });
}

void LetterService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.recommendations.v1.LetterService",
                              context_.database);
  // Those that ask evidence wait for it, so they are no plain writes.
  methods.Write("DraftLetter", this, &LetterService::DraftLetter);
  methods.Unary("GetLetter", this, &LetterService::GetLetter);
  methods.Unary("ListLetters", this, &LetterService::ListLetters);
  methods.Write("UpdateLetterHeading", this, &LetterService::UpdateLetterHeading);
  methods.Unary("InsertParagraph", this, &LetterService::InsertParagraph);
  methods.Unary("UpdateParagraph", this, &LetterService::UpdateParagraph);
  methods.Write("MoveParagraph", this, &LetterService::MoveParagraph);
  methods.Write("RemoveParagraph", this, &LetterService::RemoveParagraph);
  methods.Unary("ListParagraphVersions", this, &LetterService::ListParagraphVersions);
  methods.Unary("GetLetterVersion", this, &LetterService::GetLetterVersion);
  methods.Unary("ListLetterVersions", this, &LetterService::ListLetterVersions);
  methods.Unary("CompareLetterVersions", this, &LetterService::CompareLetterVersions);
  methods.Unary("CheckLetter", this, &LetterService::CheckLetter);
  methods.Unary("ShareLetter", this, &LetterService::ShareLetter);
  methods.Write("SubmitCorrection", this, &LetterService::SubmitCorrection);
  methods.Write("WithdrawCorrection", this, &LetterService::WithdrawCorrection);
  methods.Write("FinishCorrections", this, &LetterService::FinishCorrections);
  methods.Write("ExtendCorrections", this, &LetterService::ExtendCorrections);
  methods.Unary("GetCorrection", this, &LetterService::GetCorrection);
  methods.Unary("ListCorrections", this, &LetterService::ListCorrections);
  methods.Unary("AnswerCorrection", this, &LetterService::AnswerCorrection);
  methods.Unary("FixLetter", this, &LetterService::FixLetter);
  methods.Write("ReopenLetter", this, &LetterService::ReopenLetter);
  methods.Write("SignLetter", this, &LetterService::SignLetter);
  methods.Unary("IssueLetter", this, &LetterService::IssueLetter);
  methods.Write("AbandonLetter", this, &LetterService::AbandonLetter);
  methods.Stream("RenderLetter", this, &LetterService::RenderLetter);
}

}  // namespace peerchallenge::recommendations
