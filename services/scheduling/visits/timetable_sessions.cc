// The meetings that are to be placed.

#include "common/resources/stamped.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/line_managers.h"
#include "services/scheduling/visits/references.h"
#include "services/scheduling/visits/timetable_service.h"
#include "services/scheduling/visits/visit_checks.h"
#include "services/scheduling/visits/visit_time.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using google::protobuf::util::MessageDifferencer;
using validation::IdOf;

constexpr size_t kMaxSessions = 300;

// Fields, references, circles and rule G1, with the session as it would be; shows its defaults.
absl::Status Check(Visit visit, v1::Session& session) {
  validation::FieldChecks checks;
  CheckSession(visit.review, session, "session", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (session.reviewers_needed() == 0 && !session.whole_team()) session.set_reviewers_needed(2);
  if (session.priority() == 0) session.set_priority(5);
  session.mutable_pinned()->clear_session();
  if (MessageDifferencer::Equals(session.pinned(), v1::Placement())) session.clear_pinned();
  v1::Session referring = session;
  const v1::Session* stored = FindSession(visit, session.name());
  // A pin that stays may name somebody who has left the team since.
  if (stored != nullptr && MessageDifferencer::Equals(stored->pinned(), session.pinned())) {
    referring.clear_pinned();
  }
  if (absl::Status status = CheckReferences(visit, referring); !status.ok()) return status;
  Put(session, visit.sessions);
  if (IsInCircle(visit, session)) {
    return errors::InvalidField("session.after", session.after(0),
                                "sessions that do not come after this one");
  }
  return CheckLineManagers(visit);
}

absl::Status CheckChangeable(const Visit& visit, const v1::Session& session, absl::Time now) {
  if (session.dropped()) {
    return errors::WrongState(session.name(), "dropped", "a session that will take place");
  }
  if (!visit.in_force) return absl::OkStatus();
  const auto* placement = FindPlacement(visit.in_force->timetable(), IdOf(session.name()));
  if (placement == nullptr || StartOf(*placement) > BegunBy(visit, now)) return absl::OkStatus();
  return errors::WrongState(session.name(), "begun", "a session that has not begun");
}

absl::Status CheckNeverPlaced(storage::Transaction& tx, const Store& store,
                              const std::string& session) {
  return store.timetables.Scan(tx, {{"parent", validation::ParentOf(session)}},
                               [&](const v1::VisitTimetable& version) -> absl::Status {
                                 if (FindPlacement(version.timetable(), IdOf(session)) == nullptr)
                                   return absl::OkStatus();
                                 return errors::ReferenceBroken(
                                     session,
                                     absl::StrCat("'", version.name(), "' places '", session, "'"));
                               });
}

}  // namespace

absl::StatusOr<v1::Session> TimetableService::CreateSession(
    const Call& call, const v1::CreateSessionRequest& request) {
  if (absl::Status status = CheckParentAndId(request.parent(), "session_id", request.session_id());
      !status.ok()) {
    return status;
  }
  return ChangeVisit<v1::Session>(
      context_, call, request, request.parent(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Session> {
        v1::Session session = request.session();
        session.clear_dropped();
        session.set_name(NameBelow(context_, request.parent(), "sessions", request.session_id()));
        if (absl::Status status = CheckQuota(visit.sessions, kMaxSessions, "sessions");
            !status.ok()) {
          return status;
        }
        if (absl::Status status = Check(visit, session); !status.ok()) return status;
        return InsertStamped(tx, context_, context_.store.sessions, std::move(session));
      });
}

absl::StatusOr<v1::Session> TimetableService::GetSession(const Call& call,
                                                         const v1::GetSessionRequest& request) {
  return GetBelowReview(context_, call, context_.store.sessions,
                        permissions::PERMISSION_TIMETABLE_READ, request.name());
}

absl::StatusOr<v1::ListSessionsResponse> TimetableService::ListSessions(
    const Call& call, const v1::ListSessionsRequest& request) {
  using Response = v1::ListSessionsResponse;
  return ListBelowReview<Response>(
      context_, call, context_.store.sessions, permissions::PERMISSION_TIMETABLE_READ, request, "",
      [](Response& response, const v1::Session& session) { *response.add_sessions() = session; });
}

absl::StatusOr<v1::Session> TimetableService::UpdateSession(
    const Call& call, const v1::UpdateSessionRequest& request) {
  return ChangeVisit<v1::Session>(
      context_, call, request, request.session().name(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Session> {
        auto session = Patched(tx, context_.store.sessions, request.session(),
                               request.update_mask(), {"dropped"});
        if (!session.ok()) return session;
        if (absl::Status status = CheckChangeable(visit, *session, context_.clock.Now());
            !status.ok()) {
          return status;
        }
        if (absl::Status status = Check(visit, *session); !status.ok()) return status;
        return UpdateStamped(tx, context_, context_.store.sessions, *std::move(session),
                             request.session().etag());
      });
}

absl::StatusOr<v1::Session> TimetableService::DeleteSession(
    const Call& call, const v1::DeleteSessionRequest& request) {
  return ChangeVisit<v1::Session>(
      context_, call, request, request.name(),
      [&](storage::Transaction& tx, const Visit& visit) -> absl::StatusOr<v1::Session> {
        auto session = context_.store.sessions.Get(tx, request.name());
        if (!session.ok()) return session;
        for (const absl::Status& status : {CheckUnused(visit, *session),
                                           CheckNeverPlaced(tx, context_.store, session->name())}) {
          if (!status.ok()) return status;
        }
        return Remove(tx, context_.store.sessions, request.name(), request.etag());
      });
}

}  // namespace peerchallenge::scheduling
