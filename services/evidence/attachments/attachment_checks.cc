#include "services/evidence/attachments/attachment_checks.h"

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "services/evidence/ledger/hash.h"

namespace peerchallenge::evidence {
namespace {

constexpr size_t kMostFileNameBytes = 255;
constexpr size_t kMostDescriptionBytes = 1'000;
// Where a UUID says its version (RFC 9562, section 4).
constexpr size_t kVersionDigit = 14;

void CheckFields(const v1::Attachment& attachment, validation::FieldChecks& checks) {
  const std::string& file_name = attachment.file_name();
  checks.Text("attachment.file_name", file_name, 1, kMostFileNameBytes);
  checks.That(file_name.find_first_of("/\t\r\n") == std::string::npos, "attachment.file_name",
              file_name, "a name without '/' and line breaks");
  checks.Text("attachment.description", attachment.description(), 0, kMostDescriptionBytes);
  checks.That(v1::Sensitivity_IsValid(attachment.sensitivity()), "attachment.sensitivity",
              absl::StrCat(attachment.sensitivity()), "a sensitivity of this version");
}

void FillIn(v1::Attachment& attachment) {
  if (attachment.sensitivity() == v1::SENSITIVITY_UNSPECIFIED) {
    attachment.set_sensitivity(v1::SENSITIVITY_TEAM);
  }
}

std::string HexOfBytes(const std::string& bytes) {
  const auto hash = HashFrom(bytes);
  return hash ? HexOf(*hash) : "";
}

}  // namespace

absl::Status CheckDescription(v1::Attachment& attachment) {
  validation::FieldChecks checks;
  CheckFields(attachment, checks);
  FillIn(attachment);
  return checks.Result();
}

absl::Status CheckNew(const v1::CreateAttachmentRequest& request, int64_t most_bytes,
                      v1::Attachment& attachment) {
  validation::FieldChecks checks;
  checks.Name("parent", request.parent(), "regions/*/reviews/*");
  const std::string& id = request.attachment_id();
  checks.That(environment::IsUuid(id) && id[kVersionDigit] == '4', "attachment_id", id,
              "a UUID of version 4 in lower case");
  CheckFields(attachment, checks);
  checks.That(attachment.size() > 0, "attachment.size", absl::StrCat(attachment.size()),
              "1 or more");
  checks.That(attachment.sha256().empty() || HashFrom(attachment.sha256()), "attachment.sha256",
              absl::StrCat(attachment.sha256().size(), " bytes"), "32 bytes or none");
  FillIn(attachment);
  if (!checks.ok() || attachment.size() <= most_bytes) return checks.Result();
  return errors::RulesBroken({{.rule = "ATTACHMENT_SIZE",
                               .subject = absl::StrCat(request.parent(), "/attachments/", id),
                               .description = absl::StrCat("it has ", attachment.size(),
                                                           " bytes; allowed are ", most_bytes)}});
}

bool IsSame(const v1::Attachment& sent, const v1::Attachment& stored) {
  return sent.file_name() == stored.file_name() && sent.description() == stored.description() &&
         sent.size() == stored.size() && sent.sensitivity() == stored.sensitivity() &&
         sent.occasion() == stored.occasion() &&
         (sent.sha256().empty() || stored.sha256().empty() || sent.sha256() == stored.sha256());
}

absl::Status Differs(const v1::Attachment& sent, const v1::Attachment& stored, bool to_author) {
  errors::Metadata metadata = {{"name", stored.name()}};
  if (to_author) {
    metadata.emplace_back("stored_sha256", HexOfBytes(stored.sha256()));
    metadata.emplace_back("sent_sha256", HexOfBytes(sent.sha256()));
  }
  return errors::Make(errors::v1::ERROR_REASON_CONTENT_DIFFERS,
                      absl::StrCat("'", stored.name(), "' is another file"), metadata);
}

}  // namespace peerchallenge::evidence
