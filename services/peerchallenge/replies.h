#pragma once

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

}  // namespace peerchallenge::cli
