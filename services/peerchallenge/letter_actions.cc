#include "services/peerchallenge/letter_actions.h"

#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/letter_calls.h"
#include "services/peerchallenge/rendered_file.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Correction;
using v1::Letter;

// How long an issued letter's way into the ledger is waited for, and how often it is looked at.
constexpr absl::Duration kLongestIssuing = absl::Seconds(60);
constexpr std::chrono::milliseconds kPause{200};

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
  return Print(CallLetters<Letter>("DraftLetter", request, client), LetterText, arguments, client,
               console);
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
    return Print(CallLetters<v1::CheckLetterResponse>("CheckLetter", request, client), ProblemsText,
                 arguments, client, console);
  });
}

ExitCode ShareLetter(const LetterArguments& arguments, Client& client, Console& console) {
  v1::ShareLetterRequest request;
  request.set_corrections_due_date(arguments.due);
  return TakeLetterStep("ShareLetter", request, arguments, client, console);
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
    return Print(CallLetters<Correction>("SubmitCorrection", request, client), CorrectionText,
                 arguments, client, console);
  });
}

ExitCode ListCorrections(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::ListCorrectionsRequest request;
    request.set_parent(name);
    using Response = v1::ListCorrectionsResponse;
    return Print(AllPages<Response>("LetterService/ListCorrections", request, client,
                                    [](Response& all, const Response& page) {
                                      all.mutable_corrections()->MergeFrom(page.corrections());
                                    }),
                 CorrectionsText, arguments, client, console);
  });
}

ExitCode WithdrawCorrection(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::WithdrawCorrectionRequest request;
    request.set_name(Below(name, "corrections", arguments.correction));
    request.set_request_id(client.NewRequestId());
    return Print(CallLetters<Correction>("WithdrawCorrection", request, client), CorrectionText,
                 arguments, client, console);
  });
}

ExitCode ExtendCorrections(const LetterArguments& arguments, Client& client, Console& console) {
  v1::ExtendCorrectionsRequest request;
  request.set_corrections_due_date(arguments.due);
  return TakeLetterStep("ExtendCorrections", request, arguments, client, console);
}

ExitCode FinishCorrections(const LetterArguments& arguments, Client& client, Console& console) {
  return TakeLetterStep("FinishCorrections", v1::FinishCorrectionsRequest(), arguments, client,
                        console);
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
      const auto correction = CallLetters<Correction>("GetCorrection", get, client);
      if (!correction.ok()) return Failed(correction.status(), arguments, client, console);
      const auto letter = GetLetter(name, client);
      if (!letter.ok()) return Failed(letter.status(), arguments, client, console);
      const auto paragraph = FindParagraph(*letter, correction->paragraph());
      if (!paragraph.ok()) return Failed(paragraph.status(), arguments, client, console);
      *request.mutable_paragraph() = WithText(*paragraph, arguments.text);
    }
    return Print(CallLetters<Correction>("AnswerCorrection", request, client), CorrectionText,
                 arguments, client, console);
  });
}

ExitCode FixLetter(const LetterArguments& arguments, Client& client, Console& console) {
  return TakeLetterStep("FixLetter", v1::FixLetterRequest(), arguments, client, console);
}

ExitCode ReopenLetter(const LetterArguments& arguments, Client& client, Console& console) {
  v1::ReopenLetterRequest request;
  request.set_reason(arguments.reason);
  return TakeLetterStep("ReopenLetter", request, arguments, client, console);
}

ExitCode SignLetter(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    const auto letter = GetLetter(name, client);
    if (!letter.ok()) return Failed(letter.status(), arguments, client, console);
    v1::SignLetterRequest request;
    request.set_name(name);
    request.set_content_sha256(letter->content_sha256());
    request.set_request_id(client.NewRequestId());
    return Print(CallLetters<Letter>("SignLetter", request, client), LetterStateText, arguments,
                 client, console);
  });
}

ExitCode IssueLetter(const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    v1::IssueLetterRequest request;
    request.set_name(name);
    request.set_request_id(client.NewRequestId());
    auto letter = CallLetters<Letter>("IssueLetter", request, client);
    if (letter.ok()) letter = AwaitIssue(*std::move(letter), client);
    return Print(letter, LetterStateText, arguments, client, console);
  });
}

ExitCode AbandonLetter(const LetterArguments& arguments, Client& client, Console& console) {
  v1::AbandonLetterRequest request;
  request.set_reason(arguments.reason);
  return TakeLetterStep("AbandonLetter", request, arguments, client, console);
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
