#include "services/scheduling/programme_service.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/errors/errors.h"
#include "common/resources/field_mask.h"
#include "common/resources/standard_methods.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/give_and_take.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/names.h"
#include "services/scheduling/planning_inputs.h"
#include "services/scheduling/programme_checks.h"
#include "services/scheduling/team.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using validation::FieldChecks;
using validation::RegionOf;

// The programme when the caller may use `permission` in its region; otherwise RESOURCE_NOT_FOUND.
absl::StatusOr<v1::Programme> FindProgramme(storage::Transaction& tx, const Store& store,
                                            const Viewer& viewer, access::Permission permission,
                                            const std::string& name) {
  if (!HoldsInRegion(viewer, permission, name)) return errors::NotFound(name);
  return store.programmes.Get(tx, name);
}

// The programme's reviews that the viewer may know of: all but unannounced visits that are hidden
// from the viewer.
absl::StatusOr<std::vector<v1::Review>> KnownReviews(storage::Transaction& tx, const Store& store,
                                                     const Viewer& viewer,
                                                     const std::string& programme) {
  auto reviews = store.reviews.All(tx, {{"programme", programme}});
  if (!reviews.ok()) return reviews.status();
  std::vector<v1::Review> known;
  for (v1::Review& review : *reviews) {
    if (!Counts(review)) continue;
    if (IsHidden(review) && SightOf(viewer, review) == Sight::kNone) continue;
    known.push_back(std::move(review));
  }
  return known;
}

v1::Year::Entry EntryOf(const Viewer& viewer, const v1::Review& review) {
  v1::Year::Entry entry;
  entry.set_review(review.name());
  entry.set_kind(review.kind());
  entry.set_host(review.host());
  entry.set_state(review.state());
  if (const auto monday = WeekOf(review)) {
    entry.set_week_start_date(validation::FormatDay(*monday));
  }
  if (const v1::TeamMember* lead = LeadOf(review)) entry.set_lead_authority(lead->authority());
  if (const Sight sight = SightOf(viewer, review); sight >= Sight::kHost) {
    const v1::Review view = ViewOf(review, viewer, sight);
    for (const v1::TeamMember& member : view.team()) {
      if (IsActive(member)) *entry.add_team() = member;
    }
  }
  return entry;
}

// What UpdateProgramme never changes.
const std::set<std::string>& ProtectedFields() {
  static const auto* const kFields =
      new std::set<std::string>{"adopted_plan", "create_time", "update_time"};
  return *kFields;
}

}  // namespace

absl::StatusOr<v1::Programme> ProgrammeService::CreateProgramme(
    const rpc::Call& call, const v1::CreateProgrammeRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  checks.Id("programme_id", request.programme_id());
  CheckProgrammeFields(request.programme(), "programme", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<v1::Programme>(
      context_, call, request,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Programme> {
        if (!HoldsInRegion(viewer, permissions::PERMISSION_PROGRAMME_WRITE, request.parent())) {
          return errors::NotFound(request.parent());
        }
        auto region = context_.store.regions.Get(tx, request.parent());
        if (!region.ok()) return region.status();
        v1::Programme programme = request.programme();
        programme.set_name(request.parent() + "/programmes/" + request.programme_id());
        programme.clear_adopted_plan();
        FillDefaults(programme);
        resources::SetCreateTime(context_.clock, programme);
        if (absl::Status status = context_.store.programmes.Insert(tx, programme); !status.ok()) {
          return status;
        }
        return programme;
      });
}

absl::StatusOr<v1::Programme> ProgrammeService::GetProgramme(
    const rpc::Call& call, const v1::GetProgrammeRequest& request) {
  return Read<v1::Programme>(context_, call, [&](storage::Transaction& tx, const Viewer& viewer) {
    return FindProgramme(tx, context_.store, viewer, permissions::PERMISSION_PROGRAMME_READ,
                         request.name());
  });
}

absl::StatusOr<v1::ListProgrammesResponse> ProgrammeService::ListProgrammes(
    const rpc::Call& call, const v1::ListProgrammesRequest& request) {
  using Response = v1::ListProgrammesResponse;
  return Read<Response>(
      context_, call,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        if (!HoldsInRegion(viewer, permissions::PERMISSION_PROGRAMME_READ, request.parent())) {
          return errors::NotFound(request.parent());
        }
        return ToResponse(
            context_.store.programmes.List(tx, resources::QueryFor(call, request), resources::kAll),
            &Response::mutable_programmes);
      });
}

absl::StatusOr<v1::Programme> ProgrammeService::UpdateProgramme(
    const rpc::Call& call, const v1::UpdateProgrammeRequest& request) {
  return Mutate<v1::Programme>(
      context_, call, request,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Programme> {
        auto programme =
            FindProgramme(tx, context_.store, viewer, permissions::PERMISSION_PROGRAMME_WRITE,
                          request.programme().name());
        if (!programme.ok()) return programme;
        if (absl::Status status = resources::ApplyUpdate(request.programme(), request.update_mask(),
                                                         ProtectedFields(), &*programme);
            !status.ok()) {
          return status;
        }
        FieldChecks checks;
        CheckProgrammeFields(*programme, "programme", checks);
        if (absl::Status status = checks.Result(); !status.ok()) return status;
        FillDefaults(*programme);
        resources::SetUpdateTime(context_.clock, *programme);
        if (absl::Status status =
                context_.store.programmes.Update(tx, *programme, request.programme().etag());
            !status.ok()) {
          return status;
        }
        return programme;
      });
}

absl::StatusOr<v1::Year> ProgrammeService::GetYear(const rpc::Call& call,
                                                   const v1::GetYearRequest& request) {
  return Read<v1::Year>(
      context_, call,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Year> {
        auto programme = FindProgramme(tx, context_.store, viewer,
                                       permissions::PERMISSION_PROGRAMME_READ, request.name());
        if (!programme.ok()) return programme.status();
        auto reviews = KnownReviews(tx, context_.store, viewer, programme->name());
        if (!reviews.ok()) return reviews.status();
        v1::Year year;
        year.set_programme(programme->name());
        for (const v1::Review& review : *reviews) *year.add_entries() = EntryOf(viewer, review);
        std::stable_sort(
            year.mutable_entries()->begin(), year.mutable_entries()->end(),
            [](const auto& a, const auto& b) {
              // Reviews without a week come last.
              return std::tuple(a.week_start_date().empty(), a.week_start_date(), a.host()) <
                     std::tuple(b.week_start_date().empty(), b.week_start_date(), b.host());
            });
        return year;
      });
}

absl::StatusOr<v1::GiveAndTake> ProgrammeService::GetGiveAndTake(
    const rpc::Call& call, const v1::GetGiveAndTakeRequest& request) {
  return Read<v1::GiveAndTake>(
      context_, call,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::GiveAndTake> {
        auto programme = FindProgramme(tx, context_.store, viewer,
                                       permissions::PERMISSION_GIVE_AND_TAKE_READ, request.name());
        if (!programme.ok()) return programme.status();
        auto authorities = context_.store.AuthoritiesOf(tx, RegionOf(programme->name()));
        if (!authorities.ok()) return authorities.status();
        auto reviews = KnownReviews(tx, context_.store, viewer, programme->name());
        if (!reviews.ok()) return reviews.status();
        return SumGiveAndTake(*programme, *authorities, *reviews);
      });
}

void ProgrammeService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.ProgrammeService",
                              context_.database);
  methods.Write("CreateProgramme", this, &ProgrammeService::CreateProgramme);
  methods.Quick("GetProgramme", this, &ProgrammeService::GetProgramme);
  methods.Unary("ListProgrammes", this, &ProgrammeService::ListProgrammes);
  methods.Write("UpdateProgramme", this, &ProgrammeService::UpdateProgramme);
  methods.Unary("GetYear", this, &ProgrammeService::GetYear);
  methods.Unary("GetGiveAndTake", this, &ProgrammeService::GetGiveAndTake);
  methods.Unary("StartPlan", this, &ProgrammeService::StartPlan);
  methods.Unary("GetPlan", this, &ProgrammeService::GetPlan);
  methods.Unary("ListPlans", this, &ProgrammeService::ListPlans);
  methods.Stream("WatchPlan", this, &ProgrammeService::WatchPlan);
  methods.Unary("CancelPlan", this, &ProgrammeService::CancelPlan);
  methods.Write("AdoptPlan", this, &ProgrammeService::AdoptPlan);
  methods.Unary("ExplainPlan", this, &ProgrammeService::ExplainPlan);
}

}  // namespace peerchallenge::scheduling
