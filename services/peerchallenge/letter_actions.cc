#include "services/peerchallenge/letter_actions.h"

#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/recommendations/v1/letters.pb.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/letter_text.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/rendered_file.h"
#include "services/peerchallenge/replies.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Correction;
using v1::Letter;

constexpr int32_t kPageSize = 200;
// How long an issued letter's way into the ledger is waited for, and how often it is looked at.
constexpr absl::Duration kLongestIssuing = absl::Seconds(60);
constexpr std::chrono::milliseconds kPause{200};

// The letter of the review that is not abandoned; RESOURCE_NOT_FOUND where there is none.
absl::StatusOr<std::string> LetterName(const std::string& review, Client& client) {
  v1::ListLettersRequest request;
  request.set_parent(review);
  request.set_page_size(kPageSize);
  do {
    const auto page =
        client.CallRecommendations<v1::ListLettersResponse>("LetterService/ListLetters", request);
    if (!page.ok()) return page.status();
    for (const Letter& letter : page->letters()) {
      if (letter.state() != Letter::STATE_ABANDONED) return letter.name();
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return errors::NotFound(review + "/letters/-");
}

absl::StatusOr<Letter> GetLetter(const std::string& name, Client& client) {
  v1::GetLetterRequest request;
  request.set_name(name);
  return client.CallRecommendations<Letter>("LetterService/GetLetter", request);
}

// Runs `act(name)` with the name of the review's letter.
template <typename Act>
ExitCode WithLetter(const LetterArguments& arguments, Client& client, Console& console, Act act) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto name = LetterName(*review, client);
  if (!name.ok()) return Failed(name.status(), arguments, client, console);
  return act(*name);
}

// Takes a step of the letter that needs nothing but its name and what `request` has already.
template <typename Request>
ExitCode TakeStep(const std::string& method, Request request, const LetterArguments& arguments,
                  Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    request.set_name(name);
    request.set_request_id(client.NewRequestId());
    return Print(client.CallRecommendations<Letter>("LetterService/" + method, request),
                 LetterStateText, arguments, client, console);
  });
}

// Something right below the letter: an id, or its whole name.
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

// The paragraph with one sentence in place of all it had, which rests on all that they rested on.
v1::Paragraph WithText(v1::Paragraph paragraph, const std::string& text) {
  v1::Sentence whole;
  whole.set_text(text);
  bool procedural = true;
  for (const auto& sentence : paragraph.sentences()) {
    whole.mutable_findings()->MergeFrom(sentence.findings());
    whole.mutable_recommendations()->MergeFrom(sentence.recommendations());
    procedural = procedural && sentence.procedural();
  }
  whole.set_procedural(procedural);
  paragraph.clear_sentences();
  *paragraph.add_sentences() = std::move(whole);
  return paragraph;
}

// Asks again until the letter is issued or the time is over; gives it as it is then.
absl::StatusOr<Letter> AwaitIssue(Letter letter, Client& client) {
  const absl::Time until = absl::Now() + kLongestIssuing;
  while (letter.state() == Letter::STATE_ISSUING && absl::Now() < until) {
    std::this_thread::sleep_for(kPause);
    auto now = GetLetter(letter.name(), client);
    if (!now.ok()) return now;
    letter = *std::move(now);
  }
  return letter;
}

}  // namespace

ExitCode DraftLetter(const LetterArguments& arguments, Client& client, Console& console) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  v1::DraftLetterRequest request;
  request.set_parent(*review);
  request.set_letter_id(arguments.id);
  request.set_title(arguments.title);
  request.set_addressee(arguments.addressee);
  request.set_request_id(client.NewRequestId());
  return Print(client.CallRecommendations<Letter>("LetterService/DraftLetter", request), LetterText,
               arguments, client, console);
}

ExitCode ListLetters(const LetterArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.review);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  v1::ListLettersRequest request;
  request.set_parent(*region + "/reviews/-");
  using Response = v1::ListLettersResponse;
  return Print(AllPages<Response>("LetterService/ListLetters", request, client,
                                  [](Response& all, const Response& page) {
                                    all.mutable_letters()->MergeFrom(page.letters());
                                  }),
               LettersText, arguments, client, console);
}

ExitCode ShowLetter(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    return Print(GetLetter(name, client), LetterText, arguments, client, console);
  });
}

ExitCode CheckLetter(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::CheckLetterRequest request;
    request.set_name(name);
    return Print(
        client.CallRecommendations<v1::CheckLetterResponse>("LetterService/CheckLetter", request),
        ProblemsText, arguments, client, console);
  });
}

ExitCode EditLetter(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    const auto letter = GetLetter(name, client);
    if (!letter.ok()) return Failed(letter.status(), arguments, client, console);
    const auto paragraph = FindParagraph(*letter, Below(name, "paragraphs", arguments.paragraph));
    if (!paragraph.ok()) return Failed(paragraph.status(), arguments, client, console);
    v1::UpdateParagraphRequest request;
    *request.mutable_paragraph() = WithText(*paragraph, arguments.text);
    request.set_request_id(client.NewRequestId());
    return Print(
        client.CallRecommendations<v1::Paragraph>("LetterService/UpdateParagraph", request),
        [](const v1::Paragraph& changed) {
          return absl::StrCat(changed.name(), ", version ", changed.version(), "\n");
        },
        arguments, client, console);
  });
}

ExitCode ShareLetter(const LetterArguments& arguments, Client& client, Console& console) {
  v1::ShareLetterRequest request;
  request.set_corrections_due_date(arguments.due);
  return TakeStep("ShareLetter", request, arguments, client, console);
}

ExitCode SubmitCorrection(const LetterArguments& arguments, Client& client, Console& console) {
  const auto kind = ParseEnum<Correction::Kind>(arguments.kind, "KIND_", "--kind",
                                                "fact or judgement", Correction::Kind_Parse);
  if (!kind.ok()) return BadInput(kind.status(), arguments, console);
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::SubmitCorrectionRequest request;
    request.set_parent(name);
    request.set_correction_id(arguments.id);
    Correction& correction = *request.mutable_correction();
    correction.set_paragraph(Below(name, "paragraphs", arguments.paragraph));
    correction.set_words(arguments.words);
    correction.set_kind(*kind);
    correction.set_proposed_text(arguments.text);
    correction.set_reason(arguments.reason);
    request.set_request_id(client.NewRequestId());
    return Print(client.CallRecommendations<Correction>("LetterService/SubmitCorrection", request),
                 CorrectionText, arguments, client, console);
  });
}

ExitCode ListCorrections(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::ListCorrectionsRequest request;
    request.set_parent(name);
    request.set_page_size(kPageSize);
    return Print(client.CallRecommendations<v1::ListCorrectionsResponse>(
                     "LetterService/ListCorrections", request),
                 CorrectionsText, arguments, client, console);
  });
}

ExitCode FinishCorrections(const LetterArguments& arguments, Client& client, Console& console) {
  return TakeStep("FinishCorrections", v1::FinishCorrectionsRequest(), arguments, client, console);
}

ExitCode AnswerCorrection(const LetterArguments& arguments, Client& client, Console& console) {
  const auto decision = ParseEnum<Correction::Decision>(
      arguments.decision, "DECISION_", "--decision", "accepted, accepted-in-part or declined",
      Correction::Decision_Parse);
  if (!decision.ok()) return BadInput(decision.status(), arguments, console);
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::AnswerCorrectionRequest request;
    request.set_name(Below(name, "corrections", arguments.correction));
    request.set_decision(*decision);
    request.set_reason(arguments.reason);
    request.set_request_id(client.NewRequestId());
    if (!arguments.text.empty()) {
      v1::GetCorrectionRequest get;
      get.set_name(request.name());
      const auto correction =
          client.CallRecommendations<Correction>("LetterService/GetCorrection", get);
      if (!correction.ok()) return Failed(correction.status(), arguments, client, console);
      const auto letter = GetLetter(name, client);
      if (!letter.ok()) return Failed(letter.status(), arguments, client, console);
      const auto paragraph = FindParagraph(*letter, correction->paragraph());
      if (!paragraph.ok()) return Failed(paragraph.status(), arguments, client, console);
      *request.mutable_paragraph() = WithText(*paragraph, arguments.text);
    }
    return Print(client.CallRecommendations<Correction>("LetterService/AnswerCorrection", request),
                 CorrectionText, arguments, client, console);
  });
}

ExitCode FixLetter(const LetterArguments& arguments, Client& client, Console& console) {
  return TakeStep("FixLetter", v1::FixLetterRequest(), arguments, client, console);
}

ExitCode ReopenLetter(const LetterArguments& arguments, Client& client, Console& console) {
  v1::ReopenLetterRequest request;
  request.set_reason(arguments.reason);
  return TakeStep("ReopenLetter", request, arguments, client, console);
}

ExitCode SignLetter(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    const auto letter = GetLetter(name, client);
    if (!letter.ok()) return Failed(letter.status(), arguments, client, console);
    v1::SignLetterRequest request;
    request.set_name(name);
    request.set_content_sha256(letter->content_sha256());
    request.set_request_id(client.NewRequestId());
    return Print(client.CallRecommendations<Letter>("LetterService/SignLetter", request),
                 LetterStateText, arguments, client, console);
  });
}

ExitCode IssueLetter(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::IssueLetterRequest request;
    request.set_name(name);
    request.set_request_id(client.NewRequestId());
    auto letter = client.CallRecommendations<Letter>("LetterService/IssueLetter", request);
    if (letter.ok()) letter = AwaitIssue(*std::move(letter), client);
    return Print(letter, LetterStateText, arguments, client, console);
  });
}

ExitCode AbandonLetter(const LetterArguments& arguments, Client& client, Console& console) {
  v1::AbandonLetterRequest request;
  request.set_reason(arguments.reason);
  return TakeStep("AbandonLetter", request, arguments, client, console);
}

ExitCode RenderLetter(const LetterArguments& arguments, Client& client, Console& console) {
  const auto format = ParseFormat(arguments.format);
  if (!format.ok()) return BadInput(format.status(), arguments, console);
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::RenderLetterRequest request;
    request.set_name(name);
    request.set_format(*format);
    return PrintFile(WriteRendered(client, "LetterService/RenderLetter", request, arguments.out),
                     arguments, client, console);
  });
}

}  // namespace peerchallenge::cli
