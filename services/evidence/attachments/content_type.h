#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/evidence/attachments/blob_store.h"

// What attachments may be, by their bytes.
namespace peerchallenge::evidence {

// Media types that are allowed, each with the most bytes that it may have.
using AllowedTypes = std::map<std::string, int64_t, std::less<>>;

// PDF, Open Document, Office Open XML, JPEG, PNG, HEIC, WebP, MP3, MP4 audio and WAV of up to
// `most_bytes`; plain text and CSV of up to 16 MiB.
AllowedTypes DefaultAllowedTypes(int64_t most_bytes);

// Tells media types by content, with libmagic and, for office documents, by what is in the archive.
// Thread-safe.
class ContentTypes {
 public:
  // FAILED_PRECONDITION when libmagic has no database.
  static absl::StatusOr<std::unique_ptr<ContentTypes>> Load();
  virtual ~ContentTypes() = default;

  // The media type of a whole content, "application/octet-stream" for one that nobody knows. Office
  // Open XML with macros has the type of such documents, for example
  // "application/vnd.ms-word.document.macroEnabled.12". Errors of the reader.
  virtual absl::StatusOr<std::string> Of(BlobReader& content) const = 0;

  // What the first bytes say by themselves.
  virtual std::string OfBeginning(std::string_view bytes) const = 0;
};

// Whether the first bytes of a content settle that it is of this type: an archive may turn out to
// be a document.
bool IsCertain(std::string_view type);

// OK when a content of this type and size is allowed, otherwise RULE_BROKEN (ATTACHMENT_KIND or
// ATTACHMENT_SIZE) on `name`.
absl::Status CheckAllowed(const AllowedTypes& allowed, std::string_view type, int64_t size,
                          const std::string& name);

}  // namespace peerchallenge::evidence
