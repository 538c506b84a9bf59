#include "common/access/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/files/descriptor.h"

namespace peerchallenge::access {
namespace {

constexpr size_t kMaxBytes = 64 << 10;

using files::Descriptor;

absl::Status Failed(absl::string_view what, const std::filesystem::path& path) {
  const int error = errno;
  return errors::Make(
      errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE,
      absl::StrCat(what, " ", path.string(), ": ", std::generic_category().message(error)));
}

// Nothing when there is no such file.
absl::StatusOr<std::optional<std::string>> Read(const std::filesystem::path& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0 && errno == ENOENT) return std::nullopt;
  if (file.get() < 0) return Failed("open", path);
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return Failed("stat", path);
  if ((info.st_mode & 077) != 0) {
    return errors::InvalidField("data_dir", absl::StrCat(path.string(), " is open to others"),
                                "mode 0600");
  }
  std::string content;
  std::array<char, 4096> buffer{};
  ssize_t count = 0;
  while ((count = read(file.get(), buffer.data(), buffer.size())) > 0 &&
         content.size() < kMaxBytes) {
    content.append(buffer.data(), static_cast<size_t>(count));
  }
  if (count < 0) return Failed("read", path);
  return content;
}

absl::Status WriteSynced(const Descriptor& file, const std::string& content,
                         const std::filesystem::path& path) {
  for (size_t written = 0; written < content.size();) {
    const ssize_t count = write(file.get(), content.data() + written, content.size() - written);
    if (count < 0) return Failed("write", path);
    written += static_cast<size_t>(count);
  }
  return fsync(file.get()) == 0 ? absl::OkStatus() : Failed("sync", path);
}

// Writes a neighbour first; link() then gives it the name unless somebody else was first.
absl::Status Create(const std::filesystem::path& path, const std::string& content) {
  std::string temporary = absl::StrCat(path.string(), ".XXXXXX");
  const Descriptor file(mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
  if (file.get() < 0) return Failed("create", path);
  absl::Status status = WriteSynced(file, content, path);
  if (status.ok() && link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST)
    status = Failed("link", path);
  unlink(temporary.c_str());
  if (!status.ok()) return status;
  const Descriptor directory(open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory.get() >= 0 && fsync(directory.get()) == 0 ? absl::OkStatus()
                                                             : Failed("sync", path.parent_path());
}

}  // namespace

absl::StatusOr<std::string> ReadOrCreatePrivateFile(const std::filesystem::path& path,
                                                    absl::FunctionRef<std::string()> make) {
  absl::StatusOr<std::optional<std::string>> content = Read(path);
  if (content.ok() && !content->has_value()) {
    if (absl::Status status = Create(path, make()); !status.ok()) return status;
    content = Read(path);
  }
  if (!content.ok()) return content.status();
  if (!content->has_value()) return Failed("open", path);
  return **std::move(content);
}

}  // namespace peerchallenge::access
