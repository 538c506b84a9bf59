#include "common/relations/flags.h"

#include <CLI/CLI.hpp>

#include "common/config/options.h"

namespace peerchallenge::relations {
namespace {

// Scheduling says about every 30 s that nothing has changed.
constexpr absl::Duration kLeastMaxAge = absl::Minutes(2);

}  // namespace

void RelationsFlags::AddTo(CLI::App& app) {
  config::AddDuration(app, "--relations-max-age", max_age,
                      "How long evidence and recommendations go on without hearing from scheduling "
                      "who is who",
                      kLeastMaxAge)
      ->group("Work and limits");
}

}  // namespace peerchallenge::relations
