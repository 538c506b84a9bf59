// Those who are met, known by role and number.

#include "common/resources/stamped.h"
#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/line_managers.h"
#include "services/scheduling/visits/references.h"
#include "services/scheduling/visits/timetable_service.h"
#include "services/scheduling/visits/visit_checks.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;

constexpr size_t kMaxParticipants = 300;

// Fields, line manager, circles and rule G1, with the participant as it would be.
absl::Status Check(Visit visit, const v1::Participant& participant) {
  validation::FieldChecks checks;
  CheckParticipant(visit.review, participant, "participant", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status status = CheckReferences(visit, participant); !status.ok()) return status;
  Put(participant, visit.participants);
  if (IsInCircle(visit, participant.name())) {
    return errors::InvalidField("participant.line_manager", participant.line_manager(),
                                "somebody whom the participant does not manage");
  }
  return CheckLineManagers(visit);
}

}  // namespace

absl::StatusOr<v1::Participant> TimetableService::CreateParticipant(
    const Call& call, const v1::CreateParticipantRequest& request) {
  if (absl::Status status =
          CheckParentAndId(request.parent(), "participant_id", request.participant_id());
      !status.ok()) {
    return status;
  }
  return ChangeVisit<v1::Participant>(
      context_, call, request, request.parent(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Participant> {
        v1::Participant participant = request.participant();
        participant.set_name(
            NameBelow(context_, request.parent(), "participants", request.participant_id()));
        if (absl::Status status = CheckQuota(visit.participants, kMaxParticipants, "participants");
            !status.ok()) {
          return status;
        }
        if (absl::Status status = Check(visit, participant); !status.ok()) return status;
        return InsertStamped(tx, context_, context_.store.participants, std::move(participant));
      });
}

absl::StatusOr<v1::Participant> TimetableService::GetParticipant(
    const Call& call, const v1::GetParticipantRequest& request) {
  return GetBelowReview(context_, call, context_.store.participants,
                        permissions::PERMISSION_TIMETABLE_WRITE, request.name());
}

absl::StatusOr<v1::ListParticipantsResponse> TimetableService::ListParticipants(
    const Call& call, const v1::ListParticipantsRequest& request) {
  using Response = v1::ListParticipantsResponse;
  return ListBelowReview<Response>(context_, call, context_.store.participants,
                                   permissions::PERMISSION_TIMETABLE_WRITE, request, "",
                                   [](Response& response, const v1::Participant& participant) {
                                     *response.add_participants() = participant;
                                   });
}

absl::StatusOr<v1::Participant> TimetableService::UpdateParticipant(
    const Call& call, const v1::UpdateParticipantRequest& request) {
  return ChangeVisit<v1::Participant>(
      context_, call, request, request.participant().name(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Participant> {
        auto participant =
            Patched(tx, context_.store.participants, request.participant(), request.update_mask());
        if (!participant.ok()) return participant;
        if (absl::Status status = Check(visit, *participant); !status.ok()) return status;
        return UpdateStamped(tx, context_, context_.store.participants, *std::move(participant),
                             request.participant().etag());
      });
}

absl::StatusOr<v1::Participant> TimetableService::DeleteParticipant(
    const Call& call, const v1::DeleteParticipantRequest& request) {
  return ChangeVisit<v1::Participant>(
      context_, call, request, request.name(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Participant> {
        auto participant = context_.store.participants.Get(tx, request.name());
        if (!participant.ok()) return participant;
        if (absl::Status status = CheckUnused(visit, *participant); !status.ok()) return status;
        return Remove(tx, context_.store.participants, request.name(), request.etag());
      });
}

}  // namespace peerchallenge::scheduling
