#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/changes/feed.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/context.h"
#include "services/scheduling/search_runner.h"
#include "services/scheduling/search_slots.h"

namespace peerchallenge::scheduling {

// Answers peerchallenge.scheduling.v1.TimetableService (timetable.proto says what each method
// promises). The methods are in timetable_*.cc, by what they are about; timetables themselves in
// timetable_service.cc.
class TimetableService {
 public:
  // `feed`, `runner` and `slots` outlive the service.
  TimetableService(const Context& context, changes::Feed& feed, SearchRunner& runner,
                   SearchSlots& slots)
      : context_(context), feed_(feed), runner_(runner), slots_(slots) {}

  void Register(rpc::MethodRegistry& registry);

  template <typename Reply>
  using Or = absl::StatusOr<Reply>;
  using Call = rpc::Call;
  using Stream = absl::StatusOr<std::unique_ptr<rpc::Stream>>;

  Or<v1::VisitSettings> GetVisitSettings(const Call& call,
                                         const v1::GetVisitSettingsRequest& request);
  Or<v1::VisitSettings> UpdateVisitSettings(const Call& call,
                                            const v1::UpdateVisitSettingsRequest& request);

  Or<v1::Venue> CreateVenue(const Call& call, const v1::CreateVenueRequest& request);
  Or<v1::Venue> GetVenue(const Call& call, const v1::GetVenueRequest& request);
  Or<v1::ListVenuesResponse> ListVenues(const Call& call, const v1::ListVenuesRequest& request);
  Or<v1::Venue> UpdateVenue(const Call& call, const v1::UpdateVenueRequest& request);
  Or<v1::Venue> DeleteVenue(const Call& call, const v1::DeleteVenueRequest& request);

  Or<v1::Participant> CreateParticipant(const Call& call,
                                        const v1::CreateParticipantRequest& request);
  Or<v1::Participant> GetParticipant(const Call& call, const v1::GetParticipantRequest& request);
  Or<v1::ListParticipantsResponse> ListParticipants(const Call& call,
                                                    const v1::ListParticipantsRequest& request);
  Or<v1::Participant> UpdateParticipant(const Call& call,
                                        const v1::UpdateParticipantRequest& request);
  Or<v1::Participant> DeleteParticipant(const Call& call,
                                        const v1::DeleteParticipantRequest& request);

  Or<v1::ParticipantGroup> CreateParticipantGroup(const Call& call,
                                                  const v1::CreateParticipantGroupRequest& request);
  Or<v1::ParticipantGroup> GetParticipantGroup(const Call& call,
                                               const v1::GetParticipantGroupRequest& request);
  Or<v1::ListParticipantGroupsResponse> ListParticipantGroups(
      const Call& call, const v1::ListParticipantGroupsRequest& request);
  Or<v1::ParticipantGroup> UpdateParticipantGroup(const Call& call,
                                                  const v1::UpdateParticipantGroupRequest& request);
  Or<v1::ParticipantGroup> DeleteParticipantGroup(const Call& call,
                                                  const v1::DeleteParticipantGroupRequest& request);

  Or<v1::Session> CreateSession(const Call& call, const v1::CreateSessionRequest& request);
  Or<v1::Session> GetSession(const Call& call, const v1::GetSessionRequest& request);
  Or<v1::ListSessionsResponse> ListSessions(const Call& call,
                                            const v1::ListSessionsRequest& request);
  Or<v1::Session> UpdateSession(const Call& call, const v1::UpdateSessionRequest& request);
  Or<v1::Session> DeleteSession(const Call& call, const v1::DeleteSessionRequest& request);

  Or<v1::Build> StartBuild(const Call& call, const v1::StartBuildRequest& request);
  Or<v1::Build> GetBuild(const Call& call, const v1::GetBuildRequest& request);
  Or<v1::ListBuildsResponse> ListBuilds(const Call& call, const v1::ListBuildsRequest& request);
  Stream WatchBuild(const Call& call, const v1::WatchBuildRequest& request);
  Or<v1::Build> CancelBuild(const Call& call, const v1::CancelBuildRequest& request);
  Or<v1::Build> AdoptBuild(const Call& call, const v1::AdoptBuildRequest& request);
  Or<v1::BuildExplanation> ExplainBuild(const Call& call, const v1::ExplainBuildRequest& request);

  Or<v1::VisitTimetable> GetTimetable(const Call& call, const v1::GetTimetableRequest& request);
  Or<v1::ListTimetablesResponse> ListTimetables(const Call& call,
                                                const v1::ListTimetablesRequest& request);
  Or<v1::MoveSessionResponse> MoveSession(const Call& call, const v1::MoveSessionRequest& request);
  Or<v1::SuggestSlotsResponse> SuggestSlots(const Call& call,
                                            const v1::SuggestSlotsRequest& request);

  Or<v1::Disruption> ReportDisruption(const Call& call, const v1::ReportDisruptionRequest& request);
  Or<v1::Disruption> GetDisruption(const Call& call, const v1::GetDisruptionRequest& request);
  Or<v1::ListDisruptionsResponse> ListDisruptions(const Call& call,
                                                  const v1::ListDisruptionsRequest& request);
  Stream WatchDisruption(const Call& call, const v1::WatchDisruptionRequest& request);
  Or<v1::Disruption> AcceptDisruption(const Call& call, const v1::AcceptDisruptionRequest& request);
  Or<v1::Disruption> RejectDisruption(const Call& call, const v1::RejectDisruptionRequest& request);

  Or<v1::Release> CreateRelease(const Call& call, const v1::CreateReleaseRequest& request);
  Or<v1::Release> GetRelease(const Call& call, const v1::GetReleaseRequest& request);
  Or<v1::ListReleasesResponse> ListReleases(const Call& call,
                                            const v1::ListReleasesRequest& request);
  Or<v1::ReleaseComparison> CompareReleases(const Call& call,
                                            const v1::CompareReleasesRequest& request);

  Or<v1::Schedule> GetSchedule(const Call& call, const v1::GetScheduleRequest& request);
  Or<v1::ExportCalendarResponse> ExportCalendar(const Call& call,
                                                const v1::ExportCalendarRequest& request);

 private:
  Context context_;
  changes::Feed& feed_;
  SearchRunner& runner_;
  SearchSlots& slots_;
};

}  // namespace peerchallenge::scheduling
