#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

// A load of unary calls on a server, and a bare gRPC server to compare with: both move bytes, so
// that what is measured is the server's work on them.
namespace peerchallenge::bench {

// What one measurement found.
struct Figures {
  double calls_per_second = 0;
  double p50_micros = 0;
  double cpu_micros = 0;  // of the whole process, client and servers, per call
};

// How calls are made.
struct LoadOptions {
  std::string address;
  std::string method;  // "/package.Service/Method"
  std::string bearer_token;
  std::function<std::string(int lane)>
      request;  // the bytes of a lane's next request; lanes run at the same time
  int in_flight = 1;
  double seconds = 1;
};

// Keeps calls under way for that time, by the callback API. A call that fails ends the process.
Figures RunLoad(const LoadOptions& options);

// A callback server that answers in its transport threads, with the same bytes to every request of
// any method.
class BareServer {
 public:
  explicit BareServer(std::string reply);
  ~BareServer();
  const std::string& address() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The bytes of one reply, to give a bare server replies of the same size.
std::string OneReply(const LoadOptions& options);

// The middle one of an odd number of values, the upper of the two middle ones of an even number.
double Median(std::vector<double> values);

}  // namespace peerchallenge::bench
