#include "services/evidence/source_classes.h"

#include <algorithm>
#include <utility>

namespace peerchallenge::evidence {
namespace {

using v1::SourceClass;

// Numbers end in 0 for the middle level; what lies in 30 is 31, 32, ...
constexpr int kTen = 10;

// Classes that are shown under one label, and their people.
struct Group {
  std::vector<SourceClass> classes;  // as declared
  std::vector<int> people;           // by set of meetings
};

int SizeOf(const Group& group) {
  const auto most = std::max_element(group.people.begin(), group.people.end());
  return most == group.people.end() ? 0 : *most;
}

void Join(Group& group, const Group& other) {
  group.classes.insert(group.classes.end(), other.classes.begin(), other.classes.end());
  group.people.resize(std::max(group.people.size(), other.people.size()));
  for (size_t i = 0; i < other.people.size(); ++i) group.people[i] += other.people[i];
}

// One level of the tree: `groups` lie below a wider class, `up` is what is declared as that class
// itself. Moves what is too small from `groups` to `up`, and then, where that would still stand for
// too few, the smallest of the others.
Group GoUp(std::vector<Group>& groups, Group up) {
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return SizeOf(a) < SizeOf(b); });
  auto next = groups.begin();
  const auto must = [&] {
    return SizeOf(*next) < kFewestPeople || (!up.classes.empty() && SizeOf(up) < kFewestPeople);
  };
  while (next != groups.end() && must()) Join(up, *next++);
  groups.erase(groups.begin(), next);
  return up;
}

void Show(const Group& group, SourceClass as, std::map<SourceClass, SourceClass>& shown) {
  for (const SourceClass source_class : group.classes) shown[source_class] = as;
}

}  // namespace

SourceClass WiderThan(SourceClass source_class) {
  if (source_class < kTen || source_class % kTen == 0) return v1::SOURCE_CLASS_ANYBODY;
  return MiddleOf(source_class);
}

SourceClass MiddleOf(SourceClass source_class) {
  if (source_class < kTen) return v1::SOURCE_CLASS_ANYBODY;
  return static_cast<SourceClass>(source_class / kTen * kTen);
}

const std::vector<SourceClass>& MiddleClasses() {
  static const auto* const kClasses = new std::vector<SourceClass>{
      v1::SOURCE_CLASS_LEADERSHIP, v1::SOURCE_CLASS_ELECTED_MEMBER, v1::SOURCE_CLASS_STAFF,
      v1::SOURCE_CLASS_PARTNER,    v1::SOURCE_CLASS_SERVICE_USER,   v1::SOURCE_CLASS_RECORD,
      v1::SOURCE_CLASS_OBSERVATION};
  return *kClasses;
}

bool HasPeople(SourceClass source_class) {
  const SourceClass middle = MiddleOf(source_class);
  return middle != v1::SOURCE_CLASS_RECORD && middle != v1::SOURCE_CLASS_OBSERVATION;
}

std::map<SourceClass, SourceClass> ShownClasses(const People& people) {
  std::map<SourceClass, SourceClass> shown;
  std::map<SourceClass, std::vector<Group>> narrow;  // by middle class
  std::map<SourceClass, Group> declared_wide;        // by middle class, declared as that itself
  Group anybody;
  for (const auto& [source_class, count] : people) {
    const Group group{{source_class}, count};
    if (!HasPeople(source_class)) {
      shown[source_class] = source_class;
    } else if (source_class < kTen) {
      Join(anybody, group);
    } else if (source_class % kTen == 0) {
      declared_wide[source_class] = group;
    } else {
      narrow[MiddleOf(source_class)].push_back(group);
    }
  }
  std::vector<Group> middles;
  for (const SourceClass middle : MiddleClasses()) {
    Group wide = declared_wide[middle];
    std::vector<Group>& below = narrow[middle];
    Group all = wide;
    for (const Group& group : below) Join(all, group);
    if (all.classes.empty()) continue;
    Show(GoUp(below, std::move(wide)), middle, shown);
    for (const Group& group : below) Show(group, group.classes.front(), shown);
    middles.push_back(std::move(all));
  }
  // A middle class goes up as a whole, also what has a label of its own.
  Show(GoUp(middles, std::move(anybody)), v1::SOURCE_CLASS_ANYBODY, shown);
  return shown;
}

}  // namespace peerchallenge::evidence
