#pragma once

#include "common/config/server_flags.h"
#include "common/hosting/peer_flags.h"
#include "services/scheduling/flags.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::scheduling {

// The flags of a process that serves scheduling: those of every server, where recommendations is
// (if anywhere: without it nobody tells that a letter is issued), and its own.
struct ServeFlags {
  config::ServerFlags server;
  hosting::PeerFlags recommendations;
  SchedulingFlags scheduling;

  // Declares them on `app`; this outlives it.
  void AddTo(CLI::App& app);
};

// Serves scheduling until SIGTERM or SIGINT; gives the process's exit code. What is wrong goes to
// standard error.
int Serve(const ServeFlags& flags);

}  // namespace peerchallenge::scheduling
