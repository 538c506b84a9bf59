#include "services/recommendations/documents/html.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "services/recommendations/documents/columns.h"
#include "services/recommendations/documents/html_style.h"

namespace peerchallenge::documents {
namespace {

std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text,
                             {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

std::string Tagged(absl::string_view tag, const std::string& text) {
  return absl::StrCat("<", tag, ">", Escaped(text), "</", tag, ">\n");
}

// A string of CSS, with nothing in it that could end it or the style.
std::string CssString(const std::string& text) {
  std::string css = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || byte >= 0x80) {
      css += c;
    } else {
      absl::StrAppend(&css, "\\", absl::Hex(byte), " ");
    }
  }
  return css + "\"";
}

class HtmlBody {
 public:
  void operator()(const Heading& heading) {
    absl::StrAppend(&html_, "<h", heading.level, heading.on_new_page ? " class=\"new-page\">" : ">",
                    Escaped(heading.text), "</h", heading.level, ">\n");
  }
  void operator()(const Paragraph& paragraph) { html_ += Tagged("p", paragraph.text); }
  void operator()(const List& list) {
    const absl::string_view tag = list.marks == List::Marks::kBullets ? "ul" : "ol";
    absl::StrAppend(&html_, "<", tag, ">\n");
    for (const std::string& item : list.items) html_ += Tagged("li", item);
    absl::StrAppend(&html_, "</", tag, ">\n");
  }
  void operator()(const Quotation& quotation) {
    absl::StrAppend(&html_, "<figure>\n<blockquote>", Tagged("p", quotation.text),
                    "</blockquote>\n");
    if (!quotation.source.empty()) html_ += Tagged("figcaption", quotation.source);
    html_ += "</figure>\n";
  }
  void operator()(const Table& table) {
    html_ += "<table>\n";
    if (!table.caption.empty()) html_ += Tagged("caption", table.caption);
    html_ += "<colgroup>\n";
    for (const double share : ColumnShares(table)) {
      absl::StrAppendFormat(&html_, "<col style=\"width: %.1f%%\">\n", share * 100);
    }
    html_ += "</colgroup>\n<thead>\n<tr>\n";
    for (const std::string& cell : table.header) {
      // A header without words would be announced as one; so it is none.
      html_ += cell.empty() ? "<td></td>\n"
                            : absl::StrCat("<th scope=\"col\">", Escaped(cell), "</th>\n");
    }
    html_ += "</tr>\n</thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
      html_ += "<tr>\n";
      for (const std::string& cell : row) html_ += Tagged("td", cell);
      html_ += "</tr>\n";
    }
    html_ += "</tbody>\n</table>\n";
  }

  std::string Take() { return std::move(html_); }

 private:
  std::string html_;
};

std::string StyleOf(const Flow& flow) {
  std::string style(html_style::kFiles[0].second);
  if (!flow.notice.empty()) {
    absl::StrAppend(&style, "@page { @top-right { content: ", CssString(flow.notice), "; } }\n");
  }
  return style;
}

std::string HeadOf(const Flow& flow) {
  return absl::StrCat("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n",
                      "<meta http-equiv=\"Content-Security-Policy\" "
                      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
                      Tagged("title", flow.title), "<style>\n", StyleOf(flow),
                      "</style>\n</head>\n");
}

std::string FactsOf(const Flow& flow) {
  if (flow.facts.empty()) return "";
  std::string html = "<dl class=\"facts\">\n";
  for (const Fact& fact : flow.facts) {
    absl::StrAppend(&html, "<div>\n", Tagged("dt", fact.label), Tagged("dd", fact.value),
                    "</div>\n");
  }
  return html + "</dl>\n";
}

}  // namespace

std::string HtmlOf(const Flow& flow) {
  std::string html = HeadOf(flow);
  html += "<body>\n<main>\n";
  if (!flow.notice.empty()) {
    absl::StrAppend(&html, "<p class=\"notice\">", Escaped(flow.notice), "</p>\n");
  }
  html += Tagged("h1", flow.title);
  if (!flow.subtitle.empty()) {
    absl::StrAppend(&html, "<p class=\"subtitle\">", Escaped(flow.subtitle), "</p>\n");
  }
  html += FactsOf(flow);
  HtmlBody body;
  for (const Element& element : flow.elements) std::visit(body, element);
  return absl::StrCat(html, body.Take(), "</main>\n</body>\n</html>\n");
}

}  // namespace peerchallenge::documents
