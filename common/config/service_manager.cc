#include "common/config/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "common/files/descriptor.h"

namespace peerchallenge::config {
namespace {

std::string SocketOfEnvironment() {
  // Nothing sets the environment while threads run.
  const char* socket = std::getenv("NOTIFY_SOCKET");  // NOLINT(concurrency-mt-unsafe)
  return socket == nullptr ? "" : socket;
}

}  // namespace

ServiceManager::ServiceManager() : ServiceManager(SocketOfEnvironment()) {}

void ServiceManager::Ready(const std::string& status) const {
  Send(absl::StrCat("READY=1\nSTATUS=", status));
}

void ServiceManager::Stopping() const { Send("STOPPING=1\nSTATUS=Finishes running calls"); }

// A manager that does not listen is no reason not to serve: it ends what it does not hear of.
void ServiceManager::Send(const std::string& state) const {
  sockaddr_un address{};
  if (socket_.empty() || socket_.size() > sizeof(address.sun_path)) return;
  address.sun_family = AF_UNIX;
  std::copy(socket_.begin(), socket_.end(), address.sun_path);
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const files::Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.ok()) return;
  ::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address),
           static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size()));
}

}  // namespace peerchallenge::config
