#include "services/recommendations/themes/release_cells.h"

#include <algorithm>

namespace peerchallenge::recommendations {
namespace {

using Cell = v1::ThemeRelease::Cell;

v1::Finding::Kind KindOf(Measure measure) {
  return measure == Measure::kStrength ? v1::Finding::KIND_STRENGTH
                                       : v1::Finding::KIND_AREA_FOR_CONSIDERATION;
}

Cell MakeCell(const CellKey& key, const Counted& counted) {
  Cell cell;
  cell.set_theme(key.theme);
  cell.set_year_start_date(key.year);
  cell.set_kind(KindOf(key.measure));
  const auto found = counted.find(key);
  if (found != counted.end() && !found->second.empty()) {
    cell.set_authorities(static_cast<int32_t>(found->second.size()));
  }
  return cell;
}

void AddSingleYears(const std::string& theme, const Counted& counted, std::vector<Cell>& cells) {
  for (auto at = counted.lower_bound({theme, "", Measure::kStrength});
       at != counted.end() && at->first.theme == theme; ++at) {
    if (!at->first.year.empty()) cells.push_back(MakeCell(at->first, counted));
  }
}

void AddOutcome(const std::string& theme, const ThemeTree& tree, const ReleaseInput& input,
                Counted& counted, Cell& cell) {
  if (!tree.IsWidest(theme)) return;
  const Outcome outcome = SettleOutcome(theme, input.deeds, tree, input.threshold, counted);
  if (outcome.delivered) cell.set_delivered(static_cast<int32_t>(*outcome.delivered));
  if (outcome.improved) cell.set_improved(static_cast<int32_t>(*outcome.improved));
}

}  // namespace

std::vector<Cell> MakeCells(const ReleaseInput& input, Counted& counted) {
  const ThemeTree tree(input.themes);
  CountIn(input.touches, tree, input.threshold, counted);
  std::vector<std::string> names;
  for (const v1::Theme& theme : input.themes) names.push_back(theme.name());
  std::sort(names.begin(), names.end());
  std::vector<Cell> cells;
  for (const std::string& name : names) {
    cells.push_back(MakeCell({name, "", Measure::kStrength}, counted));
    cells.push_back(MakeCell({name, "", Measure::kArea}, counted));
    AddOutcome(name, tree, input, counted, cells.back());
    AddSingleYears(name, counted, cells);
  }
  return cells;
}

}  // namespace peerchallenge::recommendations
