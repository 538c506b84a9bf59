#include "common/backup/make_backup.h"

#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/backup/kept_files.h"
#include "common/backup/manifest.h"
#include "common/errors/errors.h"
#include "common/storage/store_saver.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::backup {
namespace {

namespace fs = std::filesystem;

// A file that is missing twice in a row is not just on its way. More rounds than this would take
// disposals and ends of uploads between every look and its copy.
constexpr int kMostRounds = 10;

// A part on its way into the backup.
struct Making {
  Making(const Part& of, fs::path from, const fs::path& backup)
      : part(of),
        database(backup / DatabaseFolder(of.service)),
        kept(std::move(from), backup / FilesFolder(of.service)) {}

  const Part& part;
  const fs::path database;
  KeptFiles kept;
  storage::SavedStore saved;
  std::vector<KeptFile> wanted;
  std::vector<KeptFiles::Missing> missing;
};

absl::Status MakeEmpty(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  return files::MakeFolder(folder);
}

// Has on disk which names are in the folder and in those below it.
absl::Status SyncFolders(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, error)) {
    if (!entry.is_directory()) continue;
    if (absl::Status status = files::SyncFolder(entry.path()); !status.ok()) return status;
  }
  return files::SyncFolder(folder);
}

class Backup {
 public:
  Backup(const BackupRequest& request, storage::Dialect dialect, fs::path folder)
      : request_(request), dialect_(dialect), folder_(std::move(folder)) {
    for (const Part& part : request.installation.parts) {
      parts_.emplace_back(part, request.installation.FolderOf(part), folder_);
    }
  }

  absl::StatusOr<v1::Manifest> Make() {
    bool settled = false;
    for (int round = 0; !settled; ++round) {
      if (round == kMostRounds) {
        return errors::Make(errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE,
                            "files came and went faster than they could be backed up: try again");
      }
      if (absl::Status status = SaveStores(); !status.ok()) return status;
      auto fits = BringFiles();
      if (!fits.ok()) return fits.status();
      settled = *fits;
    }
    const v1::Manifest manifest = Describe();
    if (absl::Status status = WriteManifest(folder_, manifest); !status.ok()) return status;
    if (absl::Status status = SyncFolders(folder_); !status.ok()) return status;
    return manifest;
  }

 private:
  absl::Status SaveStores() {
    std::vector<std::string> urls;
    for (const Making& making : parts_) urls.push_back(request_.installation.UrlOf(making.part));
    made_ = request_.clock.Now();
    const auto saver = storage::StoreSaver::Open(urls);
    if (!saver.ok()) return saver.status();
    for (Making& making : parts_) {
      if (absl::Status status = Save(**saver, making); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status Save(storage::StoreSaver& saver, Making& making) {
    if (absl::Status status = MakeEmpty(making.database); !status.ok()) return status;
    const auto look = [&making](storage::Transaction& tx) -> absl::Status {
      if (!making.part.files || !making.part.elsewhere.empty()) return absl::OkStatus();
      auto wanted = making.part.files(tx);
      if (!wanted.ok()) return wanted.status();
      making.wanted = *std::move(wanted);
      return absl::OkStatus();
    };
    auto saved = saver.Save({.url = request_.installation.UrlOf(making.part),
                             .schema = making.part.store.schema,
                             .folder = making.database,
                             .progress = request_.progress,
                             .inspect = look});
    if (!saved.ok()) return saved.status();
    making.saved = *std::move(saved);
    return absl::OkStatus();
  }

  // Whether the files are those of the databases, but for such as were missing before.
  absl::StatusOr<bool> BringFiles() {
    bool fits = true;
    for (Making& making : parts_) {
      auto missing = making.kept.Bring(making.wanted, request_.progress);
      if (!missing.ok()) return missing.status();
      fits = fits && (missing->empty() || *missing == making.missing);
      making.missing = *std::move(missing);
    }
    return fits;
  }

  v1::Manifest Describe() const {
    v1::Manifest manifest;
    manifest.set_format(kFormat);
    manifest.set_suite_version(request_.suite_version);
    *manifest.mutable_make_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(made_));
    manifest.set_store(NameOf(dialect_));
    for (const Making& making : parts_) {
      v1::Service& service = *manifest.add_services();
      service.set_name(making.part.service);
      service.set_files_elsewhere(making.part.elsewhere);
      PutStore(making.saved, service);
      for (const auto& [path, digest] : making.kept.brought()) {
        *service.add_files() = ToFile(path, digest);
      }
      for (const KeptFiles::Missing& missing : making.missing) {
        v1::MissingFile& put = *service.add_missing();
        put.set_path(missing.path);
        put.set_problem(missing.problem);
      }
    }
    return manifest;
  }

  const BackupRequest& request_;
  const storage::Dialect dialect_;
  const fs::path folder_;
  std::vector<Making> parts_;
  absl::Time made_;
};

}  // namespace

absl::StatusOr<v1::Manifest> MakeBackup(const BackupRequest& request) {
  const auto dialect = request.installation.Dialect();
  if (!dialect.ok()) return dialect.status();
  const fs::path partial = request.to.string() + ".partial";
  for (const fs::path& path : {request.to, partial}) {
    if (fs::exists(path)) {
      return errors::InvalidField("BACKUP", path.string(), "the name of a folder to be made");
    }
  }
  if (!files::MakeFolder(partial).ok()) {
    return errors::InvalidField("BACKUP", partial.string(), "a folder that can be made");
  }
  auto made = Backup(request, *dialect, partial).Make();
  if (made.ok()) {
    if (absl::Status named = files::Rename(partial, request.to); !named.ok()) made = named;
  }
  if (!made.ok()) {
    std::error_code error;
    fs::remove_all(partial, error);
  }
  return made;
}

}  // namespace peerchallenge::backup
