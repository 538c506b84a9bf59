#pragma once

#include "absl/time/time.h"
#include "common/relations/relations.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::relations {

// The flags of every process whose services keep a copy of scheduling's relations.
struct RelationsFlags {
  absl::Duration max_age = Relations::kDefaultMaxAge;

  // Declares them on `app`; this outlives it.
  void AddTo(CLI::App& app);
};

}  // namespace peerchallenge::relations
