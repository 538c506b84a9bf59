#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/json.h"

// How an action ends. `Arguments` has a field `json`.
namespace peerchallenge::cli {

template <typename Arguments>
ExitCode BadInput(const absl::Status& status, const Arguments& arguments, Console& console) {
  return ReportBadInput(status, arguments.json, console);
}

template <typename Arguments>
ExitCode Failed(const absl::Status& status, const Arguments& arguments, const Client& client,
                Console& console) {
  return ReportFailure(status, client.request_id(), arguments.json, console);
}

// Prints what a call gave, as JSON or in words: `text` makes a string of the reply.
template <typename Reply, typename Text, typename Arguments>
ExitCode Print(const absl::StatusOr<Reply>& reply, Text text, const Arguments& arguments,
               const Client& client, Console& console) {
  if (!reply.ok()) return Failed(reply.status(), arguments, client, console);
  console.out << (arguments.json ? FormatJson(*reply, JsonStyle::kPretty) : text(*reply));
  return ExitCode::kOk;
}

// Tells which file was written; `file` has `path` and `bytes`.
template <typename File, typename Arguments>
ExitCode PrintFile(const absl::StatusOr<File>& file, const Arguments& arguments,
                   const Client& client, Console& console) {
  if (!file.ok()) return Failed(file.status(), arguments, client, console);
  console.out << (arguments.json ? JsonObject({{"file", JsonString(file->path)},
                                               {"bytes", absl::StrCat(file->bytes)}}) +
                                       "\n"
                                 : absl::StrCat(file->path, ": ", file->bytes, " bytes\n"));
  return ExitCode::kOk;
}

// All pages of a list of the recommendations package ("FindingService/ListFindings") as one:
// `merge(all, page)` adds a page.
template <typename Response, typename Request, typename Merge>
absl::StatusOr<Response> AllPages(const std::string& method, Request request, Client& client,
                                  Merge merge) {
  constexpr int32_t kPageSize = 200;
  Response all;
  request.set_page_size(kPageSize);
  do {
    auto page = client.CallRecommendations<Response>(method, request);
    if (!page.ok()) return page.status();
    merge(all, *page);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

}  // namespace peerchallenge::cli
