#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "services/evidence/ledger/entry.h"

namespace peerchallenge::evidence {

// What no bundle holds although it was not disposed of, as the ledger itself tells: what is said of
// concerns, and what the author of an item wrote before sharing it, which nobody else reads.
class Withheld {
 public:
  // Takes note of the next entry of a ledger; all come before Is().
  void Note(int64_t index, const Entry& entry);
  bool Is(int64_t index, const Entry& entry) const;

 private:
  struct Shared {
    int64_t index = 0;
    int64_t version = 0;
  };
  std::map<std::string, Shared> shared_;  // by item
};

}  // namespace peerchallenge::evidence
