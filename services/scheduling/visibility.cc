#include "services/scheduling/visibility.h"

#include <algorithm>
#include <utility>

#include "common/access/roles.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/names.h"
#include "services/scheduling/stored_grants.h"

namespace peerchallenge::scheduling {
namespace {

using access::Holds;
using access::Permission;
using access::Place;
using v1::TeamMember;

Place HostPlace(const v1::Review& review) {
  return {validation::RegionOf(review.name()), validation::IdOf(review.host())};
}

Place HomePlace(const v1::Person& person) {
  return {validation::RegionOf(person.name()),
          person.authority().empty() ? "" : validation::IdOf(person.authority())};
}

// Whether the viewer may keep a copy of who is who at the place.
bool CopiesRelations(const Viewer& viewer, const Place& place) {
  return Holds(viewer.caller, access::v1::PERMISSION_RELATIONS_READ, place);
}

// The viewer's place on the team, if it is an active one that the viewer has heard of.
const TeamMember* PlaceOnTeam(const Viewer& viewer, const v1::Review& review) {
  if (viewer.person.empty()) return nullptr;
  for (const TeamMember& member : review.team()) {
    if (member.person() == viewer.person && IsActive(member) &&
        member.state() != TeamMember::STATE_PROPOSED) {
      return &member;
    }
  }
  return nullptr;
}

bool ManagesTeam(const TeamMember& member) {
  return member.duty() == TeamMember::DUTY_LEAD || member.duty() == TeamMember::DUTY_REVIEW_MANAGER;
}

Sight SightByPlace(const Viewer& viewer, const v1::Review& review) {
  if (!HoldsAt(viewer, access::v1::PERMISSION_REVIEW_READ, review.host())) return Sight::kNone;
  if (IsService(viewer) || HoldsAt(viewer, access::v1::PERMISSION_REVIEW_WRITE, review.host())) {
    return Sight::kOffice;
  }
  return HoldsAt(viewer, access::v1::PERMISSION_TIMETABLE_READ, review.host()) ? Sight::kHost
                                                                               : Sight::kStatus;
}

Sight SightByTeam(const Viewer& viewer, const v1::Review& review) {
  const TeamMember* member = PlaceOnTeam(viewer, review);
  if (member == nullptr) return Sight::kNone;
  return ManagesTeam(*member) ? Sight::kOffice : Sight::kTeam;
}

void KeepActiveMembers(v1::Review& view) {
  auto& team = *view.mutable_team();
  team.erase(std::remove_if(team.begin(), team.end(),
                            [](const TeamMember& member) { return !IsActive(member); }),
             team.end());
  for (TeamMember& member : team) member.clear_reason();
}

}  // namespace

absl::StatusOr<Viewer> IdentifyViewer(storage::Transaction& tx, const Store& store,
                                      const access::Caller& caller) {
  Viewer viewer{.caller = caller, .person = "", .home_authority = ""};
  if (validation::MatchName(caller.subject, kPersonName)) {
    auto person = store.people.Get(tx, caller.subject);
    if (absl::IsNotFound(person.status())) return viewer;
    if (!person.ok()) return person.status();
    viewer.person = person->name();
    viewer.home_authority = person->authority();
    return viewer;
  }
  auto person = store.PersonByAccount(tx, caller.subject);
  if (!person.ok()) return person.status();
  if (person->has_value()) {
    viewer.person = (*person)->name();
    viewer.home_authority = (*person)->authority();
  }
  return viewer;
}

absl::StatusOr<Viewer> IdentifyAnew(storage::Transaction& tx, const Store& store,
                                    access::Caller caller) {
  auto stored = GrantsOf(tx, store, caller.subject);
  if (!stored.ok()) return stored.status();
  return IdentifyViewer(tx, store, relations::WithStored(std::move(caller), *stored));
}

bool IsActive(const TeamMember& member) {
  return member.state() == TeamMember::STATE_PROPOSED ||
         member.state() == TeamMember::STATE_INVITED ||
         member.state() == TeamMember::STATE_ACCEPTED;
}

Sight SightOf(const Viewer& viewer, const v1::Review& review) {
  const Sight by_place = SightByPlace(viewer, review);
  const Sight by_team = SightByTeam(viewer, review);
  if (!IsHidden(review)) return std::max(by_place, by_team);
  if (IsService(viewer)) return Sight::kOffice;
  if (BelongsTo(viewer, review.host())) return Sight::kNone;
  if (NeedsToKnow(viewer, review)) return std::max({Sight::kTeam, by_place, by_team});
  return by_team;
}

bool May(const Viewer& viewer, Permission permission, const v1::Review& review) {
  if (SightOf(viewer, review) == Sight::kNone) return false;
  if (HoldsAt(viewer, permission, review.host())) return true;
  const TeamMember* member = PlaceOnTeam(viewer, review);
  return member != nullptr && relations::DutyGives(member->duty(), permission);
}

v1::Review ViewOf(v1::Review review, const Viewer& viewer, Sight sight) {
  if (!NeedsToKnow(viewer, review) && !CopiesRelations(viewer, HostPlace(review))) {
    review.clear_need_to_know();
  }
  if (sight < Sight::kOffice) {
    KeepActiveMembers(review);
    review.clear_pinned_members();
    review.clear_excluded_members();
  }
  if (sight < Sight::kTeam) {
    review.clear_week_costs();
    review.clear_pinned_week();
  }
  if (sight < Sight::kHost) {
    review.clear_team();
    review.clear_cancel_reason();
    review.clear_objection_used();
  }
  return review;
}

absl::StatusOr<v1::Review> FindReview(storage::Transaction& tx, const Store& store,
                                      const Viewer& viewer, Permission permission,
                                      const std::string& name) {
  auto review = store.reviews.Get(tx, name);
  if (!review.ok()) return review;
  if (!May(viewer, permission, *review)) return errors::NotFound(name);
  return review;
}

v1::Person ViewOf(v1::Person person, const Viewer& viewer) {
  const Place home = HomePlace(person);
  if (!Holds(viewer.caller, access::v1::PERMISSION_PEOPLE_WRITE, home) &&
      !CopiesRelations(viewer, home)) {
    person.clear_account();
  }
  return person;
}

bool Sees(const Viewer& viewer, const v1::Person& person) {
  return viewer.person == person.name() ||
         Holds(viewer.caller, access::v1::PERMISSION_PEOPLE_READ, HomePlace(person));
}

v1::Interest ViewOf(const v1::Interest& interest, const Viewer& viewer) {
  if (viewer.person == validation::ParentOf(interest.name()) ||
      HoldsInRegion(viewer, access::v1::PERMISSION_INTEREST_DECIDE, interest.name())) {
    return interest;
  }
  v1::Interest view = interest;
  view.clear_kind();
  view.clear_reason();
  view.clear_since_date();
  view.clear_override_reason();
  view.clear_override_approver();
  return view;
}

bool Sees(const Viewer& viewer, const v1::Interest& interest) {
  return viewer.person == validation::ParentOf(interest.name()) ||
         HoldsInRegion(viewer, access::v1::PERMISSION_INTEREST_CHECK, interest.name());
}

}  // namespace peerchallenge::scheduling
