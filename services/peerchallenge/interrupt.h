#pragma once

#include <stop_token>
#include <thread>

namespace peerchallenge::cli {

// Turns the first Ctrl-C (SIGINT) or SIGTERM into a stop request, so that a command can finish in
// order; the second one ends the process at once. Make it before other threads start, since these
// inherit its signal mask; one at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const { return stop_.get_token(); }
  bool requested() const { return stop_.stop_requested(); }

 private:
  void Listen();

  std::stop_source stop_;
  int signals_ = -1;  // signalfd
  int done_ = -1;     // eventfd, written by the destructor
  std::thread listener_;
};

}  // namespace peerchallenge::cli
