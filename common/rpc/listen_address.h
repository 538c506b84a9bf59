#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace peerchallenge::rpc {

// Where a server listens.
struct ListenAddress {
  std::string host;  // without brackets; empty for a Unix socket
  int port = 0;      // 0 = any free one
  std::string path;  // of a Unix socket; else empty

  bool is_unix() const { return !path.empty(); }
  // Whether only this machine can reach it.
  bool is_local() const;
  // As it was written: "127.0.0.1:50051", "[::1]:0", "unix:/run/peerchallenge.sock".
  std::string ToString() const;
};

// INVALID_ARGUMENT (FIELD_INVALID) that names `field` for anything else.
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& field, const std::string& text);

}  // namespace peerchallenge::rpc
