#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/backup/part.h"
#include "common/storage/database.h"

namespace peerchallenge::backup {

// Services that keep their data in one place, as the flags of a server say it.
struct Installation {
  std::filesystem::path data_dir;
  std::string database;     // empty: an SQLite file of each in data_dir
  std::vector<Part> parts;  // at least one

  // FIELD_INVALID ("--database") for an address of no store, or one SQLite file for several.
  absl::StatusOr<storage::Dialect> Dialect() const;
  // Of a part's store, for storage::StoreSaver::Open and the like.
  std::string UrlOf(const Part& part) const;
  // Where a part's files are.
  std::filesystem::path FolderOf(const Part& part) const { return data_dir / part.folder; }
};

}  // namespace peerchallenge::backup
