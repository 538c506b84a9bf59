// The methods of EvidenceService on occasions.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/evidence/evidence_service.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/item_views.h"
#include "services/evidence/ledger/hash.h"
#include "services/evidence/names.h"
#include "services/evidence/references.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;
using validation::FieldChecks;

constexpr int kMostSameSources = 20;

void CheckOccasion(const v1::Occasion& occasion, const std::string& review, FieldChecks& checks) {
  checks.That(occasion.kind() != v1::Occasion::KIND_UNSPECIFIED &&
                  v1::Occasion::Kind_IsValid(occasion.kind()),
              "occasion.kind", absl::StrCat(occasion.kind()),
              "INTERVIEW, FOCUS_GROUP, OBSERVATION, DOCUMENT, CASE_FILE or DATA");
  checks.That(occasion.declared_class() > v1::SOURCE_CLASS_ANYBODY &&
                  v1::SourceClass_IsValid(occasion.declared_class()),
              "occasion.declared_class", absl::StrCat(occasion.declared_class()),
              "a source class below ANYBODY");
  checks.Day("occasion.date", occasion.date());
  if (!occasion.attachment().empty()) {
    checks.That(occasion.kind() == v1::Occasion::KIND_DOCUMENT, "occasion.attachment",
                occasion.attachment(), "nothing, unless the kind is DOCUMENT");
    checks.NameBelow("occasion.attachment", occasion.attachment(), kAttachmentName, review);
  }
  checks.Count("occasion.same_source_as", occasion.same_source_as_size(), kMostSameSources);
  if (occasion.same_source_as_size() > kMostSameSources) return;
  for (const std::string& name : occasion.same_source_as()) {
    checks.NameBelow("occasion.same_source_as", name, kOccasionName, review);
  }
}

absl::Status CheckReferences(Transaction& tx, const Context& context, const Standing& standing,
                             const v1::Occasion& occasion) {
  std::vector<std::string> names(occasion.same_source_as().begin(),
                                 occasion.same_source_as().end());
  if (!occasion.attachment().empty()) names.push_back(occasion.attachment());
  References references(tx, context, standing);
  for (const std::string& name : names) {
    absl::Status there = references.Check(name);
    if (absl::IsNotFound(there)) {
      return errors::ReferenceBroken(
          name, absl::StrCat("the occasion names '", name, "', which is not there"));
    }
    if (!there.ok()) return there;
  }
  return absl::OkStatus();
}

// What its author says, without what follows.
v1::Occasion Said(v1::Occasion occasion) {
  for (const char* field :
       {"source_class", "author", "etag", "create_time", "update_time", "name"}) {
    occasion.GetReflection()->ClearField(&occasion,
                                         occasion.GetDescriptor()->FindFieldByName(field));
  }
  return occasion;
}

absl::StatusOr<v1::Occasion> Shown(Transaction& tx, const Context& context,
                                   const Standing& standing, v1::Occasion occasion) {
  auto views = ItemViews::Load(tx, context, standing);
  if (!views.ok()) return views.status();
  return views->View(std::move(occasion));
}

absl::Status OtherOccasion(const v1::Occasion& stored, const v1::Occasion& sent, bool author) {
  errors::Metadata metadata = {{"name", stored.name()}};
  if (author) {
    metadata.emplace_back("stored_sha256", HexOf(Sha256(Said(stored).SerializeAsString())));
    metadata.emplace_back("sent_sha256", HexOf(Sha256(sent.SerializeAsString())));
  }
  return errors::Make(errors::v1::ERROR_REASON_CONTENT_DIFFERS,
                      absl::StrCat("'", stored.name(), "' is taken by another occasion"), metadata);
}

}  // namespace

absl::StatusOr<v1::Occasion> EvidenceService::CreateOccasion(
    const rpc::Call& call, const v1::CreateOccasionRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.That(IsRandomUuid(request.occasion_id()), "occasion_id", request.occasion_id(),
              "a UUID of version 4 in lower case");
  CheckOccasion(request.occasion(), request.parent(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status room = RoomFor(context_, request); !room.ok()) return room;
  return Write<v1::Occasion>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Occasion> {
        v1::Occasion occasion = Said(request.occasion());
        const std::string name = request.parent() + "/occasions/" + request.occasion_id();
        auto stored = context_.store.occasions.Get(tx, name);
        if (stored.ok()) {
          const bool author = standing.IsAuthor(stored->author());
          using google::protobuf::util::MessageDifferencer;
          if (!author || !MessageDifferencer::Equals(Said(*stored), occasion)) {
            return OtherOccasion(*stored, occasion, author);
          }
          return Shown(tx, context_, standing, *std::move(stored));
        }
        if (!absl::IsNotFound(stored.status())) return stored.status();
        if (IsOver(standing.review)) {
          return errors::WrongState(standing.review.name(),
                                    scheduling::v1::Review::State_Name(standing.review.state()),
                                    "one before CLOSED");
        }
        absl::Status named = CheckReferences(tx, context_, standing, occasion);
        if (!named.ok()) return named;
        occasion.set_name(name);
        occasion.set_author(standing.person());
        auto added = InsertStamped(tx, context_, context_.store.occasions, std::move(occasion));
        if (!added.ok()) return added;
        if (absl::Status noted = context_.sources.NoteOccasion(tx, *added); !noted.ok()) {
          return noted;
        }
        return Shown(tx, context_, standing, *std::move(added));
      });
}

absl::StatusOr<v1::Occasion> EvidenceService::GetOccasion(const rpc::Call& call,
                                                          const v1::GetOccasionRequest& request) {
  return Read<v1::Occasion>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Occasion> {
        auto occasion = context_.store.occasions.Get(tx, request.name());
        if (!occasion.ok()) return occasion;
        auto views = ItemViews::Load(tx, context_, standing);
        if (!views.ok()) return views.status();
        if (absl::Status found = views->FindOrigins(tx, context_); !found.ok()) return found;
        if (!views->Sees(*occasion)) return errors::NotFound(request.name());
        return views->View(*std::move(occasion));
      });
}

absl::StatusOr<v1::ListOccasionsResponse> EvidenceService::ListOccasions(
    const rpc::Call& call, const v1::ListOccasionsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::ListOccasionsResponse;
  return Read<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
        auto views = ItemViews::Load(tx, context_, standing);
        if (!views.ok()) return views.status();
        if (absl::Status found = views->FindOrigins(tx, context_); !found.ok()) return found;
        return ToResponse(context_.store.occasions.List(
                              tx, resources::QueryFor(call, request),
                              [&](const v1::Occasion& occasion) { return views->Sees(occasion); }),
                          &Response::mutable_occasions,
                          [&](const v1::Occasion& occasion) { return views->View(occasion); });
      });
}

absl::StatusOr<v1::Occasion> EvidenceService::UpdateOccasion(
    const rpc::Call& call, const v1::UpdateOccasionRequest& request) {
  const std::string& name = request.occasion().name();
  FieldChecks checks;
  checks.Name("occasion.name", name, kOccasionName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<v1::Occasion>(
      context_, call, request, name,
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Occasion> {
        auto stored = context_.store.occasions.Get(tx, name);
        if (!stored.ok()) return stored;
        if (!standing.MayChange(stored->author())) return errors::NotFound(name);
        auto occasion = Patched(tx, context_.store.occasions, request.occasion(),
                                request.update_mask(), {"source_class", "author"});
        if (!occasion.ok()) return occasion;
        FieldChecks changed;
        CheckOccasion(*occasion, ReviewOf(name), changed);
        if (absl::Status status = changed.Result(); !status.ok()) return status;
        absl::Status named = CheckReferences(tx, context_, standing, *occasion);
        if (!named.ok()) return named;
        auto updated = UpdateStamped(tx, context_, context_.store.occasions, *std::move(occasion),
                                     request.occasion().etag());
        if (!updated.ok()) return updated;
        if (absl::Status noted = context_.sources.NoteOccasion(tx, *updated); !noted.ok()) {
          return noted;
        }
        return Shown(tx, context_, standing, *std::move(updated));
      });
}

}  // namespace peerchallenge::evidence
