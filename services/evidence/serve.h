#pragma once

#include "common/config/server_flags.h"
#include "common/hosting/peer_flags.h"
#include "services/evidence/flags.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::evidence {

// The flags of a process that serves evidence: those of every server, where scheduling is, and its
// own.
struct ServeFlags {
  config::ServerFlags server;
  hosting::PeerFlags scheduling;
  relations::RelationsFlags relations;
  EvidenceFlags evidence;

  // Declares them on `app`; this outlives it.
  void AddTo(CLI::App& app);
};

// Serves evidence until SIGTERM or SIGINT; gives the process's exit code. What is wrong goes to
// standard error.
int Serve(const ServeFlags& flags);

}  // namespace peerchallenge::evidence
