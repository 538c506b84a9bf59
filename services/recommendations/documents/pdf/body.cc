#include "services/recommendations/documents/pdf/body.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/recommendations/documents/pdf/table.h"

namespace peerchallenge::documents {
namespace {

using Weight = TextStyle::Weight;

constexpr double kBodySize = 11;
constexpr double kBelowHeading = 3 * 1.4 * kBodySize;  // room for three lines of text
constexpr double kQuotationIndent = 28;
constexpr double kFactIndent = 142;  // the longest label of a letter is 120 wide

const RowStyle kNotice{{kBodySize, Weight::kBold}, 0, 14};
const RowStyle kTitle{{20, Weight::kBold}, 0, 8, kBelowHeading};
const RowStyle kSubtitle{{13, Weight::kRegular}, 0, 12};
const RowStyle kParagraph{{kBodySize, Weight::kRegular}, 0, 8};
const RowStyle kItem{{kBodySize, Weight::kRegular}, 0, 4};
const RowStyle kQuoted{{kBodySize, Weight::kRegular}, 2, 2};
const RowStyle kSource{{10, Weight::kRegular}, 0, 10};

RowStyle StyleOf(const Heading& heading) {
  const double size = heading.level == 2 ? 16 : heading.level == 3 ? 13 : kBodySize;
  return {{size, Weight::kBold}, 14, 5, kBelowHeading};
}

// Wide enough for the longest number.
double ItemIndent(const List& list) {
  return 10.0 + 6.5 * static_cast<double>(absl::StrCat(list.items.size()).size());
}

}  // namespace

Place PdfBody::AddText(const Structure::Node& parent, const char* tag, const std::string& text,
                       const RowStyle& style, double indent) {
  const double width = PageFrame::kTextWidth - 2 * indent;
  return pages_.Add({{structure_.Add(parent, tag), indent, setter_.Set(text, style.text, width)}},
                    style);
}

void PdfBody::AddLabelled(const Structure::Node& list, const std::string& label, Weight weight,
                          const std::string& text, double indent) {
  Structure::Node item = structure_.Add(list, "/LI");
  TextStyle label_style = kItem.text;
  label_style.weight = weight;
  // The space parts label and text for those who take the text out of the file.
  std::vector<Column> columns = {{structure_.Add(item, "/Lbl"), 0,
                                  setter_.Set(absl::StrCat(label, " "), label_style, indent)}};
  columns.push_back({structure_.Add(item, "/LBody"), indent,
                     setter_.Set(text, kItem.text, PageFrame::kTextWidth - indent)});
  pages_.Add(columns, kItem);
}

void PdfBody::AddFacts(const std::vector<Fact>& facts) {
  if (facts.empty()) return;
  Structure::Node list = structure_.Add(structure_.document(), "/L");
  Structure::SetAttribute(list, "/List", "/ListNumbering", "/None");
  for (const Fact& fact : facts) {
    AddLabelled(list, fact.label, Weight::kBold, fact.value, kFactIndent);
  }
}

void PdfBody::AddHead(const Flow& flow) {
  const Structure::Node document = structure_.document();
  if (!flow.notice.empty()) AddText(document, "/P", flow.notice, kNotice);
  AddText(document, "/H1", flow.title, kTitle);
  if (!flow.subtitle.empty()) AddText(document, "/P", flow.subtitle, kSubtitle);
  AddFacts(flow.facts);
}

void PdfBody::operator()(const Heading& heading) {
  if (heading.on_new_page) pages_.BreakPage();
  const Place place = AddText(structure_.document(), absl::StrCat("/H", heading.level).c_str(),
                              heading.text, StyleOf(heading));
  bookmarks_.push_back(
      {heading.level, heading.text, pages_.PageAt(place.page), PageFrame::kHeight - place.top});
}

void PdfBody::operator()(const Paragraph& paragraph) {
  AddText(structure_.document(), "/P", paragraph.text, kParagraph);
}

void PdfBody::operator()(const List& list) {
  const bool bullets = list.marks == List::Marks::kBullets;
  Structure::Node node = structure_.Add(structure_.document(), "/L");
  Structure::SetAttribute(node, "/List", "/ListNumbering", bullets ? "/Disc" : "/Decimal");
  const double indent = ItemIndent(list);
  for (size_t i = 0; i < list.items.size(); ++i) {
    const std::string label = bullets ? "•" : absl::StrCat(i + 1, ".");
    AddLabelled(node, label, Weight::kRegular, list.items[i], indent);
  }
}

void PdfBody::operator()(const Quotation& quotation) {
  const Structure::Node node = structure_.Add(structure_.document(), "/BlockQuote");
  AddText(node, "/P", quotation.text, kQuoted, kQuotationIndent);
  if (!quotation.source.empty()) {
    AddText(node, "/P", quotation.source, kSource, kQuotationIndent);
  }
}

void PdfBody::operator()(const Table& table) { AddTable(table, structure_, setter_, pages_); }

}  // namespace peerchallenge::documents
