// The methods of EvidenceService on items.
#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "google/rpc/error_details.pb.h"
#include "services/evidence/capture.h"
#include "services/evidence/evidence_service.h"
#include "services/evidence/guarded_reads.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/item_filter.h"
#include "services/evidence/item_views.h"
#include "services/evidence/names.h"
#include "services/evidence/search/query.h"
#include "services/evidence/search/snippet.h"
#include "services/evidence/text_clerk.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;
using validation::FieldChecks;

constexpr int kMostInOneCall = 100;
constexpr size_t kLongestReason = 2'000;

// SearchItems.
constexpr size_t kLongestQuery = 500;
constexpr int kDefaultHits = 20;
constexpr int kMostHits = 200;
constexpr int64_t kFirstHits = 500;
constexpr int64_t kAllHits = std::numeric_limits<int64_t>::max();

v1::CaptureFailure FailureOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  if (const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo")) {
    info.ParseFromString(std::string(*payload));
  }
  v1::CaptureFailure failure;
  failure.set_reason(errors::ReasonOf(status));
  failure.set_message(std::string(status.message().substr(0, 1'000)));
  for (const auto& [key, value] : info.metadata()) {
    if (key == "field") {
      failure.set_field(value);
    } else {
      (*failure.mutable_metadata())[key] = value;
    }
  }
  return failure;
}

// Whether the failure is the store's, so that nothing of the transaction will be kept.
bool IsOfTheStore(const absl::Status& status) {
  switch (errors::ReasonOf(status)) {
    case errors::v1::ERROR_REASON_FIELD_INVALID:
    case errors::v1::ERROR_REASON_CONTENT_DIFFERS:
    case errors::v1::ERROR_REASON_REFERENCE_BROKEN:
    case errors::v1::ERROR_REASON_WRONG_STATE:
      return false;
    default:
      return true;
  }
}

// Views by which the caller is warned of names, where the text is new or looked at by itself.
absl::StatusOr<ItemViews> WarningViews(Transaction& tx, const Context& context,
                                       const Standing& standing) {
  auto views = ItemViews::Load(tx, context, standing);
  if (!views.ok()) return views;
  if (absl::Status status = views->WarnOfNames(tx, context); !status.ok()) return status;
  return views;
}

// The item of this name that the caller sees and may change; otherwise RESOURCE_NOT_FOUND.
absl::StatusOr<v1::Item> FindChangeable(Transaction& tx, const Context& context,
                                        const ItemViews& views, const std::string& name) {
  auto item = context.store.items.Get(tx, name);
  if (!item.ok()) return item;
  if (!views.Sees(*item) || !views.standing().MayChange(item->captured().author())) {
    return errors::NotFound(name);
  }
  return item;
}

// Changes an item by `change(item)` and shows what comes of it.
template <typename Change>
absl::StatusOr<v1::Item> ChangeItem(Transaction& tx, const Context& context, const rpc::Call& call,
                                    const absl::StatusOr<ItemViews>& views, const std::string& name,
                                    Change change) {
  if (!views.ok()) return views.status();
  auto item = FindChangeable(tx, context, *views, name);
  if (!item.ok()) return item;
  item = change(*std::move(item));
  if (!item.ok()) return item;
  return ShowAndRecord(tx, context, call, *views, *std::move(item));
}

// Which items a search may show: those that its filter wants and its caller sees.
class Sought {
 public:
  Sought(Transaction& tx, const Context& context, const ItemViews& views,
         const v1::SearchItemsRequest& request)
      : tx_(tx), context_(context), views_(views), request_(request) {}

  // The item, where it may be shown. After many the review's items are looked through once, in
  // place of a look for each hit.
  absl::StatusOr<std::optional<v1::Item>> Find(const std::string& name) {
    if (++asked_ > kFirstHits && !wanted_) {
      if (absl::Status status = LookThrough(); !status.ok()) return status;
    }
    if (wanted_ && !wanted_->contains(name)) return std::nullopt;
    auto item = context_.store.items.Get(tx_, name);
    if (!item.ok()) return item.status();
    return Wanted(*item) ? std::optional(*std::move(item)) : std::nullopt;
  }

 private:
  bool Wanted(const v1::Item& item) const {
    return views_.Sees(item) && Wants(request_.filter(), views_.View(item));
  }

  absl::Status LookThrough() {
    wanted_.emplace();
    return context_.store.items.Scan(tx_, {{"parent", request_.parent()}},
                                     [&](const v1::Item& item) {
                                       if (Wanted(item)) wanted_->insert(item.name());
                                       return absl::OkStatus();
                                     });
  }

  Transaction& tx_;
  const Context& context_;
  const ItemViews& views_;
  const v1::SearchItemsRequest& request_;
  int64_t asked_ = 0;
  std::optional<std::set<std::string>> wanted_;
};

// What a search asks, whatever its page.
std::string QuestionOf(const v1::SearchItemsRequest& request) {
  v1::SearchItemsRequest question = request;
  question.clear_page_size();
  question.clear_page_token();
  return question.SerializeAsString();
}

}  // namespace

absl::StatusOr<v1::Item> EvidenceService::CaptureItem(const rpc::Call& call,
                                                      const v1::CaptureItemRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  CheckCapture(request.capture(), "capture.", request.parent(), checks);
  CheckTime(request.has_device_clock(), request.device_clock(), "device_clock", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status room = RoomFor(context_, request); !room.ok()) return room;
  const auto skew = ClockSkew(context_.clock, request.has_device_clock(), request.device_clock());
  return Write<v1::Item>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Item> {
        auto item = Capture(tx, context_, standing, request.capture(), skew);
        if (!item.ok()) return item;
        auto views = WarningViews(tx, context_, standing);
        if (!views.ok()) return views.status();
        return views->View(*std::move(item));
      });
}

absl::StatusOr<v1::BatchCaptureItemsResponse> EvidenceService::BatchCaptureItems(
    const rpc::Call& call, const v1::BatchCaptureItemsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.Range("captures", request.captures_size(), 1, kMostInOneCall);
  CheckTime(request.has_device_clock(), request.device_clock(), "device_clock", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status room = RoomFor(context_, request); !room.ok()) return room;
  const auto skew = ClockSkew(context_.clock, request.has_device_clock(), request.device_clock());
  std::vector<absl::Status> forms;
  for (const v1::ItemCapture& capture : request.captures()) {
    FieldChecks form;
    CheckCapture(capture, "", request.parent(), form);
    forms.push_back(form.Result());
  }
  using Response = v1::BatchCaptureItemsResponse;
  return Write<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
        std::vector<absl::StatusOr<v1::Item>> items;
        for (int i = 0; i < request.captures_size(); ++i) {
          const absl::Status& form = forms[static_cast<size_t>(i)];
          items.push_back(form.ok() ? Capture(tx, context_, standing, request.captures(i), skew)
                                    : absl::StatusOr<v1::Item>(form));
          const absl::Status& status = items.back().status();
          if (!status.ok() && IsOfTheStore(status)) return status;
        }
        auto views = WarningViews(tx, context_, standing);
        if (!views.ok()) return views.status();
        Response response;
        for (absl::StatusOr<v1::Item>& item : items) {
          auto* outcome = response.add_outcomes();
          if (item.ok()) {
            *outcome->mutable_item() = views->View(*std::move(item));
          } else {
            *outcome->mutable_failure() = FailureOf(item.status());
          }
        }
        return response;
      });
}

absl::StatusOr<v1::Item> EvidenceService::GetItem(const rpc::Call& call,
                                                  const v1::GetItemRequest& request) {
  GuardedReads reads;
  auto item =
      Read<v1::Item>(context_, call, request.name(),
                     [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Item> {
                       auto views = WarningViews(tx, context_, standing);
                       if (!views.ok()) return views.status();
                       auto found = context_.store.items.Get(tx, request.name());
                       if (!found.ok()) return found;
                       if (!views->Sees(*found)) return errors::NotFound(request.name());
                       reads.Note(standing, *found);
                       return views->View(*std::move(found));
                     });
  if (!item.ok()) return item;
  if (absl::Status recorded = reads.Record(context_, call); !recorded.ok()) return recorded;
  return item;
}

absl::StatusOr<v1::ListItemsResponse> EvidenceService::ListItems(
    const rpc::Call& call, const v1::ListItemsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  CheckFilter(request.filter(), request.parent(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  resources::ListQuery query = resources::QueryFor(call, request);
  query.order_by = "listed";
  query.bound_to = request.filter().SerializeAsString();
  GuardedReads reads;
  using Response = v1::ListItemsResponse;
  auto response =
      Read<Response>(context_, call, request.parent(),
                     [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
                       auto views = ItemViews::Load(tx, context_, standing);
                       if (!views.ok()) return views.status();
                       const auto wanted = [&](const v1::Item& item) {
                         return views->Sees(item) && Wants(request.filter(), views->View(item));
                       };
                       return ToResponse(context_.store.items.List(tx, query, wanted),
                                         &Response::mutable_items, [&](const v1::Item& item) {
                                           reads.Note(standing, item);
                                           return views->View(item);
                                         });
                     });
  if (!response.ok()) return response;
  if (absl::Status recorded = reads.Record(context_, call); !recorded.ok()) return recorded;
  return response;
}

absl::StatusOr<v1::SearchItemsResponse> EvidenceService::SearchItems(
    const rpc::Call& call, const v1::SearchItemsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.Text("query", request.query(), 1, kLongestQuery);
  CheckFilter(request.filter(), request.parent(), checks);
  const TextQuery query = ParseQuery(request.query());
  checks.That(!query.wanted.empty(), "query", request.query(), "at least one word to look for");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const int page_size =
      request.page_size() == 0 ? kDefaultHits : std::min(request.page_size(), kMostHits);
  auto pages = resources::NumberPage::Of(context_.store.sealer(), call, QuestionOf(request),
                                         page_size, request.page_token());
  if (!pages.ok()) return pages.status();

  // What was captured before the search is found by it.
  absl::Status indexed = IndexChangedTexts(context_, request.parent(), call.deadline);
  if (!indexed.ok()) return indexed;
  GuardedReads reads;
  using Response = v1::SearchItemsResponse;
  auto response =
      Read<Response>(context_, call, request.parent(),
                     [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
                       auto views = ItemViews::Load(tx, context_, standing);
                       if (!views.ok()) return views.status();
                       Sought sought(tx, context_, *views, request);
                       Response page;
                       resources::PageFill fill(*pages);
                       // Ranked once, or twice where the first hits do not fill the page.
                       int64_t most = pages->last() + kFirstHits;
                       for (int64_t at = pages->last();; most = kAllHits) {
                         auto names = context_.text_index.Find(tx, request.parent(), query, most);
                         if (!names.ok()) return names.status();
                         const auto found = static_cast<int64_t>(names->size());
                         for (; at < found; ++at) {
                           auto item = sought.Find((*names)[static_cast<size_t>(at)]);
                           if (!item.ok()) return item.status();
                           if (!item->has_value()) continue;
                           if (!fill.Takes(at + 1)) {
                             page.set_next_page_token(fill.next_page_token());
                             return page;
                           }
                           reads.Note(standing, **item);
                           v1::Item view = views->View(**std::move(item));
                           auto* hit = page.add_hits();
                           for (auto& piece : SnippetOf(view.content().text(), query)) {
                             *hit->add_snippet() = std::move(piece);
                           }
                           *hit->mutable_item() = std::move(view);
                         }
                         if (found < most) return page;
                       }
                     });
  if (!response.ok()) return response;
  if (absl::Status recorded = reads.Record(context_, call); !recorded.ok()) return recorded;
  return response;
}

absl::StatusOr<v1::Item> EvidenceService::ReviseItem(const rpc::Call& call,
                                                     const v1::ReviseItemRequest& request) {
  const std::string review = ReviewOf(request.name());
  FieldChecks checks;
  checks.Name("name", request.name(), kItemName);
  checks.That(IsRandomUuid(request.revision_id()), "revision_id", request.revision_id(),
              "a UUID of version 4 in lower case");
  CheckContent(request.content(), "content", review, checks);
  CheckStamp(request.stamp(), "stamp", review, checks);
  CheckTime(request.has_device_clock(), request.device_clock(), "device_clock", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (absl::Status room = RoomFor(context_, request); !room.ok()) return room;
  const auto skew = ClockSkew(context_.clock, request.has_device_clock(), request.device_clock());
  return Write<v1::Item>(
      context_, call, request.name(), [&](Transaction& tx, const Standing& standing) {
        return ChangeItem(tx, context_, call, WarningViews(tx, context_, standing), request.name(),
                          [&](v1::Item item) {
                            return Revise(tx, context_, standing, std::move(item), request, skew);
                          });
      });
}

absl::StatusOr<v1::ShareItemsResponse> EvidenceService::ShareItems(
    const rpc::Call& call, const v1::ShareItemsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.Range("names", request.names_size(), 1, kMostInOneCall);
  if (request.names_size() <= kMostInOneCall) {
    for (int i = 0; i < request.names_size(); ++i) {
      checks.NameBelow(absl::StrCat("names[", i, "]"), request.names(i), kItemName,
                       request.parent());
    }
  }
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::ShareItemsResponse;
  return Mutate<Response>(
      context_, call, request, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
        auto views = ItemViews::Load(tx, context_, standing);
        if (!views.ok()) return views.status();
        Response response;
        for (const std::string& name : request.names()) {
          auto item = context_.store.items.Get(tx, name);
          if (!item.ok()) return item.status();
          if (!standing.IsAuthor(item->captured().author())) return errors::NotFound(name);
          item = Share(tx, context_, *std::move(item));
          if (!item.ok()) return item.status();
          *response.add_items() = views->View(*std::move(item));
        }
        return response;
      });
}

absl::StatusOr<v1::Item> EvidenceService::WithdrawItem(const rpc::Call& call,
                                                       const v1::WithdrawItemRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kItemName);
  checks.Text("reason", request.reason(), 1, kLongestReason);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<v1::Item>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) {
        // What is kept for the request holds no warning of a name.
        return ChangeItem(tx, context_, call, ItemViews::Load(tx, context_, standing),
                          request.name(), [&](v1::Item item) {
                            return Withdraw(tx, context_, standing, std::move(item), request);
                          });
      },
      [&](Transaction& tx, const Standing& standing, const v1::Item& kept) {
        return ShowAgain(tx, context_, call, standing, kept);
      });
}

}  // namespace peerchallenge::evidence
