#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/storage/database.h"
#include "google/protobuf/message.h"

// Which process runs which search (a plan, a build, a disruption). A process that runs searches
// says again and again that it lives; a search whose process has been silent for a while was
// interrupted.
namespace peerchallenge::scheduling {

// The problem that a search was started for.
absl::Status SaveProblem(storage::Transaction& tx, const std::string& search,
                         const google::protobuf::Message& problem);
// RESOURCE_NOT_FOUND when there is none; DATA_CORRUPT when it cannot be read.
absl::Status LoadProblem(storage::Transaction& tx, const std::string& search,
                         google::protobuf::Message& problem);
absl::Status DropProblem(storage::Transaction& tx, const std::string& search);

// The search is `runner`'s to run.
absl::Status BeginRun(storage::Transaction& tx, const std::string& search,
                      const std::string& runner);
absl::Status EndRun(storage::Transaction& tx, const std::string& search);
// Asks whoever runs the search to stop.
absl::Status RequestCancel(storage::Transaction& tx, const std::string& search);

// The searches that are `runner`'s to run, or only those of them that someone asked to stop.
absl::StatusOr<std::vector<std::string>> RunsOf(storage::Transaction& tx,
                                                const std::string& runner);
absl::StatusOr<std::vector<std::string>> RunsToCancel(storage::Transaction& tx,
                                                      const std::string& runner);

// `runner` lives at `now`.
absl::Status TouchRunner(storage::Transaction& tx, const std::string& runner, absl::Time now);
// Searches whose runner has not been seen since `since`.
absl::StatusOr<std::vector<std::string>> AbandonedRuns(storage::Transaction& tx, absl::Time since);
// Forgets runners that have not been seen since `since`.
absl::Status ForgetRunners(storage::Transaction& tx, absl::Time since);

}  // namespace peerchallenge::scheduling
