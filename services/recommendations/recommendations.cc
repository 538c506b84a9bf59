#include "services/recommendations/recommendations.h"

#include <utility>

#include "common/rpc/peer.h"
#include "services/recommendations/context.h"
#include "services/recommendations/findings/evidence_following.h"
#include "services/recommendations/migrate.h"

namespace peerchallenge::recommendations {

class Recommendations::Impl {
 public:
  Impl(storage::Database& database, const environment::Clock& clock,
       environment::RandomSource& random, observability::Log& log,
       const RecommendationsOptions& options)
      : database_(database),
        clock_(clock),
        random_(random),
        log_(log),
        options_(options),
        relations_(database, clock, random, log, options.relations),
        evidence_peer_("evidence"),
        evidence_(evidence_peer_),
        scheduling_peer_("scheduling"),
        scheduling_(scheduling_peer_),
        audit_log_(database) {}
  ~Impl() { LeaveOthers(); }

  absl::Status StartServices() {
    auto services = Services::Start(
        {database_, relations_.relations(), evidence_, scheduling_, clock_, random_, log_},
        options_.services);
    if (!services.ok()) return services.status();
    services_ = *std::move(services);
    return absl::OkStatus();
  }
  Services& services() { return *services_; }

  void FollowOthers(const Reached& scheduling, const Reached& evidence) {
    LeaveOthers();
    relations_.Follow(scheduling.channel, scheduling.token);
    evidence_peer_.Connect(evidence.channel, evidence.token);
    scheduling_peer_.Connect(scheduling.channel, scheduling.token);
    following_ = std::make_unique<EvidenceFollowing>(services_->context());
    follower_ = std::make_unique<changes::Follower>(*following_, "evidence", random_, log_,
                                                    options_.evidence);
  }
  void LeaveOthers() {
    follower_.reset();
    following_.reset();
    evidence_peer_.Leave();
    scheduling_peer_.Leave();
    relations_.Leave();
  }

  access::GrantSource& grants() { return relations_.grants(); }
  access::AuditLog& audit_log() { return audit_log_; }

 private:
  storage::Database& database_;
  const environment::Clock& clock_;
  environment::RandomSource& random_;
  observability::Log& log_;
  const RecommendationsOptions options_;
  relations::FollowedRelations relations_;
  rpc::Peer evidence_peer_;
  const EvidencePeer evidence_;
  rpc::Peer scheduling_peer_;
  const SchedulingPeer scheduling_;
  access::AuditLog audit_log_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<EvidenceFollowing> following_;
  std::unique_ptr<changes::Follower> follower_;  // last: its thread uses all others
};

absl::StatusOr<std::unique_ptr<Recommendations>> Recommendations::Start(
    storage::Database& database, const environment::Clock& clock, environment::RandomSource& random,
    observability::Log& log, const RecommendationsOptions& options) {
  if (absl::Status status = MigrateRecommendations(database, clock); !status.ok()) return status;
  auto impl = std::make_unique<Impl>(database, clock, random, log, options);
  if (absl::Status status = impl->StartServices(); !status.ok()) return status;
  return std::unique_ptr<Recommendations>(new Recommendations(std::move(impl)));
}

Recommendations::Recommendations(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Recommendations::~Recommendations() = default;

void Recommendations::Register(rpc::MethodRegistry& registry) {
  impl_->services().Register(registry);
}
absl::Status Recommendations::Tick() { return impl_->services().Tick(); }

void Recommendations::FollowOthers(const Reached& scheduling, const Reached& evidence) {
  impl_->FollowOthers(scheduling, evidence);
}
void Recommendations::LeaveOthers() { impl_->LeaveOthers(); }
access::GrantSource& Recommendations::grants() { return impl_->grants(); }
access::AuditLog& Recommendations::audit_log() { return impl_->audit_log(); }

}  // namespace peerchallenge::recommendations
