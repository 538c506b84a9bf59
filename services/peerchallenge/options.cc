#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {

CLI::Option* AddJsonFlag(CLI::App& app, bool& json) {
  return AddFlag(app, "--json", json, "Results and errors as JSON on standard output");
}

}  // namespace peerchallenge::cli
