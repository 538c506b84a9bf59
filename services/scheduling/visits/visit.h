#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/storage/database.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/store.h"

namespace peerchallenge::scheduling {

// All that is known of one visit, as of one transaction. Lists are by name, the team in the order
// of the review.
struct Visit {
  v1::Review review;
  v1::Authority host;
  v1::VisitSettings settings;  // defaults filled in
  std::vector<v1::Venue> venues;
  std::vector<v1::Participant> participants;
  std::vector<v1::ParticipantGroup> groups;
  std::vector<v1::Session> sessions;
  std::vector<v1::Person> team;                // active members
  std::optional<v1::VisitTimetable> in_force;  // the last version
};

absl::StatusOr<Visit> LoadVisit(storage::Transaction& tx, const Store& store,
                                const v1::Review& review);

// The settings of a review as they are stored, or, where nobody has set any yet, those that are
// there from the start. Defaults are not filled in.
absl::StatusOr<v1::VisitSettings> LoadSettings(storage::Transaction& tx, const Store& store,
                                               const v1::Review& review);

// The version in force; nothing when there is none yet.
absl::StatusOr<std::optional<v1::VisitTimetable>> LoadTimetableInForce(storage::Transaction& tx,
                                                                       const Store& store,
                                                                       const std::string& review);

// The moment up to which the visit's sessions have begun: `now` while it is ahead, going on or took
// place. A visit whose days are over although nobody recorded that it began (StartVisit) has not
// taken place as far as anybody knows; nothing of it has begun: infinite past.
absl::Time BegunBy(const Visit& visit, absl::Time now);

// By whole name; null when there is none.
const v1::Venue* FindVenue(const Visit& visit, const std::string& name);
const v1::Participant* FindParticipant(const Visit& visit, const std::string& name);
const v1::ParticipantGroup* FindGroup(const Visit& visit, const std::string& name);
const v1::Session* FindSession(const Visit& visit, const std::string& name);
const v1::Person* FindMember(const Visit& visit, const std::string& name);

// The names of what planning messages know by its id.
std::string SessionName(const Visit& visit, const std::string& id);
std::string VenueName(const Visit& visit, const std::string& id);
std::string GroupName(const Visit& visit, const std::string& id);
std::string PersonName(const Visit& visit, const std::string& id);

// The placement of a session, by id; null when it is left out.
const v1::Placement* FindPlacement(const v1::Timetable& timetable, const std::string& session);

}  // namespace peerchallenge::scheduling
