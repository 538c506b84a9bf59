#include "services/evidence/evidence.h"

#include <utility>
#include <vector>

#include "common/access/cached_grants.h"
#include "services/evidence/migrate.h"
#include "services/evidence/scheduling_client.h"

namespace peerchallenge::evidence {
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

class Evidence::Impl {
 public:
  Impl(storage::Database& database, const environment::Clock& clock,
       environment::RandomSource& random, observability::Log& log, const EvidenceOptions& options)
      : database_(database),
        clock_(clock),
        random_(random),
        log_(log),
        options_(options),
        relations_(clock, options.relations_max_age),
        grants_(database, clock, CopiedGrants(relations_)),
        audit_log_(database) {}

  void FollowScheduling(std::shared_ptr<rpc::Channel> channel, const std::string& token) {
    LeaveScheduling();
    scheduling_ = std::make_unique<SchedulingClient>(std::move(channel), token);
    copy_ = std::make_unique<RelationsCopy>(
        RelationsCopyParts{database_, relations_, *scheduling_, clock_, random_, log_},
        options_.relations_copy);
  }
  void LeaveScheduling() {
    copy_.reset();
    scheduling_.reset();
  }

  absl::Status StartServices() {
    auto services =
        Services::Start({database_, relations_, clock_, random_, log_}, options_.services);
    if (services.ok()) services_ = *std::move(services);
    return services.status();
  }
  Services& services() { return *services_; }

  access::GrantSource& grants() { return grants_; }
  access::AuditLog& audit_log() { return audit_log_; }
  const Relations& relations() const { return relations_; }

 private:
  storage::Database& database_;
  const environment::Clock& clock_;
  environment::RandomSource& random_;
  observability::Log& log_;
  const EvidenceOptions options_;
  const Relations relations_;
  access::CachedGrants grants_;
  access::AuditLog audit_log_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<SchedulingClient> scheduling_;
  std::unique_ptr<RelationsCopy> copy_;  // last: its thread uses all others
};

absl::StatusOr<std::unique_ptr<Evidence>> Evidence::Start(storage::Database& database,
                                                          const environment::Clock& clock,
                                                          environment::RandomSource& random,
                                                          observability::Log& log,
                                                          const EvidenceOptions& options) {
  if (absl::Status status = MigrateEvidence(database, clock); !status.ok()) return status;
  auto impl = std::make_unique<Impl>(database, clock, random, log, options);
  if (absl::Status status = impl->StartServices(); !status.ok()) return status;
  return std::unique_ptr<Evidence>(new Evidence(std::move(impl)));
}

Evidence::Evidence(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Evidence::~Evidence() = default;

void Evidence::Register(rpc::MethodRegistry& registry) { impl_->services().Register(registry); }
absl::Status Evidence::Tick() { return impl_->services().Tick(); }

void Evidence::FollowScheduling(std::shared_ptr<rpc::Channel> channel, const std::string& token) {
  impl_->FollowScheduling(std::move(channel), token);
}
void Evidence::LeaveScheduling() { impl_->LeaveScheduling(); }
access::GrantSource& Evidence::grants() { return impl_->grants(); }
access::AuditLog& Evidence::audit_log() { return impl_->audit_log(); }
const Relations& Evidence::relations() const { return impl_->relations(); }

}  // namespace peerchallenge::evidence
