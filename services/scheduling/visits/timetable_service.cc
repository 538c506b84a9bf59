#include "services/scheduling/visits/timetable_service.h"

#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/released.h"
#include "services/scheduling/visits/timetable_judge.h"

namespace peerchallenge::scheduling {

absl::StatusOr<v1::VisitTimetable> TimetableService::GetTimetable(
    const Call& call, const v1::GetTimetableRequest& request) {
  using Reply = absl::StatusOr<v1::VisitTimetable>;
  return Read<v1::VisitTimetable>(
      context_, call, [&](storage::Transaction& tx, const Viewer& viewer) -> Reply {
        auto timetable = FindTimetable(tx, context_.store, viewer, request.name());
        if (!timetable.ok()) return timetable;
        auto review = context_.store.reviews.Get(tx, ReviewOf(timetable->name()));
        if (!review.ok()) return review.status();
        if (TimetableSightOf(viewer, *review) != TimetableSight::kWorking) return timetable;
        auto visit = LoadVisit(tx, context_.store, *review);
        if (!visit.ok()) return visit.status();
        if (visit->in_force->name() != timetable->name()) return timetable;
        const Verdict verdict =
            TimetableJudge(*visit, context_.clock.Now()).Judge(timetable->timetable());
        for (const v1::Clash& clash : verdict.clashes) *timetable->add_clashes() = clash;
        return timetable;
      });
}

absl::StatusOr<v1::ListTimetablesResponse> TimetableService::ListTimetables(
    const Call& call, const v1::ListTimetablesRequest& request) {
  using Response = v1::ListTimetablesResponse;
  return ListBelowReview<Response>(context_, call, context_.store.timetables,
                                   access::v1::PERMISSION_TIMETABLE_READ, request, "listed",
                                   [](Response& response, const v1::VisitTimetable& version) {
                                     v1::VisitTimetable* listed = response.add_timetables();
                                     *listed = version;
                                     listed->mutable_timetable()->clear_placements();
                                   });
}

void TimetableService::Register(rpc::MethodRegistry& registry) {
  using Self = TimetableService;
  rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.TimetableService",
                              context_.database);
  methods.Unary("GetVisitSettings", this, &Self::GetVisitSettings);
  methods.Write("UpdateVisitSettings", this, &Self::UpdateVisitSettings);
  methods.Write("CreateVenue", this, &Self::CreateVenue);
  methods.Unary("GetVenue", this, &Self::GetVenue);
  methods.Unary("ListVenues", this, &Self::ListVenues);
  methods.Write("UpdateVenue", this, &Self::UpdateVenue);
  methods.Write("DeleteVenue", this, &Self::DeleteVenue);
  methods.Write("CreateParticipant", this, &Self::CreateParticipant);
  methods.Unary("GetParticipant", this, &Self::GetParticipant);
  methods.Unary("ListParticipants", this, &Self::ListParticipants);
  methods.Write("UpdateParticipant", this, &Self::UpdateParticipant);
  methods.Write("DeleteParticipant", this, &Self::DeleteParticipant);
  methods.Write("CreateParticipantGroup", this, &Self::CreateParticipantGroup);
  methods.Unary("GetParticipantGroup", this, &Self::GetParticipantGroup);
  methods.Unary("ListParticipantGroups", this, &Self::ListParticipantGroups);
  methods.Write("UpdateParticipantGroup", this, &Self::UpdateParticipantGroup);
  methods.Write("DeleteParticipantGroup", this, &Self::DeleteParticipantGroup);
  methods.Write("CreateSession", this, &Self::CreateSession);
  methods.Unary("GetSession", this, &Self::GetSession);
  methods.Unary("ListSessions", this, &Self::ListSessions);
  methods.Write("UpdateSession", this, &Self::UpdateSession);
  methods.Write("DeleteSession", this, &Self::DeleteSession);
  methods.Unary("StartBuild", this, &Self::StartBuild);
  methods.Unary("GetBuild", this, &Self::GetBuild);
  methods.Unary("ListBuilds", this, &Self::ListBuilds);
  methods.Stream("WatchBuild", this, &Self::WatchBuild);
  methods.Unary("CancelBuild", this, &Self::CancelBuild);
  methods.Write("AdoptBuild", this, &Self::AdoptBuild);
  methods.Unary("ExplainBuild", this, &Self::ExplainBuild);
  methods.Unary("GetTimetable", this, &Self::GetTimetable);
  methods.Unary("ListTimetables", this, &Self::ListTimetables);
  methods.Write("MoveSession", this, &Self::MoveSession);
  methods.Unary("SuggestSlots", this, &Self::SuggestSlots);
  methods.Unary("ReportDisruption", this, &Self::ReportDisruption);
  methods.Unary("GetDisruption", this, &Self::GetDisruption);
  methods.Unary("ListDisruptions", this, &Self::ListDisruptions);
  methods.Stream("WatchDisruption", this, &Self::WatchDisruption);
  methods.Write("AcceptDisruption", this, &Self::AcceptDisruption);
  methods.Unary("RejectDisruption", this, &Self::RejectDisruption);
  methods.Write("CreateRelease", this, &Self::CreateRelease);
  methods.Unary("GetRelease", this, &Self::GetRelease);
  methods.Unary("ListReleases", this, &Self::ListReleases);
  methods.Unary("CompareReleases", this, &Self::CompareReleases);
  methods.Unary("GetSchedule", this, &Self::GetSchedule);
  methods.Unary("ExportCalendar", this, &Self::ExportCalendar);
}

}  // namespace peerchallenge::scheduling
