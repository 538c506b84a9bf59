// A file of people to be imported.

#include <cstdlib>

#include "services/scheduling/people_csv.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto people =
      peerchallenge::scheduling::ReadPeopleCsv(peerchallenge::fuzz::Text(data, size), "regions/em");
  if (!people.ok()) return 0;
  int line = 1;
  for (const auto& row : people->rows) {
    if (row.line <= line || (row.person.name().empty() && row.problems.empty())) abort();
    line = row.line;
  }
  return 0;
}
