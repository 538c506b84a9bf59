#pragma once

#include <string>

#include "services/recommendations/documents/pdf/embedded_fonts.h"
#include "services/recommendations/documents/pdf/text_setter.h"

namespace peerchallenge::documents {

// A4, with margins; in points, from the page's upper left corner.
struct PageFrame {
  static constexpr double kWidth = 595.28;
  static constexpr double kHeight = 841.89;
  static constexpr double kLeft = 62.4;
  static constexpr double kRight = kWidth - kLeft;
  static constexpr double kTop = 71;
  static constexpr double kBottom = kHeight - 71;
  static constexpr double kTextWidth = kRight - kLeft;
  static constexpr double kHeader = 40;  // top of the line above the text
  static constexpr double kFooter = kHeight - 50;
};

// What a page shows, as PDF operators. All of it is either part of the document's structure or an
// artifact: lines, running heads and page numbers, which are not read aloud.
class Page {
 public:
  // Begins a part of a structure element; returns the part's number on this page, from 0.
  int BeginContent(const std::string& tag);
  void BeginArtifact();
  // Ends what was begun last.
  void End();

  // `fonts` gets the glyphs.
  void Show(const GlyphLine& line, double size, double left, double baseline, EmbeddedFonts& fonts);
  // A horizontal line.
  void Rule(double left, double right, double top);

  const std::string& operators() const { return operators_; }

 private:
  std::string operators_;
  int contents_ = 0;
};

}  // namespace peerchallenge::documents
