#pragma once

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/recommendations/v1/support.pb.h"
#include "services/peerchallenge/match_items_input.h"
#include "services/peerchallenge/match_names.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/replies.h"

// What the `match offer` and `match ask` commands do; these differ in their messages only. A Kind
// says which:
//
//   using Item, Create, Get, Update, List, Listed   v1::Offer, its requests, and a list's answer
//   kMethod                                         "Offer", as the methods are named by
//   Name(text)                                      the whole name
//   In(request)                                     the item of a Create or Update
//   SetId(create, id)
//   Text(item), Text(listed)                        in words
namespace peerchallenge::cli {

template <typename Kind, typename Reply, typename Request>
absl::StatusOr<Reply> CallItems(const std::string& verb, const Request& request, Client& client) {
  return client.CallRecommendations<Reply>(absl::StrCat("SupportService/", verb, Kind::kMethod),
                                           request);
}

template <typename Kind>
std::string ItemText(const typename Kind::Item& item) {
  return Kind::Text(item);
}

template <typename Kind>
ExitCode AddItem(const ItemArguments& arguments, Client& client, Console& console) {
  const auto authority = AuthorityName(arguments.authority);
  if (!authority.ok()) return BadInput(authority.status(), arguments, console);
  typename Kind::Create request;
  request.set_parent(*authority);
  Kind::SetId(request, arguments.id);
  google::protobuf::FieldMask filled;
  absl::Status status =
      FillItem(arguments, validation::RegionOf(*authority), Kind::In(request), filled);
  if (!status.ok()) return BadInput(status, arguments, console);
  request.set_request_id(client.NewRequestId());
  return Print(CallItems<Kind, typename Kind::Item>("Create", request, client), ItemText<Kind>,
               arguments, client, console);
}

template <typename Kind>
ExitCode ChangeItem(const ItemArguments& arguments, Client& client, Console& console) {
  const auto name = Kind::Name(arguments.item);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  typename Kind::Update request;
  Kind::In(request).set_name(*name);
  absl::Status status = FillItem(arguments, validation::RegionOf(*name), Kind::In(request),
                                 *request.mutable_update_mask());
  if (!status.ok()) return BadInput(status, arguments, console);
  request.set_request_id(client.NewRequestId());
  return Print(CallItems<Kind, typename Kind::Item>("Update", request, client), ItemText<Kind>,
               arguments, client, console);
}

// Opens, pauses or closes it.
template <typename Kind, recommendations::v1::SupportState kState>
ExitCode SetItemState(const ItemArguments& arguments, Client& client, Console& console) {
  const auto name = Kind::Name(arguments.item);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  typename Kind::Update request;
  Kind::In(request).set_name(*name);
  Kind::In(request).set_state(kState);
  request.mutable_update_mask()->add_paths("state");
  request.set_request_id(client.NewRequestId());
  return Print(CallItems<Kind, typename Kind::Item>("Update", request, client), ItemText<Kind>,
               arguments, client, console);
}

template <typename Kind>
ExitCode ShowItem(const ItemArguments& arguments, Client& client, Console& console) {
  const auto name = Kind::Name(arguments.item);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  typename Kind::Get request;
  request.set_name(*name);
  return Print(CallItems<Kind, typename Kind::Item>("Get", request, client), ItemText<Kind>,
               arguments, client, console);
}

template <typename Kind>
ExitCode ListItemsOf(const ItemArguments& arguments, Client& client, Console& console) {
  using Listed = typename Kind::Listed;
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  typename Kind::List request;
  request.set_parent(*region + "/authorities/-");
  if (!arguments.authority.empty()) {
    const auto authority = NameInRegion(arguments.authority, *region, "authorities");
    if (!authority.ok()) return BadInput(authority.status(), arguments, console);
    request.set_parent(*authority);
  }
  if (!arguments.theme.empty()) {
    const auto theme = NameInRegion(arguments.theme, *region, "themes");
    if (!theme.ok()) return BadInput(theme.status(), arguments, console);
    request.set_theme(*theme);
  }
  return Print(
      AllPages<Listed>(absl::StrCat("SupportService/List", Kind::kMethod, "s"), request, client,
                       [](Listed& all, const Listed& page) { all.MergeFrom(page); }),
      [](const Listed& listed) { return Kind::Text(listed); }, arguments, client, console);
}

}  // namespace peerchallenge::cli
