// Renders the sample documents for tests and tools that look at files:
//
//   render_samples FOLDER
//
// For each document NAME.html, .odt, .docx and .pdf, and NAME.txt with what all of them have to
// say.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/recommendations/documents/document_text.h"
#include "services/recommendations/documents/renderer.h"
#include "tests/services/recommendations/documents/sample_documents.h"

namespace peerchallenge::documents {
namespace {

constexpr Format kFormats[] = {Format::kHtml, Format::kOdt, Format::kDocx, Format::kPdf};

void Write(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

absl::Status RenderAll(const std::filesystem::path& folder) {
  const absl::StatusOr<Renderer> renderer = Renderer::Open();
  if (!renderer.ok()) return renderer.status();
  for (const auto& [name, document] : SampleDocuments()) {
    for (const Format format : kFormats) {
      const absl::StatusOr<Rendered> rendered = renderer->Render(document, format);
      if (!rendered.ok()) return rendered.status();
      Write(folder / absl::StrCat(name, ".", rendered->extension), rendered->bytes);
    }
    const absl::StatusOr<Flow> flow = FlowOf(document);
    if (!flow.ok()) return flow.status();
    Write(folder / absl::StrCat(name, ".txt"), absl::StrJoin(TextsOf(*flow), "\n"));
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace peerchallenge::documents

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: render_samples FOLDER\n", stderr);
    return 2;
  }
  const absl::Status status = peerchallenge::documents::RenderAll(argv[1]);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
