#include "tests/common/storage/fresh_store.h"

#include <stdlib.h>

#include <filesystem>

#include "absl/base/internal/raw_logging.h"
#include "absl/time/clock.h"
#include "common/environment/clock.h"
#include "common/storage/migrations.h"
#include "tests/common/storage/postgres_server.h"

namespace peerchallenge::storage {

FreshStore::FreshStore(Backend backend) {
  if (backend == Backend::kPostgres) {
    url_ = PostgresServer::Shared().NewUrl();
    return;
  }
  folder_ = (std::filesystem::temp_directory_path() / "pc-store-XXXXXX").string();
  ABSL_RAW_CHECK(mkdtemp(folder_.data()) != nullptr, "no temporary folder");
  url_ = "sqlite:" + folder_ + "/store.db";
}

FreshStore::~FreshStore() {
  if (!folder_.empty()) std::filesystem::remove_all(folder_);
}

std::unique_ptr<Database> FreshStore::Open(const OpenOptions& options) const {
  auto database = storage::Open(url_, options);
  ABSL_RAW_CHECK(database.ok(), database.status().ToString().c_str());
  return *std::move(database);
}

std::unique_ptr<Database> FreshStore::OpenMigrated(const OpenOptions& options) const {
  std::unique_ptr<Database> database = Open(options);
  const absl::Status status = Migrate(*database, environment::SystemClock(), "test", {});
  ABSL_RAW_CHECK(status.ok(), status.ToString().c_str());
  return database;
}

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

int64_t Number(Database& database, std::string_view sql) {
  int64_t number = 0;
  const absl::Status status = database.Read(Soon(), [&](Transaction& tx) {
    return tx.Query(sql, {}, [&](const Row& row) {
      number = row.Int(0);
      return absl::OkStatus();
    });
  });
  ABSL_RAW_CHECK(status.ok(), status.ToString().c_str());
  return number;
}

}  // namespace peerchallenge::storage
