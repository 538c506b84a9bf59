#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/access/key_set.h"

namespace peerchallenge::access {

using Keys = std::shared_ptr<const KeySet>;

// Where an issuer's keys come from. The same object stays in use until the keys change, so whoever
// holds a KeySet can tell by its address whether it is still the current one. Safe from all
// threads; never waits for anything but a local disk.
class KeySource {
 public:
  virtual ~KeySource() = default;

  // The current keys. DEPENDENCY_UNAVAILABLE while there have never been any; once there were, the
  // last good ones.
  virtual absl::StatusOr<Keys> Current() = 0;

  // Told of a token whose key is not among the current ones. True: the source is looking for newer
  // keys, so that the same token may be good in a moment. How often it looks is limited, whatever
  // tokens come.
  virtual bool LookAgain() = 0;
};

// Keys that never change.
class FixedKeys final : public KeySource {
 public:
  explicit FixedKeys(Keys keys) : keys_(std::move(keys)) {}
  absl::StatusOr<Keys> Current() override { return keys_; }
  bool LookAgain() override { return false; }

 private:
  Keys keys_;
};

}  // namespace peerchallenge::access
