#include "tests/common/access/test_http_server.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "common/environment/mutex.h"

namespace peerchallenge::access {

struct TestHttpServer::State {
  int listener = -1;
  int port = 0;
  environment::Mutex mutex;
  environment::ConditionVariable requested;
  int status ABSL_GUARDED_BY(mutex) = 200;
  std::string body ABSL_GUARDED_BY(mutex);
  bool silent ABSL_GUARDED_BY(mutex) = false;
  int requests ABSL_GUARDED_BY(mutex) = 0;
  std::vector<int> kept;  // connections without an answer; the thread's own
  std::thread thread;

  void Run() {
    while (true) {
      const int connection = accept(listener, nullptr, nullptr);
      if (connection < 0) break;  // the listener was shut down
      Serve(connection);
    }
    for (const int connection : kept) close(connection);
  }

  void Serve(int connection) {
    std::string request;
    std::array<char, 1024> buffer{};
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t count = read(connection, buffer.data(), buffer.size());
      if (count <= 0) break;
      request.append(buffer.data(), static_cast<size_t>(count));
    }
    std::string answer;
    {
      const environment::MutexLock lock(mutex);
      ++requests;
      requested.NotifyAll();
      if (silent) {
        kept.push_back(connection);
        return;
      }
      answer = absl::StrCat("HTTP/1.1 ", status, " x\r\nContent-Length: ", body.size(),
                            "\r\nLocation: /elsewhere\r\nConnection: close\r\n\r\n", body);
    }
    for (size_t sent = 0; sent < answer.size();) {
      const ssize_t count =
          send(connection, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) break;
      sent += static_cast<size_t>(count);
    }
    close(connection);
  }
};

TestHttpServer::TestHttpServer() : state_(std::make_unique<State>()) {
  state_->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  bind(state_->listener, generic, size);
  listen(state_->listener, 16);
  getsockname(state_->listener, generic, &size);
  state_->port = ntohs(address.sin_port);
  state_->thread = std::thread([state = state_.get()] { state->Run(); });
}

TestHttpServer::~TestHttpServer() {
  shutdown(state_->listener, SHUT_RDWR);
  state_->thread.join();
  close(state_->listener);
}

std::string TestHttpServer::url() const {
  return absl::StrCat("http://127.0.0.1:", state_->port, "/keys");
}

void TestHttpServer::Answer(int status, const std::string& body) {
  const environment::MutexLock lock(state_->mutex);
  state_->status = status;
  state_->body = body;
}

void TestHttpServer::StaySilent() {
  const environment::MutexLock lock(state_->mutex);
  state_->silent = true;
}

int TestHttpServer::requests() const {
  const environment::MutexLock lock(state_->mutex);
  return state_->requests;
}

void TestHttpServer::AwaitRequests(int count) const {
  environment::MutexLock lock(state_->mutex);
  while (state_->requests < count) state_->requested.Wait(lock);
}

}  // namespace peerchallenge::access
