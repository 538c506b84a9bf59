#include "services/evidence/attachments/clamd.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "services/evidence/attachments/clamd_reply.h"

namespace peerchallenge::evidence {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr size_t kPieceBytes = 256 << 10;

// A connection whose every step ends at a deadline.
class Connection {
 public:
  explicit Connection(absl::Time deadline) : deadline_(deadline) {}
  ~Connection() {
    if (socket_ >= 0) close(socket_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  absl::Status ToPath(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    return To(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  }

  absl::Status ToHost(const std::string& host, const std::string& port) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = getaddrinfo(host.c_str(), port.c_str(), &wanted, &found); error != 0) {
      return NoVerdict(gai_strerror(error));
    }
    absl::Status status = NoVerdict("it has no address");
    for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
      status = To(at->ai_family, at->ai_addr, at->ai_addrlen);
      if (status.ok()) break;
    }
    freeaddrinfo(found);
    return status;
  }

  // False once the daemon takes no more; it may have said why.
  absl::StatusOr<bool> Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent >= 0) {
        bytes.remove_prefix(static_cast<size_t>(sent));
      } else if (errno == EAGAIN) {
        if (absl::Status status = Wait(POLLOUT); !status.ok()) return status;
      } else if (errno == EPIPE || errno == ECONNRESET) {
        return false;
      } else if (errno != EINTR) {
        return NoVerdict(std::generic_category().message(errno));
      }
    }
    return true;
  }

  // All that comes until the daemon closes, a NUL included, or more than a reply may have.
  absl::StatusOr<std::string> Receive() {
    std::string reply;
    while (reply.size() <= kMostClamdReplyBytes && (reply.empty() || reply.back() != '\0')) {
      char buffer[kMostClamdReplyBytes];
      const ssize_t got = recv(socket_, buffer, sizeof(buffer), 0);
      if (got > 0) {
        reply.append(buffer, static_cast<size_t>(got));
      } else if (got == 0) {
        break;
      } else if (errno == EAGAIN) {
        if (absl::Status status = Wait(POLLIN); !status.ok()) return status;
      } else if (errno != EINTR) {
        return NoVerdict(std::generic_category().message(errno));
      }
    }
    return reply;
  }

 private:
  absl::Status To(int family, const sockaddr* address, socklen_t length) {
    if (socket_ >= 0) close(socket_);
    socket_ = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) return NoVerdict(std::generic_category().message(errno));
    if (connect(socket_, address, length) == 0) return absl::OkStatus();
    if (errno != EINPROGRESS) return NoVerdict(std::generic_category().message(errno));
    if (absl::Status status = Wait(POLLOUT); !status.ok()) return status;
    int error = 0;
    socklen_t size = sizeof(error);
    getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
    return error == 0 ? absl::OkStatus() : NoVerdict(std::generic_category().message(error));
  }

  absl::Status Wait(short events) {
    while (true) {
      const int64_t left = absl::ToInt64Milliseconds(deadline_ - absl::Now());
      if (left <= 0) return NoVerdict("it takes too long");
      pollfd waited{.fd = socket_, .events = events, .revents = 0};
      if (poll(&waited, 1, static_cast<int>(std::min<int64_t>(left + 1, 60'000))) > 0) {
        return absl::OkStatus();
      }
    }
  }

  const absl::Time deadline_;
  int socket_ = -1;
};

// A piece's length in four bytes, the highest first.
std::string LengthOf(size_t bytes) {
  std::string length;
  for (int shift = 24; shift >= 0; shift -= 8) length.push_back(static_cast<char>(bytes >> shift));
  return length;
}

// False once the daemon takes no more.
absl::StatusOr<bool> SendContent(Connection& connection, BlobReader& content) {
  for (int64_t offset = 0; offset < content.size();) {
    absl::StatusOr<std::string> piece = content.Read(offset, kPieceBytes);
    if (!piece.ok()) return piece.status();
    for (const std::string& bytes : {LengthOf(piece->size()), *piece}) {
      absl::StatusOr<bool> taken = connection.Send(bytes);
      if (!taken.ok() || !*taken) return taken;
    }
    offset += static_cast<int64_t>(piece->size());
  }
  return connection.Send(LengthOf(0));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Clamd>> Clamd::At(const std::string& field,
                                                 const std::string& address) {
  std::string host;
  std::string port;
  if (absl::StartsWith(address, kUnix.data())) {
    host = address.substr(kUnix.size());
    if (host.size() >= sizeof(sockaddr_un::sun_path)) host.clear();
  } else if (const size_t colon = address.rfind(':'); colon != std::string::npos) {
    host = address.substr(0, colon);
    port = address.substr(colon + 1);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
      host = host.substr(1, host.size() - 2);
    }
    if (port.empty()) host.clear();
  }
  if (host.empty()) return errors::InvalidField(field, address, "unix:/path or host:port");
  return std::unique_ptr<Clamd>(new Clamd(std::move(host), std::move(port)));
}

absl::StatusOr<std::string> Clamd::Scan(absl::Time deadline, BlobReader& content) {
  Connection connection(deadline);
  absl::Status status = port_.empty() ? connection.ToPath(host_) : connection.ToHost(host_, port_);
  if (!status.ok()) return status;
  absl::StatusOr<bool> taken = connection.Send(std::string_view("zINSTREAM\0", 10));
  if (taken.ok() && *taken) taken = SendContent(connection, content);
  if (!taken.ok()) return taken.status();
  absl::StatusOr<std::string> reply = connection.Receive();
  if (!reply.ok()) return reply.status();
  return ParseClamdReply(*reply);
}

}  // namespace peerchallenge::evidence
