#pragma once

#include "services/peerchallenge/console.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::cli {

// `match offer` and `match ask`, below `match`.
void AddMatchItemsCommands(CLI::App& match, Console& console);

}  // namespace peerchallenge::cli
