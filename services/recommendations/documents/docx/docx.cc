#include "services/recommendations/documents/docx/docx.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "services/recommendations/documents/archive.h"
#include "services/recommendations/documents/columns.h"
#include "services/recommendations/documents/docx_parts.h"
#include "services/recommendations/documents/xml.h"

namespace peerchallenge::documents {
namespace {

constexpr int kBullets = 1;          // the w:num of numbering.xml
constexpr int kNumbersStyle = 1;     // its w:abstractNum
constexpr double kTextWidth = 9412;  // of document.xml's page, in twentieths of a point

std::string_view Part(std::string_view name) { return Embedded(docx_parts::kFiles, name); }

pugi::xml_node AddValued(pugi::xml_node parent, const char* element, std::string_view value) {
  pugi::xml_node node = AddElement(parent, element);
  SetAttribute(node, "w:val", value);
  return node;
}

void AddRun(pugi::xml_node paragraph, std::string_view text) {
  pugi::xml_node node = AddElement(AddElement(paragraph, "w:r"), "w:t");
  SetAttribute(node, "xml:space", "preserve");
  AddText(node, text);
}

// A numbered list of its own: it begins at 1 again.
void AddNumbers(pugi::xml_node numbering, int id) {
  pugi::xml_node num = AddElement(numbering, "w:num");
  SetAttribute(num, "w:numId", absl::StrCat(id));
  AddValued(num, "w:abstractNumId", absl::StrCat(kNumbersStyle));
  pugi::xml_node again = AddElement(num, "w:lvlOverride");
  SetAttribute(again, "w:ilvl", "0");
  AddValued(again, "w:startOverride", "1");
}

class DocxBody {
 public:
  DocxBody(pugi::xml_node section, pugi::xml_node numbering)
      : section_(section), numbering_(numbering) {}

  void operator()(const Heading& heading) {
    pugi::xml_node paragraph = AddParagraph(absl::StrCat("Heading", heading.level - 1));
    if (heading.on_new_page) AddElement(paragraph.first_child(), "w:pageBreakBefore");
    AddRun(paragraph, heading.text);
  }
  void operator()(const Paragraph& paragraph) { Add("BodyText", paragraph.text); }
  void operator()(const List& list) {
    int numbering = kBullets;
    if (list.marks == List::Marks::kNumbers) AddNumbers(numbering_, numbering = ++last_numbering_);
    for (const std::string& item : list.items) {
      pugi::xml_node paragraph = AddParagraph("ListParagraph");
      pugi::xml_node properties = AddElement(paragraph.first_child(), "w:numPr");
      AddValued(properties, "w:ilvl", "0");
      AddValued(properties, "w:numId", absl::StrCat(numbering));
      AddRun(paragraph, item);
    }
  }
  void operator()(const Quotation& quotation) {
    Add("Quote", quotation.text);
    if (!quotation.source.empty()) Add("QuoteSource", quotation.source);
  }
  void operator()(const Table& table) {
    if (!table.caption.empty()) Add("Caption", table.caption);
    pugi::xml_node node = Before("w:tbl");
    pugi::xml_node properties = AddElement(node, "w:tblPr");
    AddValued(properties, "w:tblStyle", "Grid");
    pugi::xml_node width = AddElement(properties, "w:tblW");
    SetAttribute(width, "w:w", "5000");  // fiftieths of a per cent
    SetAttribute(width, "w:type", "pct");
    SetAttribute(AddElement(properties, "w:tblLook"), "w:firstRow", "1");
    pugi::xml_node grid = AddElement(node, "w:tblGrid");
    for (const double share : ColumnShares(table)) {
      SetAttribute(AddElement(grid, "w:gridCol"), "w:w",
                   absl::StrCat(std::lround(share * kTextWidth)));
    }
    pugi::xml_node header = AddElement(node, "w:tr");
    AddElement(AddElement(header, "w:trPr"), "w:tblHeader");
    AddCells(header, "TableHeading", table.header);
    for (const auto& row : table.rows) AddCells(AddElement(node, "w:tr"), "TableText", row);
    Before("w:p");  // two tables without anything between them would be one
  }
  void operator()(const Fact& fact) {
    pugi::xml_node paragraph = AddParagraph("Fact");
    AddRun(paragraph, fact.label);
    AddElement(paragraph.last_child().prepend_child("w:rPr"), "w:b");
    AddElement(AddElement(paragraph, "w:r"), "w:tab");
    AddRun(paragraph, fact.value);
  }
  void Add(std::string_view style, std::string_view text) { AddRun(AddParagraph(style), text); }

 private:
  // The section's properties are the last of the body's elements.
  pugi::xml_node Before(const char* element) {
    return section_.parent().insert_child_before(element, section_);
  }
  pugi::xml_node AddParagraph(std::string_view style) {
    pugi::xml_node paragraph = Before("w:p");
    AddValued(AddElement(paragraph, "w:pPr"), "w:pStyle", style);
    return paragraph;
  }
  static void AddCells(pugi::xml_node row, std::string_view style,
                       const std::vector<std::string>& cells) {
    for (const std::string& text : cells) {
      pugi::xml_node paragraph = AddElement(AddElement(row, "w:tc"), "w:p");
      AddValued(AddElement(paragraph, "w:pPr"), "w:pStyle", style);
      AddRun(paragraph, text);
    }
  }

  pugi::xml_node section_;
  pugi::xml_node numbering_;
  int last_numbering_ = kBullets;
};

struct Body {
  std::string document;
  std::string numbering;
};

Body BodyOf(const Flow& flow) {
  pugi::xml_document document;
  pugi::xml_document numbering;
  Parse(Part("document.xml"), document);
  Parse(Part("numbering.xml"), numbering);
  DocxBody body(Find(document, "w:sectPr"), Find(numbering, "w:numbering"));
  if (!flow.notice.empty()) body.Add("Notice", flow.notice);
  body.Add("Title", flow.title);
  if (!flow.subtitle.empty()) body.Add("Subtitle", flow.subtitle);
  for (const Fact& fact : flow.facts) body(fact);
  for (const Element& element : flow.elements) std::visit(body, element);
  return {XmlFile(document), XmlFile(numbering)};
}

std::string HeaderOf(const Flow& flow) {
  pugi::xml_document header;
  Parse(Part("header.xml"), header);
  AddRun(Find(header, "w:p"), flow.notice);
  return XmlFile(header);
}

std::string CoreOf(const Flow& flow) {
  pugi::xml_document core;
  Parse(Part("core.xml"), core);
  AddText(Find(core, "dc:title"), flow.title);
  return XmlFile(core);
}

}  // namespace

absl::StatusOr<std::string> DocxOf(const Flow& flow) {
  Body body = BodyOf(flow);
  const auto part = [](std::string_view name) { return std::string(Part(name)); };
  return ZipOf({
      {"[Content_Types].xml", part("content_types.xml")},
      {"_rels/.rels", part("package_relations.xml")},
      {"docProps/core.xml", CoreOf(flow)},
      {"word/_rels/document.xml.rels", part("document_relations.xml")},
      {"word/document.xml", std::move(body.document)},
      {"word/numbering.xml", std::move(body.numbering)},
      {"word/styles.xml", part("styles.xml")},
      {"word/settings.xml", part("settings.xml")},
      {"word/header.xml", HeaderOf(flow)},
      {"word/footer.xml", part("footer.xml")},
  });
}

}  // namespace peerchallenge::documents
