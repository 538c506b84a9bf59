#include "services/recommendations/matching/scored.h"

#include <algorithm>
#include <tuple>

#include "common/errors/errors.h"

namespace peerchallenge::recommendations::matching {

Instance InstanceOf(const Pairs& pairs, int subject_offer, int subject_ask) {
  Instance instance;
  for (int i = 0; i < pairs.OfferCount(); ++i) {
    instance.free_days.push_back(pairs.offer(i).free_days());
  }
  for (int j = 0; j < pairs.AskCount(); ++j) {
    instance.share.push_back(pairs.Share(j));
    instance.places.push_back(pairs.Places(j));
  }
  for (int i = 0; i < pairs.OfferCount(); ++i) {
    for (int j = 0; j < pairs.AskCount(); ++j) {
      const Judgement judgement = pairs.Judge(i, j);
      if (judgement.IsForbidden()) continue;
      if (judgement.score > 0 || i == subject_offer || j == subject_ask) {
        instance.pairs.push_back({i, j, std::max<int64_t>(0, judgement.score)});
      }
    }
  }
  instance.Index();
  return instance;
}

void SortByScore(std::vector<v1::PairExplanation>& pairs) {
  std::sort(pairs.begin(), pairs.end(),
            [](const v1::PairExplanation& a, const v1::PairExplanation& b) {
              const bool a_last = !a.rules().empty(), b_last = !b.rules().empty();
              return std::forward_as_tuple(a_last, b.score(), a.offer(), a.ask()) <
                     std::forward_as_tuple(b_last, a.score(), b.offer(), b.ask());
            });
}

absl::Status WhyNotProven(SearchEnd end, const MatchControl& control) {
  if (end == SearchEnd::kTooHard) {
    return errors::QuotaExceeded("match_proof",
                                 "these offers and asks are balanced too closely: the proof that a "
                                 "matching is the best would take too much memory");
  }
  if (control.stop.stop_requested()) {
    return errors::Make(errors::v1::ERROR_REASON_CANCELLED, "the matching was cancelled");
  }
  return errors::Make(errors::v1::ERROR_REASON_DEADLINE_EXCEEDED,
                      "no matching was proven to be the best within the time");
}

int InsteadOf(int pair, const Instance& instance, const Choice& best, const Choice& other) {
  for (const int p : other.pairs) {
    if (instance.At(p).ask == instance.At(pair).ask &&
        !std::binary_search(best.pairs.begin(), best.pairs.end(), p)) {
      return p;
    }
  }
  return -1;
}

}  // namespace peerchallenge::recommendations::matching
