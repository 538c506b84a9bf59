#include "common/relations/followed_relations.h"

#include <utility>
#include <vector>

namespace peerchallenge::relations {
namespace {

// A copy that is too old gives and takes no role.
access::CachedGrants::Reader CopiedGrants(const Relations& relations) {
  return [&relations](storage::Transaction& tx,
                      const std::string& subject) -> absl::StatusOr<std::vector<access::Grant>> {
    if (absl::Status status = relations.CheckFresh(tx); !status.ok()) return status;
    return relations.GrantsOf(tx, subject);
  };
}

}  // namespace

FollowedRelations::FollowedRelations(storage::Database& database, const environment::Clock& clock,
                                     environment::RandomSource& random, observability::Log& log,
                                     const FollowedRelationsOptions& options)
    : database_(database),
      clock_(clock),
      random_(random),
      log_(log),
      options_(options),
      relations_(clock, options.max_age),
      grants_(database, clock, CopiedGrants(relations_)) {}

void FollowedRelations::Follow(std::shared_ptr<rpc::Channel> scheduling, const std::string& token) {
  Leave();
  scheduling_ = std::make_unique<SchedulingClient>(std::move(scheduling), token);
  copy_ = std::make_unique<RelationsCopy>(
      RelationsCopyParts{database_, relations_, *scheduling_, clock_, random_, log_},
      options_.copy);
}

void FollowedRelations::Leave() {
  copy_.reset();
  scheduling_.reset();
}

}  // namespace peerchallenge::relations
