#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// What a connection's transactions have computed from what they read (Transaction::Recall), for as
// long as nothing is written to the tables that were read. The connection tells it of every
// statement that runs, by the numbers of the tables that it reads and writes.
class Recollection {
 public:
  using Tables = std::vector<int>;

  // The number of a table.
  int NumberOf(std::string_view table);

  void NoteRead(const Tables& tables);
  void NoteWritten(const Tables& tables);
  // Anything may have changed.
  void Forget() { remembered_.clear(); }

  // As Transaction's.
  Transaction::Recalled Recall(std::string_view key,
                               absl::FunctionRef<Transaction::Recalled()> compute);
  void Remember(std::string_view key, std::shared_ptr<const void> value, const Tables& read);

 private:
  struct Remembered {
    std::shared_ptr<const void> value;
    std::vector<std::pair<int, int64_t>> read;  // tables, with how often they were written to
  };

  bool Holds(const Remembered& remembered) const;

  absl::flat_hash_map<std::string, int> numbers_;
  std::vector<int64_t> writes_;  // of each table
  absl::flat_hash_map<std::string, Remembered> remembered_;
  std::vector<Tables> computing_;  // what those under way have read, the innermost last
};

}  // namespace peerchallenge::storage
