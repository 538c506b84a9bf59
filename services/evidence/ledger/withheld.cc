#include "services/evidence/ledger/withheld.h"

namespace peerchallenge::evidence {

using v1::LedgerEntry;

void Withheld::Note(int64_t index, const Entry& entry) {
  if (entry.action != LedgerEntry::ACTION_ITEM_SHARED) return;
  shared_.emplace(entry.subject, Shared{index, entry.version});
}

bool Withheld::Is(int64_t index, const Entry& entry) const {
  const auto shared = shared_.find(entry.subject);
  switch (entry.action) {
    case LedgerEntry::ACTION_CONCERN_RAISED:
    case LedgerEntry::ACTION_CONCERN_ACKNOWLEDGED:
    case LedgerEntry::ACTION_CONCERN_REFERRED:
    case LedgerEntry::ACTION_CONCERN_CLOSED:
      return true;
    case LedgerEntry::ACTION_ITEM_CAPTURED:
    case LedgerEntry::ACTION_ITEM_REVISED:
      return shared == shared_.end() || entry.version < shared->second.version;
    case LedgerEntry::ACTION_ITEM_WITHDRAWN:
    case LedgerEntry::ACTION_CONFLICT_SETTLED:
      return shared == shared_.end() || index < shared->second.index;
    default:
      return false;
  }
}

}  // namespace peerchallenge::evidence
