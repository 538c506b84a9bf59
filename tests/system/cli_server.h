#pragma once

#include <sys/types.h>

#include <string>

namespace peerchallenge::cli {

// `peerchallenge serve` on a Unix socket, for as long as the object lives. A test's first call
// waits until it answers
// (`--wait`).
class CliServer {
 public:
  // `folder` is its data directory.
  explicit CliServer(const std::string& folder);
  ~CliServer();
  CliServer(const CliServer&) = delete;
  CliServer& operator=(const CliServer&) = delete;

  // For --server.
  const std::string& address() const { return address_; }

  // Ends it with SIGTERM and gives its exit code; -1 if it did not exit by itself.
  int Stop();

 private:
  const std::string address_;
  pid_t process_;
};

}  // namespace peerchallenge::cli
