#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/finding.pb.h"

// A recommendation as a letter says it.
namespace peerchallenge::recommendations {

struct RecommendationInWords {
  std::string text;
  std::string addressee;  // "the council's leaders, the lead member"
  std::string priority;   // "high priority"
  std::string horizon;    // "within six months"
};

RecommendationInWords InWords(const v1::Recommendation& recommendation);

}  // namespace peerchallenge::recommendations
