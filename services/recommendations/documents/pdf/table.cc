#include "services/recommendations/documents/pdf/table.h"

#include <algorithm>
#include <utility>

namespace peerchallenge::documents {
namespace {

using Weight = TextStyle::Weight;

constexpr double kGap = 10;  // between columns
// Width of a byte of text, on the safe side.
constexpr double kByteWidth = 6;
constexpr size_t kShortest = 6;  // bytes for which a column has room at least
// A column whose texts do not fit is as wide, compared with others, as its longest text up to this.
constexpr size_t kLongest = 100;  // bytes
// A header that is higher is not repeated.
constexpr double kHighestRepeated = (PageFrame::kBottom - PageFrame::kTop) / 4;

const RowStyle kCaption{{11, Weight::kBold}, 6, 4, 4 * 1.4 * 11};
const RowStyle kHeader{{10, Weight::kBold}, 4, 4, 3 * 1.4 * 10};
const RowStyle kCell{{10, Weight::kRegular}, 4, 4, 4};  // in one piece, if a page can hold it
const RowStyle kBelow{{10, Weight::kRegular}, 10};

struct Extent {
  double left = 0;
  double width = 0;
};

// The longest text of each column, in bytes.
std::vector<size_t> LongestOf(const Table& table) {
  std::vector<size_t> longest;
  for (size_t i = 0; i < table.header.size(); ++i) {
    longest.push_back(std::max(kShortest, table.header[i].size()));
    for (const auto& row : table.rows) longest[i] = std::max(longest[i], row[i].size());
  }
  return longest;
}

// Columns whose texts need less than an equal share get what they need; the others share the rest.
std::vector<Extent> ExtentsOf(const Table& table) {
  const std::vector<size_t> longest = LongestOf(table);
  const auto columns = static_cast<double>(longest.size());
  double rest = PageFrame::kTextWidth - kGap * (columns - 1);
  const auto fitting = static_cast<size_t>(rest / columns / kByteWidth);
  size_t shares = 0;
  for (const size_t bytes : longest) {
    if (bytes <= fitting) rest -= static_cast<double>(bytes) * kByteWidth;
    if (bytes > fitting) shares += std::min(bytes, kLongest);
  }
  std::vector<Extent> extents;
  double left = 0;
  for (const size_t bytes : longest) {
    const double width = bytes <= fitting ? static_cast<double>(bytes) * kByteWidth
                                          : rest * static_cast<double>(std::min(bytes, kLongest)) /
                                                static_cast<double>(shares);
    extents.push_back({left, width});
    left += width + kGap;
  }
  return extents;
}

class TableSetter {
 public:
  TableSetter(const Table& table, Structure& structure, TextSetter& setter, Typesetter& pages)
      : table_(table),
        structure_(structure),
        setter_(setter),
        pages_(pages),
        extents_(ExtentsOf(table)),
        node_(structure.Add(structure.document(), "/Table")) {}

  void Add() {
    AddCaption();
    AddHeader();
    const Structure::Node body = structure_.Add(node_, "/TBody");
    for (const auto& row : table_.rows) {
      pages_.Add(ColumnsOf(row, structure_.Add(body, "/TR"), "/TD", kCell.text), kCell);
      pages_.AddRule();
    }
    pages_.AtEachTop(nullptr);
    pages_.Add({}, kBelow);
  }

 private:
  void AddCaption() {
    if (table_.caption.empty()) return;
    pages_.Add({{structure_.Add(node_, "/Caption"), 0,
                 setter_.Set(table_.caption, kCaption.text, PageFrame::kTextWidth)}},
               kCaption);
  }

  void AddHeader() {
    const Structure::Node head = structure_.Add(node_, "/THead");
    std::vector<Column> columns =
        ColumnsOf(table_.header, structure_.Add(head, "/TR"), "/TH", kHeader.text);
    for (const Column& column : columns) {
      Structure::SetAttribute(*column.owner, "/Table", "/Scope", "/Column");
    }
    pages_.Add(columns, kHeader);
    pages_.AddRule();
    if (Typesetter::HeightOf(columns, kHeader) > kHighestRepeated) return;
    for (Column& column : columns) column.owner.reset();  // read aloud once only
    pages_.AtEachTop([this, columns = std::move(columns)] {
      pages_.Add(columns, kHeader);
      pages_.AddRule();
    });
  }

  std::vector<Column> ColumnsOf(const std::vector<std::string>& cells, Structure::Node row,
                                const char* tag, const TextStyle& style) {
    std::vector<Column> columns;
    for (size_t i = 0; i < cells.size(); ++i) {
      columns.push_back({structure_.Add(row, tag), extents_[i].left,
                         setter_.Set(cells[i], style, extents_[i].width)});
    }
    return columns;
  }

  const Table& table_;
  Structure& structure_;
  TextSetter& setter_;
  Typesetter& pages_;
  const std::vector<Extent> extents_;
  Structure::Node node_;
};

}  // namespace

void AddTable(const Table& table, Structure& structure, TextSetter& setter, Typesetter& pages) {
  TableSetter(table, structure, setter, pages).Add();
}

}  // namespace peerchallenge::documents
