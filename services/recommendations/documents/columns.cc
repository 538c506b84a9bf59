#include "services/recommendations/documents/columns.h"

#include <algorithm>
#include <numeric>

namespace peerchallenge::documents {
namespace {

// How many bytes of text, on the safe side, fit side by side on a page.
constexpr double kBytesAcross = 66;
constexpr size_t kShortest = 6;  // a column has room for as many bytes at least
// What is longer takes more lines, not more of the width.
constexpr size_t kLongest = 100;

std::vector<double> LongestTexts(const Table& table) {
  std::vector<double> longest;
  for (size_t i = 0; i < table.header.size(); ++i) {
    size_t bytes = std::max(kShortest, table.header[i].size());
    for (const auto& row : table.rows) bytes = std::max(bytes, row[i].size());
    longest.push_back(static_cast<double>(std::min(bytes, kLongest)));
  }
  return longest;
}

}  // namespace

std::vector<double> ColumnShares(const Table& table) {
  std::vector<double> widths = LongestTexts(table);
  const double equal = kBytesAcross / static_cast<double>(widths.size());
  double fitting = 0;  // of the width, all columns that fit
  double greedy = 0;   // what the others would like
  for (const double width : widths) (width <= equal ? fitting : greedy) += width;
  if (greedy > 0) {
    const double scale = (kBytesAcross - fitting) / greedy;
    for (double& width : widths) width *= width <= equal ? 1 : scale;
  }
  const double sum = std::accumulate(widths.begin(), widths.end(), 0.0);
  for (double& width : widths) width /= sum;
  return widths;
}

}  // namespace peerchallenge::documents
