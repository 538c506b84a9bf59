#include "services/evidence/flags.h"

#include <CLI/CLI.hpp>

#include "common/config/options.h"

namespace peerchallenge::evidence {
namespace {

// Scheduling says about every 30 s that nothing has changed.
constexpr absl::Duration kLeastMaxAge = absl::Minutes(2);

}  // namespace

void EvidenceFlags::AddTo(CLI::App& app) {
  config::AddDuration(app, "--relations-max-age", relations_max_age,
                      "How long evidence may be read and captured without hearing from scheduling "
                      "who is who",
                      kLeastMaxAge)
      ->group("Work and limits");
}

EvidenceOptions EvidenceFlags::ToOptions() const {
  EvidenceOptions options;
  options.relations_max_age = relations_max_age;
  return options;
}

}  // namespace peerchallenge::evidence
