#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "services/recommendations/documents/pdf/embedded_fonts.h"
#include "services/recommendations/documents/pdf/page.h"
#include "services/recommendations/documents/pdf/qpdf.h"
#include "services/recommendations/documents/pdf/structure.h"
#include "services/recommendations/documents/pdf/text_setter.h"

namespace peerchallenge::documents {

// Text in lines, at a distance from the left margin, and what it is a part of; nothing = an
// artifact.
struct Column {
  std::optional<Structure::Node> owner;
  double left = 0;
  std::vector<GlyphLine> lines;
};

struct RowStyle {
  TextStyle text;
  double before = 0;  // space above; none at a page's top
  double after = 0;
  double keep = 0;  // room that has to be left below on the same page, as below a heading
};

// Where the last row began.
struct Place {
  size_t page = 0;
  double top = 0;  // from the page's upper edge
};

// Puts rows of text on pages, one below the other. A row that does not fit goes on on the next
// page, never with one line alone on either. Throws as QPDF and
// TextSetter do.
class Typesetter {
 public:
  // `file`, `structure` and `setter` outlive it.
  Typesetter(QPDF& file, Structure& structure, TextSetter& setter);

  // Columns side by side, set in the same style.
  Place Add(const std::vector<Column>& columns, const RowStyle& style);
  // A line across the text, as wide as the text.
  void AddRule();
  // What follows begins on a new page, unless the page is empty yet.
  void BreakPage();
  // Is called at the top of each page that begins from now on; nothing = no more.
  void AtEachTop(std::function<void()> repeat) { at_top_ = std::move(repeat); }
  // How high the columns are in lines of that style.
  static double HeightOf(const std::vector<Column>& columns, const RowStyle& style);

  QPDFObjectHandle PageAt(size_t page) const { return objects_[page]; }
  // Writes header (empty = none) and number on each page, and all pages into the file.
  void Finish(const std::string& header);

 private:
  void BeginPage();
  double Room() const;
  // How many of the lines that are left go on this page; 0 = the next page has to take them.
  size_t LinesThatFit(size_t left, double leading) const;
  void Show(const std::vector<Column>& columns, const TextStyle& style, size_t from, size_t to);
  void ShowMargin(const std::string& text, TextStyle::Weight weight, double top, Page& page);

  QPDF& file_;
  Structure& structure_;
  TextSetter& setter_;
  EmbeddedFonts fonts_;
  std::vector<Page> pages_;
  std::vector<QPDFObjectHandle> objects_;  // of the pages
  std::function<void()> at_top_;
  double top_ = 0;             // of what comes next, from the page's upper edge
  bool page_is_empty_ = true;  // but for what is repeated
};

}  // namespace peerchallenge::documents
