// What it costs to render a document: time per format (median and 95th percentile) and how much the
// process's memory grows at most, for a letter of eight pages and for the largest document that is
// taken. `pages` is that of the PDF.

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include "absl/base/internal/raw_logging.h"
#include "services/recommendations/documents/pdf/qpdf.h"
#include "services/recommendations/documents/renderer.h"
#include "tests/services/recommendations/documents/sample_documents.h"

namespace peerchallenge::documents {
namespace {

using Clock = std::chrono::steady_clock;

const Renderer& TheRenderer() {
  static const absl::StatusOr<Renderer> kRenderer = Renderer::Open();
  return kRenderer.value();
}

// The letter's sections again and again, as long as they are rendered.
Document LargestDocument() {
  Document document = SampleLetter();
  const std::vector<Section> sections = document.sections;
  for (size_t bytes = 0; bytes < kMostDocumentBytes * 9 / 10; bytes += 26'000) {
    document.sections.insert(document.sections.end(), sections.begin(), sections.end());
  }
  return document;
}

// Of /proc/self/status, in megabytes.
double MegabytesOf(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == field + ":" && status >> kilobytes) return kilobytes / 1024;
  }
  return 0;
}

double PagesOf(const Document& document) {
  const Rendered pdf = TheRenderer().Render(document, Format::kPdf).value();
  QPDF file;
  file.processMemoryFile("document.pdf", pdf.bytes.data(), pdf.bytes.size());
  return static_cast<double>(file.getAllPages().size());
}

void Render(benchmark::State& state, Format format, Document (*make)()) {
  const Document document = make();
  std::vector<double> milliseconds;
  size_t bytes = 0;
  malloc_trim(0);                                 // what earlier runs left behind
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
  const double before = MegabytesOf("VmRSS");
  for (auto _ : state) {
    const Clock::time_point begin = Clock::now();
    const absl::StatusOr<Rendered> rendered = TheRenderer().Render(document, format);
    milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    ABSL_RAW_CHECK(rendered.ok(), "a document was not rendered");
    bytes = rendered->bytes.size();
  }
  state.counters["memory_mb"] = MegabytesOf("VmHWM") - before;
  std::sort(milliseconds.begin(), milliseconds.end());
  state.counters["p50_ms"] = milliseconds[milliseconds.size() / 2];
  state.counters["p95_ms"] = milliseconds[milliseconds.size() * 95 / 100];
  state.counters["kb"] = static_cast<double>(bytes) / 1024;
  state.counters["pages"] = PagesOf(document);
}

BENCHMARK_CAPTURE(Render, letter_html, Format::kHtml, SampleLetter)->UseRealTime();
BENCHMARK_CAPTURE(Render, letter_odt, Format::kOdt, SampleLetter)->UseRealTime();
BENCHMARK_CAPTURE(Render, letter_docx, Format::kDocx, SampleLetter)->UseRealTime();
BENCHMARK_CAPTURE(Render, letter_pdf, Format::kPdf, SampleLetter)->UseRealTime();
BENCHMARK_CAPTURE(Render, largest_html, Format::kHtml, LargestDocument)->UseRealTime();
BENCHMARK_CAPTURE(Render, largest_odt, Format::kOdt, LargestDocument)->UseRealTime();
BENCHMARK_CAPTURE(Render, largest_docx, Format::kDocx, LargestDocument)->UseRealTime();
BENCHMARK_CAPTURE(Render, largest_pdf, Format::kPdf, LargestDocument)->UseRealTime();

}  // namespace
}  // namespace peerchallenge::documents

BENCHMARK_MAIN();
