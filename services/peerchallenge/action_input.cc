#include "services/peerchallenge/action_input.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/enum_text.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;

constexpr char kMeasureForm[] = "ID=BASELINE:TARGET, then :UNIT and :TEXT where there are any";
constexpr char kVerdictForm[] =
    "RECOMMENDATION=EFFECT:WHY, where EFFECT is not-known, worse, unchanged, improved or on-target";
constexpr char kReadingForm[] = "ID=VALUE or ID=VALUE@YYYY-MM-DD";

}  // namespace

absl::StatusOr<v1::Measure> ParseMeasure(const std::string& text) {
  const std::vector<std::string> sides = absl::StrSplit(text, absl::MaxSplits('=', 1));
  const std::vector<std::string> parts = absl::StrSplit(sides.back(), absl::MaxSplits(':', 3));
  v1::Measure measure;
  double baseline = 0, target = 0;
  if (sides.size() != 2 || parts.size() < 2 || !absl::SimpleAtod(parts[0], &baseline) ||
      !absl::SimpleAtod(parts[1], &target)) {
    return errors::InvalidField("--measure", text, kMeasureForm);
  }
  measure.set_id(sides[0]);
  measure.set_baseline(baseline);
  measure.set_target(target);
  if (parts.size() > 2) measure.set_unit(parts[2]);
  measure.set_text(parts.size() > 3 ? parts[3] : sides[0]);
  return measure;
}

absl::StatusOr<v1::ActionUpdate::Reading> ParseReading(const std::string& text,
                                                       const std::string& today) {
  const std::vector<std::string> sides = absl::StrSplit(text, absl::MaxSplits('=', 1));
  const std::vector<std::string> parts = absl::StrSplit(sides.back(), absl::MaxSplits('@', 1));
  double value = 0;
  if (sides.size() != 2 || !absl::SimpleAtod(parts[0], &value)) {
    return errors::InvalidField("--reading", text, kReadingForm);
  }
  v1::ActionUpdate::Reading reading;
  reading.set_measure(sides[0]);
  reading.set_value(value);
  reading.set_date(parts.size() > 1 ? parts[1] : today);
  return reading;
}

v1::CompletionEvidence ParseEvidence(const std::string& text, const std::string& today) {
  const std::vector<std::string> sides = absl::StrSplit(text, absl::MaxSplits('=', 1));
  v1::CompletionEvidence evidence;
  evidence.set_title(sides[0]);
  if (sides.size() > 1) evidence.set_reference(sides[1]);
  evidence.set_date(today);
  return evidence;
}

absl::StatusOr<Verdict> ParseVerdict(const std::string& text, const std::string& flag) {
  const std::vector<std::string> sides = absl::StrSplit(text, absl::MaxSplits('=', 1));
  const std::vector<std::string> said = absl::StrSplit(sides.back(), absl::MaxSplits(':', 1));
  if (sides.size() != 2 || sides[0].empty() || said.size() != 2) {
    return errors::InvalidField(flag, text, kVerdictForm);
  }
  const auto effect = ParseEnum<v1::Action::Effect>(said[0], "EFFECT_", flag, kVerdictForm,
                                                    v1::Action::Effect_Parse);
  if (!effect.ok()) return effect.status();
  return Verdict{sides[0], *effect, std::string(absl::StripAsciiWhitespace(said[1]))};
}

absl::StatusOr<std::string> FindRecommendation(
    const std::string& text, const std::vector<v1::RecommendationResponse>& responses) {
  for (const v1::RecommendationResponse& response : responses) {
    if (text == absl::StrCat(response.number())) return response.recommendation();
  }
  for (const v1::RecommendationResponse& response : responses) {
    const std::string& name = response.recommendation();
    if (text == name || text == validation::IdOf(name)) return name;
  }
  return errors::NotFound(text);
}

}  // namespace peerchallenge::cli
