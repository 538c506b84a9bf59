#include "services/peerchallenge/pictures/svg.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

constexpr char kFont[] = "Arial, Helvetica, 'Liberation Sans', sans-serif";
// Widths are not known without the font; most texts in it are narrower than this.
constexpr double kCharacterWidth = 0.56;  // of the size
constexpr double kBoldWidth = 0.63;       // of the size
constexpr double kLineHeight = 1.2;       // of the size
constexpr double kPadding = 3;            // units

std::string Number(double value) {
  const double rounded = std::round(value * 100) / 100;
  return absl::StrFormat("%g", rounded);
}

// XML 1.0 allows no control characters but these three.
std::string Allowed(std::string_view text) {
  std::string allowed;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code >= 0x20 || c == '\t' || c == '\n' || c == '\r') allowed += c;
  }
  return allowed;
}

void Set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(std::string(value).c_str());
}

void Set(pugi::xml_node node, const char* name, double value) { Set(node, name, Number(value)); }

void AddTextChild(pugi::xml_node parent, const char* name, std::string_view text) {
  parent.append_child(name).text().set(Allowed(text).c_str());
}

}  // namespace

Drawing::Drawing(double width, double height, std::string_view title,
                 std::string_view description) {
  root_ = document_.append_child("svg");
  Set(root_, "xmlns", "http://www.w3.org/2000/svg");
  Set(root_, "width", width);
  Set(root_, "height", height);
  Set(root_, "viewBox", absl::StrCat("0 0 ", Number(width), " ", Number(height)));
  Set(root_, "role", "img");
  Set(root_, "aria-label", Allowed(title));
  Set(root_, "font-family", kFont);
  AddTextChild(root_, "title", title);
  AddTextChild(root_, "desc", description);
  AddBox({0, 0, width, height}, {.fill = "#ffffff"});
}

void Drawing::AddBox(const Box& box, const BoxStyle& style, std::string_view tip) {
  pugi::xml_node node = root_.append_child("rect");
  Set(node, "x", box.x);
  Set(node, "y", box.y);
  Set(node, "width", box.width);
  Set(node, "height", box.height);
  Set(node, "fill", style.fill);
  if (style.stroke != "none") Set(node, "stroke", style.stroke);
  if (style.radius > 0) Set(node, "rx", style.radius);
  if (style.dashed) Set(node, "stroke-dasharray", "3 2");
  if (!tip.empty()) AddTextChild(node, "title", tip);
}

void Drawing::AddText(double x, double y, std::string_view text, const TextStyle& style) {
  pugi::xml_node node = root_.append_child("text");
  Set(node, "x", x);
  Set(node, "y", y);
  Set(node, "font-size", style.size);
  Set(node, "fill", style.colour);
  if (style.anchor == Anchor::kMiddle) Set(node, "text-anchor", "middle");
  if (style.bold) Set(node, "font-weight", "bold");
  node.text().set(Allowed(text).c_str());
}

void Drawing::AddTextIn(const Box& box, std::string_view text, const TextStyle& style) {
  const double x = style.anchor == Anchor::kMiddle ? box.x + box.width / 2 : box.x + kPadding;
  double y = box.y + kPadding + style.size;
  for (const std::string& line : LinesIn(box.width, box.height, text, style)) {
    AddText(x, y, line, style);
    y += style.size * kLineHeight;
  }
}

void Drawing::AddLine(double x1, double y1, double x2, double y2, std::string_view colour) {
  pugi::xml_node node = root_.append_child("line");
  Set(node, "x1", x1);
  Set(node, "y1", y1);
  Set(node, "x2", x2);
  Set(node, "y2", y2);
  Set(node, "stroke", colour);
}

std::string Drawing::ToString() const {
  std::ostringstream out;
  document_.save(out, " ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

double WidthOfText(std::string_view text, const TextStyle& style) {
  return static_cast<double>(WidthOf(std::string(text))) * style.size *
         (style.bold ? kBoldWidth : kCharacterWidth);
}

std::vector<std::string> LinesIn(double width, double height, std::string_view text,
                                 const TextStyle& style) {
  const double size = style.size;
  const auto columns =
      static_cast<size_t>(std::max(1.0, (width - 2 * kPadding) / WidthOfText("m", style)));
  const double room = height - 2 * kPadding - size;
  const auto most =
      room < 0 ? size_t{0} : static_cast<size_t>(1 + std::floor(room / (size * kLineHeight)));
  std::vector<std::string> lines = WrapWords(std::string(text), columns);
  if (lines.size() <= most) return lines;
  lines.resize(most);
  if (lines.empty()) return lines;
  // Room for the sign of omission, at the end of a whole character.
  std::string& last = lines.back();
  while (!last.empty() && WidthOf(last) >= columns) {
    while (!last.empty() && (static_cast<unsigned char>(last.back()) & 0xC0) == 0x80) {
      last.pop_back();
    }
    if (!last.empty()) last.pop_back();
  }
  last += "…";
  return lines;
}

}  // namespace peerchallenge::cli
