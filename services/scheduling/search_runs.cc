#include "services/scheduling/search_runs.h"

#include <cstdint>
#include <span>
#include <string_view>

#include "common/errors/errors.h"

namespace peerchallenge::scheduling {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;

constexpr std::string_view kSaveProblem =
    "INSERT INTO search_problems (search, problem) VALUES ($1, $2)";
constexpr std::string_view kLoadProblem = "SELECT problem FROM search_problems WHERE search = $1";
constexpr std::string_view kDropProblem = "DELETE FROM search_problems WHERE search = $1";
constexpr std::string_view kBeginRun =
    "INSERT INTO search_runs (search, runner, cancel) VALUES ($1, $2, 0)";
constexpr std::string_view kEndRun = "DELETE FROM search_runs WHERE search = $1";
constexpr std::string_view kRequestCancel = "UPDATE search_runs SET cancel = 1 WHERE search = $1";
constexpr std::string_view kRunsOf =
    "SELECT search FROM search_runs WHERE runner = $1 ORDER BY search";
constexpr std::string_view kRunsToCancel =
    "SELECT search FROM search_runs WHERE runner = $1 AND cancel = 1 ORDER BY search";
constexpr std::string_view kTouchRunner =
    "INSERT INTO search_runners (runner, seen) VALUES ($1, $2) "
    "ON CONFLICT (runner) DO UPDATE SET seen = $2";
constexpr std::string_view kAbandonedRuns =
    "SELECT search FROM search_runs WHERE runner NOT IN "
    "(SELECT runner FROM search_runners WHERE seen >= $1) ORDER BY search";
constexpr std::string_view kForgetRunners = "DELETE FROM search_runners WHERE seen < $1";

absl::Status Run(Transaction& tx, std::string_view sql, std::span<const Value> parameters) {
  return tx.Post(sql, parameters);
}

absl::StatusOr<std::vector<std::string>> Names(Transaction& tx, std::string_view sql,
                                               const Value& parameter) {
  std::vector<std::string> names;
  const Value parameters[] = {parameter};
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    names.emplace_back(row.Text(0));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return names;
}

}  // namespace

absl::Status SaveProblem(Transaction& tx, const std::string& search,
                         const google::protobuf::Message& problem) {
  const Value parameters[] = {search, Blob{problem.SerializeAsString()}};
  return Run(tx, kSaveProblem, parameters);
}

absl::Status LoadProblem(Transaction& tx, const std::string& search,
                         google::protobuf::Message& problem) {
  bool found = false;
  const Value parameters[] = {search};
  absl::Status status = tx.Query(kLoadProblem, parameters, [&](const Row& row) {
    found = true;
    const std::string_view bytes = row.Bytes(0);
    if (problem.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return absl::OkStatus();
    }
    return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                        "the stored problem of a search cannot be read");
  });
  if (!status.ok() || found) return status;
  return errors::NotFound(search);
}

absl::Status DropProblem(Transaction& tx, const std::string& search) {
  const Value parameters[] = {search};
  return Run(tx, kDropProblem, parameters);
}

absl::Status BeginRun(Transaction& tx, const std::string& search, const std::string& runner) {
  const Value parameters[] = {search, runner};
  return Run(tx, kBeginRun, parameters);
}

absl::Status EndRun(Transaction& tx, const std::string& search) {
  const Value parameters[] = {search};
  return Run(tx, kEndRun, parameters);
}

absl::Status RequestCancel(Transaction& tx, const std::string& search) {
  const Value parameters[] = {search};
  return Run(tx, kRequestCancel, parameters);
}

absl::StatusOr<std::vector<std::string>> RunsOf(Transaction& tx, const std::string& runner) {
  return Names(tx, kRunsOf, runner);
}

absl::StatusOr<std::vector<std::string>> RunsToCancel(Transaction& tx, const std::string& runner) {
  return Names(tx, kRunsToCancel, runner);
}

absl::Status TouchRunner(Transaction& tx, const std::string& runner, absl::Time now) {
  const Value parameters[] = {runner, absl::ToUnixMicros(now)};
  return Run(tx, kTouchRunner, parameters);
}

absl::StatusOr<std::vector<std::string>> AbandonedRuns(Transaction& tx, absl::Time since) {
  return Names(tx, kAbandonedRuns, absl::ToUnixMicros(since));
}

absl::Status ForgetRunners(Transaction& tx, absl::Time since) {
  const Value parameters[] = {absl::ToUnixMicros(since)};
  return Run(tx, kForgetRunners, parameters);
}

}  // namespace peerchallenge::scheduling
