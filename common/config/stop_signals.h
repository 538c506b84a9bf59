#pragma once

namespace peerchallenge::config {

// Keeps SIGTERM and SIGINT from ending the process, so that it ends in order. Make it first in
// main(): threads that are started later inherit it.
class StopSignals {
 public:
  StopSignals();

  // Returns the number of the next such signal.
  int Wait();
};

}  // namespace peerchallenge::config
