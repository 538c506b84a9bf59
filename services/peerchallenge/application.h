#pragma once

#include "services/peerchallenge/console.h"

namespace peerchallenge::cli {

// Runs one command line and gives its exit code. Help and version go to `out`, what is wrong with
// the flags to `err`.
int Run(int argc, const char* const* argv, Console& console);

}  // namespace peerchallenge::cli
