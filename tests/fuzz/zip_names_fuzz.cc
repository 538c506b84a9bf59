// Archives that somebody uploads.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "services/evidence/attachments/zip_names.h"
#include "tests/services/evidence/attachments/in_memory.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  peerchallenge::evidence::InMemory content(std::string(reinterpret_cast<const char*>(data), size));
  const auto names = peerchallenge::evidence::ZipNames(content);
  if (!names.ok()) return 0;
  size_t bytes = 0;
  for (const std::string& name : *names) bytes += name.size();
  if (names->size() > 65'535 || bytes > size) abort();
  return 0;
}
