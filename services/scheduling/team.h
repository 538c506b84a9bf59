#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

// What happens to a review's team. Functions change the review that they are given; on an error it
// is unchanged.
namespace peerchallenge::scheduling {

// A person chosen for a team.
struct Choice {
  v1::Person person;
  v1::TeamMember::Duty duty = v1::TeamMember::DUTY_REVIEWER;
};

// Makes `chosen` the team, in this order. Members who stay keep their answer, new ones are
// PROPOSED, those who are left out become REPLACED; members who were out before stay listed behind.
void SetTeam(const std::vector<Choice>& chosen, v1::Review& review);

// Turns PROPOSED members into INVITED ones. WRONG_STATE when nobody is PROPOSED.
absl::Status Invite(v1::Review& review);

// The member's answer. WRONG_STATE when the person is not invited (or, to decline, not INVITED or
// ACCEPTED); RESOURCE_NOT_FOUND for a person who is not on the team.
absl::Status Answer(const std::string& person, bool accept, const std::string& reason,
                    v1::Review& review);

// The host's one objection. WRONG_STATE when it is used or the team is agreed; RESOURCE_NOT_FOUND
// for a person who is not on the team.
absl::Status Object(const std::string& person, const std::string& reason, v1::Review& review);

// Puts `joining` in the place, with the duty, of `leaving`. RESOURCE_NOT_FOUND when `leaving` was
// never on the team or has been replaced already.
absl::Status Replace(const std::string& leaving, const v1::Person& joining, v1::Review& review);

// Gives a member another duty. Whoever led until then takes over the duty of a member who is to
// lead, and the lead comes first. WRONG_STATE for a member who has not accepted once the team is
// agreed, for the lead who would leave the team without one, and then likewise for the only review
// manager; RESOURCE_NOT_FOUND for a person who is not on the team.
absl::Status GiveDuty(const std::string& person, v1::TeamMember::Duty duty, v1::Review& review);

// Takes a person off the team whom a rule bars from now on; whether the person was on it. The place
// stays, to be filled by Replace().
bool Bar(const std::string& person, const std::string& reason, v1::Review& review);

// Lists a member with the authority and role that the person has now; whether they were others.
bool Refresh(const v1::Person& person, v1::Review& review);

// OK when every member has accepted, one leads and, where a letter is to be signed, one manages the
// review; else WRONG_STATE.
absl::Status CheckComplete(const v1::Review& review);

// The active lead; null when there is none.
const v1::TeamMember* LeadOf(const v1::Review& review);

// "STATE_ACCEPTED" -> "ACCEPTED".
std::string StateName(v1::TeamMember::State state);

}  // namespace peerchallenge::scheduling
