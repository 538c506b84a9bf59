#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "peerchallenge/recommendations/v1/match_problem.pb.h"

// Problems for the tests of the matching, made by code.
namespace peerchallenge::recommendations::matching {

std::string AuthorityName(int number);
std::string ThemeName(int number);
std::string OfferName(int authority, int number = 1);
std::string AskName(int authority, int number = 1);
std::string LetterName(int number);

// Three authorities, half an hour from each other; offer 1 of authority 1 and ask 1 of authority 2
// fit together in everything and score 100 (theme 1, all other factors 0).
v1::MatchProblem SmallProblem();
v1::Offer& OfferOf(v1::MatchProblem& problem, const std::string& name);
v1::Ask& AskOf(v1::MatchProblem& problem, const std::string& name);
// Adds a copy of what is there under another name.
v1::Offer& AddOffer(v1::MatchProblem& problem, int authority, int number = 1);
v1::Ask& AddAsk(v1::MatchProblem& problem, int authority, int number = 1);

// Problems with the structure of a real region or country.
struct Shape {
  int authorities = 9;
  int offers = 18;
  int asks = 18;
  int themes = 12;
  int most_days = 40;  // of an offer; of an ask half as many
};
v1::MatchProblem RandomProblem(const Shape& shape, uint64_t seed);

// A small random problem, most of them spoilt: numbers out of range, unknown or double names, lists
// that do not fit.
v1::MatchProblem OddProblem(uint64_t seed);

// The same problem with all its lists in another order.
v1::MatchProblem Shuffled(const v1::MatchProblem& problem, uint64_t seed);

}  // namespace peerchallenge::recommendations::matching
