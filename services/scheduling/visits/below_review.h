#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/context.h"
#include "services/scheduling/names.h"
#include "services/scheduling/visits/versions.h"
#include "services/scheduling/visits/visit.h"
#include "services/scheduling/visits/visit_visibility.h"

// What all handlers of resources below a review begin and end with.
namespace peerchallenge::scheduling {

// The resource as the caller may see it, with `permission` on its review.
template <typename Message>
absl::StatusOr<Message> FindBelowReview(storage::Transaction& tx, const Store& store,
                                        const Viewer& viewer,
                                        const resources::ResourceTable<Message>& table,
                                        access::Permission permission, const std::string& name) {
  auto review = FindReviewOf(tx, store, viewer, permission, name);
  if (!review.ok()) return review.status();
  auto sight = LoadVisitSight(tx, store, viewer, *review);
  if (!sight.ok()) return sight.status();
  auto message = table.Get(tx, name);
  if (!message.ok()) return message;
  auto view = ViewOf(*message, *sight);
  if (!view) return errors::NotFound(name);
  return *std::move(view);
}

template <typename Message>
absl::StatusOr<Message> GetBelowReview(const Context& context, const rpc::Call& call,
                                       const resources::ResourceTable<Message>& table,
                                       access::Permission permission, const std::string& name) {
  return Read<Message>(context, call, [&](storage::Transaction& tx, const Viewer& viewer) {
    return FindBelowReview(tx, context.store, viewer, table, permission, name);
  });
}

// A page of a review's resources; `add(Response&, Message)` takes one into the reply.
template <typename Response, typename Message, typename Request, typename Add>
absl::StatusOr<Response> ListBelowReview(const Context& context, const rpc::Call& call,
                                         const resources::ResourceTable<Message>& table,
                                         access::Permission permission, const Request& request,
                                         const std::string& order_by, Add add) {
  return Read<Response>(
      context, call,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        auto review = FindReview(tx, context.store, viewer, permission, request.parent());
        if (!review.ok()) return review.status();
        auto sight = LoadVisitSight(tx, context.store, viewer, *review);
        if (!sight.ok()) return sight.status();
        resources::ListQuery query;
        query.parent = request.parent();
        query.order_by = order_by;
        query.page_size = request.page_size();
        query.page_token = request.page_token();
        query.caller = call.caller.subject;
        auto page = table.List(
            tx, query, [&](const Message& message) { return ViewOf(message, *sight).has_value(); });
        if (!page.ok()) return page.status();
        Response response;
        for (const Message& message : page->items) add(response, *ViewOf(message, *sight));
        response.set_next_page_token(page->next_page_token);
        return response;
      });
}

// Changes something of the visit that `name` is, or lies below: for those who may write its
// timetable, while it may be changed. `act(tx, visit)` returns absl::StatusOr<Reply>.
template <typename Reply, typename Request, typename Act>
absl::StatusOr<Reply> ChangeVisit(const Context& context, const rpc::Call& call,
                                  const Request& request, const std::string& name, Act act) {
  return Mutate<Reply>(
      context, call, request,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Reply> {
        auto review =
            FindReviewOf(tx, context.store, viewer, access::v1::PERMISSION_TIMETABLE_WRITE, name);
        if (!review.ok()) return review.status();
        if (absl::Status status = CheckOpen(*review); !status.ok()) return status;
        auto visit = LoadVisit(tx, context.store, *review);
        if (!visit.ok()) return visit.status();
        return act(tx, *visit);
      });
}

// For streams: whether the caller may (still) use `permission` on the review that `name` lies
// below.
inline absl::Status MayStill(const Context& context, const access::Caller& caller,
                             access::Permission permission, const std::string& name) {
  constexpr absl::Duration kLongestRead = absl::Seconds(5);
  auto viewer = ViewerNow(context, caller);
  if (!viewer.ok()) return viewer.status();
  return context.database.Read(absl::Now() + kLongestRead, [&](storage::Transaction& tx) {
    return FindReviewOf(tx, context.store, *viewer, permission, name).status();
  });
}

// Parent and chosen id of a request that creates something below a review.
inline absl::Status CheckParentAndId(const std::string& parent, const std::string& id_field,
                                     const std::string& id) {
  validation::FieldChecks checks;
  checks.Name("parent", parent, kReviewName);
  if (!id.empty()) checks.Id(id_field, id);
  return checks.Result();
}

// ".../venues/hall", with an id made here where none is chosen.
inline std::string NameBelow(const Context& context, const std::string& parent,
                             std::string_view collection, const std::string& id) {
  return absl::StrCat(parent, "/", absl::string_view(collection.data(), collection.size()), "/",
                      id.empty() ? environment::NewUuidV7(context.clock, context.random) : id);
}

// QUOTA_EXCEEDED where the review has as many of them as it may.
template <typename Message>
absl::Status CheckQuota(const std::vector<Message>& there, size_t most, const std::string& quota) {
  if (there.size() < most) return absl::OkStatus();
  return errors::QuotaExceeded(quota, absl::StrCat("a review has at most ", most, " ", quota));
}

// Puts a resource among its like, or in the place of the one of its name.
template <typename Message>
void Put(const Message& message, std::vector<Message>& list) {
  const auto place = std::find_if(list.begin(), list.end(), [&](const Message& other) {
    return other.name() == message.name();
  });
  if (place == list.end()) {
    list.push_back(message);
  } else {
    *place = message;
  }
}

// Removes a resource that nothing refers to; gives it as it was.
template <typename Message>
absl::StatusOr<Message> Remove(storage::Transaction& tx,
                               const resources::ResourceTable<Message>& table,
                               const std::string& name, const std::string& etag) {
  auto message = table.Get(tx, name);
  if (!message.ok()) return message;
  if (absl::Status status = table.Delete(tx, name, etag); !status.ok()) return status;
  return message;
}

}  // namespace peerchallenge::scheduling
