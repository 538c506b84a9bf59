#pragma once

#include "services/peerchallenge/console.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::cli {

// `evidence cases`, below `evidence`.
void AddCasesCommand(CLI::App& evidence, Console& console);

}  // namespace peerchallenge::cli
