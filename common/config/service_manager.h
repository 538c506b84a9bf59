#pragma once

#include <string>

namespace peerchallenge::config {

// Tells the service manager how the process stands, as sd_notify(3) does: one datagram to the
// socket that NOTIFY_SOCKET names. (libsystemd would bring four more libraries along for it.) Does
// nothing where nobody has asked.
class ServiceManager {
 public:
  // Of this process's environment.
  ServiceManager();
  // `socket`: a path, or "@" and a name in the abstract namespace; empty = nobody has asked.
  explicit ServiceManager(std::string socket) : socket_(std::move(socket)) {}

  // It serves; what follows may be started. `status` is shown to people, in one line.
  void Ready(const std::string& status) const;
  // It drains.
  void Stopping() const;

 private:
  void Send(const std::string& state) const;

  const std::string socket_;
};

}  // namespace peerchallenge::config
