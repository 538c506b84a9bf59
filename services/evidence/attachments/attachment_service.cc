#include "services/evidence/attachments/attachment_service.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/errors/errors.h"
#include "common/resources/field_mask.h"
#include "common/resources/idempotency.h"
#include "common/resources/standard_methods.h"
#include "common/validation/resource_name.h"
#include "services/evidence/attachments/attachment_checks.h"
#include "services/evidence/attachments/attachment_sight.h"
#include "services/evidence/attachments/completion.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;

constexpr char kService[] = "peerchallenge.evidence.v1.AttachmentService";
constexpr size_t kMostReasonBytes = 2'000;
// For a file that somebody withdrew before a scanner had passed it.
constexpr char kNeverScanned[] = "withdrawn before it was scanned";

// Answers from one state of the database: `act(tx)` returns absl::StatusOr<Reply>.
template <typename Reply, typename Act>
absl::StatusOr<Reply> Read(const AttachmentContext& context, const rpc::Call& call, Act act) {
  absl::StatusOr<Reply> reply = Reply();
  absl::Status status = context.database.Read(call.deadline, [&](Transaction& tx) {
    reply = act(tx);
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

template <typename Reply, typename Act>
absl::StatusOr<Reply> Write(const AttachmentContext& context, const rpc::Call& call, Act act) {
  absl::StatusOr<Reply> reply = Reply();
  absl::Status status = context.database.Write(call.deadline, [&](Transaction& tx) {
    reply = act(tx);
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

// The same once per `request_id`; a reply is given again to those who still see the attachment.
template <typename Request, typename Act>
absl::StatusOr<v1::Attachment> Once(const AttachmentContext& context, const rpc::Call& call,
                                    const Request& request, const std::string& name, Act act) {
  return Write<v1::Attachment>(context, call, [&](Transaction& tx) {
    return resources::Once<v1::Attachment>(
        tx, {call.caller.subject, call.method, request.request_id()}, request, context.clock,
        [&](const v1::Attachment&) {
          return context.host
              .StandingOf(tx, call.caller, call.permission, validation::ParentOf(name), name)
              .status();
        },
        [&]() -> absl::StatusOr<v1::Attachment> {
          absl::StatusOr<Seen> seen = FindOwn(tx, context, call, name);
          if (!seen.ok()) return seen.status();
          return act(tx, *seen);
        });
  });
}

absl::Status CheckQuota(Transaction& tx, const AttachmentContext& context,
                        const std::string& review, int64_t more) {
  const absl::StatusOr<int64_t> bytes = context.store.BytesOf(tx, review);
  if (!bytes.ok()) return bytes.status();
  if (*bytes + more <= context.options.most_review_bytes) return absl::OkStatus();
  return errors::QuotaExceeded(
      "review_bytes",
      absl::StrCat("with ", more, " bytes more the attachments of the review would have more than ",
                   context.options.most_review_bytes, ", which are allowed"));
}

absl::Status CheckOccasion(Transaction& tx, const AttachmentContext& context,
                           const ReviewStanding& standing, const v1::Attachment& attachment) {
  if (attachment.occasion().empty()) return absl::OkStatus();
  return context.host.CheckOccasion(tx, standing, validation::ParentOf(attachment.name()),
                                    attachment.occasion());
}

absl::StatusOr<v1::Attachment> Begin(Transaction& tx, const AttachmentContext& context,
                                     const ReviewStanding& standing, v1::Attachment attachment) {
  const std::string review = validation::ParentOf(attachment.name());
  for (const absl::Status& status :
       {context.host.CheckOpen(tx, review), CheckOccasion(tx, context, standing, attachment),
        CheckQuota(tx, context, review, attachment.size())}) {
    if (!status.ok()) return status;
  }
  attachment.set_state(v1::Attachment::STATE_UPLOADING);
  attachment.set_author(standing.person);
  resources::SetCreateTime(context.clock, attachment);
  absl::Status status = context.store.attachments.Insert(tx, attachment);
  if (status.ok()) {
    status = context.store.InsertUpload(
        tx, EmptyUpload(attachment.name(), NewBlobId(context.random), context.clock.Now()));
  }
  if (!status.ok()) return status;
  return attachment;
}

bool IsWanted(const std::set<int>& states, const v1::Attachment& attachment) {
  if (!states.empty()) return states.count(attachment.state()) > 0;
  return attachment.state() != v1::Attachment::STATE_WITHDRAWN &&
         attachment.state() != v1::Attachment::STATE_DISPOSED;
}

}  // namespace

void AttachmentService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, kService, context_.database);
  methods.Unary("CreateAttachment", this, &AttachmentService::CreateAttachment);
  methods.ClientStream("UploadAttachment", this, &AttachmentService::UploadAttachment);
  methods.Unary("AppendAttachment", this, &AttachmentService::AppendAttachment);
  methods.Quick("GetAttachment", this, &AttachmentService::GetAttachment);
  methods.Unary("ListAttachments", this, &AttachmentService::ListAttachments);
  methods.Write("UpdateAttachment", this, &AttachmentService::UpdateAttachment);
  methods.Stream("DownloadAttachment", this, &AttachmentService::DownloadAttachment);
  methods.Unary("WithdrawAttachment", this, &AttachmentService::WithdrawAttachment);
  methods.Unary("RescanAttachment", this, &AttachmentService::RescanAttachment);
}

absl::StatusOr<v1::Attachment> AttachmentService::CreateAttachment(
    const Call& call, const v1::CreateAttachmentRequest& request) {
  // Of the attachment only what a client sets.
  v1::Attachment attachment;
  attachment.set_file_name(request.attachment().file_name());
  attachment.set_description(request.attachment().description());
  attachment.set_size(request.attachment().size());
  attachment.set_sha256(request.attachment().sha256());
  attachment.set_sensitivity(request.attachment().sensitivity());
  attachment.set_occasion(request.attachment().occasion());
  absl::Status status = CheckNew(request, context_.options.most_bytes, attachment);
  if (!status.ok()) return status;
  attachment.set_name(absl::StrCat(request.parent(), "/attachments/", request.attachment_id()));
  const absl::StatusOr<int64_t> free = context_.blobs.FreeBytes();
  if (!free.ok()) return free.status();
  return Write<v1::Attachment>(
      context_, call, [&](Transaction& tx) -> absl::StatusOr<v1::Attachment> {
        auto standing = context_.host.StandingOf(tx, call.caller, call.permission, request.parent(),
                                                 request.parent());
        if (!standing.ok()) return standing.status();
        auto stored = context_.store.attachments.Get(tx, attachment.name());
        if (stored.ok()) {
          const bool own = stored->author() == standing->person;
          if (!own || !IsSame(attachment, *stored)) return Differs(attachment, *stored, own);
        } else if (!absl::IsNotFound(stored.status())) {
          return stored.status();
        } else if (*free - attachment.size() < context_.options.reserved_disk_bytes) {
          return errors::QuotaExceeded("disk", "the disk for attachments is nearly full");
        } else {
          stored = Begin(tx, context_, *standing, attachment);
          if (!stored.ok()) return stored.status();
        }
        auto upload = context_.store.FindUpload(tx, attachment.name());
        if (!upload.ok()) return upload.status();
        return Shown(context_, {*standing, *stored, *upload});
      });
}

absl::StatusOr<v1::Attachment> AttachmentService::AppendAttachment(
    const Call& call, const v1::AppendAttachmentRequest& request) {
  auto session = uploads_.Open(call, request.name(), request.offset(), request.sha256());
  if (!session.ok()) return session.status();
  if (absl::Status status = (*session)->Append(request.data()); !status.ok()) return status;
  return (*session)->Finish();
}

absl::StatusOr<v1::Attachment> AttachmentService::GetAttachment(
    const Call& call, const v1::GetAttachmentRequest& request) {
  return Read<v1::Attachment>(
      context_, call, [&](Transaction& tx) -> absl::StatusOr<v1::Attachment> {
        absl::StatusOr<Seen> seen = Find(tx, context_, call, request.name());
        if (!seen.ok()) return seen.status();
        return Shown(context_, *seen);
      });
}

absl::StatusOr<v1::ListAttachmentsResponse> AttachmentService::ListAttachments(
    const Call& call, const v1::ListAttachmentsRequest& request) {
  using Response = v1::ListAttachmentsResponse;
  validation::FieldChecks checks;
  checks.Name("parent", request.parent(), "regions/*/reviews/*");
  std::set<int> states;
  std::string bound_to;
  for (const int state : request.states()) {
    checks.That(v1::Attachment::State_IsValid(state) && state != 0, "states", absl::StrCat(state),
                "states of this version");
    states.insert(state);
  }
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  for (const int state : states) absl::StrAppend(&bound_to, state, " ");
  return Read<Response>(context_, call, [&](Transaction& tx) -> absl::StatusOr<Response> {
    auto standing = context_.host.StandingOf(tx, call.caller, call.permission, request.parent(),
                                             request.parent());
    if (!standing.ok()) return standing.status();
    resources::ListQuery query = resources::QueryFor(call, request);
    query.bound_to = bound_to;
    auto page = context_.store.attachments.List(tx, query, [&](const v1::Attachment& attachment) {
      return Sees(*standing, attachment) && IsWanted(states, attachment);
    });
    if (!page.ok()) return page.status();
    Response response;
    for (v1::Attachment& attachment : page->items) {
      absl::StatusOr<std::optional<evidence::Upload>> upload = std::nullopt;
      if (attachment.state() == v1::Attachment::STATE_UPLOADING) {
        upload = context_.store.FindUpload(tx, attachment.name());
      }
      if (!upload.ok()) return upload.status();
      *response.add_attachments() = Shown(context_, {*standing, std::move(attachment), *upload});
    }
    response.set_next_page_token(page->next_page_token);
    return response;
  });
}

absl::StatusOr<v1::Attachment> AttachmentService::UpdateAttachment(
    const Call& call, const v1::UpdateAttachmentRequest& request) {
  static const auto* const kFixed = new std::set<std::string>{
      "size",       "sha256",      "content_type", "state",        "committed_size", "scan_result",
      "withdrawal", "expire_time", "author",       "dispose_date", "create_time",    "update_time"};
  const std::string& name = request.attachment().name();
  return Once(context_, call, request, name,
              [&](Transaction& tx, Seen& seen) -> absl::StatusOr<v1::Attachment> {
                v1::Attachment& attachment = seen.attachment;
                if (attachment.state() == v1::Attachment::STATE_WITHDRAWN ||
                    attachment.state() == v1::Attachment::STATE_DISPOSED) {
                  return errors::WrongState(name, v1::Attachment::State_Name(attachment.state()),
                                            "UPLOADING, SCANNING, READY or QUARANTINED");
                }
                absl::Status status = resources::ApplyUpdate(
                    request.attachment(), request.update_mask(), *kFixed, &attachment);
                if (status.ok()) status = CheckDescription(attachment);
                if (status.ok()) status = CheckOccasion(tx, context_, seen.standing, attachment);
                if (!status.ok()) return status;
                resources::SetUpdateTime(context_.clock, attachment);
                status =
                    context_.store.attachments.Update(tx, attachment, request.attachment().etag());
                if (!status.ok()) return status;
                return Shown(context_, seen);
              });
}

absl::StatusOr<v1::Attachment> AttachmentService::WithdrawAttachment(
    const Call& call, const v1::WithdrawAttachmentRequest& request) {
  std::optional<evidence::Upload> dropped;
  auto withdrawn = Once(
      context_, call, request, request.name(),
      [&](Transaction& tx, Seen& seen) -> absl::StatusOr<v1::Attachment> {
        v1::Attachment& attachment = seen.attachment;
        const v1::Attachment::State was = attachment.state();
        if (was == v1::Attachment::STATE_WITHDRAWN || was == v1::Attachment::STATE_DISPOSED) {
          return errors::WrongState(request.name(), v1::Attachment::State_Name(was),
                                    "UPLOADING, SCANNING, READY or QUARANTINED");
        }
        validation::FieldChecks checks;
        checks.Text("reason", request.reason(), seen.upload ? 0 : 1, kMostReasonBytes);
        if (absl::Status status = checks.Result(); !status.ok()) return status;
        attachment.set_state(v1::Attachment::STATE_WITHDRAWN);
        attachment.mutable_withdrawal()->set_reason(request.reason());
        attachment.mutable_withdrawal()->set_person(seen.standing.person);
        attachment.mutable_withdrawal()->set_date(
            absl::FormatCivilTime(environment::Today(context_.clock)));
        resources::SetUpdateTime(context_.clock, attachment);
        if (dropped = std::exchange(seen.upload, std::nullopt); dropped) {
          absl::Status status =
              context_.store.attachments.Delete(tx, request.name(), request.etag());
          if (status.ok()) status = context_.store.DeleteUpload(tx, request.name()).status();
          if (status.ok() && dropped->sha256) {  // its bytes may be a content already
            status = context_.store.AddErasure(
                tx, {.review = validation::ParentOf(request.name()), .sha256 = *dropped->sha256});
          }
          if (!status.ok()) return status;
          attachment.clear_etag();
          return attachment;
        }
        if (was == v1::Attachment::STATE_SCANNING) attachment.set_scan_result(kNeverScanned);
        absl::Status status = context_.store.attachments.Update(tx, attachment, request.etag());
        if (status.ok()) status = context_.host.Enter(tx, attachment);
        if (!status.ok()) return status;
        return Shown(context_, seen);
      });
  if (withdrawn.ok() && dropped) {
    const absl::Status status = context_.blobs.Abandon(dropped->blob, dropped->progress);
    // It will be swept.
    if (!status.ok()) {
      context_.log.Warning("upload_not_removed", {{"attachment", request.name()},
                                                  {"error", std::string(status.message())}});
    }
  }
  return withdrawn;
}

absl::StatusOr<v1::Attachment> AttachmentService::RescanAttachment(
    const Call& call, const v1::RescanAttachmentRequest& request) {
  auto seen = Read<Seen>(
      context_, call, [&](Transaction& tx) { return FindOwn(tx, context_, call, request.name()); });
  if (!seen.ok()) return seen.status();
  absl::StatusOr<v1::Attachment> scanned = seen->attachment;
  if (seen->attachment.state() == v1::Attachment::STATE_QUARANTINED) {
    scanned = ScanAgain(context_, call.deadline, seen->attachment);
    if (!scanned.ok()) return scanned;
  }
  return Once(context_, call, request, request.name(),
              [&](Transaction&, Seen& now) -> absl::StatusOr<v1::Attachment> {
                if (seen->attachment.state() != v1::Attachment::STATE_QUARANTINED) {
                  return errors::WrongState(request.name(),
                                            v1::Attachment::State_Name(seen->attachment.state()),
                                            "QUARANTINED");
                }
                return Shown(context_, now);
              });
}

}  // namespace peerchallenge::evidence
