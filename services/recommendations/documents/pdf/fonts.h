#pragma once

#include <fontconfig/fontconfig.h>

#include <filesystem>
#include <memory>

#include "absl/status/statusor.h"

namespace peerchallenge::documents {

// Where Debian's fonts-open-sans and fonts-dejavu-core put their fonts.
inline constexpr char kDefaultFontFolder[] = "/usr/share/fonts/truetype";

// The fonts of PDFs: Open Sans, and DejaVu Sans for signs that it lacks, regular and bold. Only
// these, whatever else the machine has: the same document looks, and is, the same on all of them.
// Safe for use by several threads.
class Fonts {
 public:
  // Errors: INTERNAL (a font is not in the folder).
  static absl::StatusOr<Fonts> Open(const std::filesystem::path& folder);

  FcConfig* config() const { return config_.get(); }

  // Whether there is a sign for the character in regular and in bold.
  bool Have(char32_t character) const;

 private:
  struct Destroy {
    void operator()(FcConfig* config) const { FcConfigDestroy(config); }
  };
  explicit Fonts(FcConfig* config) : config_(config) {}

  std::unique_ptr<FcConfig, Destroy> config_;
};

}  // namespace peerchallenge::documents
