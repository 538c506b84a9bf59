#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/services/recommendations/matching/dice.h"
#include "tests/services/recommendations/matching/problems.h"

namespace peerchallenge::recommendations::matching {
namespace {

template <typename Message>
void AddThemes(int themes, Dice& dice, Message& message) {
  const int first = dice.Roll(1, themes);
  for (int k = dice.Roll(1, 3); k-- > 0;) {
    message.add_themes(ThemeName((first + k * k) % themes + 1));
  }
}

void AddAuthorities(int count, Dice& dice, v1::MatchProblem& problem) {
  std::vector<std::pair<int, int>> places;  // minutes east and north
  for (int a = 1; a <= count; ++a) {
    v1::MatchAuthority& authority = *problem.add_authorities();
    authority.set_name(AuthorityName(a));
    authority.set_give_and_take(dice.Roll(-100, 100));
    if (dice.OneIn(3)) {
      v1::ThemeOutcome& outcome = *authority.add_outcomes();
      outcome.set_theme(ThemeName(dice.Roll(1, 10)));
      outcome.set_value(25 * dice.Roll(-4, 4));
    }
    places.emplace_back(dice.Roll(0, 20 * count), dice.Roll(0, 60));
  }
  for (const auto& from : places) {
    for (const auto& to : places) {
      const double minutes = std::hypot(from.first - to.first, from.second - to.second);
      problem.add_travel_minutes(std::min(600, static_cast<int>(minutes)));
      problem.add_similarities((from.first + to.first) % 101);
    }
  }
}

void AddLetters(const Shape& shape, Dice& dice, v1::MatchProblem& problem) {
  for (int n = 1; n <= 2 * shape.authorities; ++n) {
    v1::LetterStrengths& letter = *problem.add_letters();
    letter.set_letter(LetterName(n));
    for (int k = dice.Roll(0, 3); k > 0; --k)
      letter.add_themes(ThemeName(dice.Roll(1, shape.themes)));
  }
}

void AddOffers(const Shape& shape, Dice& dice, v1::MatchProblem& problem) {
  for (int i = 0; i < shape.offers; ++i) {
    v1::Offer& offer = *problem.add_offers();
    offer.set_name(OfferName(i % shape.authorities + 1, i / shape.authorities + 1));
    AddThemes(shape.themes, dice, offer);
    offer.add_formats(v1::SUPPORT_FORMAT_WORKSHOP);
    if (dice.OneIn(2)) offer.add_formats(v1::SUPPORT_FORMAT_MENTORING);
    offer.set_free_days(dice.Roll(3, shape.most_days));
    for (int k = dice.Roll(0, 3); k > 0; --k) {
      offer.add_letters(LetterName(dice.Roll(1, 2 * shape.authorities)));
    }
    if (dice.OneIn(4)) offer.set_end_date("2026-09-30");
  }
}

void AddAsks(const Shape& shape, Dice& dice, v1::MatchProblem& problem) {
  for (int j = 0; j < shape.asks; ++j) {
    v1::Ask& ask = *problem.add_asks();
    ask.set_name(AskName(j % shape.authorities + 1, j / shape.authorities + 1));
    AddThemes(shape.themes, dice, ask);
    if (dice.OneIn(3)) ask.add_formats(v1::SUPPORT_FORMAT_MENTORING);
    ask.set_open_days(dice.Roll(1, std::max(1, shape.most_days / 2)));
    ask.set_max_offers(dice.OneIn(4) ? dice.Roll(2, 3) : 1);
    ask.set_priority(dice.Roll(1, 10));
    if (dice.OneIn(4)) ask.set_max_travel_minutes(dice.Roll(60, 240));
    if (dice.OneIn(4)) ask.set_start_date("2026-09-01");
    if (dice.OneIn(5)) {
      ask.add_excluded_authorities(AuthorityName(dice.Roll(1, shape.authorities)));
    }
  }
}

template <typename List>
void ShuffleList(List& list, std::mt19937_64& engine) {
  for (int i = list.size(); i > 1; --i) {
    list.SwapElements(i - 1, static_cast<int>(engine() % static_cast<uint64_t>(i)));
  }
}

}  // namespace

v1::MatchProblem RandomProblem(const Shape& shape, uint64_t seed) {
  Dice dice(seed);
  v1::MatchProblem problem;
  problem.set_date("2026-05-01");
  v1::MatchWeights& weights = *problem.mutable_weights();
  weights.set_theme(10);
  weights.set_strength(10);
  weights.set_priority(50);
  weights.set_travel(3);
  weights.set_similarity(3);
  weights.set_give_and_take(3);
  weights.set_outcome(5);
  weights.set_variety(4);
  AddAuthorities(shape.authorities, dice, problem);
  AddLetters(shape, dice, problem);
  AddOffers(shape, dice, problem);
  AddAsks(shape, dice, problem);
  for (int k = 0; k < shape.authorities; ++k) {
    v1::AuthorityPair& pair = dice.OneIn(2) ? *problem.add_barred() : *problem.add_partners();
    pair.set_first(AuthorityName(dice.Roll(1, shape.authorities)));
    pair.set_second(AuthorityName(dice.Roll(1, shape.authorities)));
  }
  return problem;
}

v1::MatchProblem OddProblem(uint64_t seed) {
  Dice dice(seed);
  v1::MatchProblem problem =
      RandomProblem({.authorities = 3, .offers = 4, .asks = 4, .themes = 3, .most_days = 9}, seed);
  v1::Offer& offer = *problem.mutable_offers(dice.Roll(0, 3));
  v1::Ask& ask = *problem.mutable_asks(dice.Roll(0, 3));
  switch (dice.Roll(0, 14)) {
    case 0:
      offer.set_free_days(dice.Roll(-2'000'000'000, 2'000'000'000));
      break;
    case 1:
      ask.set_open_days(dice.Roll(-5, 5));
      break;
    case 2:
      ask.set_max_offers(dice.Roll(-2, 2'000'000'000));
      break;
    case 3:
      ask.set_priority(dice.Roll(-1, 12));
      break;
    case 4:
      problem.mutable_weights()->set_travel(dice.Roll(-1, 1) * 2'000'000LL);
      break;
    case 5:
      problem.mutable_travel_minutes()->RemoveLast();
      break;
    case 6:
      problem.set_similarities(dice.Roll(0, 8), dice.Roll(-500, 500));
      break;
    case 7:
      offer.set_name(problem.offers(0).name());
      break;
    case 8:
      ask.set_name(AskName(dice.Roll(1, 9)));
      break;
    case 9:
      offer.clear_themes();
      break;
    case 10:
      ask.set_end_date(dice.OneIn(2) ? "2026-02-30" : "2026-01-01");
      break;
    case 11:
      problem.set_date(dice.OneIn(2) ? "" : "tomorrow");
      break;
    case 12:
      problem.add_barred()->set_first("regions/em/authorities/none");
      break;
    case 13:
      problem.add_matched()->set_offer(offer.name());
      break;
    default:
      break;  // sound
  }
  return problem;
}

v1::MatchProblem Shuffled(const v1::MatchProblem& problem, uint64_t seed) {
  std::mt19937_64 engine(seed);
  v1::MatchProblem shuffled = problem;
  ShuffleList(*shuffled.mutable_offers(), engine);
  ShuffleList(*shuffled.mutable_asks(), engine);
  ShuffleList(*shuffled.mutable_letters(), engine);
  ShuffleList(*shuffled.mutable_barred(), engine);
  ShuffleList(*shuffled.mutable_partners(), engine);
  // The authorities with the matrices, whose rows and columns go by them.
  std::vector<int> order(static_cast<size_t>(problem.authorities_size()));
  for (size_t a = 0; a < order.size(); ++a) order[a] = static_cast<int>(a);
  std::shuffle(order.begin(), order.end(), engine);
  const int count = problem.authorities_size();
  for (int row = 0; row < count; ++row) {
    const int from = order[static_cast<size_t>(row)];
    *shuffled.mutable_authorities(row) = problem.authorities(from);
    for (int column = 0; column < count; ++column) {
      const int to = order[static_cast<size_t>(column)];
      shuffled.set_travel_minutes(row * count + column, problem.travel_minutes(from * count + to));
      shuffled.set_similarities(row * count + column, problem.similarities(from * count + to));
    }
  }
  for (v1::Offer& offer : *shuffled.mutable_offers()) {
    ShuffleList(*offer.mutable_themes(), engine);
    ShuffleList(*offer.mutable_letters(), engine);
  }
  for (v1::Ask& ask : *shuffled.mutable_asks()) ShuffleList(*ask.mutable_themes(), engine);
  return shuffled;
}

}  // namespace peerchallenge::recommendations::matching
