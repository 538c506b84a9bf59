// What an entry of a bundle records of an item's version: the item's name, and behind the first
// line break the record.

#include <cstdlib>
#include <string>

#include "services/evidence/ledger/item_lines.h"
#include "services/evidence/ledger/record.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace evidence = peerchallenge::evidence;
  std::string_view record = peerchallenge::fuzz::Text(data, size);
  evidence::Entry entry;
  entry.action = evidence::v1::LedgerEntry::ACTION_ITEM_CAPTURED;
  entry.subject = peerchallenge::fuzz::TakeUntil(record, '\n');
  const auto version = evidence::VersionFrom(record, entry.subject);
  const auto line = evidence::ItemLine(entry, record);
  if (!version.ok()) {
    if (line.ok()) abort();
    return 0;
  }
  // Its content is the one that the record begins with, in its one encoding.
  const auto encoded = evidence::EncodeContent(version->content, "content");
  if (!encoded.ok() || record.substr(0, encoded->size()) != *encoded) abort();
  if (line.ok() && (line->back() != '\n' || line->find('\n') != line->size() - 1)) abort();
  return 0;
}
