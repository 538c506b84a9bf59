#pragma once

#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/changes/follower.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/relations/relations.h"
#include "common/relations/scheduling_client.h"
#include "common/storage/database.h"

namespace peerchallenge::relations {

// What a RelationsCopy works with; all of it outlives the copy.
struct RelationsCopyParts {
  storage::Database& database;
  const Relations& relations;
  const SchedulingClient& scheduling;
  const environment::Clock& clock;
  environment::RandomSource& random;
  observability::Log& log;
};

// Keeps the relations (relations.h) up to date: takes over each of scheduling's changes in one
// transaction with the token that it came with, and lists everything when there is no copy yet or
// the changes after it are no longer kept. While changes that came during a listing are taken over,
// each resource is as it was at some time since the listing began.
class RelationsCopy : private changes::Following {
 public:
  RelationsCopy(const RelationsCopyParts& parts, const changes::FollowerOptions& options);

 private:
  absl::StatusOr<std::string> StoredToken() override;
  absl::StatusOr<std::string> Fill(const std::string& from, const std::stop_token& stop) override;
  rpc::Reader<changes::v1::WatchResponse> Watch(const std::string& token,
                                                const std::stop_token& stop) override;
  absl::Status TakeOver(const std::string& from, const changes::v1::WatchResponse& response,
                        const std::stop_token& stop) override;

  const RelationsCopyParts parts_;
  changes::Follower follower_;  // last: its thread uses all others
};

}  // namespace peerchallenge::relations
