#include <CLI/CLI.hpp>
#include <iostream>

#include "common/config/options.h"
#include "common/config/process.h"
#include "services/evidence/serve.h"

// NOLINTNEXTLINE(bugprone-exception-escape): only where options are declared wrongly
int main(int argc, char** argv) {
  CLI::App app("Serves evidence: what a review's team finds out.", "peerchallenge-evidence");
  peerchallenge::evidence::ServeFlags flags;
  flags.AddTo(app);
  app.footer(peerchallenge::config::ServerExitCodes());
  if (const auto exit_code = peerchallenge::config::Parse(app, argc, argv, std::cout, std::cerr)) {
    return *exit_code;
  }
  return peerchallenge::evidence::Serve(flags);
}
