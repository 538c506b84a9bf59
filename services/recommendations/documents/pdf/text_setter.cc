#include "services/recommendations/documents/pdf/text_setter.h"

#include <pango/pangofc-fontmap.h>
#include <pango/pangoft2.h>

#include <algorithm>
#include <utility>

#include "services/recommendations/documents/pdf/clusters.h"
#include "services/recommendations/documents/pdf/showable.h"
#include "services/recommendations/documents/pdf/stretches.h"

namespace peerchallenge::documents {
namespace {

constexpr char kFamily[] = "Open Sans";
constexpr hb_codepoint_t kReplacement = 0xFFFD;

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Unref>;

struct FreeIterator {
  void operator()(PangoLayoutIter* iterator) const { pango_layout_iter_free(iterator); }
};
struct UnrefList {
  void operator()(PangoAttrList* list) const { pango_attr_list_unref(list); }
};
struct FreeDescription {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};

int Units(double points) { return static_cast<int>(points * PANGO_SCALE); }
double Points(int units) { return static_cast<double>(units) / PANGO_SCALE; }

uint32_t GlyphOf(hb_font_t* font, hb_codepoint_t code_point) {
  hb_codepoint_t glyph = 0;
  hb_font_get_nominal_glyph(font, code_point, &glyph);
  return glyph;
}

// What is drawn: a space also where Pango draws nothing, at the end of a line. 0 = nothing.
uint32_t DrawnGlyph(PangoGlyph glyph, bool is_space, hb_font_t* font) {
  if (glyph == PANGO_GLYPH_EMPTY) return is_space ? GlyphOf(font, ' ') : 0;
  // A formatting character that would be shown, if a font had it.
  if ((glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) return GlyphOf(font, kReplacement);
  return glyph;
}

// A stretch of text, and what of it is laid out.
struct Stretch {
  std::string_view text;
  Showable shown;
};

// One stretch of a line in one font, from `x` on; moves `x` to its end.
GlyphRun RunOf(const PangoGlyphItem& run, const Stretch& stretch, double& x) {
  const PangoItem& item = *run.item;
  const auto begin = static_cast<size_t>(item.offset);
  const std::vector<size_t>& origins = stretch.shown.origins;
  hb_font_t* font = pango_font_get_hb_font(item.analysis.font);
  GlyphRun result{hb_font_get_face(font), origins[begin], {}};
  std::vector<size_t> clusters;
  for (int i = 0; i < run.glyphs->num_glyphs; ++i) {
    const PangoGlyphInfo& info = run.glyphs->glyphs[i];
    const size_t at = begin + static_cast<size_t>(run.glyphs->log_clusters[i]);
    const bool is_space = stretch.shown.text[at] == ' ';
    if (const uint32_t glyph = DrawnGlyph(info.glyph, is_space, font); glyph != 0) {
      result.glyphs.push_back(
          {glyph, x + Points(info.geometry.x_offset), -Points(info.geometry.y_offset), ""});
      clusters.push_back(origins[at] - origins[begin]);
    }
    x += Points(info.geometry.width);
  }
  if (item.analysis.level % 2 != 0) {  // it runs leftwards
    std::reverse(result.glyphs.begin(), result.glyphs.end());
    std::reverse(clusters.begin(), clusters.end());
  }
  const size_t end = origins[begin + static_cast<size_t>(item.length)];
  std::vector<std::string> texts =
      TextsOfGlyphs(stretch.text.substr(origins[begin], end - origins[begin]), clusters);
  for (size_t i = 0; i < texts.size(); ++i) result.glyphs[i].text = std::move(texts[i]);
  return result;
}

GlyphLine LineOf(PangoLayoutIter* at, const Stretch& stretch) {
  PangoRectangle extents;
  pango_layout_iter_get_line_extents(at, nullptr, &extents);
  double x = Points(extents.x);
  GlyphLine line;
  for (GSList* run = pango_layout_iter_get_line_readonly(at)->runs; run != nullptr;
       run = run->next) {
    line.runs.push_back(RunOf(*static_cast<PangoGlyphItem*>(run->data), stretch, x));
  }
  line.end = x;
  std::sort(line.runs.begin(), line.runs.end(),
            [](const GlyphRun& one, const GlyphRun& other) { return one.begin < other.begin; });
  return line;
}

}  // namespace

struct TextSetter::Pango {
  Owned<PangoFontMap> fonts;
  Owned<PangoContext> context;
  Owned<PangoLayout> layout;
};

TextSetter::TextSetter(const Fonts& fonts, environment::Budget budget)
    : fonts_(fonts), budget_(std::move(budget)), pango_(std::make_unique<Pango>()) {
  pango_->fonts.reset(pango_ft2_font_map_new());
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(pango_->fonts.get()), fonts.config());
  pango_->context.reset(pango_font_map_create_context(pango_->fonts.get()));
  pango_context_set_language(pango_->context.get(), pango_language_from_string("en-gb"));
  pango_context_set_round_glyph_positions(pango_->context.get(), FALSE);
  pango_->layout.reset(pango_layout_new(pango_->context.get()));
  pango_layout_set_wrap(pango_->layout.get(), PANGO_WRAP_WORD_CHAR);
  // A hyphen in a broken word would be a sign that the text does not have.
  const std::unique_ptr<PangoAttrList, UnrefList> attributes(pango_attr_list_new());
  pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(pango_->layout.get(), attributes.get());
}

TextSetter::~TextSetter() = default;

std::vector<GlyphLine> TextSetter::Set(std::string_view text, const TextStyle& style,
                                       double width) {
  if (budget_.Spent()) throw OutOfTime();
  const std::unique_ptr<PangoFontDescription, FreeDescription> font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), kFamily);
  pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
  pango_font_description_set_weight(font.get(), style.weight == TextStyle::Weight::kBold
                                                    ? PANGO_WEIGHT_BOLD
                                                    : PANGO_WEIGHT_NORMAL);
  PangoLayout* layout = pango_->layout.get();
  pango_layout_set_font_description(layout, font.get());
  pango_layout_set_width(layout, Units(width));
  std::vector<GlyphLine> lines;
  for (const std::string_view stretch : StretchesOf(text)) AddLines(stretch, lines);
  return lines;
}

void TextSetter::AddLines(std::string_view text, std::vector<GlyphLine>& lines) {
  const Stretch stretch{text, ShowableOf(text, fonts_)};
  PangoLayout* layout = pango_->layout.get();
  pango_layout_set_text(layout, stretch.shown.text.data(),
                        static_cast<int>(stretch.shown.text.size()));
  const std::unique_ptr<PangoLayoutIter, FreeIterator> at(pango_layout_get_iter(layout));
  do {
    lines.push_back(LineOf(at.get(), stretch));
  } while (pango_layout_iter_next_line(at.get()) != FALSE);
}

}  // namespace peerchallenge::documents
