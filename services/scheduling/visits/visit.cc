#include "services/scheduling/visits/visit.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/visibility.h"
#include "services/scheduling/visits/visit_records.h"
#include "services/scheduling/visits/visit_settings.h"
#include "services/scheduling/visits/visit_time.h"

namespace peerchallenge::scheduling {
namespace {

template <typename Message>
const Message* FindByName(const std::vector<Message>& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const Message& item) { return item.name() == name; });
  return found == list.end() ? nullptr : &*found;
}

// All resources of a table below a review, by name.
template <typename Message>
absl::Status Load(storage::Transaction& tx, const resources::ResourceTable<Message>& table,
                  const std::string& review, std::vector<Message>& list) {
  auto all = table.All(tx, {{"parent", review}});
  if (!all.ok()) return all.status();
  list = *std::move(all);
  return absl::OkStatus();
}

absl::Status LoadTeam(storage::Transaction& tx, const Store& store, Visit& visit) {
  for (const v1::TeamMember& member : visit.review.team()) {
    if (!IsActive(member)) continue;
    auto person = store.people.Get(tx, member.person());
    if (!person.ok()) return person.status();
    visit.team.push_back(*std::move(person));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::VisitSettings> LoadSettings(storage::Transaction& tx, const Store& store,
                                               const v1::Review& review) {
  const std::string name = absl::StrCat(review.name(), "/visitSettings");
  auto settings = store.visit_settings.Get(tx, name);
  if (!absl::IsNotFound(settings.status())) return settings;
  v1::VisitSettings initial;
  initial.set_name(name);
  initial.set_etag(store.visit_settings.EtagOfUnstored(name));
  *initial.mutable_create_time() = review.create_time();
  *initial.mutable_update_time() = review.create_time();
  return initial;
}

absl::StatusOr<std::optional<v1::VisitTimetable>> LoadTimetableInForce(storage::Transaction& tx,
                                                                       const Store& store,
                                                                       const std::string& review) {
  const auto number = LastNumber(tx, Numbered::kTimetables, review);
  if (!number.ok()) return number.status();
  if (*number == 0) return std::nullopt;
  auto timetable = store.timetables.Get(tx, absl::StrCat(review, "/timetables/", *number));
  if (!timetable.ok()) return timetable.status();
  return *std::move(timetable);
}

absl::StatusOr<Visit> LoadVisit(storage::Transaction& tx, const Store& store,
                                const v1::Review& review) {
  Visit visit;
  visit.review = review;
  auto host = store.authorities.Get(tx, review.host());
  if (!host.ok()) return host.status();
  visit.host = *std::move(host);
  auto settings = LoadSettings(tx, store, review);
  if (!settings.ok()) return settings.status();
  visit.settings = *std::move(settings);
  FillDefaults(review, visit.settings);
  for (const absl::Status& status :
       {Load(tx, store.venues, review.name(), visit.venues),
        Load(tx, store.participants, review.name(), visit.participants),
        Load(tx, store.participant_groups, review.name(), visit.groups),
        Load(tx, store.sessions, review.name(), visit.sessions), LoadTeam(tx, store, visit)}) {
    if (!status.ok()) return status;
  }
  auto in_force = LoadTimetableInForce(tx, store, review.name());
  if (!in_force.ok()) return in_force.status();
  visit.in_force = *std::move(in_force);
  return visit;
}

absl::Time BegunBy(const Visit& visit, absl::Time now) {
  if (!IsAhead(visit.review) || visit.settings.days().empty()) return now;
  const v1::TimetableDay& last = *visit.settings.days().rbegin();
  const bool is_over = now >= MomentOf(last.date(), planning::kMinutesPerDay);
  return is_over ? absl::InfinitePast() : now;
}

const v1::Venue* FindVenue(const Visit& visit, const std::string& name) {
  return FindByName(visit.venues, name);
}
const v1::Participant* FindParticipant(const Visit& visit, const std::string& name) {
  return FindByName(visit.participants, name);
}
const v1::ParticipantGroup* FindGroup(const Visit& visit, const std::string& name) {
  return FindByName(visit.groups, name);
}
const v1::Session* FindSession(const Visit& visit, const std::string& name) {
  return FindByName(visit.sessions, name);
}
const v1::Person* FindMember(const Visit& visit, const std::string& name) {
  return FindByName(visit.team, name);
}

std::string SessionName(const Visit& visit, const std::string& id) {
  return absl::StrCat(visit.review.name(), "/sessions/", id);
}
std::string VenueName(const Visit& visit, const std::string& id) {
  return absl::StrCat(visit.review.name(), "/venues/", id);
}
std::string GroupName(const Visit& visit, const std::string& id) {
  return absl::StrCat(visit.review.name(), "/participantGroups/", id);
}
std::string PersonName(const Visit& visit, const std::string& id) {
  return absl::StrCat(validation::RegionOf(visit.review.name()), "/people/", id);
}

const v1::Placement* FindPlacement(const v1::Timetable& timetable, const std::string& session) {
  for (const v1::Placement& placement : timetable.placements()) {
    if (placement.session() == session) return &placement;
  }
  return nullptr;
}

}  // namespace peerchallenge::scheduling
