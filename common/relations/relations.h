#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/caller.h"
#include "common/environment/clock.h"
#include "common/storage/database.h"
#include "common/storage/migrations.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/participant.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "peerchallenge/scheduling/v1/session.pb.h"
#include "peerchallenge/scheduling/v1/visit_timetable.pb.h"

namespace peerchallenge::relations {

// A session that is placed by the timetable released last, and whom it meets.
struct PlannedSession {
  scheduling::v1::Session session;  // `lines`: the lines of enquiry that it serves
  absl::Time start;
  // Of the groups that it meets and that have not withdrawn, each once.
  std::vector<scheduling::v1::TimetableGroup::Perspective> perspectives;
};

// What is released below a review.
struct ReleasedVisit {
  std::vector<scheduling::v1::Session> sessions = {};
  std::vector<scheduling::v1::ParticipantGroup> groups = {};
  std::optional<scheduling::v1::VisitTimetable> timetable = {};  // the one released last
};

// All that scheduling knows of who is who.
struct ListedRelations {
  struct ListedReview {
    scheduling::v1::Review review;
    ReleasedVisit visit;
  };
  std::vector<scheduling::v1::Region> regions = {};
  std::vector<scheduling::v1::Authority> authorities = {};
  std::vector<scheduling::v1::Person> people;
  std::vector<scheduling::v1::RoleGrant> role_grants;
  std::vector<ListedReview> reviews;
};

// How far the copy is.
struct CopyState {
  std::string resume_token;  // of scheduling's ChangesService.Watch
  absl::Time fresh_time;     // the copy has every change until then
};

// The copy of scheduling's relations in a service's own database: regions and their authorities,
// who is on which team, who holds which role, and what is planned, so that the service goes on
// while scheduling is down. RelationsCopy (relations_copy.h) keeps it up to date; hidden visits are
// in it. All functions belong to a transaction of that database, and give DATA_LOSS (DATA_CORRUPT)
// for a stored body that is none.
class Relations {
 public:
  static constexpr absl::Duration kDefaultMaxAge = absl::Hours(24);

  // `clock` outlives it.
  explicit Relations(const environment::Clock& clock, absl::Duration max_age = kDefaultMaxAge)
      : clock_(clock), max_age_(max_age) {}

  // DEPENDENCY_UNAVAILABLE (metadata `service`: "scheduling") when the copy was never filled or is
  // older than `max_age`: then access closes.
  absl::Status CheckFresh(storage::Transaction& tx) const;
  // Until when the copy has every change; nothing when it was never filled.
  absl::StatusOr<std::optional<absl::Time>> FreshTime(storage::Transaction& tx) const;

  // What it is made of.
  static storage::Component Tables();

  // RESOURCE_NOT_FOUND.
  absl::StatusOr<scheduling::v1::Region> Region(storage::Transaction& tx,
                                                const std::string& name) const;
  absl::StatusOr<scheduling::v1::Authority> Authority(storage::Transaction& tx,
                                                      const std::string& name) const;
  // All regions, and all authorities of a region, by name.
  absl::StatusOr<std::vector<scheduling::v1::Region>> Regions(storage::Transaction& tx) const;
  absl::StatusOr<std::vector<scheduling::v1::Authority>> AuthoritiesOf(
      storage::Transaction& tx, const std::string& region) const;
  // An authority and, where it no longer exists today, all that took its place, directly or not, by
  // name: those that answer for what it hosted.
  absl::StatusOr<std::set<std::string>> HostAndSuccessors(storage::Transaction& tx,
                                                          const std::string& authority) const;
  // The review of that name, without the reasons of team members who left. RESOURCE_NOT_FOUND.
  absl::StatusOr<scheduling::v1::Review> Review(storage::Transaction& tx,
                                                const std::string& name) const;
  // The person that a caller is: by a subject that is a person's resource name, or by the account.
  // Has name, display name, authority, organisation, role, account and `inactive`.
  absl::StatusOr<std::optional<scheduling::v1::Person>> PersonBySubject(
      storage::Transaction& tx, const std::string& subject) const;
  // The person of that name, with as much; RESOURCE_NOT_FOUND.
  absl::StatusOr<scheduling::v1::Person> Person(storage::Transaction& tx,
                                                const std::string& name) const;
  // All reviews and all people of a region, by name.
  absl::StatusOr<std::vector<scheduling::v1::Review>> ReviewsOf(storage::Transaction& tx,
                                                                const std::string& region) const;
  absl::StatusOr<std::vector<scheduling::v1::Person>> PeopleOf(storage::Transaction& tx,
                                                               const std::string& region) const;
  // The standing roles of a subject.
  absl::StatusOr<std::vector<access::Grant>> GrantsOf(storage::Transaction& tx,
                                                      const std::string& subject) const;

  // What is released below a review; by name. Groups are without their members.
  absl::StatusOr<std::vector<scheduling::v1::Session>> SessionsOf(storage::Transaction& tx,
                                                                  const std::string& review) const;
  absl::StatusOr<std::vector<scheduling::v1::ParticipantGroup>> GroupsOf(
      storage::Transaction& tx, const std::string& review) const;
  // The timetable released last; nothing before the first release.
  absl::StatusOr<std::optional<scheduling::v1::VisitTimetable>> TimetableOf(
      storage::Transaction& tx, const std::string& review) const;
  // The sessions of that timetable that begin after `now`, in order of time.
  absl::StatusOr<std::vector<PlannedSession>> SessionsAhead(storage::Transaction& tx,
                                                            const std::string& review,
                                                            absl::Time now) const;

  // The writing side, for RelationsCopy.

  // Nothing when the copy was never filled.
  absl::StatusOr<std::optional<CopyState>> State(storage::Transaction& tx) const;
  // Notes how far the copy is with what this transaction writes; the fresh time never goes back.
  // changes::Overtaken() when it is not at the token `from` (empty: never filled) because another
  // process has moved it on; then nothing of the transaction may stay.
  absl::Status Advance(storage::Transaction& tx, const std::string& from,
                       const CopyState& to) const;
  // Takes over one change of a region, authority, person, role grant, review, session or group.
  absl::Status Apply(storage::Transaction& tx, const changes::v1::Change& change) const;
  // Replaces everything.
  absl::Status Replace(storage::Transaction& tx, const ListedRelations& listed) const;
  // Replaces what lies below a review.
  absl::Status ReplaceVisit(storage::Transaction& tx, const std::string& review,
                            const ReleasedVisit& visit) const;

 private:
  const environment::Clock& clock_;
  const absl::Duration max_age_;
};

}  // namespace peerchallenge::relations
