#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "common/storage/migrations.h"
#include "services/evidence/search/query.h"

namespace peerchallenge::evidence {

// The index's own tables; each kind of store has others.
storage::Component TextIndexTables(storage::Dialect dialect);

// The words of the current versions of items, in FTS5 on SQLite and a `tsvector` on PostgreSQL. All
// functions belong to a transaction of the service's database.
class TextIndex {
 public:
  explicit TextIndex(storage::Dialect dialect) : dialect_(dialect) {}

  // Notes that an item is new or has another text: whoever searches, or a clerk about once a
  // second, takes it into the index, so that capturing need not wait for that.
  absl::Status NoteChanged(storage::Transaction& tx, const std::string& item) const;
  // Items that were noted, of a review or, with an empty name, of all; the oldest first, at most
  // `most`.
  struct Changed {
    int64_t number = 0;
    std::string item;
  };
  absl::StatusOr<std::vector<Changed>> ChangedTexts(storage::Transaction& tx,
                                                    const std::string& review, int64_t most) const;
  // Takes the text of an item in place of what is there.
  absl::Status Put(storage::Transaction& tx, const std::string& item, std::string_view text) const;
  // Crosses a note off.
  absl::Status CrossOff(storage::Transaction& tx, int64_t number) const;
  // Forgets an item.
  absl::Status Remove(storage::Transaction& tx, const std::string& item) const;
  // Leaves no trace in the index's files of what was removed; takes time that grows with the index.
  absl::Status Expunge(storage::Transaction& tx) const;

  // Names of a review's items that match, the best first (by BM25 on SQLite and cover density on
  // PostgreSQL, of the item by itself), at most `most`. The query has something wanted.
  absl::StatusOr<std::vector<std::string>> Find(storage::Transaction& tx, const std::string& review,
                                                const TextQuery& query, int64_t most) const;

 private:
  storage::Dialect dialect_;
};

}  // namespace peerchallenge::evidence
