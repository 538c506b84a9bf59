#include <unistd.h>

#include <iostream>

#include "services/peerchallenge/application.h"

int main(int argc, char** argv) {
  peerchallenge::cli::Console console{.in = std::cin, .out = std::cout, .err = std::cerr};
  console.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  return peerchallenge::cli::Run(argc, argv, console);
}
