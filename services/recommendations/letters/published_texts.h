#pragma once

#include <string>
#include <vector>

#include "peerchallenge/recommendations/v1/finding.pb.h"
#include "peerchallenge/recommendations/v1/letter.pb.h"

// What others than the team can read once a letter is shared or issued.
namespace peerchallenge::recommendations {

struct PublishedText {
  std::string text;
  std::string where;           // in words: "the title"
  std::string paragraph = {};  // by name; empty = it is in none
  int sentence = 0;            // its number in the paragraph, from 1
  std::string subject = {};    // the recommendation or correction that it is of; empty = the letter

  bool operator==(const PublishedText&) const = default;
};

// The texts of the letter, which comes with its own, of the recommendations that are issued with it
// and of the answers to the corrections.
std::vector<PublishedText> PublishedTexts(const v1::Letter& letter,
                                          const std::vector<v1::Recommendation>& recommendations,
                                          const std::vector<v1::Correction>& corrections);

}  // namespace peerchallenge::recommendations
