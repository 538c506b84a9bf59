// The text of an item, behind the names of those who were met, a line each, and an empty line.

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "services/evidence/name_finder.h"
#include "services/evidence/text_warnings.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace evidence = peerchallenge::evidence;
  std::string_view text = peerchallenge::fuzz::Text(data, size);
  std::vector<std::string> names;
  while (!text.empty() && names.size() < 10) {
    const std::string_view name = peerchallenge::fuzz::TakeUntil(text, '\n');
    if (name.empty()) break;
    names.emplace_back(name);
  }
  const evidence::NameFinder people(names);
  if (people.IsIn(text, evidence::NameFinder::Enough::kWhole) &&
      !people.IsIn(text, evidence::NameFinder::Enough::kPart)) {
    abort();
  }
  const auto warnings = evidence::WarningsIn(text);
  // Each kind once, in order.
  if (std::adjacent_find(warnings.begin(), warnings.end(), std::greater_equal<>()) !=
      warnings.end()) {
    abort();
  }
  return 0;
}
