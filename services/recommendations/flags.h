#pragma once

#include "common/relations/flags.h"
#include "services/recommendations/recommendations.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::recommendations {

// The flags of recommendations, in whatever process it runs.
struct RecommendationsFlags {
  int max_renders = ServicesOptions().max_renders;

  // Declares them on `app`; this outlives it.
  void AddTo(CLI::App& app);
  RecommendationsOptions ToOptions(const relations::RelationsFlags& relations) const;
};

}  // namespace peerchallenge::recommendations
