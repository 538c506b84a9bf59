#include "services/recommendations/documents/pdf/font_program.h"

#include <hb-ot.h>
#include <hb-subset.h>

#include <cmath>
#include <memory>
#include <stdexcept>

namespace peerchallenge::documents {
namespace {

template <auto kDestroy>
struct With {
  template <typename Object>
  void operator()(Object* object) const {
    kDestroy(object);
  }
};
using Input = std::unique_ptr<hb_subset_input_t, With<hb_subset_input_destroy>>;
using Plan = std::unique_ptr<hb_subset_plan_t, With<hb_subset_plan_destroy>>;
using Face = std::unique_ptr<hb_face_t, With<hb_face_destroy>>;
using Font = std::unique_ptr<hb_font_t, With<hb_font_destroy>>;
using Blob = std::unique_ptr<hb_blob_t, With<hb_blob_destroy>>;

// Tables that lay text out; a PDF has it laid out.
constexpr hb_tag_t kLayoutTables[] = {HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'),
                                      HB_TAG('G', 'D', 'E', 'F'), HB_TAG('k', 'e', 'r', 'n'),
                                      HB_TAG('c', 'm', 'a', 'p'), HB_TAG('n', 'a', 'm', 'e')};

Input InputOf(const std::vector<uint32_t>& glyphs) {
  Input input(hb_subset_input_create_or_fail());
  if (input == nullptr) throw std::runtime_error("out of memory");
  for (const uint32_t glyph : glyphs) hb_set_add(hb_subset_input_glyph_set(input.get()), glyph);
  hb_set_t* dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
  for (const hb_tag_t table : kLayoutTables) hb_set_add(dropped, table);
  hb_subset_input_set_flags(input.get(), HB_SUBSET_FLAGS_NO_HINTING);
  return input;
}

int SignedShort(const char* bytes) {
  return static_cast<int16_t>(static_cast<unsigned char>(bytes[0]) << 8 |
                              static_cast<unsigned char>(bytes[1]));
}

std::string PostScriptName(hb_face_t* face) {
  std::string name(64, '\0');
  auto size = static_cast<unsigned>(name.size());
  hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name.data());
  name.resize(size);
  return name;
}

}  // namespace

FontProgram SubsetOf(hb_face_t* face, const std::vector<uint32_t>& glyphs) {
  const Input input = InputOf(glyphs);
  const Plan plan(hb_subset_plan_create_or_fail(face, input.get()));
  const Face subset(plan == nullptr ? nullptr : hb_subset_plan_execute_or_fail(plan.get()));
  if (subset == nullptr) throw std::runtime_error("a font cannot be cut down");
  const Blob blob(hb_face_reference_blob(subset.get()));
  unsigned size = 0;
  const char* bytes = hb_blob_get_data(blob.get(), &size);
  FontProgram program{std::string(bytes, size), {}};
  const hb_map_t* places = hb_subset_plan_old_to_new_glyph_mapping(plan.get());
  program.glyphs.reserve(glyphs.size());
  for (const uint32_t glyph : glyphs) program.glyphs.push_back(hb_map_get(places, glyph));
  return program;
}

FontFacts FactsOf(hb_face_t* face) {
  const double em = hb_face_get_upem(face);
  const auto thousandths = [em](int units) {
    return static_cast<int>(std::lround(units * 1000 / em));
  };
  const Font font(hb_font_create(face));  // its scale is the em
  hb_font_extents_t extents{};
  hb_font_get_h_extents(font.get(), &extents);
  hb_position_t cap_height = 0;
  hb_ot_metrics_get_position(font.get(), HB_OT_METRICS_TAG_CAP_HEIGHT, &cap_height);
  FontFacts facts{PostScriptName(face), thousandths(extents.ascender),
                  thousandths(extents.descender), thousandths(cap_height)};
  const Blob head(hb_face_reference_table(face, HB_TAG('h', 'e', 'a', 'd')));
  unsigned size = 0;
  const char* bytes = hb_blob_get_data(head.get(), &size);
  if (size < 44) throw std::runtime_error("a font has no head");
  // OpenType, 'head': xMin, yMin, xMax and yMax from byte 36 on.
  facts.left = thousandths(SignedShort(bytes + 36));
  facts.bottom = thousandths(SignedShort(bytes + 38));
  facts.right = thousandths(SignedShort(bytes + 40));
  facts.top = thousandths(SignedShort(bytes + 42));
  return facts;
}

}  // namespace peerchallenge::documents
