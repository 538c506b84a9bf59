#include "common/files/synced_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::files {

absl::Status Failed(std::string_view action, const std::filesystem::path& path) {
  const int error = errno;
  const std::string message = absl::StrCat(std::string(action), " ", path.string(), ": ",
                                           std::generic_category().message(error));
  if (error == ENOSPC || error == EDQUOT) return errors::QuotaExceeded("disk", message);
  return errors::Make(errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE, message);
}

absl::StatusOr<SyncedFile> SyncedFile::Create(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file.ok()) return Failed("making", path);
  return SyncedFile(std::move(file), path);
}

absl::Status SyncedFile::Write(std::string_view bytes) {
  digest_.Add(bytes);
  bytes_ += static_cast<int64_t>(bytes.size());
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed("writing", path_);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::StatusOr<Digest> SyncedFile::Finish() {
  if (::fsync(file_.get()) != 0) return Failed("syncing", path_);
  return Digest{.bytes = bytes_, .sha256 = hash::HexOf(digest_.Finish())};
}

absl::Status MakeFolder(const std::filesystem::path& folder) {
  std::error_code error;
  if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), S_IRWXU) != 0) return Failed("making", folder);
  return absl::OkStatus();
}

absl::Status SyncFile(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok() || ::fsync(file.get()) != 0) return Failed("syncing", path);
  return absl::OkStatus();
}

absl::Status SyncFolder(const std::filesystem::path& folder) { return SyncFile(folder); }

absl::Status Rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    return Failed("naming", to);
  }
  return SyncFolder(std::filesystem::absolute(to).parent_path());
}

}  // namespace peerchallenge::files
