#pragma once

#include "common/config/server_flags.h"
#include "common/hosting/hosting.h"
#include "common/hosting/peer_flags.h"
#include "common/relations/flags.h"
#include "services/recommendations/flags.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::recommendations {

// Where its store is. On a PostgreSQL database that it shares with scheduling it has a schema of
// its own.
inline const hosting::ServiceStore kStore = {.file = "recommendations.db",
                                             .schema = "recommendations"};

// The flags of a process that serves recommendations: those of every server, where scheduling and
// evidence are, and its own.
struct ServeFlags {
  config::ServerFlags server;
  hosting::PeerFlags scheduling;
  hosting::PeerFlags evidence;
  relations::RelationsFlags relations;
  RecommendationsFlags recommendations;

  // Declares them on `app`; this outlives it.
  void AddTo(CLI::App& app);
};

// Serves recommendations until SIGTERM or SIGINT; gives the process's exit code. What is wrong goes
// to standard error.
int Serve(const ServeFlags& flags);

}  // namespace peerchallenge::recommendations
