#include "common/access/key_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {
namespace {

constexpr absl::Duration kLookEvery = absl::Seconds(1);
constexpr int64_t kMaxBytes = 256 << 10;

absl::Status Unreadable(const std::string& path, absl::string_view why) {
  return errors::InvalidField("keys", absl::StrCat(path, ": ", why),
                              "a readable file of at most 256 KiB");
}

}  // namespace

KeyFile::KeyFile(std::string path, const environment::Clock& clock, observability::Log& log)
    : path_(std::move(path)), clock_(clock), log_(log) {}

absl::StatusOr<std::unique_ptr<KeyFile>> KeyFile::Open(const std::string& path,
                                                       const environment::Clock& clock,
                                                       observability::Log& log) {
  const absl::StatusOr<Stamp> stamp = StampOf(path);
  if (!stamp.ok()) return stamp.status();
  absl::StatusOr<Keys> keys = Read(path);
  if (!keys.ok()) return keys.status();
  auto file = absl::WrapUnique(new KeyFile(path, clock, log));
  const environment::MutexLock lock(file->mutex_);
  file->stamp_ = *stamp;
  file->keys_ = *std::move(keys);
  return file;
}

absl::StatusOr<Keys> KeyFile::Current() {
  const environment::MutexLock lock(mutex_);
  if (const absl::Time now = clock_.Now(); now >= look_next_) {
    look_next_ = now + kLookEvery;
    ReadIfChanged();
  }
  return keys_;
}

// The stamp is taken before the reading, so that a change in between is seen by the next look. A
// bad file is told once, and tried again when it changes again.
void KeyFile::ReadIfChanged() {
  const absl::StatusOr<Stamp> stamp = StampOf(path_);
  if (!stamp.ok() || *stamp == stamp_) return;
  stamp_ = *stamp;
  absl::StatusOr<Keys> keys = Read(path_);
  if (keys.ok()) {
    keys_ = *std::move(keys);
    log_.Info("token keys read again", {{"file", path_}});
  } else {
    log_.Error("token keys unusable, the last good ones stay in use", {{"file", path_}});
  }
}

absl::StatusOr<KeyFile::Stamp> KeyFile::StampOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0)
    return Unreadable(path, std::generic_category().message(errno));
  if (!S_ISREG(info.st_mode) || info.st_size > kMaxBytes)
    return Unreadable(path, "another kind of file or too large");
  return Stamp{.modified_nanos = info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec,
               .bytes = info.st_size,
               .inode = info.st_ino};
}

absl::StatusOr<Keys> KeyFile::Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return Unreadable(path, "cannot be read");
  const std::string content = text.str();
  const bool is_json = content.find_first_not_of(" \t\r\n") != std::string::npos &&
                       content[content.find_first_not_of(" \t\r\n")] == '{';
  return is_json ? KeySet::FromJwks(content) : KeySet::FromPem(content);
}

}  // namespace peerchallenge::access
