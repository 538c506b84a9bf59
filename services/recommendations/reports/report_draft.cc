#include "services/recommendations/reports/report_draft.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/validation/civil_date.h"
#include "services/recommendations/days_in_words.h"
#include "services/recommendations/letters/letter_states.h"
#include "services/recommendations/letters/review_in_words.h"

namespace peerchallenge::recommendations {
namespace {

void Add(TextBlocks& blocks, const std::string& text,
         v1::TextBlock::Shape shape = v1::TextBlock::SHAPE_PARAGRAPH) {
  v1::TextBlock& block = *blocks.Add();
  block.set_shape(shape);
  block.set_text(absl::StrReplaceAll(text, {{"\n", " "}, {"\r", " "}, {"\t", " "}}));
}

std::string DayOfIssue(const v1::Letter& letter) {
  const auto day = validation::ParseDay(letter.issue_date());
  return day ? DayInWords(*day) : letter.issue_date();
}

// What the host did about the letter's facts before it was issued.
std::string CheckInWords(const v1::Letter& letter) {
  if (!WasShared(letter)) {
    return "The letter was not shown to the council for factual accuracy before it was issued.";
  }
  if (letter.check_date().empty() && letter.correction_counts().submitted() == 0) {
    const std::string shown =
        "The letter was shown to the director of children's services for factual accuracy before "
        "it was issued.";
    // One that an older version drafted, which names no sender, may not tell of the check either.
    return letter.sender().empty() ? shown : shown + " No answer was given in the time for it.";
  }
  return "The director of children's services checked the letter for factual accuracy before it "
         "was issued.";
}

}  // namespace

void DraftParts(const LetterMaterial& material, const v1::Letter& letter,
                v1::CommitteeReport& report) {
  const std::string kind = KindInWords(material.review);
  const std::string dates = DatesInWords(material.review);
  const std::string on = dates.empty() ? "" : absl::StrCat(", ", dates);
  report.set_subject(
      absl::StrCat("Letter of recommendations from the ", kind, " of children's services", on));
  Add(*report.mutable_summary(),
      absl::StrCat(
          "Authorities of ", material.region, " carried out a ", kind,
          " of the council's children's services", on, ". Its letter of recommendations of ",
          DayOfIssue(letter), " is attached as Appendix A. It makes ",
          CountInWords(static_cast<int64_t>(material.recommendations.size()), "recommendation"),
          "."));
  Add(*report.mutable_actions_required(),
      "The committee is invited to consider the letter and its recommendations, and to comment on "
      "what the council proposes to do about them.");
  Add(*report.mutable_background(),
      absl::StrCat("The ", kind,
                   " was led and carried out by peers from other authorities of the "
                   "region. The team: ",
                   TeamInWords(material), "."));
  for (const auto& line : material.review.scope().lines()) {
    Add(*report.mutable_background(), absl::StrCat("The line of enquiry: ", line.question()));
    for (const auto& limb : line.limbs()) {
      Add(*report.mutable_background(), absl::StrCat("(", limb.id(), ") ", limb.text()),
          v1::TextBlock::SHAPE_LIST_ITEM);
    }
  }
  Add(*report.mutable_background(),
      "It was not an inspection: it gives no grades, and attributes nothing to anybody who was "
      "met.");
  Add(*report.mutable_conclusion(),
      absl::StrCat("The council answers each recommendation in an action plan, which it submits to "
                   "the region within ",
                   CountInWords(material.rules.submission_working_days(), "working day"),
                   " of the letter and publishes within ",
                   CountInWords(material.rules.publication_months(), "month"), "."));
  Add(*report.mutable_consultation(), CheckInWords(letter));
}

}  // namespace peerchallenge::recommendations
