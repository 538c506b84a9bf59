#pragma once

#include <CLI/CLI.hpp>

#include "services/peerchallenge/console.h"

namespace peerchallenge::cli {

// `solve match`, below `solve`.
void AddSolveMatchCommand(CLI::App& solve, Console& console);

}  // namespace peerchallenge::cli
