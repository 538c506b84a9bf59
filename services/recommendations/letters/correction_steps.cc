#include "services/recommendations/letters/correction_steps.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/environment/london.h"
#include "common/resources/stamped.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/follow_up_rules.h"
#include "services/recommendations/letters/letter_states.h"
#include "services/recommendations/letters/letter_text.h"
#include "services/recommendations/region_days.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::Correction;
using v1::Letter;

constexpr absl::Duration kStoreTime = absl::Seconds(10);

bool IsOverdue(const Letter& letter, absl::CivilDay today) {
  const auto due = validation::ParseDay(letter.corrections_due_date());
  return due && *due < today;
}

bool Accepts(Correction::Decision decision) {
  return decision == Correction::DECISION_ACCEPTED ||
         decision == Correction::DECISION_ACCEPTED_IN_PART;
}

bool IsNewlyOverdue(const Correction& correction, absl::CivilDay today) {
  const auto due = validation::ParseDay(correction.answer_due_date());
  return correction.state() == Correction::STATE_SUBMITTED && !correction.overdue() && due &&
         *due < today;
}

// The corrections that wait for their answer and are to be marked overdue.
absl::StatusOr<std::vector<Correction>> NewlyOverdue(Transaction& tx, const Context& context) {
  std::vector<Correction> overdue;
  const absl::CivilDay today = environment::Today(context.clock);
  const LetterStore& store = context.store.letters;
  absl::Status status = store.letters.Scan(
      tx, {{"state", static_cast<int64_t>(Letter::STATE_ANSWERING)}}, [&](const Letter& letter) {
        auto corrections = store.CorrectionsOf(tx, letter.name());
        if (!corrections.ok()) return corrections.status();
        for (Correction& correction : *corrections) {
          if (IsNewlyOverdue(correction, today)) overdue.push_back(std::move(correction));
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return overdue;
}

// The text of a correction's paragraph; nothing = there is none.
struct ParagraphTexts {
  std::optional<std::string> shared;   // as the host was shown it last
  std::optional<std::string> brought;  // as an answer that accepted the correction left it
  std::optional<std::string> now;
};

// What would fit the text in place of the answer; empty where the answer fits.
std::string FittingAnswer(const Correction& correction, const ParagraphTexts& texts) {
  if (!texts.now) {
    const bool asked_for = correction.words().empty() && correction.proposed_text().empty();
    if (correction.decision() == Correction::DECISION_ACCEPTED_IN_PART ||
        (correction.decision() == Correction::DECISION_ACCEPTED && asked_for)) {
      return "";
    }
    return "ACCEPTED_IN_PART: its paragraph was taken out of the letter";
  }
  if (Accepts(correction.decision())) {
    return texts.now == texts.shared ? "DECLINED: the paragraph stands as it was shared" : "";
  }
  return texts.now == texts.brought
             ? "DECLINED with the paragraph's text: the one of the earlier answer still stands"
             : "";
}

std::optional<std::string> TextIn(const Sections& sections, const std::string& paragraph) {
  const v1::Paragraph* found = FindParagraph(sections, paragraph);
  if (found == nullptr) return std::nullopt;
  return TextOf(found->sentences());
}

}  // namespace

absl::Status EndCorrections(Transaction& tx, const Context& context, Letter& letter) {
  const auto rules = RulesOf(tx, context.store, validation::RegionOf(letter.name()));
  if (!rules.ok()) return rules.status();
  const auto days = WorkingDaysOf(tx, context.relations, letter.name());
  if (!days.ok()) return days.status();
  const std::string due = validation::FormatDay(
      days->After(environment::Today(context.clock), rules->answer_working_days()));
  auto corrections = context.store.letters.CorrectionsOf(tx, letter.name());
  if (!corrections.ok()) return corrections.status();
  for (Correction& correction : *corrections) {
    if (correction.state() != Correction::STATE_SUBMITTED) continue;
    correction.set_answer_due_date(due);
    correction.set_overdue(false);
    absl::Status status = context.store.letters.corrections.Update(tx, correction);
    if (!status.ok()) return status;
  }
  TakeStep(LetterStep::kFinishCorrections, letter);
  return absl::OkStatus();
}

absl::Status EndOverdueCorrections(const Context& context) {
  const absl::CivilDay today = environment::Today(context.clock);
  const resources::Filter with_host = {"state", static_cast<int64_t>(Letter::STATE_WITH_HOST)};
  bool any = false;
  absl::Status status = context.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) {
    any = false;
    return context.store.letters.letters.Scan(tx, {with_host}, [&](const Letter& letter) {
      any = any || IsOverdue(letter, today);
      return absl::OkStatus();
    });
  });
  if (!status.ok() || !any) return status;
  return context.database.Write(absl::Now() + kStoreTime, [&](Transaction& tx) -> absl::Status {
    auto letters = context.store.letters.letters.All(tx, {with_host});
    if (!letters.ok()) return letters.status();
    for (Letter& letter : *letters) {
      if (!IsOverdue(letter, today)) continue;
      if (absl::Status ended = EndCorrections(tx, context, letter); !ended.ok()) return ended;
      auto saved = resources::UpdateStamped(tx, context, context.store.letters.letters,
                                            std::move(letter), "");
      if (!saved.ok()) return saved.status();
    }
    return absl::OkStatus();
  });
}

absl::Status MarkOverdueAnswers(const Context& context) {
  bool any = false;
  absl::Status status = context.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) {
    const auto overdue = NewlyOverdue(tx, context);
    any = overdue.ok() && !overdue->empty();
    return overdue.status();
  });
  if (!status.ok() || !any) return status;
  return context.database.Write(absl::Now() + kStoreTime, [&](Transaction& tx) -> absl::Status {
    auto overdue = NewlyOverdue(tx, context);
    if (!overdue.ok()) return overdue.status();
    for (Correction& correction : *overdue) {
      correction.set_overdue(true);
      auto marked = resources::UpdateStamped(tx, context, context.store.letters.corrections,
                                             std::move(correction), "");
      if (!marked.ok()) return marked.status();
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<v1::LetterProblem>> UnfitAnswers(
    Transaction& tx, const Context& context, const Letter& letter,
    const std::vector<Correction>& corrections) {
  std::vector<v1::LetterProblem> unfit;
  const auto shared =
      context.store.letters.NewestVersion(tx, letter.name(), v1::LetterVersion::OCCASION_SHARED);
  if (!shared.ok()) return shared.status();
  if (!*shared) return unfit;
  const auto answers = context.store.letters.AnswersOf(tx, letter.name());
  if (!answers.ok()) return answers.status();
  std::map<std::string, std::string> brought;
  for (const auto& version : *answers) brought[version.correction()] = TextOf(version.sentences());
  for (const Correction& correction : corrections) {
    if (correction.state() != Correction::STATE_ANSWERED || correction.has_tell_time()) continue;
    ParagraphTexts texts{.shared = TextIn((*shared)->sections(), correction.paragraph()),
                         .brought = std::nullopt,
                         .now = TextIn(letter.sections(), correction.paragraph())};
    const auto found = brought.find(correction.name());
    if (found != brought.end()) texts.brought = found->second;
    const std::string fitting = FittingAnswer(correction, texts);
    if (fitting.empty()) continue;
    v1::LetterProblem& problem = unfit.emplace_back();
    problem.set_kind(v1::LetterProblem::KIND_CORRECTION_OPEN);
    problem.set_paragraph(correction.paragraph());
    problem.set_subject(correction.name());
    problem.set_message(
        absl::StrCat("the answer to '", correction.name(), "' does not fit the text: ", fitting));
    problem.set_blocking(true);
  }
  return unfit;
}

absl::Status TellAnswers(Transaction& tx, const Context& context, const std::string& letter) {
  auto corrections = context.store.letters.CorrectionsOf(tx, letter);
  if (!corrections.ok()) return corrections.status();
  for (Correction& correction : *corrections) {
    if (correction.state() != Correction::STATE_ANSWERED || correction.has_tell_time()) continue;
    *correction.mutable_tell_time() = resources::StampOf(context.clock);
    auto told = resources::UpdateStamped(tx, context, context.store.letters.corrections,
                                         std::move(correction), "");
    if (!told.ok()) return told.status();
  }
  return absl::OkStatus();
}

v1::CorrectionCounts CountOf(const std::vector<Correction>& corrections) {
  v1::CorrectionCounts counts;
  for (const Correction& correction : corrections) {
    if (correction.state() == Correction::STATE_WITHDRAWN) continue;
    counts.set_submitted(counts.submitted() + 1);
    switch (correction.decision()) {
      case Correction::DECISION_ACCEPTED:
        counts.set_accepted(counts.accepted() + 1);
        break;
      case Correction::DECISION_ACCEPTED_IN_PART:
        counts.set_accepted_in_part(counts.accepted_in_part() + 1);
        break;
      case Correction::DECISION_DECLINED:
        if (correction.decided_kind() == Correction::KIND_JUDGEMENT) {
          counts.set_declined_judgement(counts.declined_judgement() + 1);
        } else {
          counts.set_declined_fact(counts.declined_fact() + 1);
        }
        break;
      default:
        break;
    }
  }
  return counts;
}

}  // namespace peerchallenge::recommendations
