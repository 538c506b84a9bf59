#include "services/evidence/attachments/file_blob_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/files/descriptor.h"

namespace peerchallenge::evidence {
namespace {

namespace fs = std::filesystem;

// The kernel begins to write back what has gathered, so that Sync() has little left to wait for.
constexpr int64_t kWriteBackBytes = 4 << 20;
constexpr absl::Duration kBusyRetry = absl::Seconds(1);

absl::Status Failed(absl::string_view what) {
  const int error = errno;
  if (error == ENOSPC || error == EDQUOT) {
    return errors::QuotaExceeded("disk", "the disk for attachments is full");
  }
  return errors::Make(
      errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE,
      absl::StrCat("attachments: ", what, ": ", std::generic_category().message(error)));
}

using File = files::Descriptor;

File OpenFile(const fs::path& path, int flags) {
  return File(open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
}

absl::Status SyncFolder(const fs::path& folder) {
  const File file = OpenFile(folder, O_RDONLY | O_DIRECTORY);
  if (!file.ok() || fsync(file.get()) != 0) return Failed("sync of a folder");
  return absl::OkStatus();
}

// Makes `folder` below one that is there, and so that it stays there.
absl::Status MakeFolder(const fs::path& folder) {
  if (mkdir(folder.c_str(), S_IRWXU) != 0) {
    if (errno == EEXIST) return absl::OkStatus();
    return Failed("making a folder");
  }
  return SyncFolder(folder.parent_path());
}

absl::Status Remove(const fs::path& path) {
  if (unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return absl::OkStatus();
    return Failed("removing a file");
  }
  return SyncFolder(path.parent_path());
}

absl::Status Missing() {
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      "bytes of an upload that were on disk are missing");
}

// An upload that is gone has been finished, by us or somebody else, if its content is there.
absl::Status CheckSize(const fs::path& content, int64_t size) {
  struct stat found {};
  if (stat(content.c_str(), &found) == 0 && found.st_size == size) return absl::OkStatus();
  return Missing();
}

class FileWriter final : public BlobWriter {
 public:
  FileWriter(File file, fs::path folder, int64_t size)
      : file_(std::move(file)), folder_(std::move(folder)), size_(size), written_back_(size) {}

  absl::Status Append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = pwrite(file_.get(), bytes.data(), bytes.size(), size_);
      if (written < 0) {
        if (errno == EINTR) continue;
        return Failed("writing");
      }
      size_ += written;
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    if (size_ - written_back_ >= kWriteBackBytes) {
      sync_file_range(file_.get(), written_back_, size_ - written_back_, SYNC_FILE_RANGE_WRITE);
      written_back_ = size_;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<UploadProgress> Sync() override {
    if (fdatasync(file_.get()) != 0) return Failed("sync");
    if (!named_) {
      if (absl::Status status = SyncFolder(folder_); !status.ok()) return status;
      named_ = true;
    }
    return UploadProgress{.size = size_, .state = ""};
  }

 private:
  const File file_;
  const fs::path folder_;
  int64_t size_;
  int64_t written_back_;  // or being so
  bool named_ = false;    // the folder's entry is on disk
};

class FileReader final : public BlobReader {
 public:
  FileReader(File file, int64_t size) : file_(std::move(file)), size_(size) {}

  int64_t size() const override { return size_; }
  absl::StatusOr<std::string> Read(int64_t offset, size_t most) override {
    if (offset >= size_) return std::string();
    std::string bytes(
        static_cast<size_t>(std::min<int64_t>(size_ - offset, static_cast<int64_t>(most))), '\0');
    size_t filled = 0;
    while (filled < bytes.size()) {
      const ssize_t got = pread(file_.get(), bytes.data() + filled, bytes.size() - filled,
                                offset + static_cast<int64_t>(filled));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Failed("reading");
      if (got == 0) {
        return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                            "a file of attachments has been cut off");
      }
      filled += static_cast<size_t>(got);
    }
    return bytes;
  }

 private:
  const File file_;
  const int64_t size_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FileBlobStore>> FileBlobStore::Open(const std::string& field,
                                                                   const fs::path& folder) {
  std::unique_ptr<FileBlobStore> store(new FileBlobStore(folder));
  std::error_code error;
  if (fs::create_directories(folder, error)) {
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  if (error) return errors::InvalidField(field, folder.string(), "a folder that can be made");
  for (const fs::path& below : {store->uploads_, store->blobs_}) {
    if (!MakeFolder(below).ok() || ::access(below.c_str(), W_OK) != 0) {
      return errors::InvalidField(field, folder.string(), "a folder that this user can write to");
    }
  }
  return store;
}

fs::path FileBlobStore::UploadPlaceOf(const std::string& id) { return fs::path(kUploads) / id; }

fs::path FileBlobStore::PlaceOf(const BlobKey& key) {
  const std::string digest = HexOf(key.sha256);
  return fs::path(kBlobs) / HexOf(Sha256(key.review)) / digest.substr(0, 2) / digest;
}

fs::path FileBlobStore::UploadPath(const std::string& id) const {
  return folder_ / UploadPlaceOf(id);
}

fs::path FileBlobStore::BlobPath(const BlobKey& key) const { return folder_ / PlaceOf(key); }

absl::StatusOr<std::unique_ptr<BlobWriter>> FileBlobStore::Open(const std::string& id,
                                                                const UploadProgress& progress) {
  File file = OpenFile(UploadPath(id), O_RDWR | (progress.size == 0 ? O_CREAT : 0));
  if (!file.ok() && errno != ENOENT) return Failed("opening an upload");
  if (file.ok() && flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return errors::Overloaded(kBusyRetry);
    return Failed("locking an upload");
  }
  struct stat found {};
  if (file.ok() && fstat(file.get(), &found) != 0) return Failed("looking at an upload");
  if (!file.ok() || found.st_size < progress.size) return Missing();
  if (ftruncate(file.get(), progress.size) != 0) return Failed("cutting an upload");
  return std::make_unique<FileWriter>(std::move(file), uploads_, progress.size);
}

absl::Status FileBlobStore::Finish(const std::string& id, const UploadProgress& progress,
                                   const BlobKey& key) {
  const fs::path from = UploadPath(id);
  const fs::path to = BlobPath(key);
  struct stat found {};
  if (stat(from.c_str(), &found) != 0) {
    if (errno != ENOENT) return Failed("looking at an upload");
    return CheckSize(to, progress.size);
  }
  if (found.st_size != progress.size) return Missing();
  for (const fs::path& folder : {to.parent_path().parent_path(), to.parent_path()}) {
    if (absl::Status status = MakeFolder(folder); !status.ok()) return status;
  }
  if (rename(from.c_str(), to.c_str()) != 0) {
    if (errno != ENOENT) return Failed("renaming an upload");
    if (absl::Status status = CheckSize(to, progress.size); !status.ok()) return status;
  }
  return SyncFolder(to.parent_path());
}

absl::Status FileBlobStore::Abandon(const std::string& id, const UploadProgress&) {
  return Remove(UploadPath(id));
}

absl::StatusOr<std::unique_ptr<BlobReader>> FileBlobStore::Read(const BlobKey& key) {
  File file = OpenFile(BlobPath(key), O_RDONLY);
  if (!file.ok()) {
    if (errno == ENOENT) return errors::NotFound(HexOf(key.sha256));
    return Failed("opening a file");
  }
  struct stat found {};
  if (fstat(file.get(), &found) != 0) return Failed("looking at a file");
  return std::make_unique<FileReader>(std::move(file), found.st_size);
}

absl::Status FileBlobStore::Erase(const BlobKey& key) { return Remove(BlobPath(key)); }

absl::StatusOr<int64_t> FileBlobStore::Sweep(absl::Time before) {
  int64_t swept = 0;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(uploads_, error)) {
    struct stat found {};
    if (stat(entry.path().c_str(), &found) != 0) continue;  // finished or abandoned meanwhile
    if (absl::TimeFromTimespec(found.st_mtim) >= before) continue;
    if (absl::Status status = Remove(entry.path()); !status.ok()) return status;
    ++swept;
  }
  if (error) {
    errno = error.value();
    return Failed("listing uploads");
  }
  return swept;
}

absl::StatusOr<int64_t> FileBlobStore::FreeBytes() {
  struct statvfs found {};
  if (statvfs(blobs_.c_str(), &found) != 0) return Failed("looking at the disk");
  return static_cast<int64_t>(found.f_bavail) * static_cast<int64_t>(found.f_frsize);
}

}  // namespace peerchallenge::evidence
