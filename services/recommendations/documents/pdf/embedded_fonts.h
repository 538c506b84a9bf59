#pragma once

#include <hb.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/recommendations/documents/pdf/qpdf.h"
#include "services/recommendations/documents/pdf/text_setter.h"

namespace peerchallenge::documents {

// Which of a PDF's fonts, and which of its codes, show a glyph.
struct FontCode {
  size_t font = 0;  // its resource is named NameOf(font)
  uint16_t code = 0;
};

// The fonts that a PDF needs, with those of their glyphs only that it shows. A code stands for a
// glyph *and* the text that it stands for, so that each is read back as it was written. A font
// whose codes are used up goes on as another one.
class EmbeddedFonts {
 public:
  FontCode CodeOf(hb_face_t* face, const Glyph& glyph);
  // In points, of a glyph that is shown at a size of one point.
  double WidthOf(FontCode code) const;

  static std::string NameOf(size_t font);
  // Adds the fonts to the file: the dictionary of font resources. Throws as QPDF does.
  QPDFObjectHandle AddTo(QPDF& file) const;

 private:
  struct Destroy {
    void operator()(hb_font_t* font) const { hb_font_destroy(font); }
  };
  struct Font {
    hb_face_t* face = nullptr;
    std::unique_ptr<hb_font_t, Destroy> unscaled;  // measured in units of the face
    std::map<std::pair<uint32_t, std::string>, uint16_t> codes;
    std::vector<const std::pair<uint32_t, std::string>*> shown;  // by code, from 1 on
    std::vector<double> widths;                                  // the same; of an em
  };
  static QPDFObjectHandle Embed(const Font& font, size_t number, QPDF& file);

  std::vector<Font> fonts_;
};

}  // namespace peerchallenge::documents
