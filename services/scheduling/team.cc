#include "services/scheduling/team.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/visibility.h"

namespace peerchallenge::scheduling {
namespace {

using v1::TeamMember;

TeamMember NewMember(const v1::Person& person, TeamMember::Duty duty) {
  TeamMember member;
  member.set_person(person.name());
  member.set_duty(duty);
  member.set_state(TeamMember::STATE_PROPOSED);
  member.set_authority(person.authority());
  member.set_role(person.role());
  return member;
}

TeamMember* FindActive(const std::string& person, v1::Review& review) {
  for (TeamMember& member : *review.mutable_team()) {
    if (member.person() == person && IsActive(member)) return &member;
  }
  return nullptr;
}

const TeamMember* ActiveWith(TeamMember::Duty duty, const v1::Review& review) {
  for (const TeamMember& member : review.team()) {
    if (IsActive(member) && member.duty() == duty) return &member;
  }
  return nullptr;
}

bool HasManager(const v1::Review& review) {
  return ActiveWith(TeamMember::DUTY_REVIEW_MANAGER, review) != nullptr;
}

absl::Status NotOnTeam(const std::string& person, const v1::Review& review) {
  return errors::NotFound(absl::StrCat(person, " on the team of ", review.name()));
}

}  // namespace

std::string StateName(TeamMember::State state) {
  return TeamMember::State_Name(state).substr(std::string_view("STATE_").size());
}

void SetTeam(const std::vector<Choice>& chosen, v1::Review& review) {
  std::vector<TeamMember> team;
  for (const Choice& choice : chosen) {
    const TeamMember* staying = FindActive(choice.person.name(), review);
    team.push_back(staying != nullptr ? *staying : NewMember(choice.person, choice.duty));
    team.back().set_duty(choice.duty);
  }
  for (const TeamMember& old : review.team()) {
    const bool stays = std::any_of(chosen.begin(), chosen.end(), [&](const Choice& choice) {
      return choice.person.name() == old.person();
    });
    if (stays) continue;
    team.push_back(old);
    if (IsActive(old)) team.back().set_state(TeamMember::STATE_REPLACED);
  }
  review.mutable_team()->Assign(team.begin(), team.end());
}

absl::Status Invite(v1::Review& review) {
  bool anyone = false;
  for (TeamMember& member : *review.mutable_team()) {
    if (member.state() != TeamMember::STATE_PROPOSED) continue;
    member.set_state(TeamMember::STATE_INVITED);
    anyone = true;
  }
  if (anyone) return absl::OkStatus();
  return errors::WrongState(review.name(), "without anyone to invite", "a member who is PROPOSED");
}

absl::Status Answer(const std::string& person, bool accept, const std::string& reason,
                    v1::Review& review) {
  TeamMember* member = FindActive(person, review);
  if (member == nullptr) return NotOnTeam(person, review);
  if (member->state() == TeamMember::STATE_PROPOSED) {
    return errors::WrongState(person, StateName(member->state()), "INVITED or ACCEPTED");
  }
  member->set_state(accept ? TeamMember::STATE_ACCEPTED : TeamMember::STATE_DECLINED);
  member->set_reason(accept ? "" : reason);
  return absl::OkStatus();
}

absl::Status Object(const std::string& person, const std::string& reason, v1::Review& review) {
  if (!IsBeingPlanned(review)) {
    return errors::WrongState(review.name(), StateName(review.state()), "PROPOSED or SCOPED");
  }
  if (review.objection_used()) {
    return errors::WrongState(review.name(), "objected to once already", "an unused objection");
  }
  TeamMember* member = FindActive(person, review);
  if (member == nullptr) return NotOnTeam(person, review);
  member->set_state(TeamMember::STATE_OBJECTED);
  member->set_reason(reason);
  review.set_objection_used(true);
  return absl::OkStatus();
}

absl::Status Replace(const std::string& leaving, const v1::Person& joining, v1::Review& review) {
  auto& team = *review.mutable_team();
  const auto place = std::find_if(team.begin(), team.end(), [&](const TeamMember& member) {
    return member.person() == leaving && member.state() != TeamMember::STATE_REPLACED;
  });
  if (place == team.end()) return NotOnTeam(leaving, review);
  TeamMember past = *place;
  if (IsActive(past)) past.set_state(TeamMember::STATE_REPLACED);
  *place = NewMember(joining, past.duty());
  std::vector<TeamMember> others;
  for (const TeamMember& member : team) {
    const bool same_person = &member != &*place && member.person() == joining.name();
    if (!same_person) others.push_back(member);
  }
  others.push_back(past);
  team.Assign(others.begin(), others.end());
  return absl::OkStatus();
}

absl::Status GiveDuty(const std::string& person, TeamMember::Duty duty, v1::Review& review) {
  v1::Review changed = review;
  TeamMember* const member = FindActive(person, changed);
  if (member == nullptr) return NotOnTeam(person, review);
  if (!IsBeingPlanned(review) && member->state() != TeamMember::STATE_ACCEPTED) {
    return errors::WrongState(person, StateName(member->state()), "ACCEPTED");
  }
  if (duty == TeamMember::DUTY_LEAD) {
    auto& team = *changed.mutable_team();
    for (TeamMember& other : team) {
      if (IsActive(other) && other.duty() == TeamMember::DUTY_LEAD) other.set_duty(member->duty());
    }
    member->set_duty(duty);
    std::stable_partition(team.begin(), team.end(), [](const TeamMember& each) {
      return IsActive(each) && each.duty() == TeamMember::DUTY_LEAD;
    });
  } else {
    member->set_duty(duty);
  }
  if (LeadOf(review) != nullptr && LeadOf(changed) == nullptr) {
    return errors::WrongState(person, "the lead", "a member who does not lead: let another lead");
  }
  if (!IsBeingPlanned(review) && HasManager(review) && !HasManager(changed)) {
    return errors::WrongState(person, "the only review manager",
                              "one of several: make another review manager first");
  }
  review = std::move(changed);
  return absl::OkStatus();
}

bool Bar(const std::string& person, const std::string& reason, v1::Review& review) {
  TeamMember* member = FindActive(person, review);
  if (member == nullptr) return false;
  member->set_state(TeamMember::STATE_BARRED);
  member->set_reason(reason);
  return true;
}

bool Refresh(const v1::Person& person, v1::Review& review) {
  TeamMember* member = FindActive(person.name(), review);
  if (member == nullptr) return false;
  if (member->authority() == person.authority() && member->role() == person.role()) return false;
  member->set_authority(person.authority());
  member->set_role(person.role());
  return true;
}

absl::Status CheckComplete(const v1::Review& review) {
  for (const TeamMember& member : review.team()) {
    if (IsActive(member) && member.state() != TeamMember::STATE_ACCEPTED) {
      return errors::WrongState(member.person(), StateName(member.state()), "ACCEPTED");
    }
  }
  if (LeadOf(review) == nullptr) {
    return errors::WrongState(review.name(), "without a lead", "a lead who has ACCEPTED");
  }
  if (EndsInLetter(review) && !HasManager(review)) {
    return errors::WrongState(review.name(), "without a review manager, who signs the letter too",
                              "a review manager who has ACCEPTED (AssignDuty)");
  }
  return absl::OkStatus();
}

const TeamMember* LeadOf(const v1::Review& review) {
  return ActiveWith(TeamMember::DUTY_LEAD, review);
}

}  // namespace peerchallenge::scheduling
