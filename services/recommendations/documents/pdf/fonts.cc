#include "services/recommendations/documents/pdf/fonts.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::documents {
namespace {

constexpr const char* kFiles[] = {
    "open-sans/OpenSans-Regular.ttf",
    "open-sans/OpenSans-Bold.ttf",
    "dejavu/DejaVuSans.ttf",
    "dejavu/DejaVuSans-Bold.ttf",
};

// Whether one of the fonts of that weight has a sign for the character.
bool OneHas(const FcFontSet& fonts, int weight, char32_t character) {
  for (int i = 0; i < fonts.nfont; ++i) {
    FcCharSet* characters = nullptr;
    int own_weight = 0;
    if (FcPatternGetInteger(fonts.fonts[i], FC_WEIGHT, 0, &own_weight) == FcResultMatch &&
        own_weight == weight &&
        FcPatternGetCharSet(fonts.fonts[i], FC_CHARSET, 0, &characters) == FcResultMatch &&
        FcCharSetHasChar(characters, character) == FcTrue) {
      return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<Fonts> Fonts::Open(const std::filesystem::path& folder) {
  Fonts fonts(FcConfigCreate());
  for (const char* name : kFiles) {
    const std::string file = (folder / name).string();
    if (FcConfigAppFontAddFile(fonts.config(), reinterpret_cast<const FcChar8*>(file.c_str())) !=
        FcTrue) {
      return errors::Make(errors::v1::ERROR_REASON_INTERNAL,
                          absl::StrCat("the font ", file,
                                       " is missing: fonts-open-sans and fonts-dejavu-core "
                                       "have to be installed"));
    }
  }
  return fonts;
}

bool Fonts::Have(char32_t character) const {
  const FcFontSet& fonts = *FcConfigGetFonts(config_.get(), FcSetApplication);
  return OneHas(fonts, FC_WEIGHT_REGULAR, character) && OneHas(fonts, FC_WEIGHT_BOLD, character);
}

}  // namespace peerchallenge::documents
