#include "services/recommendations/services.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "common/access/audit_service.h"
#include "common/environment/ticker.h"
#include "common/relations/audit_sight.h"
#include "peerchallenge/recommendations/v1/audit.pb.h"
#include "services/recommendations/changes_service.h"
#include "services/recommendations/context.h"
#include "services/recommendations/findings/finding_service.h"
#include "services/recommendations/letters/correction_steps.h"
#include "services/recommendations/letters/letter_issuing.h"
#include "services/recommendations/letters/letter_service.h"
#include "services/recommendations/plans/action_plan_service.h"
#include "services/recommendations/plans/day_clerk.h"
#include "services/recommendations/reports/committee_report_service.h"
#include "services/recommendations/support/support_service.h"
#include "services/recommendations/themes/theme_service.h"

namespace peerchallenge::recommendations {
namespace {

constexpr absl::Duration kTickLimit = absl::Seconds(30);

}  // namespace

class Services::Impl {
 public:
  Impl(const ServicesParts& parts, storage::Sealer sealer, documents::Renderer renderer,
       const ServicesOptions& options)
      : log_(parts.log),
        sealer_(sealer),
        renderer_(std::move(renderer)),
        rendering_(renderer_, options.max_renders),
        store_(parts.clock, sealer_),
        context_{parts.database, store_,       parts.relations, parts.evidence,
                 parts.clock,    parts.random, rendering_},
        audit_log_(parts.database),
        feed_(parts.database, parts.clock, sealer_, options.feed),
        findings_(context_),
        letters_(context_),
        reports_(context_),
        plans_(context_),
        themes_(context_),
        support_(context_, parts.scheduling, feed_, parts.log, options.match_runs),
        changes_(context_, feed_),
        audit_({audit_log_, sealer_, relations::KnowsReviews(parts.relations)}),
        ticker_(options.tick, [this] { TickAndLog(); }) {}

  void Register(rpc::MethodRegistry& registry) {
    findings_.Register(registry);
    letters_.Register(registry);
    reports_.Register(registry);
    plans_.Register(registry);
    themes_.Register(registry);
    support_.Register(registry);
    changes_.Register(registry);
    audit_.Register(registry);
  }

  absl::Status Tick() {
    absl::Status status = EndOverdueCorrections(context_);
    status.Update(MarkOverdueAnswers(context_));
    status.Update(FinishAllIssuing(context_));
    status.Update(WorkOffDays(context_, absl::Now() + kTickLimit));
    status.Update(support_.Tick());
    return status;
  }

  const Context& context() const { return context_; }

 private:
  void TickAndLog() {
    if (absl::Status status = Tick(); !status.ok()) {
      log_.Warning("recommendations_tick_failed", {{"error", std::string(status.message())}});
    }
  }

  observability::Log& log_;
  const storage::Sealer sealer_;
  const documents::Renderer renderer_;
  Rendering rendering_;
  const Store store_;
  const Context context_;
  access::AuditLog audit_log_;
  changes::Feed feed_;
  FindingService findings_;
  LetterService letters_;
  CommitteeReportService reports_;
  ActionPlanService plans_;
  ThemeService themes_;
  SupportService support_;
  ChangesService changes_;
  access::AuditService<v1::ListAuditEntriesRequest, v1::ListAuditEntriesResponse> audit_;
  environment::Ticker ticker_;  // last: its thread uses all others
};

absl::StatusOr<std::unique_ptr<Services>> Services::Start(const ServicesParts& parts,
                                                          const ServicesOptions& options) {
  auto sealer = storage::Sealer::Load(parts.database, parts.random);
  if (!sealer.ok()) return sealer.status();
  auto renderer = documents::Renderer::Open();
  if (!renderer.ok()) return renderer.status();
  return std::unique_ptr<Services>(new Services(
      std::make_unique<Impl>(parts, *std::move(sealer), *std::move(renderer), options)));
}

Services::Services(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Services::~Services() = default;

void Services::Register(rpc::MethodRegistry& registry) { impl_->Register(registry); }
absl::Status Services::Tick() { return impl_->Tick(); }
const Context& Services::context() const { return impl_->context(); }

}  // namespace peerchallenge::recommendations
