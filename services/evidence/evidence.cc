#include "services/evidence/evidence.h"

#include <utility>

#include "services/evidence/migrate.h"

namespace peerchallenge::evidence {
class Evidence::Impl {
 public:
  Impl(storage::Database& database, const environment::Clock& clock,
       environment::RandomSource& random, observability::Log& log, const EvidenceOptions& options)
      : database_(database),
        clock_(clock),
        random_(random),
        log_(log),
        options_(options),
        relations_(database, clock, random, log, options.relations),
        audit_log_(database) {}

  absl::Status StartServices() {
    auto services =
        Services::Start({database_, relations(), clock_, random_, log_}, options_.services);
    if (!services.ok()) return services.status();
    services_ = *std::move(services);
    return absl::OkStatus();
  }
  Services& services() { return *services_; }

  relations::FollowedRelations& followed() { return relations_; }
  const relations::Relations& relations() const { return relations_.relations(); }
  access::AuditLog& audit_log() { return audit_log_; }

 private:
  storage::Database& database_;
  const environment::Clock& clock_;
  environment::RandomSource& random_;
  observability::Log& log_;
  const EvidenceOptions options_;
  relations::FollowedRelations relations_;
  access::AuditLog audit_log_;
  std::unique_ptr<Services> services_;
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
  impl_->followed().Follow(std::move(channel), token);
}
void Evidence::LeaveScheduling() { impl_->followed().Leave(); }
access::GrantSource& Evidence::grants() { return impl_->followed().grants(); }
access::AuditLog& Evidence::audit_log() { return impl_->audit_log(); }
const relations::Relations& Evidence::relations() const { return impl_->relations(); }

}  // namespace peerchallenge::evidence
