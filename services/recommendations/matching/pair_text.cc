#include "services/recommendations/matching/pair_text.h"

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"

namespace peerchallenge::recommendations::matching {
namespace {

const char* NameOf(Factor factor) {
  switch (factor) {
    case Factor::kTheme:
      return "theme";
    case Factor::kStrength:
      return "strength";
    case Factor::kPriority:
      return "priority";
    case Factor::kTravel:
      return "travel";
    case Factor::kSimilarity:
      return "similarity";
    case Factor::kGiveAndTake:
      return "give_and_take";
    case Factor::kOutcome:
      return "outcome";
    case Factor::kVariety:
      return "variety";
  }
  return "";
}

std::string GiveAndTakeText(int value) {
  if (value == 0) return "The asking authority has given as much as it got.";
  return absl::StrCat("The asking authority has ",
                      value > 0 ? "given more than it got" : "got more than it gave", ": ",
                      std::abs(value), " of 100.");
}

std::string StrengthText(int letters) {
  if (letters == 0) return "No issued letter that the offer names shows strength in these themes.";
  if (letters == 1) return "One issued letter shows strength in these themes.";
  return absl::StrCat(letters, " issued letters show strength in these themes.");
}

std::string TextOf(Factor factor, const Judgement& judgement, int asked_themes) {
  const int value = judgement.values[static_cast<size_t>(factor)];
  switch (factor) {
    case Factor::kTheme:
      return absl::StrCat("The offer covers ", judgement.common_themes, " of ", asked_themes,
                          asked_themes == 1 ? " theme asked for." : " themes asked for.");
    case Factor::kStrength:
      return StrengthText(judgement.letters);
    case Factor::kPriority:
      return absl::StrCat("The ask has priority ", value, " of 10.");
    case Factor::kTravel:
      return absl::StrCat(-value, " minutes door to door.");
    case Factor::kSimilarity:
      return absl::StrCat("The authorities are alike in kind: ", value, " of 100.");
    case Factor::kGiveAndTake:
      return GiveAndTakeText(value);
    case Factor::kOutcome:
      if (!judgement.has_outcome)
        return "The offering authority has no match on these themes behind it.";
      return absl::StrCat("Earlier matches of the offering authority on these themes: ", value,
                          " on a scale from -100 to 100.");
    case Factor::kVariety:
      return value == 0 ? "The two have no match together yet."
                        : "The two have a match together already.";
  }
  return "";
}

}  // namespace

v1::ScoreItem ItemOf(Factor factor, const Judgement& judgement, int asked_themes, int64_t weight) {
  const int value = judgement.values[static_cast<size_t>(factor)];
  v1::ScoreItem item;
  item.set_factor(NameOf(factor));
  item.set_value(value);
  item.set_score(weight * value);
  item.set_message(TextOf(factor, judgement, asked_themes));
  return item;
}

}  // namespace peerchallenge::recommendations::matching
