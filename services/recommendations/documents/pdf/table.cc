#include "services/recommendations/documents/pdf/table.h"

#include <utility>

#include "services/recommendations/documents/columns.h"

namespace peerchallenge::documents {
namespace {

using Weight = TextStyle::Weight;

constexpr double kGap = 10;  // between columns
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

std::vector<Extent> ExtentsOf(const Table& table) {
  const std::vector<double> shares = ColumnShares(table);
  const double text = PageFrame::kTextWidth - kGap * static_cast<double>(shares.size() - 1);
  std::vector<Extent> extents;
  double left = 0;
  for (const double share : shares) {
    extents.push_back({left, share * text});
    left += share * text + kGap;
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

  std::vector<Column> ColumnsOf(const std::vector<std::string>& cells, const Structure::Node& row,
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
