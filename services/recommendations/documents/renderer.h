#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/environment/budget.h"
#include "services/recommendations/documents/document.h"
#include "services/recommendations/documents/pdf/fonts.h"

namespace peerchallenge::documents {

// DocumentFormat of document.proto.
enum class Format { kHtml, kOdt, kDocx, kPdf };

struct Rendered {
  std::string bytes;
  absl::string_view content_type;  // "application/pdf"
  absl::string_view extension;     // of a file's name: "pdf"
};

// Renders documents. All formats say the same, word for word, and the same document gives the same
// bytes. Safe for use by several threads.
class Renderer {
 public:
  // Errors: INTERNAL (the fonts are not in the folder).
  static absl::StatusOr<Renderer> Open(const std::filesystem::path& fonts = kDefaultFontFolder);

  // A PDF ends from one block to the next when the budget is spent; the others take no time.
  // Errors: REQUEST_TOO_LARGE (more than kMostDocumentBytes), DEADLINE_EXCEEDED (the budget is
  // spent), INTERNAL.
  absl::StatusOr<Rendered> Render(
      const Document& document, Format format,
      environment::Budget budget = environment::Budget::Endless()) const;

 private:
  explicit Renderer(Fonts fonts) : fonts_(std::move(fonts)) {}

  Fonts fonts_;
};

}  // namespace peerchallenge::documents
