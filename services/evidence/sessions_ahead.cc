#include "services/evidence/sessions_ahead.h"

#include <utility>

namespace peerchallenge::evidence {
namespace {

using scheduling::v1::TimetableGroup;

// The perspectives of the timetable are the middle level of the tree.
v1::SourceClass ClassOf(TimetableGroup::Perspective perspective) {
  switch (perspective) {
    case TimetableGroup::LEADERSHIP:
      return v1::SOURCE_CLASS_LEADERSHIP;
    case TimetableGroup::ELECTED_MEMBER:
      return v1::SOURCE_CLASS_ELECTED_MEMBER;
    case TimetableGroup::STAFF:
      return v1::SOURCE_CLASS_STAFF;
    case TimetableGroup::PARTNER:
      return v1::SOURCE_CLASS_PARTNER;
    case TimetableGroup::SERVICE_USER:
      return v1::SOURCE_CLASS_SERVICE_USER;
    default:
      return v1::SOURCE_CLASS_RECORD;
  }
}

}  // namespace

absl::StatusOr<std::vector<SessionAhead>> SessionsAhead(storage::Transaction& tx,
                                                        const relations::Relations& relations,
                                                        const std::string& review, absl::Time now) {
  auto planned = relations.SessionsAhead(tx, review, now);
  if (!planned.ok()) return planned.status();
  std::vector<SessionAhead> ahead;
  for (const relations::PlannedSession& session : *planned) {
    SessionAhead& next = ahead.emplace_back();
    next.name = session.session.name();
    next.limbs.assign(session.session.lines().begin(), session.session.lines().end());
    for (const auto perspective : session.perspectives)
      next.classes.push_back(ClassOf(perspective));
  }
  return ahead;
}

}  // namespace peerchallenge::evidence
