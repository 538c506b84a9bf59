// What clamd, or who is in its place, replies.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "absl/strings/ascii.h"
#include "services/evidence/attachments/clamd_reply.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view reply(reinterpret_cast<const char*>(data), size);
  const auto found = peerchallenge::evidence::ParseClamdReply(reply);
  if (!found.ok()) return 0;
  // Clean is what says so and nothing else; what is shown is short and printable.
  if (found->empty() != (reply == std::string_view("stream: OK\0", 11))) abort();
  if (found->size() > 200 || !std::all_of(found->begin(), found->end(), [](char c) {
        return absl::ascii_isprint(static_cast<unsigned char>(c));
      })) {
    abort();
  }
  return 0;
}
