#include "services/peerchallenge/rendered_file.h"

#include <utility>

#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/interrupt.h"

namespace peerchallenge::cli {

namespace v1 = recommendations::v1;

absl::StatusOr<v1::DocumentFormat> ParseFormat(const std::string& text) {
  return ParseEnum<v1::DocumentFormat>(text, "DOCUMENT_FORMAT_", "--format",
                                       "html, odt, docx or pdf", v1::DocumentFormat_Parse);
}

absl::StatusOr<RenderedFile> WriteRendered(Client& client, const std::string& method,
                                           const google::protobuf::Message& request,
                                           const std::string& path) {
  const Interrupt interrupt;
  v1::RenderedDocument message;
  auto reader = client.OpenStream("peerchallenge.recommendations.v1." + method, request,
                                  interrupt.token(), message);
  if (!reader.ok()) return reader.status();
  RenderedFile file{path.empty() ? message.start().file_name() : path, 0};
  std::string bytes;
  absl::StatusOr<bool> more = *reader != nullptr;
  while (more.ok() && *more) {
    bytes += message.data();
    more = (*reader)->Next(message);
  }
  if (!more.ok()) return more.status();
  if (absl::Status status = WriteAtomically(file.path, bytes); !status.ok()) return status;
  file.bytes = bytes.size();
  return file;
}

}  // namespace peerchallenge::cli
