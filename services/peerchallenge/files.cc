#include "services/peerchallenge/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::cli {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;

absl::Status Unreadable(const std::string& path, const std::string& why) {
  return errors::Make(errors::v1::ERROR_REASON_FIELD_INVALID,
                      absl::StrCat("cannot read ", path, ": ", why));
}

absl::Status Unwritable(const std::string& path, int error) {
  return errors::Make(
      errors::v1::ERROR_REASON_INTERNAL,
      absl::StrCat("cannot write ", path, ": ", std::generic_category().message(error)));
}

absl::StatusOr<std::string> ReadAll(std::istream& in, const std::string& path, size_t max_bytes) {
  std::string text;
  std::string chunk(kChunkBytes, '\0');
  while (in.good()) {
    in.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    text.append(chunk, 0, static_cast<size_t>(in.gcount()));
    if (text.size() > max_bytes) {
      return Unreadable(path, absl::StrCat("it has more than ", max_bytes, " bytes"));
    }
  }
  if (in.bad()) return Unreadable(path, "reading failed");
  return text;
}

// 0 or the errno of the first step that failed.
int WriteAll(int file, const std::string& text) {
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t written = ::write(file, text.data() + done, text.size() - done);
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) done += static_cast<size_t>(written);
  }
  return 0;
}

// The permissions that a file made by open(2) would have.
void ApplyUmask(int file) {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(file, 0666 & ~mask);
}

int WriteDirectly(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno;
  const int error = WriteAll(file, text);
  ::close(file);
  return error;
}

int WriteAndRename(const std::string& path, const std::string& text) {
  std::string temporary = absl::StrCat(path, ".XXXXXX");
  const int file = ::mkstemp(temporary.data());
  if (file < 0) return errno;
  ApplyUmask(file);
  int error = WriteAll(file, text);
  if (error == 0 && ::fsync(file) != 0) error = errno;
  ::close(file);
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) ::unlink(temporary.c_str());
  return error;
}

}  // namespace

absl::StatusOr<std::string> ReadInput(const std::string& path, std::istream& in, size_t max_bytes) {
  if (path == "-") return ReadAll(in, "standard input", max_bytes);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return Unreadable(path, "it is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) return Unreadable(path, std::generic_category().message(errno));
  return ReadAll(file, path, max_bytes);
}

absl::Status WriteAtomically(const std::string& path, const std::string& text) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(path, ignored).type();
  int error = 0;
  if (kind == std::filesystem::file_type::directory) {
    error = EISDIR;
  } else if (kind == std::filesystem::file_type::regular) {
    error = WriteAndRename(std::filesystem::canonical(path, ignored).string(), text);
  } else if (kind == std::filesystem::file_type::not_found) {
    error = WriteAndRename(path, text);
  } else {
    error = WriteDirectly(path, text);
  }
  return error == 0 ? absl::OkStatus() : Unwritable(path, error);
}

}  // namespace peerchallenge::cli
