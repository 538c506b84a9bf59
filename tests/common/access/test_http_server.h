#pragma once

#include <memory>
#include <string>

namespace peerchallenge::access {

// An HTTP server on a free port of this machine that answers every request the same way, one after
// the other.
class TestHttpServer {
 public:
  TestHttpServer();
  ~TestHttpServer();

  std::string url() const;
  // How requests are answered from now on.
  void Answer(int status, const std::string& body);
  // Takes requests from now on and never answers; connections stay open until the end.
  void StaySilent();
  int requests() const;
  void AwaitRequests(int count) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace peerchallenge::access
