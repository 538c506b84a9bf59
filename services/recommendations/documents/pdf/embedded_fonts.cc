#include "services/recommendations/documents/pdf/embedded_fonts.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/recommendations/documents/pdf/font_program.h"
#include "services/recommendations/documents/pdf/qpdf.h"

namespace peerchallenge::documents {
namespace {

constexpr size_t kMostCodes = 65535;
constexpr size_t kMappingsInBlock = 100;  // Adobe technical note 5014
constexpr int kSymbolic = 4;
constexpr int kUsualStem = 80;  // thousandths of an em

// Six capital letters, as ISO 32000-1, 9.6.4 wants them before a subset's name.
std::string SubsetTag(size_t number) {
  std::string tag = "AAAAAA";
  for (size_t i = 0; i < tag.size(); ++i, number /= 26) {
    tag[i] = static_cast<char>('A' + number % 26);
  }
  return tag;
}

std::string HexUtf16(const std::string& text) {
  return QUtil::hex_encode(QUtil::utf8_to_utf16(text).substr(2));  // without byte order mark
}

std::string Utf16Mapping(const std::vector<const std::pair<uint32_t, std::string>*>& shown) {
  std::string map =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  for (size_t i = 0; i < shown.size(); ++i) {
    if (i % kMappingsInBlock == 0) {
      absl::StrAppend(&map, std::min(kMappingsInBlock, shown.size() - i), " beginbfchar\n");
    }
    absl::StrAppendFormat(&map, "<%04X> <%s>\n", i + 1, HexUtf16(shown[i]->second));
    if (i % kMappingsInBlock == kMappingsInBlock - 1 || i + 1 == shown.size()) {
      map += "endbfchar\n";
    }
  }
  return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

// From code to glyph, two bytes each; code 0 is the font's own sign for a missing glyph.
std::string GlyphMapping(const std::vector<uint32_t>& glyphs) {
  std::string map(2, '\0');
  for (const uint32_t glyph : glyphs) {
    map += static_cast<char>(glyph >> 8);
    map += static_cast<char>(glyph & 0xFF);
  }
  return map;
}

QPDFObjectHandle Name(const std::string& name) { return QPDFObjectHandle::newName("/" + name); }
QPDFObjectHandle Integer(long long value) { return QPDFObjectHandle::newInteger(value); }

QPDFObjectHandle DescriptorOf(const FontFacts& facts, const std::string& name,
                              const std::string& program, QPDF& file) {
  auto descriptor = QPDFObjectHandle::newDictionary();
  descriptor.replaceKey("/Type", Name("FontDescriptor"));
  descriptor.replaceKey("/FontName", Name(name));
  descriptor.replaceKey("/Flags", Integer(kSymbolic));
  auto box = QPDFObjectHandle::newArray();
  for (const int side : {facts.left, facts.bottom, facts.right, facts.top}) {
    box.appendItem(Integer(side));
  }
  descriptor.replaceKey("/FontBBox", box);
  descriptor.replaceKey("/ItalicAngle", Integer(0));
  descriptor.replaceKey("/Ascent", Integer(facts.ascent));
  descriptor.replaceKey("/Descent", Integer(facts.descent));
  descriptor.replaceKey("/CapHeight", Integer(facts.cap_height));
  descriptor.replaceKey("/StemV", Integer(kUsualStem));
  auto stream = QPDFObjectHandle::newStream(&file, program);
  stream.getDict().replaceKey("/Length1", Integer(static_cast<long long>(program.size())));
  descriptor.replaceKey("/FontFile2", stream);
  return file.makeIndirectObject(descriptor);
}

QPDFObjectHandle WidthsOf(const std::vector<double>& widths) {
  auto of_codes = QPDFObjectHandle::newArray();
  for (const double width : widths) {
    of_codes.appendItem(QPDFObjectHandle::newReal(width * 1000, 3));
  }
  return QPDFObjectHandle::newArray({Integer(1), of_codes});  // from code 1 on
}

}  // namespace

FontCode EmbeddedFonts::CodeOf(hb_face_t* face, const Glyph& glyph) {
  const std::pair<uint32_t, std::string> key{glyph.id, glyph.text};
  std::optional<size_t> roomy;
  for (size_t i = 0; i < fonts_.size(); ++i) {
    if (fonts_[i].face != face) continue;
    if (const auto known = fonts_[i].codes.find(key); known != fonts_[i].codes.end()) {
      return {i, known->second};
    }
    if (fonts_[i].shown.size() < kMostCodes) roomy = i;
  }
  if (!roomy.has_value()) {
    roomy = fonts_.size();
    Font& added = fonts_.emplace_back();
    added.face = face;
    added.unscaled.reset(hb_font_create(face));
  }
  Font& font = fonts_[*roomy];
  const auto code = static_cast<uint16_t>(font.shown.size() + 1);
  font.shown.push_back(&font.codes.emplace(key, code).first->first);
  font.widths.push_back(
      static_cast<double>(hb_font_get_glyph_h_advance(font.unscaled.get(), glyph.id)) /
      hb_face_get_upem(face));
  return {*roomy, code};
}

double EmbeddedFonts::WidthOf(FontCode code) const {
  return fonts_[code.font].widths[code.code - 1U];
}

std::string EmbeddedFonts::NameOf(size_t font) { return absl::StrCat("/F", font + 1); }

QPDFObjectHandle EmbeddedFonts::AddTo(QPDF& file) const {
  auto fonts = QPDFObjectHandle::newDictionary();
  for (size_t i = 0; i < fonts_.size(); ++i) {
    fonts.replaceKey(NameOf(i), Embed(fonts_[i], i, file));
  }
  return fonts;
}

// ISO 32000-1, 9.7: a composite font whose codes are those given out here.
QPDFObjectHandle EmbeddedFonts::Embed(const Font& font, size_t number, QPDF& file) {
  std::vector<uint32_t> glyphs;
  for (const auto* shown : font.shown) glyphs.push_back(shown->first);
  const FontProgram program = SubsetOf(font.face, glyphs);
  const FontFacts facts = FactsOf(font.face);
  const std::string name = absl::StrCat(SubsetTag(number), "+", facts.name);

  auto system = QPDFObjectHandle::newDictionary();
  system.replaceKey("/Registry", QPDFObjectHandle::newString("Adobe"));
  system.replaceKey("/Ordering", QPDFObjectHandle::newString("Identity"));
  system.replaceKey("/Supplement", Integer(0));
  auto descendant = QPDFObjectHandle::newDictionary();
  descendant.replaceKey("/Type", Name("Font"));
  descendant.replaceKey("/Subtype", Name("CIDFontType2"));
  descendant.replaceKey("/BaseFont", Name(name));
  descendant.replaceKey("/CIDSystemInfo", system);
  descendant.replaceKey("/FontDescriptor", DescriptorOf(facts, name, program.bytes, file));
  descendant.replaceKey("/W", WidthsOf(font.widths));
  descendant.replaceKey("/CIDToGIDMap",
                        QPDFObjectHandle::newStream(&file, GlyphMapping(program.glyphs)));
  auto composite = QPDFObjectHandle::newDictionary();
  composite.replaceKey("/Type", Name("Font"));
  composite.replaceKey("/Subtype", Name("Type0"));
  composite.replaceKey("/BaseFont", Name(name));
  composite.replaceKey("/Encoding", Name("Identity-H"));
  composite.replaceKey("/DescendantFonts",
                       QPDFObjectHandle::newArray({file.makeIndirectObject(descendant)}));
  composite.replaceKey("/ToUnicode", QPDFObjectHandle::newStream(&file, Utf16Mapping(font.shown)));
  return file.makeIndirectObject(composite);
}

}  // namespace peerchallenge::documents
