#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace peerchallenge::cli {

// `peerchallenge serve` on a Unix socket, for as long as the object lives. A test's first call
// waits until it answers
// (`--wait`).
class CliServer {
 public:
  // `folder` is its data directory; `flags` are further ones of `serve`.
  explicit CliServer(const std::string& folder, const std::vector<std::string>& flags = {});
  ~CliServer();
  CliServer(const CliServer&) = delete;
  CliServer& operator=(const CliServer&) = delete;

  // For --server.
  const std::string& address() const { return address_; }

  // Ends it with SIGTERM and gives its exit code; -1 if it did not exit by itself.
  int Stop();
  // Ends it with SIGKILL, as a crash would.
  void Kill();

 private:
  // Sends the signal and waits for the end; gives what waitpid() tells.
  int End(int signal);

  const std::string address_;
  pid_t process_;
};

}  // namespace peerchallenge::cli
