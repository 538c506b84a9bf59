#include "services/recommendations/letters/letter_checks.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/recommendations/names.h"

namespace peerchallenge::recommendations {
namespace {

using validation::FieldChecks;

constexpr int kMostSentences = 50;
constexpr size_t kLongestSentence = 2'000;
constexpr size_t kLongestQuotation = 1'000;
constexpr int kMostTraces = 20;

void CheckTraceNames(const google::protobuf::RepeatedPtrField<std::string>& names,
                     const std::string& field, std::string_view pattern, const std::string& review,
                     FieldChecks& checks) {
  checks.Count(field, names.size(), kMostTraces);
  if (names.size() > kMostTraces) return;
  for (const std::string& name : names) checks.NameBelow(field, name, pattern, review);
}

void CheckSentence(const v1::Sentence& sentence, const std::string& field,
                   const std::string& review, FieldChecks& checks) {
  CheckLine(field + ".text", sentence.text(), 1, kLongestSentence, checks);
  CheckTraceNames(sentence.findings(), field + ".findings", kFindingName, review, checks);
  CheckTraceNames(sentence.recommendations(), field + ".recommendations", kRecommendationName,
                  review, checks);
  const bool traced = !sentence.findings().empty() || !sentence.recommendations().empty();
  checks.That(traced != sentence.procedural(), field + ".procedural",
              sentence.procedural() ? "true" : "false",
              traced ? "false beside a finding or recommendation"
                     : "true, or a finding or recommendation that the sentence says");
  checks.Count(field + ".quotations", sentence.quotations_size(), kMostTraces);
  if (sentence.quotations_size() > kMostTraces) return;
  for (int i = 0; i < sentence.quotations_size(); ++i) {
    const std::string at = absl::StrCat(field, ".quotations[", i, "]");
    const v1::Quotation& quotation = sentence.quotations(i);
    CheckLine(at + ".text", quotation.text(), 1, kLongestQuotation, checks);
    checks.That(absl::StrContains(sentence.text(), quotation.text()), at + ".text",
                quotation.text(), "words that occur in the sentence");
    checks.NameBelow(at + ".item", quotation.item(), kItemName, review);
  }
}

template <typename Table>
absl::Status CheckTrace(storage::Transaction& tx, const Table& table, const std::string& name,
                        int withdrawn) {
  const auto found = table.Get(tx, name);
  if (absl::IsNotFound(found.status()) || (found.ok() && found->state() == withdrawn)) {
    return errors::ReferenceBroken(
        name, absl::StrCat("a sentence says '", name, "', which is not there or withdrawn"));
  }
  return found.status();
}

}  // namespace

void CheckLine(const std::string& field, const std::string& value, size_t min, size_t max,
               FieldChecks& checks) {
  checks.Text(field, value, min, max);
  checks.That(value.find_first_of("\r\n\t") == std::string::npos, field, value,
              "text of one line, without tabs");
}

void CheckParagraph(const v1::Paragraph& paragraph, const std::string& field,
                    const std::string& review, FieldChecks& checks) {
  checks.That(v1::TextBlock::Shape_IsValid(paragraph.shape()), field + ".shape",
              absl::StrCat(paragraph.shape()),
              "PARAGRAPH, LIST_ITEM, NUMBERED_ITEM, HEADING or QUOTATION");
  checks.Range(field + ".sentences", paragraph.sentences_size(), 1, kMostSentences);
  if (paragraph.sentences_size() > kMostSentences) return;
  for (int i = 0; i < paragraph.sentences_size(); ++i) {
    CheckSentence(paragraph.sentences(i), absl::StrCat(field, ".sentences[", i, "]"), review,
                  checks);
  }
}

absl::Status CheckTraces(storage::Transaction& tx, const Store& store, const Sentences& sentences) {
  for (const v1::Sentence& sentence : sentences) {
    for (const std::string& name : sentence.findings()) {
      absl::Status status =
          CheckTrace(tx, store.findings.findings, name, v1::Finding::STATE_WITHDRAWN);
      if (!status.ok()) return status;
    }
    for (const std::string& name : sentence.recommendations()) {
      absl::Status status =
          CheckTrace(tx, store.findings.recommendations, name, v1::Recommendation::STATE_WITHDRAWN);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::recommendations
