#include "services/recommendations/support/support_store.h"

#include <cstdint>
#include <limits>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;
using v1::SupportMatch;

constexpr std::string_view kSelectAnswers =
    "SELECT side, answer, reason FROM support_answers WHERE match = $1";
constexpr std::string_view kSetAnswer =
    "INSERT INTO support_answers (match, side, answer, reason) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (match, side) DO UPDATE SET answer = $3, reason = $4";
constexpr std::string_view kSelectOutcomes =
    "SELECT side, outcome FROM support_outcomes WHERE match = $1";
constexpr std::string_view kAddOutcome =
    "INSERT INTO support_outcomes (match, side, outcome) VALUES ($1, $2, $3)";
constexpr std::string_view kSaveProblem =
    "INSERT INTO match_problems (run, problem) VALUES ($1, $2)";
constexpr std::string_view kLoadProblem = "SELECT problem FROM match_problems WHERE run = $1";
constexpr std::string_view kDropProblem = "DELETE FROM match_problems WHERE run = $1";
// Beyond the newest.
constexpr std::string_view kOldRuns =
    "SELECT name, state FROM match_runs WHERE parent = $1 ORDER BY listed LIMIT 1000 OFFSET $2";
constexpr std::string_view kSetSign =
    "INSERT INTO match_run_signs (run, seen) VALUES ($1, $2) "
    "ON CONFLICT (run) DO UPDATE SET seen = $2";
constexpr std::string_view kDropSign = "DELETE FROM match_run_signs WHERE run = $1";
constexpr std::string_view kSilentRuns =
    "SELECT run FROM match_run_signs WHERE seen < $1 ORDER BY run";

template <typename Message>
Value RegionOf(const Message& message) {
  return validation::RegionOf(message.name());
}
template <typename Message>
Value StateOf(const Message& message) {
  return static_cast<int64_t>(message.state());
}
// By id, then authority.
template <typename Message>
Value ListedById(const Message& message) {
  return absl::StrCat(validation::IdOf(message.name()), " ",
                      validation::IdOf(validation::ParentOf(message.name())));
}
// Less for a later time; ids tell those of one moment apart.
template <typename Message>
Value NewestFirst(const Message& message) {
  using google::protobuf::util::TimeUtil;
  const int64_t micros = TimeUtil::TimestampToMicroseconds(message.create_time());
  return absl::StrFormat("%019d %s", std::numeric_limits<int64_t>::max() - micros,
                         validation::IdOf(message.name()));
}

template <typename Message>
absl::Status Parse(const Row& row, int column, Message& message) {
  const std::string_view bytes = row.Bytes(column);
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::OkStatus();
  }
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      absl::StrCat("a stored ", Message::descriptor()->name(), " cannot be read"));
}

SupportMatch::Side SideOf(const Row& row) { return static_cast<SupportMatch::Side>(row.Int(0)); }

}  // namespace

SupportStore::SupportStore(const environment::Clock& clock, const storage::Sealer& sealer)
    : offers({.table = "offers",
              .columns = {{"listed", ListedById<v1::Offer>},
                          {"region", RegionOf<v1::Offer>},
                          {"state", StateOf<v1::Offer>}}},
             clock, sealer),
      asks({.table = "asks",
            .columns = {{"listed", ListedById<v1::Ask>},
                        {"region", RegionOf<v1::Ask>},
                        {"state", StateOf<v1::Ask>}}},
           clock, sealer),
      runs({.table = "match_runs",
            .columns = {{"listed", NewestFirst<v1::MatchRun>}, {"state", StateOf<v1::MatchRun>}}},
           clock, sealer),
      matches(
          {.table = "support_matches",
           .columns = {{"listed", NewestFirst<SupportMatch>}, {"state", StateOf<SupportMatch>}}},
          clock, sealer) {}

absl::StatusOr<std::vector<SupportMatch>> SupportStore::MatchesOf(Transaction& tx,
                                                                  const std::string& region) const {
  return matches.All(tx, {{"parent", region}});
}

absl::StatusOr<BySide<SideAnswer>> SupportStore::AnswersOf(Transaction& tx,
                                                           const std::string& match) const {
  BySide<SideAnswer> answers;
  const Value parameters[] = {match};
  absl::Status status = tx.Query(kSelectAnswers, parameters, [&](const Row& row) {
    answers[SideOf(row)] = {static_cast<SupportMatch::Answer>(row.Int(1)),
                            std::string(row.Text(2))};
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return answers;
}

absl::Status SupportStore::SetAnswer(Transaction& tx, const std::string& match,
                                     SupportMatch::Side side, const SideAnswer& answer) const {
  const Value parameters[] = {match, static_cast<int64_t>(side),
                              static_cast<int64_t>(answer.answer), answer.reason};
  return tx.Post(kSetAnswer, parameters);
}

absl::StatusOr<BySide<v1::SupportOutcome>> SupportStore::OutcomesOf(
    Transaction& tx, const std::string& match) const {
  BySide<v1::SupportOutcome> outcomes;
  const Value parameters[] = {match};
  absl::Status status = tx.Query(kSelectOutcomes, parameters, [&](const Row& row) {
    return Parse(row, 1, outcomes[SideOf(row)]);
  });
  if (!status.ok()) return status;
  return outcomes;
}

absl::Status SupportStore::AddOutcome(Transaction& tx, const std::string& match,
                                      const v1::SupportOutcome& outcome) const {
  const Value parameters[] = {match, static_cast<int64_t>(outcome.side()),
                              Blob{outcome.SerializeAsString()}};
  return tx.Post(kAddOutcome, parameters);
}

absl::Status SupportStore::SaveProblem(Transaction& tx, const std::string& run,
                                       const v1::MatchProblem& problem) const {
  const Value parameters[] = {run, Blob{problem.SerializeAsString()}};
  return tx.Post(kSaveProblem, parameters);
}

absl::Status SupportStore::DeleteOldRuns(Transaction& tx, const std::string& region,
                                         int64_t kept) const {
  std::vector<std::string> old;
  absl::Status status = tx.Query(kOldRuns, {{region, kept}}, [&](const Row& row) {
    const bool running = row.Int(1) == static_cast<int64_t>(v1::MatchRun::STATE_RUNNING);
    if (!running) old.emplace_back(row.Text(0));
    return absl::OkStatus();
  });
  for (const std::string& run : old) {
    if (status.ok()) status = tx.Post(kDropProblem, {{run}});
    if (status.ok()) status = runs.Delete(tx, run);
  }
  return status;
}

absl::StatusOr<v1::MatchProblem> SupportStore::ProblemOf(Transaction& tx,
                                                         const std::string& run) const {
  std::optional<v1::MatchProblem> problem;
  const Value parameters[] = {run};
  absl::Status status = tx.Query(kLoadProblem, parameters,
                                 [&](const Row& row) { return Parse(row, 0, problem.emplace()); });
  if (!status.ok()) return status;
  if (!problem) return errors::NotFound(run);
  return *std::move(problem);
}

absl::Status SupportStore::SetSign(Transaction& tx, const std::string& run, absl::Time now) const {
  const Value parameters[] = {run, absl::ToUnixMicros(now)};
  return tx.Post(kSetSign, parameters);
}

absl::Status SupportStore::DropSign(Transaction& tx, const std::string& run) const {
  const Value parameters[] = {run};
  return tx.Post(kDropSign, parameters);
}

absl::StatusOr<std::vector<std::string>> SupportStore::SilentRuns(Transaction& tx,
                                                                  absl::Time since) const {
  std::vector<std::string> silent;
  const Value parameters[] = {absl::ToUnixMicros(since)};
  absl::Status status = tx.Query(kSilentRuns, parameters, [&](const Row& row) {
    silent.emplace_back(row.Text(0));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return silent;
}

}  // namespace peerchallenge::recommendations
