#pragma once

#include <sys/stat.h>

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/key_source.h"
#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/observability/log.h"

namespace peerchallenge::access {

// A PEM public key or a JWKS file; read again when the file has changed, looked at once a second at
// most. A file that goes missing or bad leaves the last good keys in use.
class KeyFile final : public KeySource {
 public:
  // FIELD_INVALID ("keys") when the file cannot be read or has no usable key now. `clock` and `log`
  // outlive the source.
  static absl::StatusOr<std::unique_ptr<KeyFile>> Open(const std::string& path,
                                                       const environment::Clock& clock,
                                                       observability::Log& log);

  absl::StatusOr<Keys> Current() override;
  bool LookAgain() override { return false; }

 private:
  // What tells one state of a file from another.
  struct Stamp {
    int64_t modified_nanos = 0;
    int64_t bytes = 0;
    uint64_t inode = 0;
    bool operator==(const Stamp&) const = default;
  };

  KeyFile(std::string path, const environment::Clock& clock, observability::Log& log);
  static absl::StatusOr<Stamp> StampOf(const std::string& path);
  static absl::StatusOr<Keys> Read(const std::string& path);
  void ReadIfChanged() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const environment::Clock& clock_;
  observability::Log& log_;

  environment::Mutex mutex_;
  Keys keys_ ABSL_GUARDED_BY(mutex_);
  Stamp stamp_ ABSL_GUARDED_BY(mutex_);
  absl::Time look_next_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace peerchallenge::access
