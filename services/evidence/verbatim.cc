#include "services/evidence/verbatim.h"

#include <functional>

#include "common/text/words.h"

namespace peerchallenge::evidence {
namespace {

// Calls `each(run)` for every run of words.
template <typename Each>
void EachRun(std::string_view text, Each each) {
  const std::vector<text::Word> words = text::UnstemmedWordsOf(text);
  for (size_t i = 0; i + Verbatim::kWords <= words.size(); ++i) {
    std::string run;
    for (size_t j = i; j < i + Verbatim::kWords; ++j) run += words[j].stem + ' ';
    each(std::hash<std::string>()(run));
  }
}

}  // namespace

Verbatim::Verbatim(const std::vector<std::string>& texts) : repeats_(texts.size()) {
  for (size_t i = 0; i < texts.size(); ++i) {
    EachRun(texts[i], [&](size_t run) { runs_[run].push_back(i); });
  }
}

void Verbatim::Allow(std::string_view said) {
  EachRun(said, [&](size_t run) { runs_.erase(run); });
}

void Verbatim::Forbid(std::string_view said) {
  if (runs_.empty()) return;
  EachRun(said, [&](size_t run) {
    const auto found = runs_.find(run);
    if (found == runs_.end()) return;
    for (const size_t text : found->second) repeats_[text] = true;
  });
}

}  // namespace peerchallenge::evidence
