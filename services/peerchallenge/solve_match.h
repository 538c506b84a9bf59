#pragma once

#include "services/peerchallenge/console.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::cli {

// `solve match`, below `solve`.
void AddSolveMatchCommand(CLI::App& solve, Console& console);

}  // namespace peerchallenge::cli
