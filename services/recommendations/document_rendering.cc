#include "services/recommendations/document_rendering.h"

#include <openssl/sha.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"

namespace peerchallenge::recommendations {
namespace {

constexpr size_t kPieceBytes = 256 << 10;
// When a refused caller may try again.
constexpr absl::Duration kRetryAfter = absl::Seconds(1);

class RenderedStream final : public rpc::Stream {
 public:
  RenderedStream(documents::Rendered rendered, std::string file_name)
      : rendered_(std::move(rendered)), file_name_(std::move(file_name)) {}

  void SetWake(std::function<void()>) override {}

  absl::StatusOr<rpc::StreamStep> Next() override {
    auto message = std::make_unique<v1::RenderedDocument>();
    if (!started_) {
      started_ = true;
      Describe(*message->mutable_start());
      return message;
    }
    if (sent_ == rendered_.bytes.size()) return rpc::End{};
    const size_t size = std::min(kPieceBytes, rendered_.bytes.size() - sent_);
    message->set_data(rendered_.bytes.substr(sent_, size));
    sent_ += size;
    return message;
  }

  bool EndsWithToken() const override { return false; }

 private:
  void Describe(v1::RenderedDocument::Start& start) const {
    start.set_content_type(std::string(rendered_.content_type));
    start.set_file_name(file_name_);
    start.set_size(static_cast<int64_t>(rendered_.bytes.size()));
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(rendered_.bytes.data()), rendered_.bytes.size(),
           reinterpret_cast<unsigned char*>(digest.data()));
    start.set_sha256(std::move(digest));
  }

  const documents::Rendered rendered_;
  const std::string file_name_;
  bool started_ = false;
  size_t sent_ = 0;
};

}  // namespace

absl::StatusOr<documents::Format> FormatOf(v1::DocumentFormat format) {
  switch (format) {
    case v1::DOCUMENT_FORMAT_UNSPECIFIED:
    case v1::DOCUMENT_FORMAT_HTML:
      return documents::Format::kHtml;
    case v1::DOCUMENT_FORMAT_ODT:
      return documents::Format::kOdt;
    case v1::DOCUMENT_FORMAT_DOCX:
      return documents::Format::kDocx;
    case v1::DOCUMENT_FORMAT_PDF:
      return documents::Format::kPdf;
    default:
      return errors::InvalidField("format", absl::StrCat(format), "HTML, ODT, DOCX or PDF");
  }
}

absl::StatusOr<std::unique_ptr<rpc::Stream>> Rendering::Render(const rpc::Call& call,
                                                               const documents::Document& document,
                                                               documents::Format format,
                                                               const std::string& name) {
  const environment::Slot slot = slots_.Take();
  if (slot == nullptr) return errors::Overloaded(kRetryAfter);
  auto rendered = renderer_.Render(document, format, {call.deadline - absl::Now(), call.cancelled});
  if (!rendered.ok()) return rendered.status();
  std::string file_name = absl::StrCat(name, ".", rendered->extension);
  return std::make_unique<RenderedStream>(*std::move(rendered), std::move(file_name));
}

std::string FileNamePart(const std::string& text) {
  std::string part;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      part += absl::ascii_tolower(static_cast<unsigned char>(c));
    } else if (!part.empty() && part.back() != '-') {
      part += '-';
    }
  }
  while (!part.empty() && part.back() == '-') part.pop_back();
  return part;
}

}  // namespace peerchallenge::recommendations
