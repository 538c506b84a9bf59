#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "common/storage/database.h"
#include "common/storage/open.h"

namespace peerchallenge::storage {

// The stores that the conformance tests run on.
enum class Backend { kSqlite, kPostgres };
inline void PrintTo(Backend backend, std::ostream* out) {
  *out << (backend == Backend::kSqlite ? "Sqlite" : "Postgres");
}

// A new, empty store of a test. Any number of databases can be opened on it, as by as many
// processes.
class FreshStore {
 public:
  explicit FreshStore(Backend backend);
  ~FreshStore();
  FreshStore(const FreshStore&) = delete;
  FreshStore& operator=(const FreshStore&) = delete;

  const std::string& url() const { return url_; }
  // Opens it; fails the process when it cannot.
  std::unique_ptr<Database> Open(const OpenOptions& options = {}) const;
  // The same with the tables of common/.
  std::unique_ptr<Database> OpenMigrated(const OpenOptions& options = {}) const;

 private:
  std::string folder_;  // of an SQLite file
  std::string url_;
};

// A deadline that no test reaches.
absl::Time Soon();

// The single number that a query gives.
int64_t Number(Database& database, std::string_view sql);

}  // namespace peerchallenge::storage
