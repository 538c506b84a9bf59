// The manifest of a folder that is said to be a backup.

#include <cstdlib>

#include "common/backup/manifest.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace backup = peerchallenge::backup;
  const auto manifest = backup::ManifestFrom(peerchallenge::fuzz::Text(data, size));
  if (!manifest.ok()) return 0;
  for (const auto& service : manifest->services()) {
    if (service.name().empty() || service.name() == ".." ||
        service.name().find('/') != std::string::npos) {
      abort();
    }
    for (const auto* files : {&service.database(), &service.files()}) {
      for (const auto& file : *files) {
        if (file.path().empty() || file.path().front() == '/' ||
            ("/" + file.path() + "/").find("/../") != std::string::npos) {
          abort();
        }
      }
    }
  }
  return 0;
}
