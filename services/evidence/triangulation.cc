#include "services/evidence/triangulation.h"

#include <algorithm>
#include <map>
#include <set>

#include "services/evidence/source_classes.h"
#include "services/evidence/sources.h"

namespace peerchallenge::evidence {
namespace {

using Direction = v1::Bearing::Direction;

constexpr int kMostContradicting = 50;
constexpr int kMostSingleSource = 200;

// What an item says to one limb.
struct Saying {
  const v1::Item* item;
  Direction direction;
  int source;
};

std::string LineOf(const std::string& limb) { return limb.substr(0, limb.find('/')); }

v1::Support SupportOf(const std::set<int>& sources, const std::set<v1::SourceClass>& shown) {
  if (sources.empty()) return v1::SUPPORT_NONE;
  if (sources.size() == 1) return v1::SUPPORT_SINGLE_SOURCE;
  std::set<v1::SourceClass> middle;
  for (const v1::SourceClass source_class : shown) middle.insert(MiddleOf(source_class));
  // Whoever is shown as anybody may be of any class, also of the other one.
  if (middle.size() > 1) middle.erase(v1::SOURCE_CLASS_ANYBODY);
  return middle.size() > 1 ? v1::SUPPORT_TRIANGULATED : v1::SUPPORT_SINGLE_CLASS;
}

class Triangulator {
 public:
  explicit Triangulator(const Evidence& evidence)
      : evidence_(evidence), sources_(evidence.items, evidence.occasions) {
    for (const v1::Item& item : evidence.items) {
      by_name_[item.name()] = &item;
      for (const v1::Bearing& bearing : item.content().bearings()) {
        sayings_[bearing.limb()].push_back({&item, bearing.direction(), sources_.Of(item.name())});
      }
    }
  }

  v1::Triangulation Triangulate() const {
    v1::Triangulation triangulation;
    for (const std::string& limb : evidence_.limbs) Cover(limb, *triangulation.add_limbs());
    for (const v1::Item& item : evidence_.items) {
      if (item.content().bearings().empty()) {
        triangulation.set_unsorted_items(triangulation.unsorted_items() + 1);
      }
    }
    return triangulation;
  }

  v1::Assessment Assess(const std::vector<std::string>& claim,
                        const std::vector<std::string>& limbs) const {
    v1::Assessment assessment;
    std::set<int> sources;
    std::set<v1::SourceClass> classes;
    std::set<std::string> at(limbs.begin(), limbs.end());
    for (const std::string& name : claim) {
      const v1::Item& item = *by_name_.at(name);
      sources.insert(sources_.Of(name));
      classes.insert(item.source_class());
      if (!limbs.empty()) continue;
      for (const v1::Bearing& bearing : item.content().bearings()) at.insert(bearing.limb());
    }
    assessment.set_support(SupportOf(sources, classes));
    assessment.set_independent_sources(static_cast<int>(sources.size()));
    for (const v1::SourceClass shown : classes) assessment.add_source_classes(shown);
    const std::set<std::string> claimed(claim.begin(), claim.end());
    for (const std::string& limb : at)
      AddContradictions(limb, &claimed, *assessment.mutable_contradictions());
    return assessment;
  }

 private:
  using Contradictions = google::protobuf::RepeatedPtrField<v1::Contradiction>;

  const std::vector<Saying>& At(const std::string& limb) const {
    static const auto* const kNone = new std::vector<Saying>();
    const auto found = sayings_.find(limb);
    return found == sayings_.end() ? *kNone : found->second;
  }

  v1::Support Support(const std::string& limb, Direction direction) const {
    std::set<v1::SourceClass> classes;
    for (const Saying& saying : At(limb)) {
      if (saying.direction == direction) classes.insert(saying.item->source_class());
    }
    return SupportOf(SourcesOf(limb, direction), classes);
  }

  std::set<int> SourcesOf(const std::string& limb, Direction direction) const {
    std::set<int> sources;
    for (const Saying& saying : At(limb)) {
      if (saying.direction == direction) sources.insert(saying.source);
    }
    return sources;
  }

  void Cover(const std::string& limb, v1::LimbCoverage& coverage) const {
    coverage.set_limb(limb);
    coverage.set_strength_support(Support(limb, v1::Bearing::DIRECTION_STRENGTH));
    coverage.set_area_support(Support(limb, v1::Bearing::DIRECTION_AREA));
    AddCells(limb, coverage);
    AddContradictions(limb, nullptr, *coverage.mutable_contradictions());
    AddSingleSourceItems(limb, coverage);
    AddGaps(limb, coverage);
  }

  void AddCells(const std::string& limb, v1::LimbCoverage& coverage) const {
    std::map<v1::SourceClass, v1::CoverageCell> cells;
    std::map<v1::SourceClass, std::set<int>> sources;
    for (const Saying& saying : At(limb)) {
      const v1::SourceClass shown = saying.item->source_class();
      v1::CoverageCell& cell = cells[shown];
      cell.set_source_class(shown);
      cell.set_items(cell.items() + 1);
      if (saying.direction == v1::Bearing::DIRECTION_STRENGTH)
        cell.set_strengths(cell.strengths() + 1);
      if (saying.direction == v1::Bearing::DIRECTION_AREA) cell.set_areas(cell.areas() + 1);
      sources[shown].insert(saying.source);
    }
    for (auto& [shown, cell] : cells) {
      cell.set_independent_sources(static_cast<int>(sources[shown].size()));
      *coverage.add_cells() = cell;
    }
  }

  void AddSingleSourceItems(const std::string& limb, v1::LimbCoverage& coverage) const {
    std::set<std::string> names;
    for (const Direction direction :
         {v1::Bearing::DIRECTION_STRENGTH, v1::Bearing::DIRECTION_AREA}) {
      if (SourcesOf(limb, direction).size() != 1) continue;
      for (const Saying& saying : At(limb)) {
        if (saying.direction == direction) names.insert(saying.item->name());
      }
    }
    AddFirst(names, kMostSingleSource, *coverage.mutable_single_source_items());
  }

  void AddGaps(const std::string& limb, v1::LimbCoverage& coverage) const {
    std::set<v1::SourceClass> spoken;
    for (const Saying& saying : At(limb)) spoken.insert(MiddleOf(saying.item->source_class()));
    for (const v1::SourceClass middle : MiddleClasses()) {
      if (spoken.contains(middle)) continue;
      v1::CoverageGap& gap = *coverage.add_gaps();
      gap.set_source_class(middle);
      for (const SessionAhead& session : evidence_.sessions) {
        const auto& lines = session.lines;
        const auto& classes = session.classes;
        if (std::find(lines.begin(), lines.end(), LineOf(limb)) != lines.end() &&
            std::find(classes.begin(), classes.end(), middle) != classes.end()) {
          gap.add_sessions(session.name);
        }
      }
    }
  }

  // On one limb; with `claimed`, only those that one of these items takes part in.
  void AddContradictions(const std::string& limb, const std::set<std::string>* claimed,
                         Contradictions& out) const {
    AddDeclared(limb, claimed, out);
    AddDifferingDirections(limb, claimed, out);
  }

  static bool Concerns(const std::set<std::string>* claimed, const std::string& a,
                       const std::string& b) {
    return claimed == nullptr || claimed->contains(a) || claimed->contains(b);
  }

  // One for each pair that a reviewer declared, both of which bear on the limb.
  void AddDeclared(const std::string& limb, const std::set<std::string>* claimed,
                   Contradictions& out) const {
    std::set<std::string> here;
    for (const Saying& saying : At(limb)) here.insert(saying.item->name());
    std::set<std::pair<std::string, std::string>> told;
    for (const std::string& name : here) {
      for (const std::string& other : by_name_.at(name)->content().contradicts()) {
        if (!here.contains(other) || !Concerns(claimed, name, other)) continue;
        if (!told.insert(std::minmax(name, other)).second) continue;
        v1::Contradiction& contradiction = *out.Add();
        contradiction.set_kind(v1::Contradiction::KIND_DECLARED);
        contradiction.add_items(name);
        contradiction.add_opposed_items(other);
      }
    }
  }

  // One for the limb: what points to a strength against what points to an area, as far as each side
  // has an independent opponent.
  void AddDifferingDirections(const std::string& limb, const std::set<std::string>* claimed,
                              Contradictions& out) const {
    const auto strengths =
        Opposed(limb, v1::Bearing::DIRECTION_STRENGTH, v1::Bearing::DIRECTION_AREA, claimed);
    if (strengths.empty()) return;
    const auto areas =
        Opposed(limb, v1::Bearing::DIRECTION_AREA, v1::Bearing::DIRECTION_STRENGTH, claimed);
    v1::Contradiction& contradiction = *out.Add();
    contradiction.set_kind(v1::Contradiction::KIND_DIRECTIONS_DIFFER);
    AddFirst(strengths, kMostContradicting, *contradiction.mutable_items());
    AddFirst(areas, kMostContradicting, *contradiction.mutable_opposed_items());
  }

  // The items of one direction that an item of the other, from another source, opposes; with
  // `claimed`, where one of the two is claimed.
  std::set<std::string> Opposed(const std::string& limb, Direction direction, Direction other,
                                const std::set<std::string>* claimed) const {
    std::set<int> opponents, claimed_opponents;
    for (const Saying& saying : At(limb)) {
      if (saying.direction != other) continue;
      opponents.insert(saying.source);
      if (IsClaimed(claimed, saying)) claimed_opponents.insert(saying.source);
    }
    std::set<std::string> opposed;
    for (const Saying& saying : At(limb)) {
      if (saying.direction != direction) continue;
      const std::set<int>& by = IsClaimed(claimed, saying) ? opponents : claimed_opponents;
      if (by.size() > (by.contains(saying.source) ? 1u : 0u)) opposed.insert(saying.item->name());
    }
    return opposed;
  }

  static bool IsClaimed(const std::set<std::string>* claimed, const Saying& saying) {
    return claimed == nullptr || claimed->contains(saying.item->name());
  }

  static void AddFirst(const std::set<std::string>& names, int most,
                       google::protobuf::RepeatedPtrField<std::string>& out) {
    for (const std::string& name : names) {
      if (out.size() == most) return;
      *out.Add() = name;
    }
  }

  const Evidence& evidence_;
  const Sources sources_;
  std::map<std::string, const v1::Item*> by_name_;
  std::map<std::string, std::vector<Saying>> sayings_;  // by limb
};

}  // namespace

v1::Triangulation Triangulate(const Evidence& evidence) {
  return Triangulator(evidence).Triangulate();
}

v1::Assessment Assess(const Evidence& evidence, const std::vector<std::string>& claim,
                      const std::vector<std::string>& limbs) {
  return Triangulator(evidence).Assess(claim, limbs);
}

}  // namespace peerchallenge::evidence
