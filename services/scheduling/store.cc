#include "services/scheduling/store.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "common/storage/migrations.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/components.h"
#include "services/scheduling/life_cycle.h"

namespace peerchallenge::scheduling {
namespace {

using resources::Match;
using storage::Value;

Value HiddenUntil(const v1::Review& review) {
  if (!review.unannounced() || review.released()) return std::monostate();
  const auto& time = review.release_time();
  return time.seconds() * 1'000'000 + time.nanos() / 1'000;
}

Value TextOrNull(const std::string& text) {
  if (text.empty()) return std::monostate();
  return text;
}

// Sorts resources that are numbered ("timetables/12") by their number.
template <typename Message>
resources::Column<Message> ListedByNumber() {
  return {"listed", [](const Message& message) {
            const std::string number = validation::IdOf(message.name());
            return Value(std::string(10 - std::min<size_t>(number.size(), 10), '0') + number);
          }};
}

// Sorts resources by their creation.
template <typename Message>
resources::Column<Message> ListedByAge() {
  return {
      "listed", [](const Message& message) {
        const auto& time = message.create_time();
        return Value(absl::StrFormat("%016d/%s", time.seconds() * 1'000'000 + time.nanos() / 1'000,
                                     validation::IdOf(message.name())));
      }};
}

}  // namespace

absl::Status MigrateScheduling(storage::Database& database, const environment::Clock& clock) {
  return storage::Migrate(database, clock, Components());
}

Store::Store(const environment::Clock& clock, const storage::Sealer& sealer)
    : regions({.table = "regions"}, clock, sealer),
      authorities({.table = "authorities"}, clock, sealer),
      people({.table = "people",
              .columns = {{"authority", [](const auto& p) { return Value(p.authority()); }},
                          {"account", [](const auto& p) { return TextOrNull(p.account()); }}}},
             clock, sealer),
      interests({.table = "interests",
                 .columns = {{"region",
                              [](const auto& i) { return Value(validation::RegionOf(i.name())); }},
                             {"authority", [](const auto& i) { return Value(i.authority()); }}}},
                clock, sealer),
      role_grants({.table = "role_grants",
                   .columns = {{"subject", [](const auto& g) { return Value(g.subject()); }}}},
                  clock, sealer),
      programmes({.table = "programmes"}, clock, sealer),
      plans({.table = "plans",
             .columns = {{"state",
                          [](const auto& p) { return Value(static_cast<int64_t>(p.state())); }}}},
            clock, sealer),
      reviews({.table = "reviews",
               .columns = {{"programme", [](const auto& r) { return Value(r.programme()); }},
                           {"host", [](const auto& r) { return Value(r.host()); }},
                           {"hidden_until", HiddenUntil}}},
              clock, sealer),
      visit_settings({.table = "visit_settings"}, clock, sealer),
      venues({.table = "venues"}, clock, sealer),
      participants({.table = "participants"}, clock, sealer),
      participant_groups({.table = "participant_groups"}, clock, sealer),
      sessions({.table = "sessions"}, clock, sealer),
      builds({.table = "builds", .columns = {ListedByAge<v1::Build>()}}, clock, sealer),
      timetables({.table = "timetables", .columns = {ListedByNumber<v1::VisitTimetable>()}}, clock,
                 sealer),
      disruptions({.table = "disruptions", .columns = {ListedByAge<v1::Disruption>()}}, clock,
                  sealer),
      releases({.table = "releases", .columns = {ListedByNumber<v1::Release>()}}, clock, sealer) {}

absl::StatusOr<std::optional<v1::Person>> Store::PersonByAccount(storage::Transaction& tx,
                                                                 const std::string& account) const {
  auto found = people.All(tx, {{"account", account}});
  if (!found.ok()) return found.status();
  if (found->empty()) return std::nullopt;
  return found->front();
}

absl::StatusOr<std::vector<v1::Authority>> Store::AuthoritiesOf(storage::Transaction& tx,
                                                                const std::string& region) const {
  return authorities.All(tx, {{"parent", region}});
}

absl::StatusOr<std::vector<v1::Person>> Store::PeopleOf(storage::Transaction& tx,
                                                        const std::string& region) const {
  return people.All(tx, {{"parent", region}});
}

absl::StatusOr<std::vector<v1::Interest>> Store::InterestsOf(storage::Transaction& tx,
                                                             const std::string& region) const {
  return interests.All(tx, {{"region", region}});
}

absl::StatusOr<std::vector<v1::Review>> Store::ReviewsOf(storage::Transaction& tx,
                                                         const std::string& region) const {
  return reviews.All(tx, {{"parent", region}});
}

absl::StatusOr<std::vector<v1::Review>> Store::ReviewsToRelease(storage::Transaction& tx,
                                                                absl::Time now) const {
  auto due = reviews.All(tx, {{"hidden_until", absl::ToUnixMicros(now) + 1, Match::kBelow}});
  if (due.ok()) std::erase_if(*due, [](const v1::Review& review) { return !Counts(review); });
  return due;
}

}  // namespace peerchallenge::scheduling
