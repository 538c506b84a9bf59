#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "common/access/caller.h"
#include "common/environment/random.h"
#include "common/rpc/guard.h"

namespace peerchallenge::access {

// How services that share a process know each other when they call on their own account, where
// separate processes have client certificates: by tokens made of a key that is drawn at the start
// and never leaves the process. They are good for calls over rpc::Server::InProcess() only.
// Thread-safe.
class InProcessAccounts {
 public:
  // `random` gives bytes that no one can guess.
  explicit InProcessAccounts(environment::RandomSource& random);

  // The bearer token of a service's own account, for example "evidence".
  std::string TokenOf(const std::string& service) const;

  // The service whose token came within this process, with ROLE_SERVICE; its subject is
  // "in-process:" and its name. Nothing for all other credentials.
  std::optional<Caller> CallerOf(const rpc::Credentials& credentials) const;

 private:
  std::array<uint8_t, 32> key_;
};

}  // namespace peerchallenge::access
