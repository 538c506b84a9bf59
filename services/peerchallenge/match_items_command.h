#pragma once

#include <CLI/CLI.hpp>

#include "services/peerchallenge/console.h"

namespace peerchallenge::cli {

// `match offer` and `match ask`, below `match`.
void AddMatchItemsCommands(CLI::App& match, Console& console);

}  // namespace peerchallenge::cli
