#include "services/evidence/attachments/content_type.h"

#include <magic.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/environment/mutex.h"
#include "common/errors/errors.h"
#include "services/evidence/attachments/zip_names.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kUnknown[] = "application/octet-stream";
constexpr char kZip[] = "application/zip";
constexpr int64_t kMostTextBytes = 16 << 20;
// As much as libmagic looks at.
constexpr size_t kBeginningBytes = 1 << 20;

// The main part of an Office Open XML document says what it is (ECMA-376 part 1, 11.3.10, 12.3.23,
// 13.3.6).
struct OfficeType {
  const char* part;
  const char* type;
  const char* type_with_macros;
};
constexpr OfficeType kOfficeTypes[] = {
    {"word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     "application/vnd.ms-word.document.macroEnabled.12"},
    {"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "application/vnd.ms-excel.sheet.macroEnabled.12"},
    {"ppt/presentation.xml",
     "application/vnd.openxmlformats-officedocument.presentationml.presentation",
     "application/vnd.ms-powerpoint.presentation.macroEnabled.12"}};
constexpr char kMacros[] = "vbaproject.bin";

// Text that browsers run or render is what it is; any other text is plain, whatever language it
// looks like.
std::string SimplifyText(std::string_view type) {
  for (const char* active :
       {"text/html", "text/xml", "text/javascript", "text/x-php", "text/csv"}) {
    if (type == active) return std::string(type);
  }
  return "text/plain";
}

// libmagic's names for what has others, too.
std::string Normal(std::string_view type) {
  static const auto* names = new std::map<std::string, std::string, std::less<>>{
      {"audio/x-wav", "audio/wav"},    {"audio/vnd.wave", "audio/wav"},
      {"audio/x-m4a", "audio/mp4"},    {"image/heif", "image/heic"},
      {"application/csv", "text/csv"}, {"application/x-empty", kUnknown}};
  if (const auto found = names->find(type); found != names->end()) return found->second;
  if (absl::StartsWith(absl::string_view(type.data(), type.size()), "text/")) {
    return SimplifyText(type);
  }
  return std::string(type);
}

// What the entries of an archive make it.
std::string OfficeTypeOf(const std::vector<std::string>& names, std::string_view otherwise) {
  const bool macros = std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return absl::EndsWithIgnoreCase(name, kMacros);
  });
  for (const OfficeType& office : kOfficeTypes) {
    if (std::find(names.begin(), names.end(), office.part) == names.end()) continue;
    return macros ? office.type_with_macros : office.type;
  }
  // A document of a known type that lacks its main part, or hides macros where there are none.
  if (macros ||
      absl::StrContains(absl::string_view(otherwise.data(), otherwise.size()), "openxml")) {
    return kZip;
  }
  return std::string(otherwise);
}

bool IsArchive(std::string_view type) {
  const absl::string_view text(type.data(), type.size());
  return type == kZip || absl::StrContains(text, "openxmlformats") ||
         absl::StrContains(text, "opendocument");
}

class Magic final : public ContentTypes {
 public:
  explicit Magic(magic_t cookie) : cookie_(cookie) {}
  ~Magic() override { magic_close(cookie_); }

  absl::StatusOr<std::string> Of(BlobReader& content) const override {
    absl::StatusOr<std::string> beginning = content.Read(0, kBeginningBytes);
    if (!beginning.ok()) return beginning.status();
    std::string type = OfBeginning(*beginning);
    if (!IsArchive(type)) return type;
    const absl::StatusOr<std::vector<std::string>> names = ZipNames(content);
    if (names.ok()) return OfficeTypeOf(*names, type);
    if (errors::ReasonOf(names.status()) != errors::v1::ERROR_REASON_FIELD_INVALID) {
      return names.status();
    }
    return std::string(kUnknown);
  }

  std::string OfBeginning(std::string_view bytes) const override {
    const environment::MutexLock lock(mutex_);
    const char* type = magic_buffer(cookie_, bytes.data(), std::min(bytes.size(), kBeginningBytes));
    return type == nullptr ? kUnknown : Normal(type);
  }

 private:
  mutable environment::Mutex mutex_;
  magic_set* const cookie_ ABSL_PT_GUARDED_BY(mutex_);
};

}  // namespace

AllowedTypes DefaultAllowedTypes(int64_t most_bytes) {
  AllowedTypes allowed;
  for (const char* type :
       {"application/pdf", "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation", "image/jpeg", "image/png", "image/heic",
        "image/webp", "audio/mpeg", "audio/mp4", "audio/wav"}) {
    allowed[type] = most_bytes;
  }
  for (const OfficeType& office : kOfficeTypes) allowed[office.type] = most_bytes;
  for (const char* type : {"text/plain", "text/csv"}) {
    allowed[type] = std::min(most_bytes, kMostTextBytes);
  }
  return allowed;
}

absl::StatusOr<std::unique_ptr<ContentTypes>> ContentTypes::Load() {
  magic_set* const cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS);
  if (cookie == nullptr || magic_load(cookie, nullptr) != 0) {
    const char* why = cookie == nullptr ? nullptr : magic_error(cookie);
    absl::Status status = absl::FailedPreconditionError(
        absl::StrCat("libmagic cannot be used: ", why == nullptr ? "no memory" : why));
    if (cookie != nullptr) magic_close(cookie);
    return status;
  }
  return std::make_unique<Magic>(cookie);
}

bool IsCertain(std::string_view type) { return type != kUnknown && !IsArchive(type); }

absl::Status CheckAllowed(const AllowedTypes& allowed, std::string_view type, int64_t size,
                          const std::string& name) {
  const auto found = allowed.find(type);
  const absl::string_view shown(type.data(), type.size());
  if (found == allowed.end()) {
    return errors::RulesBroken(
        {{.rule = "ATTACHMENT_KIND",
          .subject = name,
          .description = absl::StrCat("its bytes are ", shown, ", which is not allowed")}});
  }
  if (size > found->second) {
    return errors::RulesBroken(
        {{.rule = "ATTACHMENT_SIZE",
          .subject = name,
          .description = absl::StrCat("it has ", size, " bytes; allowed for ", shown, " are ",
                                      found->second)}});
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::evidence
