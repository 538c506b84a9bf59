#include "services/recommendations/themes/issued_letters.h"

#include <utility>

#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::Letter;

}  // namespace

absl::StatusOr<std::vector<LetterAndHost>> IssuedLettersOf(Transaction& tx, const Context& context,
                                                           const std::string& region,
                                                           absl::CivilDay last_day) {
  std::vector<Letter> issued;
  absl::Status status = context.store.letters.letters.Scan(
      tx, {{"region", region}, {"state", static_cast<int64_t>(Letter::STATE_ISSUED)}},
      [&](const Letter& letter) {
        const auto day = validation::ParseDay(letter.issue_date());
        if (day && *day <= last_day) issued.push_back(letter);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  std::vector<LetterAndHost> letters;
  for (Letter& letter : issued) {
    const auto review = context.relations.Review(tx, validation::ReviewOf(letter.name()));
    if (absl::IsNotFound(review.status())) continue;
    if (!review.ok()) return review.status();
    if (review->unannounced() && !review->released()) continue;
    letters.push_back({std::move(letter), review->host()});
  }
  return letters;
}

absl::StatusOr<LetterThemes> WhatItSays(Transaction& tx, const Context& context,
                                        const LetterAndHost& letter) {
  LetterThemes said{.name = letter.letter.name(),
                    .authority = letter.host,
                    .issue_day = *validation::ParseDay(letter.letter.issue_date()),
                    .says = {}};
  const std::string review = validation::ReviewOf(said.name);
  const auto findings = context.store.findings.FindingsOf(tx, review);
  if (!findings.ok()) return findings.status();
  for (const v1::Finding& finding : *findings) {
    if (finding.state() != v1::Finding::STATE_ISSUED) continue;
    const Measure measure =
        finding.kind() == v1::Finding::KIND_STRENGTH ? Measure::kStrength : Measure::kArea;
    for (const std::string& theme : finding.themes()) said.says.emplace(theme, measure);
  }
  const auto recommendations = context.store.findings.RecommendationsOf(tx, review);
  if (!recommendations.ok()) return recommendations.status();
  for (const v1::Recommendation& recommendation : *recommendations) {
    if (recommendation.state() != v1::Recommendation::STATE_ISSUED) continue;
    for (const std::string& theme : recommendation.themes()) {
      said.says.emplace(theme, Measure::kArea);
    }
  }
  return said;
}

}  // namespace peerchallenge::recommendations
