// Files that somebody uploads, as libmagic and our look into office documents see them.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "services/evidence/attachments/content_type.h"
#include "tests/services/evidence/attachments/in_memory.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using peerchallenge::evidence::ContentTypes;
  static const ContentTypes* const types = ContentTypes::Load()->release();
  peerchallenge::evidence::InMemory content(std::string(reinterpret_cast<const char*>(data), size));
  const auto type = types->Of(content);
  if (!type.ok() || type->empty() || type->size() > 200) abort();
  return 0;
}
