#include "common/backup/restore.h"

#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/backup/manifest.h"
#include "common/errors/errors.h"
#include "common/storage/store_loader.h"

namespace peerchallenge::backup {
namespace {

namespace fs = std::filesystem;

constexpr char kTemporary[] = ".restoring";

absl::Status CheckFile(const fs::path& path, const v1::File& file,
                       const files::Progress& progress) {
  const auto digest = files::DigestOf(path, progress);
  if (absl::IsNotFound(digest.status())) return Damaged(path.string() + " is missing");
  if (!digest.ok()) return digest.status();
  if (*digest == DigestOf(file)) return absl::OkStatus();
  return Damaged(path.string() + " is not what was written");
}

const v1::Service* FindService(const v1::Manifest& manifest, const std::string& name) {
  for (const v1::Service& service : manifest.services()) {
    if (service.name() == name) return &service;
  }
  return nullptr;
}

bool HasFiles(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, error)) {
    if (!entry.is_directory()) return true;
  }
  return false;
}

// The files of a part, under a temporary name until Commit().
class StagedFiles {
 public:
  explicit StagedFiles(fs::path folder)
      : folder_(std::move(folder)), temporary_(folder_.string() + kTemporary) {}
  ~StagedFiles() { Remove(temporary_); }
  StagedFiles(const StagedFiles&) = delete;
  StagedFiles& operator=(const StagedFiles&) = delete;

  absl::Status Load(const fs::path& from, const v1::Service& service,
                    const files::Progress& progress) {
    if (HasFiles(folder_)) {
      return absl::FailedPreconditionError(absl::StrCat(folder_.string(), " has files already"));
    }
    Remove(temporary_);
    if (absl::Status made = files::MakeFolder(temporary_); !made.ok()) return made;
    for (const v1::File& file : service.files()) {
      if (absl::Status loaded = LoadFile(from, file, progress); !loaded.ok()) return loaded;
    }
    return absl::OkStatus();
  }

  absl::Status Commit() {
    Remove(folder_);  // empty folders only
    return files::Rename(temporary_, folder_);
  }

 private:
  absl::Status LoadFile(const fs::path& from, const v1::File& file,
                        const files::Progress& progress) {
    const fs::path to = temporary_ / file.path();
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    const auto copied = files::CopyFile(from / file.path(), to, progress);
    if (absl::IsNotFound(copied.status())) return Damaged(file.path() + " is missing");
    if (!copied.ok()) return copied.status();
    if (*copied != DigestOf(file)) return Damaged(file.path() + " is not what was written");
    return files::SyncFolder(to.parent_path());
  }
  static void Remove(const fs::path& folder) {
    std::error_code error;
    fs::remove_all(folder, error);
  }

  const fs::path folder_;
  const fs::path temporary_;
};

class Restoring {
 public:
  Restoring(const fs::path& backup, const v1::Manifest& manifest, const Installation& installation,
            storage::Dialect dialect, const files::Progress& progress)
      : backup_(backup),
        manifest_(manifest),
        installation_(installation),
        dialect_(dialect),
        progress_(progress) {}

  absl::Status Run() {
    for (const Part& part : installation_.parts) {
      if (absl::Status loaded = Load(part); !loaded.ok()) return loaded;
    }
    // The databases last: what refers to files comes after them.
    for (const auto& files : files_) {
      if (absl::Status status = files->Commit(); !status.ok()) return status;
    }
    for (const auto& loader : loaders_) {
      if (absl::Status status = loader->Commit(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Load(const Part& part) {
    const v1::Service* service = FindService(manifest_, part.service);
    if (service == nullptr) {
      return errors::InvalidField("--service", part.service, "one that is in the backup");
    }
    if (absl::Status status = OpenLoader(part); !status.ok()) return status;
    const storage::SavedStore saved = StoreOf(*service, dialect_);
    const std::vector<storage::Component> components = part.components(dialect_);
    absl::Status loaded = loaders_.back()->Load({.schema = part.store.schema,
                                                 .folder = backup_ / DatabaseFolder(part.service),
                                                 .saved = saved,
                                                 .components = components,
                                                 .progress = progress_});
    if (absl::IsNotFound(loaded) || absl::IsDataLoss(loaded))
      return Damaged(absl::StrCat("the database of ", part.service, " is not what was written"));
    if (!loaded.ok() || part.folder.empty()) return loaded;
    files_.push_back(std::make_unique<StagedFiles>(installation_.FolderOf(part)));
    return files_.back()->Load(backup_ / FilesFolder(part.service), *service, progress_);
  }

  // Into PostgreSQL all goes in one transaction, by one loader.
  absl::Status OpenLoader(const Part& part) {
    if (!loaders_.empty() && dialect_ == storage::Dialect::kPostgres) return absl::OkStatus();
    auto opened = storage::StoreLoader::Open(installation_.UrlOf(part));
    if (!opened.ok()) return opened.status();
    loaders_.push_back(*std::move(opened));
    return absl::OkStatus();
  }

  const fs::path& backup_;
  const v1::Manifest& manifest_;
  const Installation& installation_;
  const storage::Dialect dialect_;
  const files::Progress& progress_;
  std::vector<std::unique_ptr<StagedFiles>> files_;
  std::vector<std::unique_ptr<storage::StoreLoader>> loaders_;
};

absl::Status MakeDataFolder(const fs::path& folder) {
  return fs::exists(folder) ? absl::OkStatus() : files::MakeFolder(folder);
}

}  // namespace

absl::StatusOr<v1::Manifest> CheckBackup(const fs::path& backup, const files::Progress& progress) {
  auto manifest = ReadManifest(backup);
  if (!manifest.ok()) return manifest.status();
  for (const v1::Service& service : manifest->services()) {
    for (const auto& [folder, files] :
         {std::pair{DatabaseFolder(service.name()), &service.database()},
          std::pair{FilesFolder(service.name()), &service.files()}}) {
      for (const v1::File& file : *files) {
        absl::Status checked = CheckFile(backup / folder / file.path(), file, progress);
        if (!checked.ok()) return checked;
      }
    }
  }
  return manifest;
}

absl::StatusOr<v1::Manifest> Restore(const fs::path& backup, const Installation& installation,
                                     const files::Progress& progress) {
  auto manifest = ReadManifest(backup);
  if (!manifest.ok()) return manifest.status();
  const auto dialect = installation.Dialect();
  if (!dialect.ok()) return dialect.status();
  if (manifest->store() != NameOf(*dialect)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the backup is of ", manifest->store(), ", not of ", NameOf(*dialect)));
  }
  if (absl::Status made = MakeDataFolder(installation.data_dir); !made.ok()) return made;
  absl::Status restored = Restoring(backup, *manifest, installation, *dialect, progress).Run();
  if (!restored.ok()) return restored;
  return manifest;
}

}  // namespace peerchallenge::backup
