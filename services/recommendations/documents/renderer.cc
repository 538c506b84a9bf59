#include "services/recommendations/documents/renderer.h"

#include <utility>

#include "services/recommendations/documents/docx/docx.h"
#include "services/recommendations/documents/flow.h"
#include "services/recommendations/documents/html.h"
#include "services/recommendations/documents/odt/odt.h"
#include "services/recommendations/documents/pdf/pdf.h"

namespace peerchallenge::documents {
namespace {

absl::StatusOr<Rendered> With(absl::StatusOr<std::string> bytes, absl::string_view content_type,
                              absl::string_view extension) {
  if (!bytes.ok()) return bytes.status();
  return Rendered{*std::move(bytes), content_type, extension};
}

}  // namespace

absl::StatusOr<Renderer> Renderer::Open(const std::filesystem::path& fonts) {
  absl::StatusOr<Fonts> opened = Fonts::Open(fonts);
  if (!opened.ok()) return opened.status();
  return Renderer(*std::move(opened));
}

absl::StatusOr<Rendered> Renderer::Render(const Document& document, Format format,
                                          environment::Budget budget) const {
  const absl::StatusOr<Flow> flow = FlowOf(document);
  if (!flow.ok()) return flow.status();
  switch (format) {
    case Format::kHtml:
      return With(HtmlOf(*flow), "text/html; charset=utf-8", "html");
    case Format::kOdt:
      return With(OdtOf(*flow), "application/vnd.oasis.opendocument.text", "odt");
    case Format::kDocx:
      return With(DocxOf(*flow),
                  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                  "docx");
    case Format::kPdf:
      return With(PdfOf(*flow, fonts_, std::move(budget)), "application/pdf", "pdf");
  }
  return absl::InternalError("unreachable");
}

}  // namespace peerchallenge::documents
