#include "services/recommendations/letters/letter_issuing.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/environment/london.h"
#include "common/errors/errors.h"
#include "common/resources/stamped.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/letters/correction_steps.h"
#include "services/recommendations/letters/letter_states.h"
#include "services/recommendations/letters/letter_text.h"
#include "services/recommendations/letters/letter_traces.h"
#include "services/recommendations/plans/plan_filing.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::util::TimeUtil;
using storage::Transaction;
using v1::Letter;

constexpr int64_t kMostVersions = 200;  // of a letter
constexpr absl::Duration kStoreTime = absl::Seconds(10);
constexpr absl::Duration kAskTime = absl::Seconds(10);

// Makes the findings and recommendations that the signed version says ISSUED, these under the
// numbers that it gives them, and opens the plan of what comes of them.
absl::Status IssueConclusions(Transaction& tx, const Context& context, const Letter& letter) {
  const std::string review = validation::ReviewOf(letter.name());
  const auto signed_version = context.store.letters.Version(tx, letter.latest_version());
  if (!signed_version.ok()) return signed_version.status();
  const std::set<std::string> findings_said = FindingsIn(signed_version->sections());
  auto findings = context.store.findings.FindingsOf(tx, review);
  if (!findings.ok()) return findings.status();
  for (v1::Finding& finding : *findings) {
    if (!findings_said.contains(finding.name())) continue;
    finding.set_state(v1::Finding::STATE_ISSUED);
    auto stored = resources::UpdateStamped(tx, context, context.store.findings.findings,
                                           std::move(finding), "");
    if (!stored.ok()) return stored.status();
  }
  const std::set<std::string> advised = RecommendationsIn(signed_version->sections());
  auto recommendations = context.store.findings.RecommendationsOf(tx, review);
  if (!recommendations.ok()) return recommendations.status();
  std::erase_if(*recommendations, [&](const v1::Recommendation& recommendation) {
    return !advised.contains(recommendation.name());
  });
  const std::map<std::string, int> numbers = NumbersIn(signed_version->sections());
  for (v1::Recommendation& recommendation : *recommendations) {
    const auto number = numbers.find(recommendation.name());
    if (number != numbers.end()) recommendation.set_number(number->second);
    recommendation.set_state(v1::Recommendation::STATE_ISSUED);
    auto stored = resources::UpdateStamped(tx, context, context.store.findings.recommendations,
                                           recommendation, "");
    if (!stored.ok()) return stored.status();
  }
  const auto reviewed = context.relations.Review(tx, review);
  if (!reviewed.ok()) return reviewed.status();
  const auto issued = validation::ParseDay(letter.issue_date());
  return OpenActionPlan(tx, context,
                        {.name = letter.name(),
                         .host = reviewed->host(),
                         .issue_date = issued.value_or(environment::Today(context.clock)),
                         .recommendations = *std::move(recommendations)});
}

absl::StatusOr<Letter::State> MakeIssued(Transaction& tx, const Context& context,
                                         const std::string& name, int64_t ledger_index) {
  auto letter = context.store.letters.letters.Get(tx, name);
  if (!letter.ok()) return letter.status();
  if (letter->state() != Letter::STATE_ISSUING) return letter->state();
  absl::Status status = IssueConclusions(tx, context, *letter);
  if (status.ok()) status = TellAnswers(tx, context, name);
  if (!status.ok()) return status;
  TakeStep(LetterStep::kFinishIssuing, *letter);
  letter->set_ledger_index(ledger_index);
  auto issued =
      resources::UpdateStamped(tx, context, context.store.letters.letters, *std::move(letter), "");
  if (!issued.ok()) return issued.status();
  return issued->state();
}

absl::StatusOr<Letter> Load(const Context& context, const std::string& name) {
  absl::StatusOr<Letter> letter;
  absl::Status status = context.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) {
    letter = context.store.letters.letters.Get(tx, name);
    return letter.status();
  });
  if (!status.ok()) return status;
  return letter;
}

}  // namespace

absl::Status FixVersion(Transaction& tx, const Context& context,
                        v1::LetterVersion::Occasion occasion, Letter& letter) {
  const auto newest = context.store.letters.NewestVersion(tx, letter.name());
  if (!newest.ok()) return newest.status();
  const int64_t number = *newest ? VersionNumberOf((*newest)->name()) + 1 : 1;
  if (number > kMostVersions) {
    return errors::QuotaExceeded(
        "letter_versions",
        absl::StrCat("'", letter.name(), "' has ", kMostVersions, " versions, as many as it may"));
  }
  v1::LetterVersion version;
  version.set_name(absl::StrCat(letter.name(), "/versions/", number));
  version.set_occasion(occasion);
  version.set_title(letter.title());
  version.set_addressee(letter.addressee());
  *version.mutable_sections() = letter.sections();
  version.set_content_sha256(
      ContentSha256(letter.name(), letter.title(), letter.addressee(), letter.sections()));
  *version.mutable_create_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(context.clock.Now()));
  if (letter.has_reopening()) version.mutable_reopening()->Swap(letter.mutable_reopening());
  letter.clear_reopening();
  letter.set_latest_version(version.name());
  letter.set_content_sha256(version.content_sha256());
  return context.store.letters.AddVersion(tx, version);
}

absl::StatusOr<Letter::State> FinishIssuing(const Context& context, const std::string& name,
                                            const rpc::CallOptions& within) {
  const auto letter = Load(context, name);
  if (!letter.ok()) return letter.status();
  if (letter->state() != Letter::STATE_ISSUING) return letter->state();
  evidence::v1::AnchorDocumentRequest request;
  request.set_parent(validation::ReviewOf(name));
  request.set_document(name);
  request.set_kind(evidence::v1::AnchorDocumentRequest::KIND_LETTER);
  request.set_sha256(letter->content_sha256());
  request.set_issue_date(letter->issue_date());
  const auto entry = context.evidence.AnchorDocument(request, within);
  if (!entry.ok()) return entry.status();
  absl::StatusOr<Letter::State> reached = Letter::STATE_ISSUING;
  absl::Status status = context.database.Write(within.deadline, [&](Transaction& tx) {
    reached = MakeIssued(tx, context, name, entry->index());
    return reached.status();
  });
  if (!status.ok()) return status;
  return reached;
}

absl::Status FinishAllIssuing(const Context& context) {
  std::vector<std::string> names;
  absl::Status status = context.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) {
    names.clear();
    return context.store.letters.letters.Scan(
        tx, {{"state", static_cast<int64_t>(Letter::STATE_ISSUING)}}, [&](const Letter& letter) {
          names.push_back(letter.name());
          return absl::OkStatus();
        });
  });
  if (!status.ok()) return status;
  for (const std::string& name : names) {
    status.Update(FinishIssuing(context, name, {.deadline = absl::Now() + kAskTime}).status());
  }
  return status;
}

}  // namespace peerchallenge::recommendations
