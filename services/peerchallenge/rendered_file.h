#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "peerchallenge/recommendations/v1/document.pb.h"
#include "services/peerchallenge/client.h"

namespace peerchallenge::cli {

// "pdf" -> DOCUMENT_FORMAT_PDF; FIELD_INVALID of --format for none.
absl::StatusOr<recommendations::v1::DocumentFormat> ParseFormat(const std::string& text);

struct RenderedFile {
  std::string path;
  size_t bytes = 0;
};

// Calls a method of recommendations that renders a document ("LetterService/RenderLetter") and
// writes what comes to `path`, whole or not at all; an empty path stands for the name that the
// service gives. Ends with Ctrl-C.
absl::StatusOr<RenderedFile> WriteRendered(Client& client, const std::string& method,
                                           const google::protobuf::Message& request,
                                           const std::string& path);

}  // namespace peerchallenge::cli
