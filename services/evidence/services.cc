#include "services/evidence/services.h"

#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "absl/time/clock.h"
#include "common/access/audit_service.h"
#include "common/environment/ticker.h"
#include "common/relations/audit_sight.h"
#include "peerchallenge/evidence/v1/audit.pb.h"
#include "services/evidence/attachments/attachment_clerk.h"
#include "services/evidence/attachments/attachment_service.h"
#include "services/evidence/attachments/clamd.h"
#include "services/evidence/attachments/content_type.h"
#include "services/evidence/attachments/file_blob_store.h"
#include "services/evidence/attachments/s3_blob_store.h"
#include "services/evidence/changes_service.h"
#include "services/evidence/concerns.h"
#include "services/evidence/context.h"
#include "services/evidence/disposal.h"
#include "services/evidence/evidence_host.h"
#include "services/evidence/evidence_service.h"
#include "services/evidence/export.h"
#include "services/evidence/ledger_keys.h"
#include "services/evidence/ledger_service.h"
#include "services/evidence/retention_service.h"
#include "services/evidence/source_reads.h"
#include "services/evidence/source_service.h"
#include "services/evidence/text_clerk.h"

namespace peerchallenge::evidence {
namespace {

constexpr absl::Duration kTickLimit = absl::Seconds(30);

// What has to be opened, and can fail.
struct Opened {
  storage::Sealer sealer;
  LedgerKeys keys;
  std::unique_ptr<BlobStore> blobs;
  std::unique_ptr<ContentTypes> types;
  std::unique_ptr<Scanner> scanner;  // null: nothing is scanned
};

absl::StatusOr<std::unique_ptr<BlobStore>> OpenBlobs(const ServicesParts& parts,
                                                     const ServicesOptions& options) {
  if (!options.s3.attachments_store.empty()) {
    return S3BlobStore::Open(options.s3, parts.clock, parts.random, parts.log);
  }
  return FileBlobStore::Open("--data-dir", options.data_folder / kAttachmentsFolder);
}

absl::StatusOr<Opened> Open(const ServicesParts& parts, const ServicesOptions& options) {
  if (absl::Status status = options.concerns.Check(); !status.ok()) return status;
  auto sealer = storage::Sealer::Load(parts.database, parts.random);
  if (!sealer.ok()) return sealer.status();
  auto keys = LedgerKeys::Load(parts.database, parts.random, options.ledger_origin);
  if (!keys.ok()) return keys.status();
  auto blobs = OpenBlobs(parts, options);
  if (!blobs.ok()) return blobs.status();
  auto types = ContentTypes::Load();
  if (!types.ok()) return types.status();
  std::unique_ptr<Scanner> scanner;
  if (!options.scanner.empty()) {
    auto clamd = Clamd::At("--scanner", options.scanner);
    if (!clamd.ok()) return clamd.status();
    scanner = *std::move(clamd);
  }
  return Opened{*std::move(sealer), *std::move(keys), *std::move(blobs), *std::move(types),
                std::move(scanner)};
}

// Of the disk of the database's file. One that does not say how much room it has is taken to have
// none; a database that is elsewhere looks to its own.
int64_t FreeBytesOf(const std::filesystem::path& folder) {
  if (folder.empty()) return std::numeric_limits<int64_t>::max();
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  return error ? 0 : static_cast<int64_t>(space.available);
}

}  // namespace

class Services::Impl {
 public:
  Impl(const ServicesParts& parts, Opened opened, const ServicesOptions& options)
      : log_(parts.log),
        opened_(std::move(opened)),
        concern_rules_(options.concerns),
        disk_([folder = options.database_folder] { return FreeBytesOf(folder); },
              options.reserved_disk_bytes),
        store_(parts.clock, opened_.sealer),
        sources_(parts.random, opened_.sealer),
        ledger_(parts.random),
        text_index_(parts.database.dialect()),
        attachment_store_(parts.clock, opened_.sealer),
        attachment_disposal_(attachment_store_, parts.clock),
        context_{parts.database,       store_,          sources_,       ledger_, text_index_,
                 attachment_disposal_, parts.relations, concern_rules_, disk_,   parts.clock,
                 parts.random},
        audit_log_(parts.database),
        feed_(parts.database, parts.clock, opened_.sealer, options.feed),
        host_(context_),
        attachment_context_{parts.database,     attachment_store_,     *opened_.blobs,
                            *opened_.types,     opened_.scanner.get(), host_,
                            parts.clock,        parts.random,          parts.log,
                            options.attachments},
        clerk_(attachment_context_),
        exports_(context_, *opened_.blobs, options.max_exports),
        evidence_(context_),
        source_service_(context_),
        attachments_(attachment_context_),
        ledger_service_(context_, opened_.keys, exports_),
        retention_(context_, feed_),
        changes_(context_, attachment_context_, feed_),
        audit_(
            {audit_log_, opened_.sealer, relations::KnowsReviews(parts.relations), TakeOutReason}),
        ticker_(options.tick, [this] { Log(TickRecords()); }),
        attachments_ticker_(options.tick, [this] { Log(clerk_.Tick()); }) {}

  void Register(rpc::MethodRegistry& registry) {
    evidence_.Register(registry);
    source_service_.Register(registry);
    attachments_.Register(registry);
    ledger_service_.Register(registry);
    retention_.Register(registry);
    changes_.Register(registry);
    audit_.Register(registry);
  }

  absl::Status Tick() {
    absl::Status status = TickRecords();
    status.Update(clerk_.Tick());
    return status;
  }

 private:
  // What has to do with no attachment's bytes, and so waits for nobody.
  absl::Status TickRecords() {
    absl::Status status = ledger_service_.SignGrownLogs();
    status.Update(EscalateOverdueConcerns(context_));
    status.Update(IndexChangedTexts(context_, "", absl::Now() + kTickLimit));
    status.Update(WorkOnDisposalRuns(context_));
    return status;
  }

  void Log(const absl::Status& status) {
    if (status.ok()) return;
    log_.Warning("evidence_tick_failed", {{"error", std::string(status.message())}});
  }

  observability::Log& log_;
  const Opened opened_;
  const ConcernRules concern_rules_;
  const DiskRoom disk_;
  const Store store_;
  const SourceStore sources_;
  const ReviewLedger ledger_;
  const TextIndex text_index_;
  const AttachmentStore attachment_store_;
  const AttachmentDisposal attachment_disposal_;
  const Context context_;
  access::AuditLog audit_log_;
  changes::Feed feed_;
  const EvidenceHost host_;
  const AttachmentContext attachment_context_;
  AttachmentClerk clerk_;
  Exports exports_;
  EvidenceService evidence_;
  SourceService source_service_;
  AttachmentService attachments_;
  LedgerService ledger_service_;
  RetentionService retention_;
  ChangesService changes_;
  access::AuditService<v1::ListAuditEntriesRequest, v1::ListAuditEntriesResponse> audit_;

  // Last: their threads use all others.
  environment::Ticker ticker_;
  environment::Ticker attachments_ticker_;
};

absl::StatusOr<std::unique_ptr<Services>> Services::Start(const ServicesParts& parts,
                                                          const ServicesOptions& options) {
  auto opened = Open(parts, options);
  if (!opened.ok()) return opened.status();
  return std::unique_ptr<Services>(
      new Services(std::make_unique<Impl>(parts, *std::move(opened), options)));
}

Services::Services(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Services::~Services() = default;

void Services::Register(rpc::MethodRegistry& registry) { impl_->Register(registry); }
absl::Status Services::Tick() { return impl_->Tick(); }

}  // namespace peerchallenge::evidence
