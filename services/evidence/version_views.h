#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "services/evidence/context.h"
#include "services/evidence/standing.h"

namespace peerchallenge::evidence {

// The versions and conflicts of one item as one caller sees them, by one state of the database.
class VersionViews {
 public:
  // Of an item that the caller sees; `standing` outlives it.
  static absl::StatusOr<VersionViews> Load(storage::Transaction& tx, const Context& context,
                                           const Standing& standing, const v1::Item& item);

  // Whether there is a version of that number that the caller may know of. What an author wrote
  // before sharing remains the author's; of a version on another case the item's case auditor
  // learns nothing.
  bool Sees(int64_t number) const;
  // A conflict is seen with the versions that met.
  bool Sees(const v1::ItemConflict& conflict) const;
  // Whether a read of the version's text by this caller is put on record.
  bool IsGuarded(int64_t number) const;
  v1::ItemVersion View(v1::ItemVersion version) const {
    return ViewOf(std::move(version), *standing_, cases_);
  }

 private:
  const Standing* standing_ = nullptr;
  std::string author_;
  int64_t shared_version_ = 0;
  Cases cases_;
  // By number. One that is not current is as guarded as the strictest of itself, of those after it
  // and of the current one: what is found to be sensitive later was so before, and taking it out
  // does not open where it stood.
  std::map<int64_t, Store::Readers> readers_;
};

}  // namespace peerchallenge::evidence
