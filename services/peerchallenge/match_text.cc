#include "services/peerchallenge/match_text.h"

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/match_items_text.h"
#include "services/peerchallenge/match_names.h"
#include "services/peerchallenge/progress.h"
#include "services/peerchallenge/table.h"
#include "services/peerchallenge/trade_offs.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::SupportMatch;

constexpr size_t kTextWidth = 100;

std::string StateText(const SupportMatch& match) {
  return InWords(SupportMatch::State_Name(match.state()), "STATE_");
}

std::string AnswerText(SupportMatch::Answer answer) {
  return answer == SupportMatch::ANSWER_UNSPECIFIED
             ? "-"
             : InWords(SupportMatch::Answer_Name(answer), "ANSWER_");
}

std::string SideText(SupportMatch::Side side) {
  return absl::StrCat(InWords(SupportMatch::Side_Name(side), "SIDE_"), " side");
}

std::string AnswerLine(SupportMatch::Side side, SupportMatch::Answer answer,
                       const std::string& reason) {
  return absl::StrCat("  ", SideText(side), ": ", AnswerText(answer), reason.empty() ? "" : ": ",
                      reason, "\n");
}

std::string Indented(const std::string& text) {
  if (text.empty()) return "";
  std::string indented;
  for (const std::string& line : WrapWords(text, kTextWidth)) {
    absl::StrAppend(&indented, "    ", line, "\n");
  }
  return indented;
}

std::string ReasonsText(const SupportMatch& match) {
  if (match.reasons().empty()) return "";
  std::string text = "  proposed because:\n";
  for (const v1::ScoreItem& item : match.reasons()) {
    if (item.score() == 0) continue;
    absl::StrAppend(&text, "    ", item.score() > 0 ? "+" : "", Grouped(item.score()), " ",
                    item.message(), "\n");
  }
  return text;
}

std::string AgreementText(const SupportMatch& match) {
  if (!match.has_agreement()) return "";
  const v1::SupportAgreement& agreement = match.agreement();
  std::string text =
      absl::StrCat("  agreement, written by the ", SideText(match.agreement_author()), ":\n",
                   Indented(agreement.text()));
  absl::StrAppend(&text, "    ", FormatsText(agreement.formats()), "; ", agreement.days(),
                  " days; ", SpanText(agreement.start_date(), agreement.end_date()), "\n");
  if (!agreement.offering_contact().empty()) {
    absl::StrAppend(&text, "    contact at the offering side: ", agreement.offering_contact(),
                    "\n");
  }
  if (!agreement.asking_contact().empty()) {
    absl::StrAppend(&text, "    contact at the asking side: ", agreement.asking_contact(), "\n");
  }
  if (match.state() == SupportMatch::STATE_CONSENTED) {
    absl::StrAppend(&text, "    not confirmed yet; etag of this text: ", match.etag(), "\n");
  }
  return text;
}

std::string OutcomesText(const SupportMatch& match) {
  std::string text;
  for (const v1::SupportOutcome& outcome : match.outcomes()) {
    absl::StrAppend(&text, "  outcome, says the ", SideText(outcome.side()), ": ", outcome.rating(),
                    " of 5, ", outcome.days(), " days, ", DayText(outcome.date()), "\n",
                    Indented(outcome.text()));
  }
  return text;
}

template <typename Matches>
std::string MatchRows(const Matches& matches) {
  if (matches.empty()) return "No matches.\n";
  Table table({{"match"},
               {"stands"},
               {"offer"},
               {"ask"},
               {"days", Align::kRight},
               {"offering side"},
               {"asking side"},
               {"answer by"}});
  for (const SupportMatch& match : matches) {
    table.AddRow({validation::IdOf(match.name()), StateText(match), ShortName(match.offer()),
                  ShortName(match.ask()), absl::StrCat(match.days()),
                  AnswerText(match.offering_answer()), AnswerText(match.asking_answer()),
                  DayText(match.answer_due_date())});
  }
  return table.Render();
}

}  // namespace

std::string MatchText(const SupportMatch& match) {
  std::string text =
      absl::StrCat(match.name(), ": ", StateText(match), "\n  offer ", ShortName(match.offer()),
                   ", ask ", ShortName(match.ask()), ", ", match.days(), " days; answers by ",
                   DayText(match.answer_due_date()), "\n");
  absl::StrAppend(
      &text,
      AnswerLine(SupportMatch::SIDE_OFFERING, match.offering_answer(),
                 match.offering_answer_reason()),
      AnswerLine(SupportMatch::SIDE_ASKING, match.asking_answer(), match.asking_answer_reason()),
      ReasonsText(match), AgreementText(match), OutcomesText(match));
  if (!match.end_reason().empty()) absl::StrAppend(&text, "  ended: ", match.end_reason(), "\n");
  return text;
}

std::string MatchesText(const v1::ListSupportMatchesResponse& response) {
  return MatchRows(response.support_matches());
}

std::string AdoptedText(const v1::AdoptMatchRunResponse& response) {
  return MatchRows(response.support_matches());
}

}  // namespace peerchallenge::cli
