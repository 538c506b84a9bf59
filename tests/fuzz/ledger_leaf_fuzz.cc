// The leaves of a ledger that somebody exported.

#include <cstdlib>

#include "services/evidence/ledger/entry.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view leaf = peerchallenge::fuzz::Text(data, size);
  const auto entry = peerchallenge::evidence::EntryFrom(leaf);
  // There is one spelling.
  if (entry.ok() && peerchallenge::evidence::LeafOf(*entry) != leaf) abort();
  return 0;
}
