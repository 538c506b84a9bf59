#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/environment/slots.h"
#include "common/rpc/call.h"
#include "common/rpc/stream.h"
#include "peerchallenge/recommendations/v1/document.pb.h"
#include "services/recommendations/documents/renderer.h"

namespace peerchallenge::recommendations {

// The format that a request asks for; FIELD_INVALID for one that is none.
absl::StatusOr<documents::Format> FormatOf(v1::DocumentFormat format);

// Renders documents, a few at a time: each takes a core for up to a second, and memory.
// Thread-safe.
class Rendering {
 public:
  // `renderer` outlives it.
  Rendering(const documents::Renderer& renderer, int max_running)
      : renderer_(renderer), slots_(max_running) {}

  // The document as its stream of messages, rendered within the call's time. `name` is the file's
  // name without its ending. Errors: OVERLOADED when as many as may are being rendered,
  // DEADLINE_EXCEEDED, and those of documents::Renderer.
  absl::StatusOr<std::unique_ptr<rpc::Stream>> Render(const rpc::Call& call,
                                                      const documents::Document& document,
                                                      documents::Format format,
                                                      const std::string& name);

 private:
  const documents::Renderer& renderer_;
  environment::Slots slots_;
};

// "Children's services, Lincolnshire" -> "children-s-services-lincolnshire": what stands in a
// file's name anywhere. Empty for a text without letters or digits of ASCII.
std::string FileNamePart(const std::string& text);

}  // namespace peerchallenge::recommendations
