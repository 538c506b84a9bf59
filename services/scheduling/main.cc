#include <CLI/CLI.hpp>
#include <iostream>

#include "common/config/options.h"
#include "common/config/process.h"
#include "services/scheduling/serve.h"

// NOLINTNEXTLINE(bugprone-exception-escape): only where options are declared wrongly
int main(int argc, char** argv) {
  CLI::App app("Serves scheduling: directory, programmes, plans and reviews.",
               "peerchallenge-scheduling");
  peerchallenge::scheduling::ServeFlags flags;
  flags.AddTo(app);
  app.footer(peerchallenge::config::ServerExitCodes());
  if (const auto exit_code = peerchallenge::config::Parse(app, argc, argv, std::cout, std::cerr)) {
    return *exit_code;
  }
  return peerchallenge::scheduling::Serve(flags);
}
