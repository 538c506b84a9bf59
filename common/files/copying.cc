#include "common/files/copying.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "common/errors/errors.h"

namespace peerchallenge::files {
namespace {

constexpr int64_t kPiece = 1 << 20;

}  // namespace

absl::Status Read(const std::filesystem::path& path,
                  absl::FunctionRef<absl::Status(std::string_view)> take, int64_t most) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.ok())
    return errno == ENOENT ? errors::NotFound(path.string()) : Failed("opening", path);
  std::string buffer(kPiece, '\0');
  while (most > 0) {
    const ssize_t got =
        ::read(file.get(), buffer.data(), static_cast<size_t>(std::min(most, kPiece)));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed("reading", path);
    if (got == 0) break;
    absl::Status taken = take({buffer.data(), static_cast<size_t>(got)});
    if (!taken.ok()) return taken;
    most -= got;
  }
  return absl::OkStatus();
}

absl::StatusOr<Digest> CopyFile(const std::filesystem::path& from, const std::filesystem::path& to,
                                const Progress& progress, int64_t most) {
  absl::StatusOr<SyncedFile> file = SyncedFile::Create(to);
  if (!file.ok()) return file.status();
  absl::Status copied = Read(
      from,
      [&](std::string_view bytes) {
        absl::Status written = file->Write(bytes);
        return written.ok() ? progress(static_cast<int64_t>(bytes.size())) : written;
      },
      most);
  if (!copied.ok()) return copied;
  return file->Finish();
}

absl::StatusOr<Digest> DigestOf(const std::filesystem::path& file, const Progress& progress) {
  hash::Sha256Stream digest;
  int64_t size = 0;
  absl::Status read = Read(file, [&](std::string_view bytes) {
    digest.Add(bytes);
    size += static_cast<int64_t>(bytes.size());
    return progress(static_cast<int64_t>(bytes.size()));
  });
  if (!read.ok()) return read;
  return Digest{.bytes = size, .sha256 = hash::HexOf(digest.Finish())};
}

}  // namespace peerchallenge::files
