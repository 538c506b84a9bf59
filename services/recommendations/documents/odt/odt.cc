#include "services/recommendations/documents/odt/odt.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "services/recommendations/documents/archive.h"
#include "services/recommendations/documents/columns.h"
#include "services/recommendations/documents/odt_parts.h"
#include "services/recommendations/documents/xml.h"

namespace peerchallenge::documents {
namespace {

constexpr double kWholeWidth = 65535;  // of a table, in parts
constexpr char kMediaType[] = "application/vnd.oasis.opendocument.text";

std::string_view Part(std::string_view name) { return Embedded(odt_parts::kFiles, name); }

pugi::xml_node AddStyled(pugi::xml_node parent, const char* element, std::string_view style) {
  pugi::xml_node node = AddElement(parent, element);
  SetAttribute(node, "text:style-name", style);
  return node;
}

void AddParagraph(pugi::xml_node parent, std::string_view style, std::string_view text) {
  AddText(AddStyled(parent, "text:p", style), text);
}

class OdtBody {
 public:
  OdtBody(pugi::xml_node body, pugi::xml_node styles) : body_(body), styles_(styles) {}

  // The title is a paragraph of its own style, so the headings below it are of the levels 1 to 5.
  void operator()(const Heading& heading) {
    const int level = heading.level - 1;
    pugi::xml_node node = AddStyled(
        body_, "text:h", absl::StrCat(heading.on_new_page ? "NewPage" : "Heading_20_", level));
    SetAttribute(node, "text:outline-level", absl::StrCat(level));
    AddText(node, heading.text);
  }
  void operator()(const Paragraph& paragraph) {
    AddParagraph(body_, "Text_20_body", paragraph.text);
  }
  void operator()(const List& list) {
    pugi::xml_node node =
        AddStyled(body_, "text:list", list.marks == List::Marks::kBullets ? "Bullets" : "Numbers");
    for (const std::string& item : list.items) {
      AddParagraph(AddElement(node, "text:list-item"), "List_20_item", item);
    }
  }
  void operator()(const Quotation& quotation) {
    AddParagraph(body_, "Quotations", quotation.text);
    if (!quotation.source.empty()) AddParagraph(body_, "Quotation_20_source", quotation.source);
  }
  void operator()(const Table& table) {
    if (!table.caption.empty()) AddParagraph(body_, "Caption", table.caption);
    pugi::xml_node node = AddElement(body_, "table:table");
    SetAttribute(node, "table:name", absl::StrCat("Table", ++tables_));
    SetAttribute(node, "table:style-name", "Grid");
    for (const double share : ColumnShares(table)) AddColumn(node, share);
    AddRow(AddElement(node, "table:table-header-rows"), "Table_20_Heading", table.header);
    for (const auto& row : table.rows) AddRow(node, "Table_20_Contents", row);
  }
  void operator()(const Fact& fact) {
    pugi::xml_node node = AddStyled(body_, "text:p", "Fact");
    AddText(AddStyled(node, "text:span", "Label"), fact.label);
    AddElement(node, "text:tab");
    AddText(node, fact.value);
  }

 private:
  // Columns have their widths from styles only.
  void AddColumn(pugi::xml_node table, double share) {
    const std::string style = absl::StrCat("Column", ++columns_);
    pugi::xml_node definition = AddElement(styles_, "style:style");
    SetAttribute(definition, "style:name", style);
    SetAttribute(definition, "style:family", "table-column");
    SetAttribute(AddElement(definition, "style:table-column-properties"), "style:rel-column-width",
                 absl::StrCat(std::lround(share * kWholeWidth), "*"));
    SetAttribute(AddElement(table, "table:table-column"), "table:style-name", style);
  }
  static void AddRow(pugi::xml_node parent, std::string_view style,
                     const std::vector<std::string>& cells) {
    pugi::xml_node row = AddElement(parent, "table:table-row");
    for (const std::string& text : cells) {
      pugi::xml_node cell = AddElement(row, "table:table-cell");
      SetAttribute(cell, "table:style-name", "Cell");
      SetAttribute(cell, "office:value-type", "string");
      AddParagraph(cell, style, text);
    }
  }

  pugi::xml_node body_;
  pugi::xml_node styles_;
  int tables_ = 0;
  int columns_ = 0;
};

std::string ContentOf(const Flow& flow) {
  pugi::xml_document content;
  Parse(Part("content.xml"), content);
  const pugi::xml_node text = Find(content, "office:text");
  if (!flow.notice.empty()) AddParagraph(text, "Notice", flow.notice);
  AddParagraph(text, "Title", flow.title);
  if (!flow.subtitle.empty()) AddParagraph(text, "Subtitle", flow.subtitle);
  OdtBody body(text, Find(content, "office:automatic-styles"));
  for (const Fact& fact : flow.facts) body(fact);
  for (const Element& element : flow.elements) std::visit(body, element);
  return XmlFile(content);
}

std::string StylesOf(const Flow& flow) {
  pugi::xml_document styles;
  Parse(Part("styles.xml"), styles);
  AddText(Find(styles, "style:header").first_child(), flow.notice);
  return XmlFile(styles);
}

std::string MetaOf(const Flow& flow) {
  pugi::xml_document meta;
  Parse(Part("meta.xml"), meta);
  AddText(Find(meta, "dc:title"), flow.title);
  return XmlFile(meta);
}

}  // namespace

absl::StatusOr<std::string> OdtOf(const Flow& flow) {
  return ZipOf({
      {"mimetype", kMediaType, ArchivedFile::Packing::kStored},  // first and plain: part 2, 3.3
      {"META-INF/manifest.xml", std::string(Part("manifest.xml"))},
      {"content.xml", ContentOf(flow)},
      {"styles.xml", StylesOf(flow)},
      {"meta.xml", MetaOf(flow)},
  });
}

}  // namespace peerchallenge::documents
