#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

// Drawings as SVG 1.1, for screens and for printers without colour.
namespace peerchallenge::cli {

// A corner and a size, in units of 1/96 inch.
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

enum class Anchor { kStart, kMiddle };

// How a text is drawn.
struct TextStyle {
  double size = 11;  // units
  Anchor anchor = Anchor::kStart;
  bool bold = false;
  std::string colour = "#111111";
};

// How a box is drawn. Colours as in CSS; "none" = not at all.
struct BoxStyle {
  std::string fill = "none";
  std::string stroke = "none";
  double radius = 0;
  bool dashed = false;
};

// One drawing. Text is escaped; characters that XML does not allow are left out.
class Drawing {
 public:
  // `title` and `description` are read out by screen readers in place of the picture.
  Drawing(double width, double height, std::string_view title, std::string_view description);

  // `tip` is shown to who points at the box and read to who cannot; empty = none.
  void AddBox(const Box& box, const BoxStyle& style, std::string_view tip = "");
  // `x`, `y`: where the text's base line starts or, with kMiddle, has its middle.
  void AddText(double x, double y, std::string_view text, const TextStyle& style);
  // Lines of text from the top of `box` downwards, broken between words, as many as have room; the
  // last ends in "…" where some have not. A word wider than the box is broken.
  void AddTextIn(const Box& box, std::string_view text, const TextStyle& style);
  void AddLine(double x1, double y1, double x2, double y2, std::string_view colour);

  // The whole file, UTF-8, ends with a line break.
  std::string ToString() const;

 private:
  pugi::xml_document document_;
  pugi::xml_node root_;
};

// About how wide a text is drawn; most are narrower.
double WidthOfText(std::string_view text, const TextStyle& style);

// The lines that AddTextIn() draws in a box of this size.
std::vector<std::string> LinesIn(double width, double height, std::string_view text,
                                 const TextStyle& style);

}  // namespace peerchallenge::cli
