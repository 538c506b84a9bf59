#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/stream.h"
#include "peerchallenge/recommendations/v1/document.pb.h"
#include "services/recommendations/documents/renderer.h"

namespace peerchallenge::recommendations {

// The format that a request asks for; FIELD_INVALID for one that is none.
absl::StatusOr<documents::Format> FormatOf(v1::DocumentFormat format);

// A rendered document as its stream of messages. `name` is the file's name without its ending.
std::unique_ptr<rpc::Stream> StreamOf(documents::Rendered rendered, const std::string& name);

// "Children's services, Lincolnshire" -> "children-s-services-lincolnshire": what stands in a
// file's name anywhere. Empty for a text without letters or digits of ASCII.
std::string FileNamePart(const std::string& text);

}  // namespace peerchallenge::recommendations
