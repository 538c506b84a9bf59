#pragma once

#include <hb.h>

#include <cstdint>
#include <string>
#include <vector>

namespace peerchallenge::documents {

// A TrueType font with some of its glyphs only.
struct FontProgram {
  std::string bytes;
  std::vector<uint32_t> glyphs;  // where those that were asked for are in it, in the same order
};
// Throws std::runtime_error when HarfBuzz cannot.
FontProgram SubsetOf(hb_face_t* face, const std::vector<uint32_t>& glyphs);

// What a PDF's font descriptor says; in thousandths of an em.
struct FontFacts {
  std::string name;  // PostScript name
  int ascent = 0;
  int descent = 0;  // negative
  int cap_height = 0;
  int left = 0, bottom = 0, right = 0, top = 0;  // the box that holds every glyph
};
FontFacts FactsOf(hb_face_t* face);

}  // namespace peerchallenge::documents
