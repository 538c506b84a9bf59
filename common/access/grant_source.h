#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/access/caller.h"

namespace peerchallenge::access {

// The grants that a service stores for a subject, added to those of its token or certificate.
// Called for every call, so the implementation caches; any thread.
class GrantSource {
 public:
  virtual ~GrantSource() = default;
  // Those of GrantsOf() where they are known without waiting for anything.
  virtual std::optional<std::vector<Grant>> KnownGrantsOf(const std::string& subject) = 0;
  // Empty for an unknown subject. An error (UNAVAILABLE) fails the call: nobody is let in, or kept
  // out, by a guess. May wait for the database.
  virtual absl::StatusOr<std::vector<Grant>> GrantsOf(const std::string& subject) = 0;
};

}  // namespace peerchallenge::access
