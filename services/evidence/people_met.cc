#include "services/evidence/people_met.h"

#include <algorithm>

namespace peerchallenge::evidence {
namespace {

using v1::SourceClass;

std::map<SourceClass, int> CountSet(const std::vector<const Meeting*>& meetings) {
  std::map<std::string, SourceClass> named;
  for (const Meeting* meeting : meetings) {
    for (const auto& [person, source_class] : meeting->named) {
      const auto known = named.emplace(person, source_class).first;
      known->second = std::min(known->second, source_class);
    }
  }
  std::map<SourceClass, int> count;
  for (const auto& [person, source_class] : named) ++count[source_class];
  for (const Meeting* meeting : meetings) {
    std::map<SourceClass, int> there = meeting->unnamed;
    for (const auto& [person, source_class] : meeting->named) ++there[named.at(person)];
    for (const auto& [source_class, people] : there) {
      count[source_class] = std::max(count[source_class], people);
    }
  }
  return count;
}

}  // namespace

People CountPeople(const std::vector<Meeting>& meetings) {
  std::map<std::string, std::vector<const Meeting*>> sets;
  People people;
  for (const Meeting& meeting : meetings) {
    sets[meeting.set].push_back(&meeting);
    people[meeting.declared];
  }
  for (const auto& [name, set] : sets) {
    std::map<SourceClass, int> count = CountSet(set);
    for (auto& [source_class, counts] : people) counts.push_back(count[source_class]);
  }
  return people;
}

}  // namespace peerchallenge::evidence
