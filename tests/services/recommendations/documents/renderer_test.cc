#include "services/recommendations/documents/renderer.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "common/errors/errors.h"
#include "tests/services/recommendations/documents/sample_documents.h"

namespace peerchallenge::documents {
namespace {

constexpr Format kFormats[] = {Format::kHtml, Format::kOdt, Format::kDocx, Format::kPdf};

const Renderer& TheRenderer() {
  static const absl::StatusOr<Renderer> kRenderer = Renderer::Open();
  return kRenderer.value();
}

Rendered MustRender(const Document& document, Format format) {
  absl::StatusOr<Rendered> rendered = TheRenderer().Render(document, format);
  EXPECT_TRUE(rendered.ok()) << rendered.status();
  return *std::move(rendered);
}

TEST(RendererTest, Render_SaysWhatItGives) {
  const struct {
    Format format;
    const char* content_type;
    const char* extension;
    const char* magic;
  } kRows[] = {
      {Format::kHtml, "text/html; charset=utf-8", "html", "<!DOCTYPE html>"},
      {Format::kOdt, "application/vnd.oasis.opendocument.text", "odt", "PK\x03\x04"},
      {Format::kDocx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
       "docx", "PK\x03\x04"},
      {Format::kPdf, "application/pdf", "pdf", "%PDF-1.7\n"},
  };
  for (const auto& row : kRows) {
    const Rendered rendered = MustRender(SampleLetter(), row.format);
    EXPECT_EQ(rendered.content_type, row.content_type);
    EXPECT_EQ(rendered.extension, row.extension);
    EXPECT_TRUE(rendered.bytes.starts_with(row.magic)) << row.extension;
  }
}

TEST(RendererTest, Render_GivesTheSameBytesAgain) {
  const absl::StatusOr<Renderer> other = Renderer::Open();
  ASSERT_TRUE(other.ok()) << other.status();
  for (const auto& [name, document] : SampleDocuments()) {
    for (const Format format : kFormats) {
      const Rendered first = MustRender(document, format);
      EXPECT_EQ(first.bytes, other->Render(document, format)->bytes) << name << first.extension;
    }
  }
}

TEST(RendererTest, Render_GivesTheSameBytesOnManyThreads) {
  const std::string expected = MustRender(HostileDocument(), Format::kPdf).bytes;
  std::vector<std::string> rendered(4);
  std::vector<std::thread> threads;
  for (std::string& bytes : rendered) {
    threads.emplace_back([&] { bytes = MustRender(HostileDocument(), Format::kPdf).bytes; });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& bytes : rendered) EXPECT_EQ(bytes, expected);
}

TEST(RendererTest, Render_ShowsADocumentThatSaysNothing) {
  for (const Format format : kFormats) EXPECT_FALSE(MustRender({}, format).bytes.empty());
}

TEST(RendererTest, Render_RefusesWhatIsTooLarge) {
  Document document;
  document.title = std::string(kMostDocumentBytes + 1, 'a');
  for (const Format format : kFormats) {
    EXPECT_EQ(errors::ReasonOf(TheRenderer().Render(document, format).status()),
              errors::v1::ERROR_REASON_REQUEST_TOO_LARGE);
  }
}

TEST(RendererTest, Open_MissesTheFonts) {
  EXPECT_EQ(errors::ReasonOf(Renderer::Open("/nowhere").status()),
            errors::v1::ERROR_REASON_INTERNAL);
}

}  // namespace
}  // namespace peerchallenge::documents
