#include "services/scheduling/visits/line_managers.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"

namespace peerchallenge::scheduling {
namespace {

class ManagerRule {
 public:
  explicit ManagerRule(const Visit& visit) : visit_(visit) {
    for (const v1::Participant& person : visit.participants) by_name_[person.name()] = &person;
  }

  std::vector<errors::RuleViolation> Find() {
    for (const v1::ParticipantGroup& group : visit_.groups) {
      if (!group.withdrawn()) Compare(group, group, group.name(), group.display_name());
    }
    for (const v1::Session& session : visit_.sessions) {
      if (session.dropped()) continue;
      for (const v1::ParticipantGroup* staff : GroupsOf(session)) {
        for (const v1::ParticipantGroup* other : GroupsOf(session)) {
          if (staff != other) Compare(*staff, *other, session.name(), session.display_name());
        }
      }
    }
    return std::move(violations_);
  }

 private:
  std::vector<const v1::ParticipantGroup*> GroupsOf(const v1::Session& session) const {
    std::vector<const v1::ParticipantGroup*> groups;
    for (const std::string& name : session.groups()) {
      const v1::ParticipantGroup* group = FindGroup(visit_, name);
      if (group != nullptr && !group->withdrawn()) groups.push_back(group);
    }
    return groups;
  }

  // All who manage the person, the nearest first.
  std::vector<const v1::Participant*> ManagersOf(const std::string& person) const {
    std::vector<const v1::Participant*> managers;
    std::set<std::string> seen{person};
    auto found = by_name_.find(person);
    while (found != by_name_.end() && seen.insert(found->second->line_manager()).second) {
      found = by_name_.find(found->second->line_manager());
      if (found != by_name_.end()) managers.push_back(found->second);
    }
    return managers;
  }

  // Members of the STAFF group who are managed by members of the other.
  void Compare(const v1::ParticipantGroup& staff, const v1::ParticipantGroup& other,
               const std::string& subject, const std::string& where) {
    if (staff.perspective() != v1::TimetableGroup::STAFF) return;
    for (const std::string& name : staff.members()) {
      for (const v1::Participant* manager : ManagersOf(name)) {
        const bool met = std::find(other.members().begin(), other.members().end(),
                                   manager->name()) != other.members().end();
        if (!met) continue;
        violations_.push_back(
            {"G1", subject,
             absl::StrCat(manager->display_name(), " (", manager->name(), ") manages ",
                          by_name_.at(name)->display_name(), " (", name,
                          "): they cannot be met together in '", where, "'")});
      }
    }
  }

  const Visit& visit_;
  std::map<std::string, const v1::Participant*> by_name_;
  std::vector<errors::RuleViolation> violations_;
};

}  // namespace

std::vector<errors::RuleViolation> FindManagedPairs(const Visit& visit) {
  return ManagerRule(visit).Find();
}

absl::Status CheckLineManagers(const Visit& visit) {
  const auto violations = FindManagedPairs(visit);
  return violations.empty() ? absl::OkStatus() : errors::RulesBroken(violations);
}

bool IsInCircle(const Visit& visit, const std::string& participant) {
  std::set<std::string> seen;
  std::string name = participant;
  while (seen.insert(name).second) {
    const v1::Participant* person = FindParticipant(visit, name);
    if (person == nullptr || person->line_manager().empty()) return false;
    name = person->line_manager();
  }
  return name == participant;
}

}  // namespace peerchallenge::scheduling
