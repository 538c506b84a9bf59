#include "services/evidence/attachments/attachment_sight.h"

#include <utility>

#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::evidence {
namespace {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

constexpr int64_t kSecondsOfDay = int64_t{24} * 60 * 60;

void CutToDay(Timestamp& time) {
  time.set_seconds(time.seconds() - time.seconds() % kSecondsOfDay);
  time.set_nanos(0);
}

}  // namespace

bool Sees(const ReviewStanding& standing, const v1::Attachment& attachment) {
  if (attachment.author() == standing.person) return true;
  if (attachment.state() == v1::Attachment::STATE_UPLOADING) return false;
  if (standing.limited_to && !standing.limited_to->contains(attachment.name())) return false;
  // Whose it was to read is erased with it.
  if (attachment.state() == v1::Attachment::STATE_DISPOSED) return standing.leads;
  return attachment.sensitivity() != v1::SENSITIVITY_LEADS || standing.leads;
}

bool IsReadable(const v1::Attachment& attachment) {
  return attachment.state() == v1::Attachment::STATE_READY ||
         (attachment.state() == v1::Attachment::STATE_WITHDRAWN &&
          attachment.scan_result().empty());
}

v1::Attachment Shown(const AttachmentOptions& options, const ReviewStanding& standing,
                     v1::Attachment attachment, const std::optional<Upload>& upload) {
  if (upload) {
    attachment.set_committed_size(upload->progress.size);
    *attachment.mutable_expire_time() = TimeUtil::MicrosecondsToTimestamp(
        absl::ToUnixMicros(upload->update_time + options.upload_kept));
  } else if (attachment.state() != v1::Attachment::STATE_DISPOSED &&
             attachment.state() != v1::Attachment::STATE_UPLOADING) {
    attachment.set_committed_size(attachment.size());
  }
  attachment.set_dispose_date(standing.dispose_date);
  if (attachment.author() != standing.person && !standing.reads_sources) {
    CutToDay(*attachment.mutable_create_time());
    CutToDay(*attachment.mutable_update_time());
  }
  return attachment;
}

absl::StatusOr<Seen> Find(storage::Transaction& tx, const AttachmentContext& context,
                          const rpc::Call& call, const std::string& name) {
  if (!validation::MatchName(name, "regions/*/reviews/*/attachments/*")) {
    return errors::InvalidField("name", name,
                                "regions/{region}/reviews/{review}/attachments/{attachment}");
  }
  const std::string review = validation::ParentOf(name);
  absl::StatusOr<ReviewStanding> standing =
      context.host.StandingOf(tx, call.caller, call.permission, review, name);
  if (!standing.ok()) return standing.status();
  absl::StatusOr<v1::Attachment> attachment = context.store.attachments.Get(tx, name);
  if (!attachment.ok()) return attachment.status();
  if (!Sees(*standing, *attachment)) return errors::NotFound(name);
  absl::StatusOr<std::optional<Upload>> upload = context.store.FindUpload(tx, name);
  if (!upload.ok()) return upload.status();
  return Seen{*std::move(standing), *std::move(attachment), *std::move(upload)};
}

absl::StatusOr<Seen> FindOwn(storage::Transaction& tx, const AttachmentContext& context,
                             const rpc::Call& call, const std::string& name) {
  absl::StatusOr<Seen> seen = Find(tx, context, call, name);
  if (!seen.ok()) return seen;
  if (seen->attachment.author() != seen->standing.person && !seen->standing.leads) {
    return errors::NotFound(name);
  }
  return seen;
}

}  // namespace peerchallenge::evidence
