#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"

// What people type of actions and their progress, read. FIELD_INVALID names the flag.
namespace peerchallenge::cli {

// "in-work=40:60:%:Care leavers in work" -> a measure; unit and text may be left out.
absl::StatusOr<recommendations::v1::Measure> ParseMeasure(const std::string& text);

// "in-work=52" or "in-work=52@2013-01-31" -> a reading; without a date, of `today`.
absl::StatusOr<recommendations::v1::ActionUpdate::Reading> ParseReading(const std::string& text,
                                                                        const std::string& today);

// "Board paper" or "Board paper=https://example.org/paper.pdf" -> a piece of evidence of `today`.
recommendations::v1::CompletionEvidence ParseEvidence(const std::string& text,
                                                      const std::string& today);

// "2=improved: The figures show it." -> its parts.
struct Verdict {
  std::string recommendation;
  recommendations::v1::Action::Effect effect;
  std::string text;
};
absl::StatusOr<Verdict> ParseVerdict(const std::string& text, const std::string& flag);

// The recommendation that a number, an id or a whole name means, among those of a plan.
// RESOURCE_NOT_FOUND.
absl::StatusOr<std::string> FindRecommendation(
    const std::string& text,
    const std::vector<recommendations::v1::RecommendationResponse>& responses);

}  // namespace peerchallenge::cli
