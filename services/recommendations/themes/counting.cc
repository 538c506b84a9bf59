#include "services/recommendations/themes/counting.h"

#include <utility>

namespace peerchallenge::recommendations {
namespace {

// Touches, of which those are dropped by which a figure would gain fewer authorities than the
// threshold.
class Waiting {
 public:
  Waiting(const std::set<Touch>& touches, const ThemeTree& tree, const Counted& counted) {
    for (const Touch& touch : touches) Add(touch, tree, counted);
  }

  void DropBelow(size_t threshold) {
    std::vector<Figure*> small;
    for (auto& [key, figure] : figures_) {
      if (figure.gain.size() < threshold) small.push_back(&figure);
    }
    while (!small.empty()) {
      Figure* figure = small.back();
      small.pop_back();
      for (const size_t touch : figure->touches) Drop(touch, threshold, small);
    }
  }

  void CountInto(Counted& counted) const {
    for (const auto& [key, figure] : figures_) {
      for (const auto& [authority, touches] : figure.gain) counted[key].insert(authority);
    }
  }

 private:
  struct Figure {
    std::map<std::string, int> gain;  // authorities that it would count anew, with their touches
    std::vector<size_t> touches;      // that bring one of them
  };
  struct Entry {
    std::string authority;
    std::vector<Figure*> gaining;  // figures that would count the authority anew
    bool dropped = false;
  };

  void Add(const Touch& touch, const ThemeTree& tree, const Counted& counted) {
    Entry entry;
    entry.authority = touch.authority;
    for (const std::string& theme : tree.WithWider(touch.theme)) {
      for (const std::string& year : {touch.year, std::string()}) {
        const CellKey key{theme, year, touch.measure};
        const auto before = counted.find(key);
        if (before != counted.end() && before->second.contains(touch.authority)) continue;
        Figure& figure = figures_[key];
        ++figure.gain[touch.authority];
        figure.touches.push_back(entries_.size());
        entry.gaining.push_back(&figure);
      }
    }
    entries_.push_back(std::move(entry));
  }

  // Figures that fall below the threshold by it go on `small`.
  void Drop(size_t touch, size_t threshold, std::vector<Figure*>& small) {
    Entry& entry = entries_[touch];
    if (std::exchange(entry.dropped, true)) return;
    for (Figure* figure : entry.gaining) {
      const auto gained = figure->gain.find(entry.authority);
      if (--gained->second > 0) continue;
      figure->gain.erase(gained);
      if (figure->gain.size() + 1 == threshold) small.push_back(figure);
    }
  }

  std::map<CellKey, Figure> figures_;
  std::vector<Entry> entries_;
};

}  // namespace

void CountIn(const std::set<Touch>& touches, const ThemeTree& tree, size_t threshold,
             Counted& counted) {
  Waiting waiting(touches, tree, counted);
  waiting.DropBelow(threshold);
  waiting.CountInto(counted);
}

}  // namespace peerchallenge::recommendations
