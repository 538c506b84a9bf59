#include "services/scheduling/scheduling.h"

#include <string>
#include <utility>

#include "common/access/audit_service.h"
#include "common/environment/ticker.h"
#include "common/rpc/peer.h"
#include "common/storage/sealer.h"
#include "peerchallenge/scheduling/v1/audit.pb.h"
#include "services/scheduling/audit_sight.h"
#include "services/scheduling/changes_service.h"
#include "services/scheduling/context.h"
#include "services/scheduling/directory_service.h"
#include "services/scheduling/letter_following.h"
#include "services/scheduling/plan_search.h"
#include "services/scheduling/planner_service.h"
#include "services/scheduling/programme_service.h"
#include "services/scheduling/release_clerk.h"
#include "services/scheduling/review_service.h"
#include "services/scheduling/search_slots.h"
#include "services/scheduling/store.h"
#include "services/scheduling/stored_grants.h"
#include "services/scheduling/visits/build_search.h"
#include "services/scheduling/visits/disruption_search.h"
#include "services/scheduling/visits/timetable_service.h"

namespace peerchallenge::scheduling {
namespace {

// What sight of another resource may come from (visibility.h).
changes::FeedOptions WithSightTypes(changes::FeedOptions options) {
  options.sight_types = {v1::RoleGrant::descriptor()->full_name(),
                         v1::Person::descriptor()->full_name()};
  return options;
}

SearchKinds AllSearches(const Context& context, const Solvers& solvers) {
  SearchKinds kinds;
  kinds["plans"] = std::make_unique<PlanSearch>(context, solvers);
  kinds["builds"] = std::make_unique<BuildSearch>(context, solvers);
  kinds["disruptions"] = std::make_unique<DisruptionSearch>(context, solvers);
  return kinds;
}

}  // namespace

class Scheduling::Impl {
 public:
  Impl(storage::Database& database, storage::Sealer sealer, const environment::Clock& clock,
       environment::RandomSource& random, observability::Log& log, const SchedulingOptions& options)
      : log_(log),
        sealer_(sealer),
        store_(clock, sealer_),
        context_{database, store_, clock, random},
        grants_(database, store_, clock),
        audit_log_(database),
        feed_(database, clock, sealer_, WithSightTypes(options.feed)),
        slots_(options.max_searches),
        solvers_(options.solvers),
        runner_(context_, AllSearches(context_, solvers_), slots_, log, options.background),
        directory_(context_, grants_),
        programmes_(context_, feed_, runner_, slots_),
        reviews_(context_),
        timetables_(context_, feed_, runner_, slots_),
        planner_(slots_),
        changes_(context_, feed_),
        audit_({audit_log_, sealer_, KnowsReviews(store_)}),
        letters_options_(options.letters),
        ticker_(options.tick, [this] { TickAndLog(); }) {}

  void Register(rpc::MethodRegistry& registry) {
    directory_.Register(registry);
    programmes_.Register(registry);
    reviews_.Register(registry);
    timetables_.Register(registry);
    planner_.Register(registry);
    changes_.Register(registry);
    audit_.Register(registry);
  }

  void FollowRecommendations(std::shared_ptr<rpc::Channel> channel, const std::string& token) {
    LeaveRecommendations();
    recommendations_.Connect(std::move(channel), token);
    letters_ = std::make_unique<LetterFollowing>(context_, recommendations_);
    follower_ = std::make_unique<changes::Follower>(*letters_, "letters", context_.random, log_,
                                                    letters_options_);
  }
  void LeaveRecommendations() {
    follower_.reset();
    letters_.reset();
    recommendations_.Leave();
  }

  access::GrantSource& grants() { return grants_; }
  access::AuditLog& audit_log() { return audit_log_; }

  absl::Status Tick() {
    if (absl::Status status = runner_.Tick(); !status.ok()) return status;
    return ReleaseDueVisits(context_);
  }

 private:
  void TickAndLog() {
    if (absl::Status status = Tick(); !status.ok()) {
      log_.Warning("scheduling_tick_failed", {{"error", std::string(status.message())}});
    }
  }

  observability::Log& log_;
  storage::Sealer sealer_;
  Store store_;
  Context context_;
  StoredGrants grants_;
  access::AuditLog audit_log_;
  changes::Feed feed_;
  SearchSlots slots_;
  const Solvers solvers_;
  SearchRunner runner_;
  DirectoryService directory_;
  ProgrammeService programmes_;
  ReviewService reviews_;
  TimetableService timetables_;
  PlannerService planner_;
  ChangesService changes_;
  access::AuditService<v1::ListAuditEntriesRequest, v1::ListAuditEntriesResponse> audit_;
  rpc::Peer recommendations_{"recommendations"};
  const changes::FollowerOptions letters_options_;
  std::unique_ptr<LetterFollowing> letters_;
  std::unique_ptr<changes::Follower> follower_;  // its thread uses those above

  environment::Ticker ticker_;  // last: its thread uses all others
};

absl::StatusOr<std::unique_ptr<Scheduling>> Scheduling::Start(storage::Database& database,
                                                              const environment::Clock& clock,
                                                              environment::RandomSource& random,
                                                              observability::Log& log,
                                                              const SchedulingOptions& options) {
  if (absl::Status status = MigrateScheduling(database, clock); !status.ok()) return status;
  auto sealer = storage::Sealer::Load(database, random);
  if (!sealer.ok()) return sealer.status();
  return std::unique_ptr<Scheduling>(new Scheduling(
      std::make_unique<Impl>(database, *std::move(sealer), clock, random, log, options)));
}

Scheduling::Scheduling(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Scheduling::~Scheduling() = default;

void Scheduling::Register(rpc::MethodRegistry& registry) { impl_->Register(registry); }
void Scheduling::FollowRecommendations(std::shared_ptr<rpc::Channel> channel,
                                       const std::string& token) {
  impl_->FollowRecommendations(std::move(channel), token);
}
void Scheduling::LeaveRecommendations() { impl_->LeaveRecommendations(); }
access::GrantSource& Scheduling::grants() { return impl_->grants(); }
access::AuditLog& Scheduling::audit_log() { return impl_->audit_log(); }
absl::Status Scheduling::Tick() { return impl_->Tick(); }

}  // namespace peerchallenge::scheduling
