#include "services/recommendations/documents/pdf/page.h"

#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace peerchallenge::documents {
namespace {

constexpr double kRuleWidth = 0.5;
constexpr double kRuleGrey = 0.45;
constexpr size_t kNoFont = std::numeric_limits<size_t>::max();

// The operators that show glyphs, as few as there can be: a font is named when it changes, a place
// when it is not where the last glyph ended on the same height.
class GlyphWriter {
 public:
  GlyphWriter(double size, double left, double bottom, EmbeddedFonts& fonts, std::string& operators)
      : size_(size), left_(left), bottom_(bottom), fonts_(fonts), out_(operators) {
    out_ += "BT\n";
  }
  GlyphWriter(const GlyphWriter&) = delete;
  GlyphWriter& operator=(const GlyphWriter&) = delete;
  ~GlyphWriter() {
    EndString();
    out_ += "ET\n";
  }

  void Write(hb_face_t* face, const Glyph& glyph) {
    const FontCode code = fonts_.CodeOf(face, glyph);
    if (code.font != font_) ChangeFont(code.font);
    if (glyph.rise != rise_ || !in_string_) {
      MoveTo(glyph.x, glyph.rise);
    } else if (const double gap = std::round((pen_ - glyph.x) / size_ * 1000); gap != 0) {
      absl::StrAppendFormat(&out_, ">%.0f<", gap);
    }
    absl::StrAppendFormat(&out_, "%04X", code.code);
    pen_ = glyph.x + fonts_.WidthOf(code) * size_;
  }

 private:
  void ChangeFont(size_t font) {
    EndString();
    absl::StrAppendFormat(&out_, "%s %.1f Tf\n", EmbeddedFonts::NameOf(font), size_);
    font_ = font;
  }
  void MoveTo(double x, double rise) {
    EndString();
    absl::StrAppendFormat(&out_, "1 0 0 1 %.3f %.3f Tm\n[<", left_ + x, bottom_ + rise);
    rise_ = rise;
    in_string_ = true;
  }
  void EndString() {
    if (in_string_) out_ += ">] TJ\n";
    in_string_ = false;
  }

  const double size_;
  const double left_;
  const double bottom_;
  EmbeddedFonts& fonts_;
  std::string& out_;
  size_t font_ = kNoFont;
  double rise_ = 0;
  double pen_ = 0;
  bool in_string_ = false;
};

}  // namespace

int Page::BeginContent(const std::string& tag) {
  absl::StrAppend(&operators_, tag, " << /MCID ", contents_, " >> BDC\n");
  return contents_++;
}

void Page::BeginArtifact() { operators_ += "/Artifact BMC\n"; }

void Page::End() { operators_ += "EMC\n"; }

void Page::Show(const GlyphLine& line, double size, double left, double baseline,
                EmbeddedFonts& fonts) {
  GlyphWriter writer(size, left, PageFrame::kHeight - baseline, fonts, operators_);
  for (const GlyphRun& run : line.runs) {
    for (const Glyph& glyph : run.glyphs) writer.Write(run.face, glyph);
  }
}

void Page::Rule(double left, double right, double top) {
  const double bottom = PageFrame::kHeight - top;
  absl::StrAppendFormat(&operators_, "%.2f G %.1f w %.2f %.2f m %.2f %.2f l S\n", kRuleGrey,
                        kRuleWidth, left, bottom, right, bottom);
}

}  // namespace peerchallenge::documents
