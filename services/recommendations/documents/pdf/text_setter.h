#pragma once

#include <hb.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/environment/budget.h"
#include "services/recommendations/documents/pdf/fonts.h"

// Text set into lines, by Pango: shaping, both directions of writing, line breaks, and another font
// where one lacks a sign. All measures are points (1/72 inch).
namespace peerchallenge::documents {

// A sign at its place.
struct Glyph {
  uint32_t id = 0;   // in its font
  double x = 0;      // of its origin, from the left edge of the text
  double rise = 0;   // of its origin above the baseline
  std::string text;  // what it stands for, in logical order; never empty
};

// Glyphs of one font, in logical order.
struct GlyphRun {
  hb_face_t* face = nullptr;  // lives as long as the setter
  size_t begin = 0;           // of its text, in bytes
  std::vector<Glyph> glyphs;
};

// In logical order, in which it is read, whatever the order on paper.
struct GlyphLine {
  double end = 0;  // where its last sign ends, from the left edge of the text
  std::vector<GlyphRun> runs;
};

struct TextStyle {
  enum class Weight { kRegular, kBold };
  double size = 11;
  Weight weight = Weight::kRegular;

  double Leading() const { return size * 1.4; }    // from baseline to baseline
  double Baseline() const { return size * 1.09; }  // below the line's top
};

// Thrown by a setter whose budget is spent.
struct OutOfTime {};

// For one thread.
class TextSetter {
 public:
  // `fonts` outlive the setter.
  explicit TextSetter(const Fonts& fonts,
                      environment::Budget budget = environment::Budget::Endless());
  TextSetter(const TextSetter&) = delete;
  TextSetter& operator=(const TextSetter&) = delete;
  ~TextSetter();

  // One paragraph of clean text, in lines of `width`; a word that is longer is broken. Its own
  // first letter decides whether it runs from left to right or from right to left. At least one
  // line. Throws OutOfTime.
  std::vector<GlyphLine> Set(std::string_view text, const TextStyle& style, double width);

 private:
  struct Pango;
  void AddLines(std::string_view text, std::vector<GlyphLine>& lines);

  const Fonts& fonts_;
  environment::Budget budget_;
  std::unique_ptr<Pango> pango_;
};

}  // namespace peerchallenge::documents
