#include "services/recommendations/themes/issued_texts.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;

// Some 40,000 recommendations. When it is full, all go.
constexpr size_t kMostBytes = size_t{64} << 20;

size_t BytesOf(const IssuedTextList& texts) {
  size_t bytes = 0;
  for (const IssuedText& text : texts) {
    bytes += sizeof(text) + 2 * text.text.size() + text.stems.size() * sizeof(std::string);
    for (const std::string& theme : text.themes) bytes += sizeof(std::string) + theme.size();
  }
  return bytes;
}

// The sentences of a paragraph that say a strength, and the themes of what they say.
IssuedText StrengthsIn(const v1::Paragraph& paragraph,
                       const std::map<std::string, v1::Finding>& strengths) {
  IssuedText said;
  std::set<std::string> themes;
  for (const v1::Sentence& sentence : paragraph.sentences()) {
    bool is_strength = false;
    for (const std::string& name : sentence.findings()) {
      const auto finding = strengths.find(name);
      if (finding == strengths.end()) continue;
      is_strength = true;
      themes.insert(finding->second.themes().begin(), finding->second.themes().end());
    }
    if (is_strength) absl::StrAppend(&said.text, said.text.empty() ? "" : " ", sentence.text());
  }
  said.themes.assign(themes.begin(), themes.end());
  said.stems = text::StemsOf(said.text);
  return said;
}

}  // namespace

absl::StatusOr<IssuedTextList> ReadIssuedTexts(Transaction& tx, const Context& context,
                                               const v1::Letter& letter) {
  const std::string review = validation::ReviewOf(letter.name());
  const auto recommendations = context.store.findings.RecommendationsOf(tx, review);
  if (!recommendations.ok()) return recommendations.status();
  const auto findings = context.store.findings.FindingsOf(tx, review);
  if (!findings.ok()) return findings.status();
  const auto whole = context.store.letters.WithText(tx, letter);
  if (!whole.ok()) return whole.status();

  IssuedTextList texts;
  for (const v1::Recommendation& recommendation : *recommendations) {
    if (recommendation.state() != v1::Recommendation::STATE_ISSUED) continue;
    texts.push_back({.recommendation = recommendation.name(),
                     .text = recommendation.text(),
                     .themes = {recommendation.themes().begin(), recommendation.themes().end()},
                     .stems = text::StemsOf(recommendation.text())});
  }
  std::map<std::string, v1::Finding> strengths;
  for (const v1::Finding& finding : *findings) {
    if (finding.kind() == v1::Finding::KIND_STRENGTH) strengths.emplace(finding.name(), finding);
  }
  std::set<std::string> told;  // the headlines say a strength that its line of enquiry says again
  for (const v1::Section& section : whole->sections()) {
    for (const v1::Paragraph& paragraph : section.paragraphs()) {
      IssuedText said = StrengthsIn(paragraph, strengths);
      if (!said.text.empty() && told.insert(said.text).second) texts.push_back(std::move(said));
    }
  }
  return texts;
}

absl::StatusOr<std::shared_ptr<const IssuedTextList>> IssuedTexts::Of(Transaction& tx,
                                                                      const Context& context,
                                                                      const v1::Letter& letter) {
  {
    environment::MutexLock lock(mutex_);
    const auto kept = kept_.find(letter.name());
    if (kept != kept_.end()) return kept->second;
  }
  auto read = ReadIssuedTexts(tx, context, letter);
  if (!read.ok()) return read.status();
  auto texts = std::make_shared<const IssuedTextList>(*std::move(read));
  environment::MutexLock lock(mutex_);
  kept_bytes_ += BytesOf(*texts);
  if (kept_bytes_ > kMostBytes) {
    kept_.clear();
    kept_bytes_ = BytesOf(*texts);
  }
  kept_[letter.name()] = texts;
  return texts;
}

}  // namespace peerchallenge::recommendations
