#include "common/relations/relations.h"

#include <algorithm>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/access/stored_grant.h"
#include "common/changes/follower.h"
#include "common/environment/london.h"
#include "common/errors/errors.h"
#include "common/relations/migrations.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::relations {
namespace {

namespace v1 = scheduling::v1;
using changes::v1::Change;
using storage::Row;
using storage::Transaction;
using storage::Value;

constexpr std::string_view kGet = "SELECT body FROM relations WHERE name = $1 AND kind = $2";
constexpr std::string_view kBelow =
    "SELECT body FROM relations WHERE parent = $1 AND kind = $2 ORDER BY name";
constexpr std::string_view kOfSubject =
    "SELECT body FROM relations WHERE subject = $1 AND kind = $2 ORDER BY name";
constexpr std::string_view kPut =
    "INSERT INTO relations (name, kind, parent, subject, body) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (name) DO UPDATE SET subject = excluded.subject, body = excluded.body";
constexpr std::string_view kDelete = "DELETE FROM relations WHERE name = $1";
constexpr std::string_view kDeleteBelow = "DELETE FROM relations WHERE parent = $1";
constexpr std::string_view kDeleteAll = "DELETE FROM relations";

constexpr std::string_view kState =
    "SELECT resume_token, fresh_time FROM relations_state WHERE id = 1";
constexpr std::string_view kSetState =
    "INSERT INTO relations_state (id, resume_token, fresh_time) VALUES (1, $1, $2)"
    " ON CONFLICT (id) DO UPDATE SET resume_token = excluded.resume_token,"
    " fresh_time = excluded.fresh_time";

constexpr char kPersonName[] = "regions/*/people/*";

template <typename Message>
std::string KindOf() {
  return Message::descriptor()->name();
}

// Every stored resource of one kind that the statement finds by `key`.
template <typename Message>
absl::StatusOr<std::vector<Message>> Select(Transaction& tx, std::string_view sql,
                                            const std::string& key) {
  std::vector<Message> found;
  absl::Status status = tx.Query(sql, {{key, KindOf<Message>()}}, [&](const Row& row) {
    const std::string_view body = row.Bytes(0);
    if (found.emplace_back().ParseFromArray(body.data(), static_cast<int>(body.size()))) {
      return absl::OkStatus();
    }
    return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                        absl::StrCat("the copy of ", key, " is not a ", KindOf<Message>()));
  });
  if (!status.ok()) return status;
  return found;
}

template <typename Message>
absl::StatusOr<std::optional<Message>> First(absl::StatusOr<std::vector<Message>> found) {
  if (!found.ok()) return found.status();
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

template <typename Message>
absl::StatusOr<Message> Get(Transaction& tx, const std::string& name) {
  auto found = First(Select<Message>(tx, kGet, name));
  if (!found.ok()) return found.status();
  if (!*found) return errors::NotFound(name);
  return **std::move(found);
}

// What is kept of a resource: no more than the relations need.
v1::Person Kept(v1::Person person) {
  person.clear_themes();
  person.clear_can_lead();
  person.clear_max_reviews();
  person.clear_reviews_done();
  person.clear_unavailable();
  return person;
}
v1::Authority Kept(v1::Authority authority) {
  authority.clear_calendar();
  return authority;
}
v1::Review Kept(v1::Review review) {
  for (v1::TeamMember& member : *review.mutable_team()) member.clear_reason();
  return review;
}
// Of a visit what is still planned, of whom and on what: not who of the team is there, or what a
// meeting or a group is called. With the hour of a note that would tell who was met.
v1::Session Kept(const v1::Session& session) {
  v1::Session kept;
  kept.set_name(session.name());
  *kept.mutable_groups() = session.groups();
  *kept.mutable_lines() = session.lines();
  return kept;
}
v1::ParticipantGroup Kept(const v1::ParticipantGroup& group) {
  v1::ParticipantGroup kept;
  kept.set_name(group.name());
  kept.set_perspective(group.perspective());
  kept.set_withdrawn(group.withdrawn());
  return kept;
}
v1::VisitTimetable Kept(const v1::VisitTimetable& timetable) {
  v1::VisitTimetable kept;
  kept.set_name(timetable.name());
  for (const v1::Placement& placement : timetable.timetable().placements()) {
    v1::Placement& when = *kept.mutable_timetable()->add_placements();
    when.set_session(placement.session());
    when.set_date(placement.date());
    when.set_start(placement.start());
  }
  return kept;
}
template <typename Message>
const Message& Kept(const Message& message) {
  return message;
}

Value SubjectOf(const v1::Person& person) {
  if (person.account().empty()) return std::monostate();
  return person.account();
}
Value SubjectOf(const v1::RoleGrant& grant) { return grant.subject(); }
template <typename Message>
Value SubjectOf(const Message&) {
  return std::monostate();
}

template <typename Message>
absl::Status Put(Transaction& tx, const Message& message) {
  return tx
      .Execute(kPut, {{message.name(), KindOf<Message>(), validation::ParentOf(message.name()),
                       SubjectOf(message), storage::Blob{Kept(message).SerializeAsString()}}})
      .status();
}

template <typename Message>
absl::Status PutAll(Transaction& tx, const std::vector<Message>& messages) {
  for (const Message& message : messages) {
    if (absl::Status status = Put(tx, message); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status PutVisit(Transaction& tx, const ReleasedVisit& visit) {
  absl::Status status = PutAll(tx, visit.sessions);
  if (status.ok()) status = PutAll(tx, visit.groups);
  if (status.ok() && visit.timetable) status = Put(tx, *visit.timetable);
  return status;
}

absl::Status Delete(Transaction& tx, std::string_view sql, const std::string& name) {
  return tx.Execute(sql, {{name}}).status();
}

// Stores the resource of a change if it is a Message.
template <typename Message>
absl::StatusOr<bool> PutAs(Transaction& tx, const google::protobuf::Any& resource) {
  Message message;
  if (!resource.Is<Message>()) return false;
  if (!resource.UnpackTo(&message)) {
    return errors::Make(
        errors::v1::ERROR_REASON_DATA_CORRUPT,
        absl::StrCat("a change does not hold the ", KindOf<Message>(), " that it says"));
  }
  if (absl::Status status = Put(tx, message); !status.ok()) return status;
  return true;
}

// Infinite future where the placement has no date and start.
absl::Time StartOf(const v1::Placement& placement) {
  absl::Time start;
  std::string problem;
  const std::string local = absl::StrCat(placement.date(), " ", placement.start());
  if (absl::ParseTime("%Y-%m-%d %H:%M", local, environment::London(), &start, &problem)) {
    return start;
  }
  return absl::InfiniteFuture();
}

using Groups = std::map<std::string, v1::ParticipantGroup>;

std::vector<v1::TimetableGroup::Perspective> PerspectivesOf(const v1::Session& session,
                                                            const Groups& groups) {
  std::vector<v1::TimetableGroup::Perspective> perspectives;
  for (const std::string& name : session.groups()) {
    const auto group = groups.find(name);
    if (group == groups.end() || group->second.withdrawn()) continue;
    const auto perspective = group->second.perspective();
    if (perspective == v1::TimetableGroup::PERSPECTIVE_UNSPECIFIED) continue;
    if (std::find(perspectives.begin(), perspectives.end(), perspective) == perspectives.end()) {
      perspectives.push_back(perspective);
    }
  }
  return perspectives;
}

absl::Status Stale(absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE, why,
                      {{"service", "scheduling"}});
}

}  // namespace

absl::Status Relations::CheckFresh(Transaction& tx) const {
  const auto recalled = storage::Recall<std::optional<absl::Time>>(tx, "freshness of relations",
                                                                   [&] { return FreshTime(tx); });
  if (!recalled.ok()) return recalled.status();
  const std::optional<absl::Time>& fresh = **recalled;
  if (!fresh) return Stale("scheduling has not told yet who is who");
  if (clock_.Now() - *fresh > max_age_) {
    return Stale(absl::StrCat("what scheduling told of who is who is older than ",
                              absl::FormatDuration(max_age_)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<absl::Time>> Relations::FreshTime(Transaction& tx) const {
  const auto state = State(tx);
  if (!state.ok()) return state.status();
  if (!*state) return std::nullopt;
  return (*state)->fresh_time;
}

storage::Component Relations::Tables() { return {"relations", migrations::kFiles}; }

absl::StatusOr<v1::Region> Relations::Region(Transaction& tx, const std::string& name) const {
  return Get<v1::Region>(tx, name);
}

absl::StatusOr<v1::Authority> Relations::Authority(Transaction& tx, const std::string& name) const {
  return Get<v1::Authority>(tx, name);
}

absl::StatusOr<std::set<std::string>> Relations::HostAndSuccessors(
    Transaction& tx, const std::string& authority) const {
  const absl::CivilDay today = environment::Today(clock_);
  std::set<std::string> found = {authority};
  std::vector<std::string> to_follow = {authority};
  while (!to_follow.empty()) {
    const auto next = Authority(tx, to_follow.back());
    to_follow.pop_back();
    if (absl::IsNotFound(next.status())) continue;
    if (!next.ok()) return next.status();
    const auto end = validation::ParseDay(next->end_date());
    if (!end || today <= *end) continue;
    for (const std::string& code : next->successors()) {
      const std::string name = absl::StrCat(validation::RegionOf(authority), "/authorities/", code);
      if (found.insert(name).second) to_follow.push_back(name);
    }
  }
  return found;
}

absl::StatusOr<std::vector<v1::Region>> Relations::Regions(Transaction& tx) const {
  return Select<v1::Region>(tx, kBelow, "");
}

absl::StatusOr<std::vector<v1::Authority>> Relations::AuthoritiesOf(
    Transaction& tx, const std::string& region) const {
  return Select<v1::Authority>(tx, kBelow, region);
}

absl::StatusOr<v1::Review> Relations::Review(Transaction& tx, const std::string& name) const {
  return Get<v1::Review>(tx, name);
}

absl::StatusOr<v1::Person> Relations::Person(Transaction& tx, const std::string& name) const {
  return Get<v1::Person>(tx, name);
}

absl::StatusOr<std::vector<v1::Review>> Relations::ReviewsOf(Transaction& tx,
                                                             const std::string& region) const {
  return Select<v1::Review>(tx, kBelow, region);
}

absl::StatusOr<std::vector<v1::Person>> Relations::PeopleOf(Transaction& tx,
                                                            const std::string& region) const {
  return Select<v1::Person>(tx, kBelow, region);
}

absl::StatusOr<std::optional<v1::Person>> Relations::PersonBySubject(
    Transaction& tx, const std::string& subject) const {
  const bool is_name = validation::MatchName(subject, kPersonName).has_value();
  return First(Select<v1::Person>(tx, is_name ? kGet : kOfSubject, subject));
}

absl::StatusOr<std::vector<access::Grant>> Relations::GrantsOf(Transaction& tx,
                                                               const std::string& subject) const {
  const auto stored = Select<v1::RoleGrant>(tx, kOfSubject, subject);
  if (!stored.ok()) return stored.status();
  std::vector<access::Grant> grants;
  for (const v1::RoleGrant& grant : *stored) grants.push_back(access::GrantOf(grant));
  return grants;
}

absl::StatusOr<std::vector<v1::Session>> Relations::SessionsOf(Transaction& tx,
                                                               const std::string& review) const {
  return Select<v1::Session>(tx, kBelow, review);
}

absl::StatusOr<std::vector<v1::ParticipantGroup>> Relations::GroupsOf(
    Transaction& tx, const std::string& review) const {
  return Select<v1::ParticipantGroup>(tx, kBelow, review);
}

absl::StatusOr<std::optional<v1::VisitTimetable>> Relations::TimetableOf(
    Transaction& tx, const std::string& review) const {
  return First(Select<v1::VisitTimetable>(tx, kBelow, review));
}

absl::StatusOr<std::vector<PlannedSession>> Relations::SessionsAhead(Transaction& tx,
                                                                     const std::string& review,
                                                                     absl::Time now) const {
  const auto timetable = TimetableOf(tx, review);
  if (!timetable.ok()) return timetable.status();
  const auto groups = GroupsOf(tx, review);
  if (!groups.ok()) return groups.status();
  Groups group_of;
  for (const v1::ParticipantGroup& group : *groups) group_of[group.name()] = group;
  std::vector<PlannedSession> ahead;
  if (!*timetable) return ahead;
  for (const v1::Placement& placement : (*timetable)->timetable().placements()) {
    const absl::Time start = StartOf(placement);
    if (start <= now) continue;
    auto session = First(
        Select<v1::Session>(tx, kGet, absl::StrCat(review, "/sessions/", placement.session())));
    if (!session.ok()) return session.status();
    if (!*session) continue;
    auto perspectives = PerspectivesOf(**session, group_of);
    ahead.push_back({**std::move(session), start, std::move(perspectives)});
  }
  std::stable_sort(ahead.begin(), ahead.end(),
                   [](const auto& a, const auto& b) { return a.start < b.start; });
  return ahead;
}

absl::StatusOr<std::optional<CopyState>> Relations::State(Transaction& tx) const {
  std::optional<CopyState> state;
  absl::Status status = tx.Query(kState, {}, [&](const Row& row) {
    state = CopyState{std::string(row.Text(0)), absl::FromUnixMicros(row.Int(1))};
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return state;
}

absl::Status Relations::Advance(Transaction& tx, const std::string& from,
                                const CopyState& to) const {
  const auto state = State(tx);
  if (!state.ok()) return state.status();
  absl::Time fresh_time = to.fresh_time;
  if ((*state ? (*state)->resume_token : "") != from) {
    return changes::Overtaken();
  }
  if (*state) fresh_time = std::max(fresh_time, (*state)->fresh_time);
  return tx.Execute(kSetState, {{to.resume_token, absl::ToUnixMicros(fresh_time)}}).status();
}

absl::Status Relations::Apply(Transaction& tx, const Change& change) const {
  if (change.kind() == Change::KIND_DELETED) {
    absl::Status status = Delete(tx, kDelete, change.name());
    return status.ok() ? Delete(tx, kDeleteBelow, change.name()) : status;
  }
  using Put = absl::StatusOr<bool> (*)(Transaction&, const google::protobuf::Any&);
  for (const Put put :
       {&PutAs<v1::Region>, &PutAs<v1::Authority>, &PutAs<v1::Person>, &PutAs<v1::RoleGrant>,
        &PutAs<v1::Review>, &PutAs<v1::Session>, &PutAs<v1::ParticipantGroup>}) {
    const absl::StatusOr<bool> done = put(tx, change.resource());
    if (!done.ok() || *done) return done.status();
  }
  return absl::OkStatus();
}

absl::Status Relations::Replace(Transaction& tx, const ListedRelations& listed) const {
  absl::Status status = tx.Execute(kDeleteAll, {}).status();
  if (status.ok()) status = PutAll(tx, listed.regions);
  if (status.ok()) status = PutAll(tx, listed.authorities);
  if (status.ok()) status = PutAll(tx, listed.people);
  if (status.ok()) status = PutAll(tx, listed.role_grants);
  for (const auto& [review, visit] : listed.reviews) {
    if (status.ok()) status = Put(tx, review);
    if (status.ok()) status = PutVisit(tx, visit);
  }
  return status;
}

absl::Status Relations::ReplaceVisit(Transaction& tx, const std::string& review,
                                     const ReleasedVisit& visit) const {
  absl::Status status = Delete(tx, kDeleteBelow, review);
  return status.ok() ? PutVisit(tx, visit) : status;
}

}  // namespace peerchallenge::relations
