#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resources/field_mask.h"
#include "common/resources/resource_table.h"
#include "common/resources/stamped.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/repeated_ptr_field.h"

// What lists and updates of all resources have in common (protos/README.md, standard methods).
namespace peerchallenge::resources {

// The page that a list request of `call` (rpc::Call) asks for, below its parent. Filters are the
// method's own.
template <typename Call, typename Request>
ListQuery QueryFor(const Call& call, const Request& request) {
  return {.parent = request.parent(),
          .page_size = request.page_size(),
          .page_token = request.page_token(),
          .caller = call.caller.subject};
}

// The response of a list: the items of `page`, each as `view` shows it, in the field that `items`
// gives (&v1::ListPeopleResponse::mutable_people).
template <typename Response, typename Message, typename View>
absl::StatusOr<Response> ToResponse(
    const absl::StatusOr<Page<Message>>& page,
    google::protobuf::RepeatedPtrField<Message>* (Response::*items)(), View view) {
  if (!page.ok()) return page.status();
  Response response;
  for (const Message& item : page->items) *(response.*items)()->Add() = view(item);
  response.set_next_page_token(page->next_page_token);
  return response;
}
// The same with the items as they are.
template <typename Response, typename Message>
absl::StatusOr<Response> ToResponse(
    const absl::StatusOr<Page<Message>>& page,
    google::protobuf::RepeatedPtrField<Message>* (Response::*items)()) {
  return ToResponse(page, items, [](const Message& item) -> const Message& { return item; });
}

// Every resource of a list.
inline constexpr auto kAll = [](const auto&) { return true; };

// Changes the stored resource of patch.name as patch and mask say, if `check` (const Message& ->
// absl::Status) finds nothing wrong with what comes of it; gives it as stored.
template <typename Context, typename Message, typename Check>
absl::StatusOr<Message> Update(storage::Transaction& tx, const Context& context,
                               const ResourceTable<Message>& table, const Message& patch,
                               const google::protobuf::FieldMask& mask, Check check) {
  absl::StatusOr<Message> message = Patched(tx, table, patch, mask);
  if (!message.ok()) return message;
  if (absl::Status status = check(*message); !status.ok()) return status;
  return UpdateStamped(tx, context, table, *std::move(message), patch.etag());
}

}  // namespace peerchallenge::resources
