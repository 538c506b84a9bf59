#include "services/scheduling/rule_inputs.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "common/validation/resource_name.h"
#include "services/scheduling/interests.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/team.h"
#include "services/scheduling/visibility.h"

namespace peerchallenge::scheduling {
namespace {

class Loader {
 public:
  Loader(storage::Transaction& tx, const Store& store, const v1::Review& review)
      : tx_(tx), store_(store), review_(review), region_(validation::RegionOf(review.name())) {}

  absl::StatusOr<PlanningInputs> Load(const std::function<bool(const v1::Review&)>& known) {
    absl::Status status = LoadFrame();
    if (status.ok()) status = LoadReviews(known);
    if (status.ok()) status = LoadTeam(review_);
    for (const v1::Review& other : inputs_.reviews) {
      if (status.ok()) status = LoadTeam(other);
    }
    if (status.ok()) status = LoadPeopleAndAuthorities();
    if (!status.ok()) return status;
    return std::move(inputs_);
  }

 private:
  absl::Status LoadFrame() {
    auto programme = store_.programmes.Get(tx_, review_.programme());
    if (!programme.ok()) return programme.status();
    inputs_.programme = *std::move(programme);
    auto region = store_.regions.Get(tx_, region_);
    if (!region.ok()) return region.status();
    inputs_.region = *std::move(region);
    return absl::OkStatus();
  }

  absl::Status LoadReviews(const std::function<bool(const v1::Review&)>& known) {
    for (const v1::TeamMember& member : review_.team()) {
      if (IsActive(member)) members_.insert(member.person());
    }
    auto authority = LeadAuthority(review_);
    if (!authority.ok()) return authority.status();
    lead_authority_ = *std::move(authority);
    auto all = store_.ReviewsOf(tx_, region_);
    if (!all.ok()) return all.status();
    for (v1::Review& other : *all) {
      if (!Counts(other) || !known(other)) continue;
      auto bears = Bears(other);
      if (!bears.ok()) return bears.status();
      if (*bears) inputs_.reviews.push_back(std::move(other));
    }
    return absl::OkStatus();
  }

  // Whether a rule looks at the review and the other one together: they share their week (P2, P6),
  // a person (P6, P7) or the host (P14), or one is hosted or led by the authority that hosts or
  // leads the other (P11 to P13).
  absl::StatusOr<bool> Bears(const v1::Review& other) {
    if (other.name() == review_.name() || WeekOf(other) == WeekOf(review_)) return true;
    if (IsHostOrLead(other.host())) return true;
    const bool shares =
        std::any_of(other.team().begin(), other.team().end(), [&](const v1::TeamMember& member) {
          return IsActive(member) && members_.count(member.person()) > 0;
        });
    if (shares) return true;
    auto authority = LeadAuthority(other);
    if (!authority.ok()) return authority.status();
    return IsHostOrLead(*authority);
  }

  bool IsHostOrLead(const std::string& authority) const {
    return !authority.empty() && (authority == review_.host() || authority == lead_authority_);
  }

  // Empty where nobody leads or the lead is of no authority.
  absl::StatusOr<std::string> LeadAuthority(const v1::Review& review) {
    const v1::TeamMember* lead = LeadOf(review);
    if (lead == nullptr) return std::string();
    auto person = FindPerson(lead->person());
    if (!person.ok()) return person.status();
    return *person == nullptr ? std::string() : (*person)->authority();
  }

  // Null when there is none.
  absl::StatusOr<const v1::Person*> FindPerson(const std::string& name) {
    auto known = people_.find(name);
    if (known == people_.end()) {
      auto person = store_.people.Get(tx_, name);
      std::optional<v1::Person> found;
      if (person.ok()) {
        found = *std::move(person);
      } else if (!absl::IsNotFound(person.status())) {
        return person.status();
      }
      known = people_.emplace(name, std::move(found)).first;
    }
    return known->second ? &*known->second : nullptr;
  }

  absl::Status LoadTeam(const v1::Review& review) {
    authorities_.insert(review.host());
    for (const v1::TeamMember& member : review.team()) {
      if (!IsActive(member)) continue;
      auto person = FindPerson(member.person());
      if (!person.ok()) return person.status();
      if (*person != nullptr) taking_part_.insert(member.person());
    }
    return absl::OkStatus();
  }

  absl::Status LoadPeopleAndAuthorities() {
    for (const std::string& name : taking_part_) {
      inputs_.people.push_back(*people_.at(name));
      authorities_.insert(inputs_.people.back().authority());
      auto interests = store_.interests.All(tx_, {{"parent", name}});
      if (!interests.ok()) return interests.status();
      std::move(interests->begin(), interests->end(), std::back_inserter(inputs_.interests));
    }
    authorities_.erase("");  // of a partner
    const auto region = store_.AuthoritiesOf(tx_, region_);
    if (!region.ok()) return region.status();
    for (const v1::Authority& authority : *region) {
      if (!authorities_.contains(authority.name())) continue;
      inputs_.authorities.push_back(authority);
      inputs_.lines[authority.name()] = LineOf(authority.name(), *region);
    }
    return absl::OkStatus();
  }

  storage::Transaction& tx_;
  const Store& store_;
  const v1::Review& review_;
  const std::string region_;
  PlanningInputs inputs_;
  std::set<std::string> members_;  // of the review
  std::string lead_authority_;     // of the review
  // By name; nothing for a name that is no one's.
  std::map<std::string, std::optional<v1::Person>> people_;
  std::set<std::string> taking_part_;  // people of the reviews that are loaded
  std::set<std::string> authorities_;  // theirs and the hosts
};

}  // namespace

absl::StatusOr<PlanningInputs> LoadRuleInputs(storage::Transaction& tx, const Store& store,
                                              const v1::Review& review,
                                              const std::function<bool(const v1::Review&)>& known) {
  return Loader(tx, store, review).Load(known);
}

}  // namespace peerchallenge::scheduling
