#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/resources/resource_table.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"

namespace peerchallenge::scheduling {

// Brings scheduling's tables up to date (services/scheduling/migrations).
absl::Status MigrateScheduling(storage::Database& database, const environment::Clock& clock);

// Everything that scheduling keeps: one table per kind of resource, and the few questions that need
// more than one. All functions belong to a transaction of the service's database.
class Store {
 public:
  // Both outlive the store.
  Store(const environment::Clock& clock, const storage::Sealer& sealer);

  const resources::ResourceTable<v1::Region> regions;
  const resources::ResourceTable<v1::Authority> authorities;
  const resources::ResourceTable<v1::Person> people;
  const resources::ResourceTable<v1::Interest> interests;
  const resources::ResourceTable<v1::RoleGrant> role_grants;
  const resources::ResourceTable<v1::Programme> programmes;
  const resources::ResourceTable<v1::Plan> plans;
  const resources::ResourceTable<v1::Review> reviews;

  // Below reviews.
  const resources::ResourceTable<v1::VisitSettings> visit_settings;
  const resources::ResourceTable<v1::Venue> venues;
  const resources::ResourceTable<v1::Participant> participants;
  const resources::ResourceTable<v1::ParticipantGroup> participant_groups;
  const resources::ResourceTable<v1::Session> sessions;
  const resources::ResourceTable<v1::Build> builds;
  const resources::ResourceTable<v1::VisitTimetable> timetables;
  const resources::ResourceTable<v1::Disruption> disruptions;
  const resources::ResourceTable<v1::Release> releases;

  // The person whose sign-in is `account`; nothing when there is none.
  absl::StatusOr<std::optional<v1::Person>> PersonByAccount(storage::Transaction& tx,
                                                            const std::string& account) const;
  // All of a region, by name.
  absl::StatusOr<std::vector<v1::Authority>> AuthoritiesOf(storage::Transaction& tx,
                                                           const std::string& region) const;
  absl::StatusOr<std::vector<v1::Person>> PeopleOf(storage::Transaction& tx,
                                                   const std::string& region) const;
  absl::StatusOr<std::vector<v1::Interest>> InterestsOf(storage::Transaction& tx,
                                                        const std::string& region) const;
  absl::StatusOr<std::vector<v1::Review>> ReviewsOf(storage::Transaction& tx,
                                                    const std::string& region) const;
  // Reviews that are hidden although their release time has come; not those that are cancelled,
  // which stay hidden for good.
  absl::StatusOr<std::vector<v1::Review>> ReviewsToRelease(storage::Transaction& tx,
                                                           absl::Time now) const;
};

}  // namespace peerchallenge::scheduling
