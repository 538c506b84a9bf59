#include "services/evidence/changes_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/access/roles.h"
#include "common/changes/watch_checks.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/any.pb.h"
#include "peerchallenge/evidence/v1/attachment.pb.h"
#include "services/evidence/attachments/attachment_sight.h"
#include "services/evidence/days.h"
#include "services/evidence/evidence_host.h"
#include "services/evidence/guarded_reads.h"
#include "services/evidence/item_views.h"
#include "services/evidence/names.h"
#include "services/evidence/version_views.h"

namespace peerchallenge::evidence {
namespace {

namespace permissions = access::v1;
using google::protobuf::Any;
using google::protobuf::Message;
using peerchallenge::changes::v1::Change;
using storage::Transaction;
using Look = absl::StatusOr<std::optional<Change>>;

// How long a stream waits for what decides on an event.
constexpr absl::Duration kLongestLook = absl::Seconds(5);

Any Packed(const Message& message) {
  Any any;
  any.PackFrom(message);
  return any;
}

// One overload per resource type: the resource as its reader may see it, or nothing.
std::optional<Any> View(const v1::Occasion& occasion, const ItemViews& views) {
  if (!views.standing().May(permissions::PERMISSION_EVIDENCE_READ) || !views.Sees(occasion)) {
    return std::nullopt;
  }
  return Packed(views.View(occasion));
}
std::optional<Any> View(const v1::Item& item, const ItemViews& views) {
  if (!views.standing().May(permissions::PERMISSION_EVIDENCE_READ) || !views.Sees(item)) {
    return std::nullopt;
  }
  return Packed(views.View(item));
}
std::optional<Any> View(const v1::Concern& concern, const ItemViews& views) {
  if (!Sees(views.standing(), concern)) return std::nullopt;
  return Packed(concern);
}
std::optional<Any> View(const v1::CaseAssignment& assignment, const ItemViews& views) {
  if (!Sees(views.standing(), assignment)) return std::nullopt;
  return Packed(assignment);
}
std::optional<Any> View(const v1::Checkpoint& checkpoint, const ItemViews& views) {
  const Standing& standing = views.standing();
  if (!standing.May(permissions::PERMISSION_LEDGER_READ)) return std::nullopt;
  return Packed(ViewOf(checkpoint, standing));
}
std::optional<Any> View(const v1::Device& device, const ItemViews& views) {
  if (!views.standing().MayChange(device.owner())) return std::nullopt;
  return Packed(device);
}
std::optional<Any> View(const v1::Hold& hold, const ItemViews& views) {
  if (!views.standing().May(permissions::PERMISSION_RETENTION_WORK)) return std::nullopt;
  return Packed(hold);
}
template <typename Resource>
bool ViewAs(const Message& message, const ItemViews& views, std::optional<Any>& view) {
  if (message.GetDescriptor() != Resource::descriptor()) return false;
  view = View(static_cast<const Resource&>(message), views);
  return true;
}

// Nothing also for types that are not watched.
std::optional<Any> View(const Message* message, const ItemViews& views) {
  std::optional<Any> view;
  if (message == nullptr) return view;
  ViewAs<v1::Occasion>(*message, views, view) || ViewAs<v1::Item>(*message, views, view) ||
      ViewAs<v1::Concern>(*message, views, view) ||
      ViewAs<v1::CaseAssignment>(*message, views, view) ||
      ViewAs<v1::Checkpoint>(*message, views, view) || ViewAs<v1::Device>(*message, views, view) ||
      ViewAs<v1::Hold>(*message, views, view);
  return view;
}

const std::vector<std::string>& WatchedTypes() {
  static const std::vector<std::string> types = {
      v1::Occasion::descriptor()->full_name(),       v1::Item::descriptor()->full_name(),
      v1::ItemConflict::descriptor()->full_name(),   v1::Concern::descriptor()->full_name(),
      v1::CaseAssignment::descriptor()->full_name(), v1::Attachment::descriptor()->full_name(),
      v1::Checkpoint::descriptor()->full_name(),     v1::Device::descriptor()->full_name(),
      v1::Hold::descriptor()->full_name(),           v1::DisposalRun::descriptor()->full_name()};
  return types;
}

// Looks at events for one caller.
class Onlooker {
 public:
  Onlooker(const Context& context, const AttachmentContext& attachments, rpc::Call call)
      : context_(context), attachments_(attachments), call_(std::move(call)) {}

  Look LookAt(const changes::Event& event) const {
    std::optional<Change> change;
    GuardedReads reads;
    absl::Status status =
        context_.database.Read(absl::Now() + kLongestLook, [&](Transaction& tx) -> absl::Status {
          auto found = Find(tx, event, reads);
          if (!found.ok()) return found.status();
          change = *std::move(found);
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    rpc::Call look = call_;
    look.deadline = absl::Now() + kLongestLook;
    if (status = reads.Record(context_, look); !status.ok()) return status;
    const bool concern = change && event.type == v1::Concern::descriptor()->full_name();
    if (concern) {
      if (status = RecordRead(event.name); !status.ok()) return status;
    }
    return change;
  }

 private:
  Look Find(Transaction& tx, const changes::Event& event, GuardedReads& reads) const {
    auto viewer = IdentifyNow(tx);
    if (!viewer.ok()) return viewer.status();
    if (event.type == v1::DisposalRun::descriptor()->full_name()) {
      const access::Place region{validation::RegionOf(event.name), ""};
      if (!access::Holds(viewer->caller, permissions::PERMISSION_RETENTION_WORK, region)) {
        return std::nullopt;
      }
      return changes::ToChange(event);
    }
    auto standing = StandingTo(tx, context_.relations, *viewer, ReviewOf(event.name));
    if (absl::IsNotFound(standing.status())) return std::nullopt;
    if (!standing.ok()) return standing.status();
    const bool concern = event.type == v1::Concern::descriptor()->full_name();
    // Those to whom a concern is escalated learn of it, whatever else they may know.
    if (!concern && !KnowsOf(*viewer, standing->review)) return std::nullopt;
    auto views = ItemViews::Load(tx, context_, *standing);
    if (!views.ok()) return views.status();
    if (event.type == v1::Item::descriptor()->full_name()) {
      return LookAtItem(tx, event, *views, reads);
    }
    if (event.type == v1::ItemConflict::descriptor()->full_name()) {
      return LookAtConflict(tx, event, *views);
    }
    if (event.type == v1::Attachment::descriptor()->full_name()) {
      return LookAtAttachment(tx, event, *standing);
    }
    if (event.type == v1::Occasion::descriptor()->full_name()) {
      if (absl::Status found = views->FindOrigins(tx, context_); !found.ok()) return found;
    }
    return Changed(event, View(event.before.get(), *views).has_value(),
                   View(event.after.get(), *views), *standing);
  }

  // What an item said is as guarded as that version is by now.
  Look LookAtItem(Transaction& tx, const changes::Event& event, const ItemViews& views,
                  GuardedReads& reads) const {
    const bool was_seen = View(event.before.get(), views).has_value();
    std::optional<Any> after = View(event.after.get(), views);
    if (after) {
      auto item = context_.store.items.Get(tx, event.name);
      if (!item.ok()) return item.status();
      auto versions = VersionViews::Load(tx, context_, views.standing(), *item);
      if (!versions.ok()) return versions.status();
      const int64_t number = static_cast<const v1::Item&>(*event.after).version();
      if (!views.Sees(*item) || !versions->Sees(number)) {
        after.reset();
      } else {
        reads.Note(*versions, event.name, number);
      }
    }
    return Changed(event, was_seen, std::move(after), views.standing());
  }

  // A conflict is seen with its item and the versions that met.
  Look LookAtConflict(Transaction& tx, const changes::Event& event, const ItemViews& views) const {
    auto item = context_.store.items.Get(tx, validation::ParentOf(event.name));
    if (absl::IsNotFound(item.status())) return std::nullopt;
    if (!item.ok()) return item.status();
    if (!View(*item, views)) return std::nullopt;
    auto versions = VersionViews::Load(tx, context_, views.standing(), *item);
    if (!versions.ok()) return versions.status();
    const auto sees = [&](const Message* conflict) {
      return conflict != nullptr && versions->Sees(static_cast<const v1::ItemConflict&>(*conflict));
    };
    std::optional<Any> after;
    if (sees(event.after.get())) after = Packed(*event.after);
    return Changed(event, sees(event.before.get()), std::move(after), views.standing());
  }

  Look LookAtAttachment(Transaction& tx, const changes::Event& event,
                        const Standing& standing) const {
    if (!standing.May(permissions::PERMISSION_EVIDENCE_READ)) return std::nullopt;
    auto reader = ToReviewStanding(tx, context_, standing);
    if (!reader.ok()) return reader.status();
    // How far an upload is by now: its progress is no change.
    auto upload = attachments_.store.FindUpload(tx, event.name);
    if (!upload.ok()) return upload.status();
    const auto view = [&](const Message* message) -> std::optional<Any> {
      const auto* attachment = static_cast<const v1::Attachment*>(message);
      if (attachment == nullptr || !Sees(*reader, *attachment)) return std::nullopt;
      const bool uploading = attachment->state() == v1::Attachment::STATE_UPLOADING;
      return Packed(Shown(attachments_.options, *reader, *attachment,
                          uploading ? *upload : std::optional<Upload>()));
    };
    return Changed(event, view(event.before.get()).has_value(), view(event.after.get()), standing);
  }

  static std::optional<Change> Changed(const changes::Event& event, bool was_seen,
                                       std::optional<Any> after, const Standing& standing) {
    auto change = changes::Seen(event, was_seen, std::move(after));
    if (change && !standing.May(permissions::PERMISSION_EVIDENCE_SOURCE_READ)) {
      *change->mutable_time() = CutToDay(change->time());
    }
    return change;
  }

  // The caller with the grants that are stored now.
  absl::StatusOr<Viewer> IdentifyNow(Transaction& tx) const {
    auto caller = relations::WithStoredGrants(tx, context_.relations, call_.caller);
    if (!caller.ok()) return caller.status();
    return IdentifyViewer(tx, context_, *caller);
  }

  absl::Status RecordRead(const std::string& concern) const {
    v1::ConcernRead read;
    read.set_subject(call_.caller.subject);
    read.set_method(validation::IdOf(call_.method));
    *read.mutable_time() = StampOf(context_.clock.Now());
    return context_.database.Write(absl::Now() + kLongestLook, [&](Transaction& tx) {
      return context_.store.NoteRead(tx, concern, read);
    });
  }

  const Context& context_;
  const AttachmentContext& attachments_;
  const rpc::Call call_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Stream>> ChangesService::Watch(
    const rpc::Call& call, const peerchallenge::changes::v1::WatchRequest& request) {
  if (absl::Status status = changes::CheckWatch(request, WatchedTypes()); !status.ok())
    return status;
  const auto onlooker = std::make_shared<const Onlooker>(context_, attachments_, call);
  return feed_.Watch(request, [onlooker]() -> absl::StatusOr<changes::Sight> {
    return [onlooker](const changes::Event& event) { return onlooker->LookAt(event); };
  });
}

void ChangesService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.evidence.v1.ChangesService");
  methods.Stream("Watch", this, &ChangesService::Watch);
}

}  // namespace peerchallenge::evidence
