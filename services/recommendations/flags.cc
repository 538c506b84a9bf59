#include "services/recommendations/flags.h"

#include <CLI/CLI.hpp>

#include "common/config/options.h"

namespace peerchallenge::recommendations {

void RecommendationsFlags::AddTo(CLI::App& app) {
  config::AddNumber(app, "--max-renders", max_renders,
                    "Letters and reports that are rendered at once; more are refused for a second",
                    1, 64)
      ->group("Work and limits");
}

RecommendationsOptions RecommendationsFlags::ToOptions(
    const relations::RelationsFlags& relations) const {
  RecommendationsOptions options;
  options.relations.max_age = relations.max_age;
  options.services.max_renders = max_renders;
  return options;
}

}  // namespace peerchallenge::recommendations
