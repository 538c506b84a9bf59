#include <unistd.h>

#include <iostream>

#include "common/rpc/transport_log.h"
#include "services/peerchallenge/application.h"

// NOLINTNEXTLINE(bugprone-exception-escape): only where options are declared wrongly
int main(int argc, char** argv) {
  peerchallenge::cli::Console console{.in = std::cin, .out = std::cout, .err = std::cerr};
  console.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  peerchallenge::rpc::SilenceTransport();  // until `serve` opens its log
  const int code = peerchallenge::cli::Run(argc, argv, console);
  if (std::cout.flush()) return code;
  std::cerr << "peerchallenge: the output could not be written\n";
  return code == 0 ? static_cast<int>(peerchallenge::cli::ExitCode::kFailed) : code;
}
