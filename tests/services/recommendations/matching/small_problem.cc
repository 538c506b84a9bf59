#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/services/recommendations/matching/problems.h"

namespace peerchallenge::recommendations::matching {

std::string AuthorityName(int number) {
  return absl::StrFormat("regions/em/authorities/E%08d", number);
}
std::string ThemeName(int number) { return absl::StrCat("regions/em/themes/theme-", number); }
std::string OfferName(int authority, int number) {
  return absl::StrCat(AuthorityName(authority), "/offers/o", number);
}
std::string AskName(int authority, int number) {
  return absl::StrCat(AuthorityName(authority), "/asks/a", number);
}
std::string LetterName(int number) {
  return absl::StrCat("regions/em/reviews/r", number, "/letters/letter");
}

v1::MatchProblem SmallProblem() {
  v1::MatchProblem problem;
  problem.set_date("2026-05-01");
  for (int a = 1; a <= 3; ++a) problem.add_authorities()->set_name(AuthorityName(a));
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      problem.add_travel_minutes(row == column ? 0 : 30);
      problem.add_similarities(row == column ? 100 : 40);
    }
  }
  problem.mutable_weights()->set_theme(1);
  v1::Offer& offer = *problem.add_offers();
  offer.set_name(OfferName(1));
  offer.add_themes(ThemeName(1));
  offer.add_formats(v1::SUPPORT_FORMAT_WORKSHOP);
  offer.set_capacity_days(10);
  offer.set_free_days(10);
  v1::Ask& ask = *problem.add_asks();
  ask.set_name(AskName(2));
  ask.add_themes(ThemeName(1));
  ask.set_days(5);
  ask.set_open_days(5);
  ask.set_priority(5);
  return problem;
}

v1::Offer& OfferOf(v1::MatchProblem& problem, const std::string& name) {
  return *std::find_if(problem.mutable_offers()->begin(), problem.mutable_offers()->end(),
                       [&name](const v1::Offer& offer) { return offer.name() == name; });
}

v1::Ask& AskOf(v1::MatchProblem& problem, const std::string& name) {
  return *std::find_if(problem.mutable_asks()->begin(), problem.mutable_asks()->end(),
                       [&name](const v1::Ask& ask) { return ask.name() == name; });
}

v1::Offer& AddOffer(v1::MatchProblem& problem, int authority, int number) {
  v1::Offer& offer = *problem.add_offers();
  offer = problem.offers(0);
  offer.set_name(OfferName(authority, number));
  return offer;
}

v1::Ask& AddAsk(v1::MatchProblem& problem, int authority, int number) {
  v1::Ask& ask = *problem.add_asks();
  ask = problem.asks(0);
  ask.set_name(AskName(authority, number));
  return ask;
}

}  // namespace peerchallenge::recommendations::matching
