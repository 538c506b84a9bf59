// The methods of EvidenceService on versions and conflicts of items.
#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/resources/paging.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/evidence/capture.h"
#include "services/evidence/evidence_service.h"
#include "services/evidence/guarded_reads.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/item_views.h"
#include "services/evidence/names.h"
#include "services/evidence/version_views.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;
using validation::FieldChecks;
using validation::IdOf;
using validation::ParentOf;

constexpr std::string_view kVersionName = "regions/*/reviews/*/items/*/versions/*";
constexpr std::string_view kConflictName = "regions/*/reviews/*/items/*/conflicts/*";
constexpr std::string_view kAllItems = "/items/-";
constexpr size_t kLongestNote = 2'000;

// The item of a version or conflict, where the caller sees it; otherwise RESOURCE_NOT_FOUND under
// the name that was asked for.
absl::StatusOr<v1::Item> FindItem(Transaction& tx, const Context& context, const ItemViews& views,
                                  const std::string& item_name, const std::string& asked) {
  auto item = context.store.items.Get(tx, item_name);
  if (absl::IsNotFound(item.status())) return errors::NotFound(asked);
  if (!item.ok()) return item;
  if (!views.Sees(*item)) return errors::NotFound(asked);
  return item;
}

bool IsSettled(const v1::ItemConflict& conflict) {
  return conflict.state() == v1::ItemConflict::STATE_SETTLED;
}

// Open ones first, then by item and number.
bool ComesBefore(const v1::ItemConflict& a, const v1::ItemConflict& b) {
  const auto key = [](const v1::ItemConflict& conflict) {
    const std::string id = IdOf(conflict.name());
    return std::make_tuple(IsSettled(conflict), ParentOf(conflict.name()), id.size(), id);
  };
  return key(a) < key(b);
}

}  // namespace

absl::StatusOr<v1::ItemVersion> EvidenceService::GetItemVersion(
    const rpc::Call& call, const v1::GetItemVersionRequest& request) {
  GuardedReads reads;
  auto version = Read<v1::ItemVersion>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::ItemVersion> {
        int64_t number = 0;
        if (!validation::MatchName(request.name(), kVersionName) ||
            !absl::SimpleAtoi(IdOf(request.name()), &number)) {
          return errors::NotFound(request.name());
        }
        auto views = ItemViews::Load(tx, context_, standing);
        if (!views.ok()) return views.status();
        auto item = FindItem(tx, context_, *views, ParentOf(request.name()), request.name());
        if (!item.ok()) return item.status();
        auto versions = VersionViews::Load(tx, context_, standing, *item);
        if (!versions.ok()) return versions.status();
        if (!versions->Sees(number)) return errors::NotFound(request.name());
        auto found = context_.store.Version(tx, item->name(), number);
        if (!found.ok()) return found;
        reads.Note(*versions, item->name(), number);
        return versions->View(*std::move(found));
      });
  if (!version.ok()) return version;
  if (absl::Status recorded = reads.Record(context_, call); !recorded.ok()) return recorded;
  return version;
}

absl::StatusOr<v1::ListItemVersionsResponse> EvidenceService::ListItemVersions(
    const rpc::Call& call, const v1::ListItemVersionsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kItemName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  auto page = resources::NumberPage::Of(context_.store.sealer(), call, request);
  if (!page.ok()) return page.status();
  GuardedReads reads;
  using Response = v1::ListItemVersionsResponse;
  auto response = Read<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
        auto views = ItemViews::Load(tx, context_, standing);
        if (!views.ok()) return views.status();
        auto item = FindItem(tx, context_, *views, request.parent(), request.parent());
        if (!item.ok()) return item.status();
        auto views_of = VersionViews::Load(tx, context_, standing, *item);
        if (!views_of.ok()) return views_of.status();
        Response answer;
        resources::PageFill fill(*page);
        for (int64_t before = page->last();;) {
          auto versions =
              context_.store.VersionsBefore(tx, request.parent(), before, page->size() + 1);
          if (!versions.ok()) return versions.status();
          for (v1::ItemVersion& version : *versions) {
            static_cast<void>(absl::SimpleAtoi(IdOf(version.name()), &before));
            if (!views_of->Sees(before)) continue;
            if (!fill.Takes(before)) {
              answer.set_next_page_token(fill.next_page_token());
              return answer;
            }
            reads.Note(*views_of, item->name(), before);
            *answer.add_versions() = views_of->View(std::move(version));
          }
          if (static_cast<int>(versions->size()) <= page->size()) return answer;
        }
      });
  if (!response.ok()) return response;
  if (absl::Status recorded = reads.Record(context_, call); !recorded.ok()) return recorded;
  return response;
}

absl::StatusOr<v1::ListItemConflictsResponse> EvidenceService::ListItemConflicts(
    const rpc::Call& call, const v1::ListItemConflictsRequest& request) {
  const std::string review = ReviewOf(request.parent());
  const bool of_all = !review.empty() && request.parent() == review + std::string(kAllItems);
  FieldChecks checks;
  checks.That(of_all || validation::MatchName(request.parent(), kItemName).has_value(), "parent",
              request.parent(), "the name of an item, or \"{review}/items/-\"");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  auto page = resources::NumberPage::Of(
      context_.store.sealer(), call, absl::StrCat(request.parent(), " ", request.include_settled()),
      request.page_size(), request.page_token());
  if (!page.ok()) return page.status();
  using Response = v1::ListItemConflictsResponse;
  return Read<Response>(context_, call, request.parent(),
                        [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
                          auto views = ItemViews::Load(tx, context_, standing);
                          if (!views.ok()) return views.status();
                          if (!of_all) {
                            auto item =
                                FindItem(tx, context_, *views, request.parent(), request.parent());
                            if (!item.ok()) return item.status();
                          }
                          auto conflicts = context_.store.conflicts.All(
                              tx, {of_all ? resources::Filter{"review", review}
                                          : resources::Filter{"parent", request.parent()}});
                          if (!conflicts.ok()) return conflicts.status();
                          std::vector<v1::ItemConflict> seen;
                          for (v1::ItemConflict& conflict : *conflicts) {
                            if (IsSettled(conflict) && !request.include_settled()) continue;
                            auto item = context_.store.items.Get(tx, ParentOf(conflict.name()));
                            if (!item.ok()) return item.status();
                            if (!views->Sees(*item)) continue;
                            auto versions = VersionViews::Load(tx, context_, standing, *item);
                            if (!versions.ok()) return versions.status();
                            if (versions->Sees(conflict)) seen.push_back(std::move(conflict));
                          }
                          std::sort(seen.begin(), seen.end(), ComesBefore);
                          Response response;
                          const auto places = page->PlacesOf(seen.size());
                          for (size_t i = places.begin; i < places.end; ++i) {
                            *response.add_conflicts() = std::move(seen[i]);
                          }
                          response.set_next_page_token(places.next_page_token);
                          return response;
                        });
}

absl::StatusOr<v1::Item> EvidenceService::SettleItemConflict(
    const rpc::Call& call, const v1::SettleItemConflictRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kConflictName);
  checks.That(request.outcome_case() != v1::SettleItemConflictRequest::OUTCOME_NOT_SET, "outcome",
              "nothing", "keep_version or content");
  if (request.has_content()) {
    CheckContent(request.content(), "content", ReviewOf(request.name()), checks);
  }
  checks.Text("note", request.note(), 0, kLongestNote);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status room = RoomFor(context_, request); !room.ok()) return room;
  return Mutate<v1::Item>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Item> {
        auto views = ItemViews::Load(tx, context_, standing);
        if (!views.ok()) return views.status();
        auto conflict = context_.store.conflicts.Get(tx, request.name());
        if (!conflict.ok()) return conflict.status();
        auto item = FindItem(tx, context_, *views, ParentOf(request.name()), request.name());
        if (!item.ok()) return item;
        auto versions = VersionViews::Load(tx, context_, standing, *item);
        if (!versions.ok()) return versions.status();
        if (!versions->Sees(*conflict)) return errors::NotFound(request.name());
        bool may = standing.Leads();
        for (const int64_t number : {conflict->first_version(), conflict->second_version()}) {
          auto version = context_.store.Version(tx, item->name(), number);
          if (!version.ok()) return version.status();
          may = may || standing.IsAuthor(version->provenance().author());
        }
        if (!may) return errors::NotFound(request.name());
        auto settled =
            Settle(tx, context_, standing, *std::move(item), *std::move(conflict), request);
        if (!settled.ok()) return settled;
        return ShowAndRecord(tx, context_, call, *views, *std::move(settled));
      },
      [&](Transaction& tx, const Standing& standing, const v1::Item& kept) {
        return ShowAgain(tx, context_, call, standing, kept);
      });
}

}  // namespace peerchallenge::evidence
