// People who are met together.

#include "common/resources/stamped.h"
#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/line_managers.h"
#include "services/scheduling/visits/references.h"
#include "services/scheduling/visits/timetable_service.h"
#include "services/scheduling/visits/visit_checks.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;

constexpr size_t kMaxGroups = 200;

// Fields, members and rule G1, with the group as it would be; sets its size.
absl::Status Check(Visit visit, v1::ParticipantGroup& group) {
  validation::FieldChecks checks;
  CheckGroup(visit.review, group, "participant_group", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status status = CheckReferences(visit, group); !status.ok()) return status;
  group.set_size(group.members_size());
  Put(group, visit.groups);
  return CheckLineManagers(visit);
}

}  // namespace

absl::StatusOr<v1::ParticipantGroup> TimetableService::CreateParticipantGroup(
    const Call& call, const v1::CreateParticipantGroupRequest& request) {
  if (absl::Status status = CheckParentAndId(request.parent(), "participant_group_id",
                                             request.participant_group_id());
      !status.ok()) {
    return status;
  }
  return ChangeVisit<v1::ParticipantGroup>(
      context_, call, request, request.parent(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::ParticipantGroup> {
        v1::ParticipantGroup group = request.participant_group();
        group.clear_withdrawn();
        group.set_name(NameBelow(context_, request.parent(), "participantGroups",
                                 request.participant_group_id()));
        if (absl::Status status = CheckQuota(visit.groups, kMaxGroups, "groups"); !status.ok()) {
          return status;
        }
        if (absl::Status status = Check(visit, group); !status.ok()) return status;
        return InsertStamped(tx, context_, context_.store.participant_groups, std::move(group));
      });
}

absl::StatusOr<v1::ParticipantGroup> TimetableService::GetParticipantGroup(
    const Call& call, const v1::GetParticipantGroupRequest& request) {
  return GetBelowReview(context_, call, context_.store.participant_groups,
                        permissions::PERMISSION_TIMETABLE_READ, request.name());
}

absl::StatusOr<v1::ListParticipantGroupsResponse> TimetableService::ListParticipantGroups(
    const Call& call, const v1::ListParticipantGroupsRequest& request) {
  using Response = v1::ListParticipantGroupsResponse;
  return ListBelowReview<Response>(context_, call, context_.store.participant_groups,
                                   permissions::PERMISSION_TIMETABLE_READ, request, "",
                                   [](Response& response, const v1::ParticipantGroup& group) {
                                     *response.add_participant_groups() = group;
                                   });
}

absl::StatusOr<v1::ParticipantGroup> TimetableService::UpdateParticipantGroup(
    const Call& call, const v1::UpdateParticipantGroupRequest& request) {
  return ChangeVisit<v1::ParticipantGroup>(
      context_, call, request, request.participant_group().name(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::ParticipantGroup> {
        auto group = Patched(tx, context_.store.participant_groups, request.participant_group(),
                             request.update_mask(), {"size", "withdrawn"});
        if (!group.ok()) return group;
        if (absl::Status status = Check(visit, *group); !status.ok()) return status;
        return UpdateStamped(tx, context_, context_.store.participant_groups, *std::move(group),
                             request.participant_group().etag());
      });
}

absl::StatusOr<v1::ParticipantGroup> TimetableService::DeleteParticipantGroup(
    const Call& call, const v1::DeleteParticipantGroupRequest& request) {
  return ChangeVisit<v1::ParticipantGroup>(
      context_, call, request, request.name(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::ParticipantGroup> {
        auto group = context_.store.participant_groups.Get(tx, request.name());
        if (!group.ok()) return group;
        if (absl::Status status = CheckUnused(visit, *group); !status.ok()) return status;
        return Remove(tx, context_.store.participant_groups, request.name(), request.etag());
      });
}

}  // namespace peerchallenge::scheduling
