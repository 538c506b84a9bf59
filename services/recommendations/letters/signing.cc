// The methods of LetterService that share a letter, have it signed and issue it.
#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/errors/errors.h"
#include "common/resources/stamped.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/follow_up_rules.h"
#include "services/recommendations/letters/correction_steps.h"
#include "services/recommendations/letters/letter_editing.h"
#include "services/recommendations/letters/letter_issuing.h"
#include "services/recommendations/letters/letter_problems.h"
#include "services/recommendations/letters/letter_service.h"
#include "services/recommendations/names.h"
#include "services/recommendations/region_days.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::util::TimeUtil;
using scheduling::v1::TeamMember;
using storage::Transaction;
using v1::Letter;
using v1::Signature;
using validation::FieldChecks;

constexpr size_t kLongestReason = 2'000;
constexpr size_t kHashBytes = 32;

// A letter before a step that its problems may forbid, and what evidence says of it; or the reply
// that was given before.
struct Looked {
  std::optional<Letter> kept;
  LetterFacts facts;
  std::optional<AskedEvidence> evidence;
};

template <typename Request>
absl::StatusOr<Looked> LookAt(const Context& context, const rpc::Call& call, const Request& request,
                              LetterStep step) {
  return Read<Looked>(context, call, request.name(),
                      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Looked> {
                        Looked look;
                        auto kept = KeptReply<Letter>(tx, context, call, request);
                        if (!kept.ok()) return kept.status();
                        look.kept = *std::move(kept);
                        if (look.kept) return look;
                        auto letter = LetterFor(tx, context, standing, request.name(), step);
                        if (!letter.ok()) return letter.status();
                        auto facts = LoadFacts(tx, context, standing.review, *std::move(letter));
                        if (!facts.ok()) return facts.status();
                        look.facts = *std::move(facts);
                        return look;
                      });
}

absl::Status AskEvidence(const Context& context, const rpc::Call& call, Looked& look) {
  auto asked = AskAbout(context.evidence, look.facts, rpc::Within(call));
  if (!asked.ok()) return asked.status();
  look.evidence = *std::move(asked);
  return absl::OkStatus();
}

// The letter and what it is checked against now; all that it publishes is still what evidence was
// asked about.
absl::StatusOr<LetterFacts> StillAsAsked(Transaction& tx, const Context& context,
                                         const Standing& standing, const Looked& look,
                                         LetterStep step) {
  auto letter = LetterFor(tx, context, standing, look.facts.letter.name(), step);
  if (!letter.ok()) return letter.status();
  auto facts = LoadFacts(tx, context, standing.review, *std::move(letter));
  if (!facts.ok()) return facts;
  if (PublishedTexts(*facts) != PublishedTexts(look.facts)) {
    return errors::EtagMismatch(facts->letter.name());
  }
  return facts;
}

absl::StatusOr<std::string> CorrectionsDue(Transaction& tx, const Context& context,
                                           const std::string& letter, const std::string& asked) {
  if (!asked.empty()) return asked;
  const auto rules = RulesOf(tx, context.store, validation::RegionOf(letter));
  if (!rules.ok()) return rules.status();
  const auto days = WorkingDaysOf(tx, context.relations, letter);
  if (!days.ok()) return days.status();
  return validation::FormatDay(
      days->After(environment::Today(context.clock), rules->correction_working_days()));
}

absl::Status CheckName(const std::string& name) {
  FieldChecks checks;
  checks.Name("name", name, kLetterName);
  return checks.Result();
}

Signature::Duty DutyOf(const Standing& standing) {
  switch (standing.duty) {
    case TeamMember::DUTY_LEAD:
      return Signature::DUTY_LEAD;
    case TeamMember::DUTY_REVIEW_MANAGER:
      return Signature::DUTY_REVIEW_MANAGER;
    default:
      return Signature::DUTY_UNSPECIFIED;
  }
}

absl::Status NotSignatory(const std::string& letter, const std::string& why) {
  return errors::RulesBroken({{"LETTER_SIGNATORY", letter, why}});
}

absl::Status RequireBothSignatures(const Letter& letter) {
  if (letter.signatures_size() == 2) return absl::OkStatus();
  return errors::WrongState(letter.name(),
                            absl::StrCat("signed by ", letter.signatures_size(), " of 2"),
                            "signed by lead and review manager");
}

}  // namespace

absl::StatusOr<Letter> LetterService::ShareLetter(const rpc::Call& call,
                                                  const v1::ShareLetterRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kLetterName);
  const auto due = checks.OptionalDay("corrections_due_date", request.corrections_due_date());
  checks.That(!due || *due >= environment::Today(context_.clock), "corrections_due_date",
              request.corrections_due_date(), "a day not in the past");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  auto look = LookAt(context_, call, request, LetterStep::kShare);
  if (!look.ok()) return look.status();
  if (look->kept) return *look->kept;
  if (absl::Status status = AskEvidence(context_, call, *look); !status.ok()) return status;
  return Mutate<Letter>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
        auto facts = StillAsAsked(tx, context_, standing, *look, LetterStep::kShare);
        if (!facts.ok()) return facts.status();
        Letter& letter = facts->letter;
        absl::Status status = RequireNoneBlocking(ProblemsOf(*facts, look->evidence));
        if (!status.ok()) return status;
        auto last_day =
            CorrectionsDue(tx, context_, request.name(), request.corrections_due_date());
        if (!last_day.ok()) return last_day.status();
        letter.set_corrections_due_date(*std::move(last_day));
        status = FixVersion(tx, context_, v1::LetterVersion::OCCASION_SHARED, letter);
        if (status.ok()) status = TellAnswers(tx, context_, request.name());
        if (!status.ok()) return status;
        TakeStep(LetterStep::kShare, letter);
        return SaveLetter(tx, context_, std::move(letter), request.etag());
      });
}

absl::StatusOr<Letter> LetterService::FixLetter(const rpc::Call& call,
                                                const v1::FixLetterRequest& request) {
  if (absl::Status status = CheckName(request.name()); !status.ok()) return status;
  auto look = LookAt(context_, call, request, LetterStep::kFix);
  if (!look.ok()) return look.status();
  if (look->kept) return *look->kept;
  if (absl::Status status = AskEvidence(context_, call, *look); !status.ok()) return status;
  return Mutate<Letter>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
        auto facts = StillAsAsked(tx, context_, standing, *look, LetterStep::kFix);
        if (!facts.ok()) return facts.status();
        Letter& letter = facts->letter;
        const auto rules = RulesOf(tx, context_.store, validation::RegionOf(request.name()));
        if (!rules.ok()) return rules.status();
        if (!WasShared(letter) && !rules->allow_unshared_letter()) {
          return errors::RulesBroken(
              {{"LETTER_NOT_SHARED", request.name(), "the host has not checked the facts yet"}});
        }
        absl::Status status = RequireNoneBlocking(ProblemsOf(*facts, look->evidence));
        if (!status.ok()) return status;
        status = FixVersion(tx, context_, v1::LetterVersion::OCCASION_SIGNING, letter);
        if (!status.ok()) return status;
        TakeStep(LetterStep::kFix, letter);
        return SaveLetter(tx, context_, std::move(letter), request.etag());
      });
}

absl::StatusOr<Letter> LetterService::ReopenLetter(const rpc::Call& call,
                                                   const v1::ReopenLetterRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kLetterName);
  checks.Text("reason", request.reason(), 1, kLongestReason);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<Letter>(context_, call, request, request.name(),
                        [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
                          auto letter = LetterFor(tx, context_, standing, request.name(),
                                                  LetterStep::kReopen);
                          if (!letter.ok()) return letter;
                          TakeStep(LetterStep::kReopen, *letter);
                          letter->clear_signatures();
                          v1::Reopening& reopening = *letter->mutable_reopening();
                          reopening.set_reason(request.reason());
                          reopening.set_person(standing.person());
                          *reopening.mutable_time() = resources::StampOf(context_.clock);
                          return SaveLetter(tx, context_, *std::move(letter), request.etag());
                        });
}

absl::StatusOr<Letter> LetterService::SignLetter(const rpc::Call& call,
                                                 const v1::SignLetterRequest& request) {
  if (absl::Status status = CheckName(request.name()); !status.ok()) return status;
  return Mutate<Letter>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
        auto letter = LetterFor(tx, context_, standing, request.name(), LetterStep::kSign);
        if (!letter.ok()) return letter;
        if (request.content_sha256() != letter->content_sha256()) {
          return errors::InvalidField("content_sha256",
                                      absl::StrCat(request.content_sha256().size(), " bytes"),
                                      absl::StrCat("the letter's hash, ", kHashBytes, " bytes"));
        }
        const Signature::Duty duty = DutyOf(standing);
        if (duty == Signature::DUTY_UNSPECIFIED) {
          return NotSignatory(request.name(), "lead and review manager sign");
        }
        for (const Signature& signature : letter->signatures()) {
          if (signature.duty() == duty && signature.person() == standing.person()) {
            return context_.store.letters.WithText(tx, *std::move(letter));
          }
          if (signature.person() == standing.person() || signature.duty() == duty) {
            return NotSignatory(request.name(), "this person or duty has signed already");
          }
        }
        auto signatory = SignatoryInWords(tx, context_, standing.person());
        if (!signatory.ok()) return signatory.status();
        Signature& signature = *letter->add_signatures();
        signature.set_signatory(*std::move(signatory));
        signature.set_duty(duty);
        signature.set_person(standing.person());
        signature.set_content_sha256(request.content_sha256());
        *signature.mutable_time() =
            TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(context_.clock.Now()));
        return SaveLetter(tx, context_, *std::move(letter), "");
      });
}

// Evidence that is away does not hold a signed letter up: it was asked when the text was fixed.
absl::StatusOr<Letter> LetterService::IssueLetter(const rpc::Call& call,
                                                  const v1::IssueLetterRequest& request) {
  if (absl::Status status = CheckName(request.name()); !status.ok()) return status;
  auto look = LookAt(context_, call, request, LetterStep::kIssue);
  if (!look.ok()) return look.status();
  if (!look->kept) {
    absl::Status asked = AskEvidence(context_, call, *look);
    if (!asked.ok() && !absl::IsUnavailable(asked)) return asked;
    if (!asked.ok()) look->evidence = std::nullopt;
    auto issuing = Mutate<Letter>(
        context_, call, request, request.name(),
        [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Letter> {
          auto facts = StillAsAsked(tx, context_, standing, *look, LetterStep::kIssue);
          if (!facts.ok()) return facts.status();
          Letter& letter = facts->letter;
          absl::Status status = RequireBothSignatures(letter);
          if (!status.ok()) return status;
          auto problems = ProblemsOf(*facts, look->evidence);
          std::erase_if(problems, [](const auto& problem) {
            return problem.kind() == v1::LetterProblem::KIND_NOT_CHECKED;
          });
          if (status = RequireNoneBlocking(problems); !status.ok()) return status;
          *letter.mutable_correction_counts() = CountOf(facts->corrections);
          letter.set_issue_date(validation::FormatDay(environment::Today(context_.clock)));
          TakeStep(LetterStep::kIssue, letter);
          return SaveLetter(tx, context_, std::move(letter), request.etag());
        });
    if (!issuing.ok()) return issuing;
  }
  const auto reached = FinishIssuing(context_, request.name(), rpc::Within(call));
  if (!reached.ok() && !absl::IsUnavailable(reached.status())) return reached.status();
  v1::GetLetterRequest get;
  get.set_name(request.name());
  return GetLetter(call, get);
}

}  // namespace peerchallenge::recommendations
