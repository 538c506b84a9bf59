#include "services/evidence/triangulation.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
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
  int voice;
};

// Whether the limb is one of these, or of one of these lines.
bool LiesIn(const std::vector<std::string>& limbs, const std::string& limb) {
  return std::any_of(limbs.begin(), limbs.end(), [&](const std::string& wanted) {
    return limb == wanted || absl::StartsWith(limb, wanted + "/");
  });
}

class Triangulator {
 public:
  explicit Triangulator(const KnownEvidence& evidence)
      : evidence_(evidence), sources_(evidence.items, evidence.occasions) {
    for (const v1::Item& item : evidence.items) {
      by_name_[item.name()] = &item;
      for (const v1::Bearing& bearing : item.content().bearings()) {
        sayings_[bearing.limb()].push_back(
            {&item, bearing.direction(), sources_.VoiceOf(item.name())});
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

  v1::Assessment Assess(const Claim& claim) const {
    v1::Assessment assessment;
    std::set<int> voices;
    std::vector<const v1::Item*> supporting;
    std::set<std::string> at;
    for (const std::string& name : claim.items) {
      const v1::Item& item = *by_name_.at(name);
      const auto& bearings = item.content().bearings();
      if (claim.limbs.empty()) {
        for (const v1::Bearing& bearing : bearings) at.insert(bearing.limb());
      }
      if (Supports(item, claim)) {
        supporting.push_back(&item);
      } else {
        assessment.add_unsupporting_items(name);
      }
    }
    for (const auto& [limb, sayings] : sayings_) {
      if (LiesIn(claim.limbs, limb)) at.insert(limb);
    }
    std::set<v1::SourceClass> shown;
    for (const v1::Item* item : supporting) {
      voices.insert(sources_.VoiceOf(item->name()));
      shown.insert(item->source_class());
    }
    assessment.set_support(SupportOf(supporting));
    assessment.set_independent_sources(sources_.CountIndependent(voices));
    for (const v1::SourceClass source_class : shown) assessment.add_source_classes(source_class);
    const std::set<std::string> claimed(claim.items.begin(), claim.items.end());
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

  static bool Supports(const v1::Item& item, const Claim& claim) {
    if (claim.limbs.empty() && claim.direction == v1::Bearing::DIRECTION_UNSPECIFIED) return true;
    const auto& bearings = item.content().bearings();
    return std::any_of(bearings.begin(), bearings.end(), [&](const v1::Bearing& bearing) {
      return (claim.limbs.empty() || LiesIn(claim.limbs, bearing.limb())) &&
             (claim.direction == v1::Bearing::DIRECTION_UNSPECIFIED ||
              claim.direction == bearing.direction());
    });
  }

  v1::Support SupportOf(const std::vector<const v1::Item*>& items) const {
    std::set<int> voices;
    std::set<std::pair<v1::SourceClass, int>> spoken;  // by which class, in which voice
    for (const v1::Item* item : items) {
      const int voice = sources_.VoiceOf(item->name());
      voices.insert(voice);
      // What is derived has the class of those whose words it says. Whoever is shown as anybody may
      // be of any class, also of the other one.
      for (const std::string& name : sources_.OriginalsOf(item->name())) {
        const v1::SourceClass middle = MiddleOf(by_name_.at(name)->source_class());
        if (middle != v1::SOURCE_CLASS_ANYBODY) spoken.emplace(middle, voice);
      }
    }
    if (voices.empty()) return v1::SUPPORT_NONE;
    for (auto one = spoken.begin(); one != spoken.end(); ++one) {
      for (auto other = std::next(one); other != spoken.end(); ++other) {
        if (one->first != other->first && sources_.AreIndependent(one->second, other->second)) {
          return v1::SUPPORT_TRIANGULATED;
        }
      }
    }
    return sources_.CountIndependent(voices) == 1 ? v1::SUPPORT_SINGLE_SOURCE
                                                  : v1::SUPPORT_SINGLE_CLASS;
  }

  v1::Support Support(const std::string& limb, Direction direction) const {
    std::vector<const v1::Item*> items;
    for (const Saying& saying : At(limb)) {
      if (saying.direction == direction) items.push_back(saying.item);
    }
    return SupportOf(items);
  }

  std::set<int> VoicesOf(const std::string& limb, Direction direction) const {
    std::set<int> voices;
    for (const Saying& saying : At(limb)) {
      if (saying.direction == direction) voices.insert(saying.voice);
    }
    return voices;
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
    std::map<v1::SourceClass, std::set<int>> voices;
    for (const Saying& saying : At(limb)) {
      const v1::SourceClass shown = saying.item->source_class();
      v1::CoverageCell& cell = cells[shown];
      cell.set_source_class(shown);
      cell.set_items(cell.items() + 1);
      if (saying.direction == v1::Bearing::DIRECTION_STRENGTH)
        cell.set_strengths(cell.strengths() + 1);
      if (saying.direction == v1::Bearing::DIRECTION_AREA) cell.set_areas(cell.areas() + 1);
      voices[shown].insert(saying.voice);
    }
    for (auto& [shown, cell] : cells) {
      cell.set_independent_sources(sources_.CountIndependent(voices[shown]));
      *coverage.add_cells() = cell;
    }
  }

  void AddSingleSourceItems(const std::string& limb, v1::LimbCoverage& coverage) const {
    std::set<std::string> names;
    for (const Direction direction :
         {v1::Bearing::DIRECTION_STRENGTH, v1::Bearing::DIRECTION_AREA}) {
      if (sources_.CountIndependent(VoicesOf(limb, direction)) != 1) continue;
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
        const auto& classes = session.classes;
        if (LiesIn(session.limbs, limb) &&
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
      opponents.insert(saying.voice);
      if (IsClaimed(claimed, saying)) claimed_opponents.insert(saying.voice);
    }
    std::set<std::string> opposed;
    for (const Saying& saying : At(limb)) {
      if (saying.direction != direction) continue;
      const std::set<int>& by = IsClaimed(claimed, saying) ? opponents : claimed_opponents;
      if (std::any_of(by.begin(), by.end(), [&](int opponent) {
            return sources_.AreIndependent(opponent, saying.voice);
          })) {
        opposed.insert(saying.item->name());
      }
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

  const KnownEvidence& evidence_;
  const Sources sources_;
  std::map<std::string, const v1::Item*> by_name_;
  std::map<std::string, std::vector<Saying>> sayings_;  // by limb
};

}  // namespace

v1::Triangulation Triangulate(const KnownEvidence& evidence) {
  return Triangulator(evidence).Triangulate();
}

v1::Assessment Assess(const KnownEvidence& evidence, const Claim& claim) {
  return Triangulator(evidence).Assess(claim);
}

}  // namespace peerchallenge::evidence
