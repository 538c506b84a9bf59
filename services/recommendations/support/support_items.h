#pragma once

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/names.h"
#include "services/recommendations/support/support_calls.h"
#include "services/recommendations/support/support_checks.h"

// The standard methods of offers and asks, which differ in their messages only. A Kind says which:
//
//   using Item                     v1::Offer or v1::Ask
//   kField, kCollection            "offer", "offers"
//   Table(context)                 where they are
//   Check(item, commitments, checks)
//                                  their form, with what matches take up already
//   CheckReferences(tx, context, item, before)
//   kComputed                      the field that is worked out of the matches, and is not stored
//   ClearComputed(item), WithComputed(commitments, item)
namespace peerchallenge::recommendations {

// Of one authority that are not closed: so that nobody fills the runs of a region alone.
inline constexpr int kMostOfAuthority = 50;

// QUOTA_EXCEEDED where the authority has as many as it may.
template <typename Kind>
absl::Status CheckRoomAt(storage::Transaction& tx, const Context& context,
                         const std::string& authority) {
  int open = 0;
  absl::Status status =
      Kind::Table(context).Scan(tx, {{"parent", authority}}, [&](const typename Kind::Item& item) {
        open += item.state() == v1::SUPPORT_STATE_CLOSED ? 0 : 1;
        return absl::OkStatus();
      });
  if (!status.ok() || open < kMostOfAuthority) return status;
  return errors::QuotaExceeded(Kind::kCollection,
                               absl::StrCat("an authority has at most ", kMostOfAuthority, " ",
                                            Kind::kCollection, " that are not closed"));
}

template <typename Kind, typename Request>
absl::StatusOr<typename Kind::Item> CreateItem(const Context& context, const rpc::Call& call,
                                               const Request& request, const std::string& id,
                                               typename Kind::Item item) {
  using Item = typename Kind::Item;
  validation::FieldChecks checks;
  checks.Name("parent", request.parent(), kAuthorityName);
  if (!id.empty()) checks.Id(absl::StrCat(Kind::kField, "_id"), id);
  item.set_name(
      absl::StrCat(request.parent(), "/", Kind::kCollection, "/",
                   id.empty() ? environment::NewUuidV7(context.clock, context.random) : id));
  Kind::ClearComputed(item);
  if (item.state() == v1::SUPPORT_STATE_UNSPECIFIED) item.set_state(v1::SUPPORT_STATE_OPEN);
  if (checks.ok()) Kind::Check(item, Commitments({}), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return MutateReached<Item>(
      context, call, request, AtAuthority(context, call, request.parent(), request.parent()),
      [&](storage::Transaction& tx, const Viewer&) -> absl::StatusOr<Item> {
        absl::Status status = Kind::CheckReferences(tx, context, item, Item());
        if (status.ok()) status = CheckRoomAt<Kind>(tx, context, request.parent());
        if (!status.ok()) return status;
        auto stored = resources::InsertStamped(tx, context, Kind::Table(context), item);
        if (!stored.ok()) return stored;
        return Kind::WithComputed(Commitments({}), *std::move(stored));
      });
}

template <typename Kind>
absl::StatusOr<typename Kind::Item> GetItem(const Context& context, const rpc::Call& call,
                                            const std::string& name) {
  using Item = typename Kind::Item;
  return ReadReached<Item>(
      context, call, InRegion(context, call, name),
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Item> {
        auto item = Kind::Table(context).Get(tx, name);
        if (!item.ok()) return item;
        const auto commitments = CommitmentsOf(tx, context, name);
        if (!commitments.ok()) return commitments.status();
        const SupportSight sight(viewer, validation::RegionOf(name));
        if (!Sees(sight, *commitments, *item)) return errors::NotFound(name);
        return ViewOf(sight, *commitments, *std::move(item));
      });
}

template <typename Kind, typename Response, typename Request>
absl::StatusOr<Response> ListItems(
    const Context& context, const rpc::Call& call, const Request& request,
    google::protobuf::RepeatedPtrField<typename Kind::Item>* (Response::*items)()) {
  validation::FieldChecks checks;
  if (!validation::MatchName(request.parent(), kAuthoritiesName)) {
    checks.Name("parent", request.parent(), kAuthorityName);
  }
  if (!request.theme().empty()) checks.Name("theme", request.theme(), kThemeName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return ReadReached<Response>(
      context, call,
      [&](storage::Transaction& tx, const Viewer& viewer) {
        return CheckListParent(tx, context, viewer, call.permission, request.parent());
      },
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        const auto commitments = CommitmentsOf(tx, context, request.parent());
        if (!commitments.ok()) return commitments.status();
        const SupportSight sight(viewer, validation::RegionOf(request.parent()));
        const auto keep = [&](const typename Kind::Item& item) {
          return Sees(sight, *commitments, item) && HasTheme(item, request.theme());
        };
        return resources::ToResponse(
            Kind::Table(context).List(tx, SupportQuery(call, request), keep), items,
            [&](const typename Kind::Item& item) { return ViewOf(sight, *commitments, item); });
      });
}

template <typename Kind, typename Request>
absl::StatusOr<typename Kind::Item> UpdateItem(const Context& context, const rpc::Call& call,
                                               const Request& request,
                                               const typename Kind::Item& patch) {
  using Item = typename Kind::Item;
  const std::string& name = patch.name();
  return MutateReached<Item>(
      context, call, request, AtAuthority(context, call, validation::ParentOf(name), name),
      [&](storage::Transaction& tx, const Viewer&) -> absl::StatusOr<Item> {
        const auto& table = Kind::Table(context);
        const auto before = table.Get(tx, name);
        if (!before.ok()) return before.status();
        auto item = resources::Patched(tx, table, patch, request.update_mask(), {Kind::kComputed});
        if (!item.ok()) return item;
        if (item->state() == v1::SUPPORT_STATE_UNSPECIFIED) {
          item->set_state(v1::SUPPORT_STATE_OPEN);
        }
        const auto commitments = CommitmentsOf(tx, context, name);
        if (!commitments.ok()) return commitments.status();
        validation::FieldChecks checks;
        Kind::Check(*item, *commitments, checks);
        CheckStep(absl::StrCat(Kind::kField, ".state"), before->state(), item->state(), checks);
        absl::Status status = checks.Result();
        if (status.ok()) status = Kind::CheckReferences(tx, context, *item, *before);
        if (!status.ok()) return status;
        auto stored = resources::UpdateStamped(tx, context, table, *std::move(item), patch.etag());
        if (!stored.ok()) return stored;
        return Kind::WithComputed(*commitments, *std::move(stored));
      });
}

}  // namespace peerchallenge::recommendations
