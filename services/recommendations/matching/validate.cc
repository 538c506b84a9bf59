#include "services/recommendations/matching/validate.h"

#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations::matching {
namespace {

constexpr size_t kEnough = 20;  // faults that an answer shows
constexpr int kMostAuthorities = 400;
constexpr int kMostMinutes = 10'000;
constexpr int kMostPairs = 20'000;
constexpr int kMostAuthorityPairs = 80'000;
constexpr std::string_view kAuthorityName = "regions/*/authorities/#";

using Names = absl::flat_hash_set<std::string_view>;

class Validator {
 public:
  explicit Validator(const v1::MatchProblem& problem) : problem_(problem) {}

  absl::Status Validate() {
    Sizes();
    if (!checks_.ok()) return checks_.Result();
    if (absl::Status status = ValidateWeights("problem.weights", problem_.weights());
        !status.ok()) {
      return status;
    }
    checks_.Day("problem.date", problem_.date());
    EachOf(problem_.authorities(), "problem.authorities",
           [this](const auto& path, const auto& authority) { Authority(path, authority); });
    Matrix(problem_.travel_minutes(), "problem.travel_minutes", kMostMinutes);
    Matrix(problem_.similarities(), "problem.similarities", 100);
    EachOf(problem_.offers(), "problem.offers",
           [this](const auto& path, const auto& offer) { Offer(path, offer); });
    EachOf(problem_.asks(), "problem.asks",
           [this](const auto& path, const auto& ask) { Ask(path, ask); });
    EachOf(problem_.letters(), "problem.letters", [this](const auto& path, const auto& letter) {
      checks_.Count(absl::StrCat(path, ".themes"), letter.themes_size(), 200);
    });
    AuthorityPairs(problem_.barred(), "problem.barred");
    AuthorityPairs(problem_.partners(), "problem.partners");
    OfferAskPairs(problem_.matched(), "problem.matched");
    OfferAskPairs(problem_.lapsed(), "problem.lapsed");
    return checks_.Result();
  }

 private:
  void Sizes() {
    checks_.Count("problem.offers", problem_.offers_size(), kMostOffers);
    checks_.Count("problem.asks", problem_.asks_size(), kMostAsks);
    checks_.Count("problem.authorities", problem_.authorities_size(), kMostAuthorities);
    checks_.Count("problem.letters", problem_.letters_size(), kMostPairs);
    checks_.Count("problem.barred", problem_.barred_size(), kMostAuthorityPairs);
    checks_.Count("problem.partners", problem_.partners_size(), kMostAuthorityPairs);
    checks_.Count("problem.matched", problem_.matched_size(), kMostPairs);
    checks_.Count("problem.lapsed", problem_.lapsed_size(), kMostPairs);
  }

  // Calls `check` with path and entry, until enough is wrong.
  template <typename List, typename Check>
  void EachOf(const List& list, const std::string& path, const Check& check) {
    for (int i = 0; i < list.size() && checks_.violations().size() < kEnough; ++i) {
      check(absl::StrCat(path, "[", i, "]"), list.Get(i));
    }
  }

  void Authority(const std::string& path, const v1::MatchAuthority& authority) {
    checks_.Name(path + ".name", authority.name(), kAuthorityName);
    checks_.That(authorities_.insert(authority.name()).second, path + ".name", authority.name(),
                 "an authority that is not there before");
    checks_.Range(path + ".give_and_take", authority.give_and_take(), -100, 100);
    checks_.Count(path + ".outcomes", authority.outcomes_size(), 1'000);
    EachOf(authority.outcomes(), path + ".outcomes", [this](const auto& at, const auto& outcome) {
      checks_.Range(at + ".value", outcome.value(), -100, 100);
    });
  }

  template <typename List>
  void Matrix(const List& values, const std::string& path, int most) {
    const int size = problem_.authorities_size() * problem_.authorities_size();
    checks_.That(values.size() == size, path, absl::StrCat(values.size(), " entries"),
                 absl::StrCat(size, " (authorities x authorities)"));
    EachOf(values, path, [&](const auto& at, int value) { checks_.Range(at, value, 0, most); });
  }

  void Offer(const std::string& path, const v1::Offer& offer) {
    checks_.Name(path + ".name", offer.name(), "regions/*/authorities/#/offers/*");
    checks_.That(offers_.insert(offer.name()).second, path + ".name", offer.name(),
                 "an offer that is not there before");
    Common(path, offer);
    checks_.That(offer.formats_size() > 0, path + ".formats", "none", "at least one");
    checks_.Count(path + ".letters", offer.letters_size(), 10);
    checks_.Range(path + ".free_days", offer.free_days(), 0, kMostDays);
  }

  void Ask(const std::string& path, const v1::Ask& ask) {
    checks_.Name(path + ".name", ask.name(), "regions/*/authorities/#/asks/*");
    checks_.That(asks_.insert(ask.name()).second, path + ".name", ask.name(),
                 "an ask that is not there before");
    Common(path, ask);
    checks_.Range(path + ".priority", ask.priority(), 1, 10);
    checks_.Range(path + ".max_travel_minutes", ask.max_travel_minutes(), 0, kMostMinutes);
    checks_.Range(path + ".max_offers", ask.max_offers(), 0, 5);
    checks_.Range(path + ".open_days", ask.open_days(), 1, kMostDays);
  }

  // What offers and asks have in common.
  template <typename Message>
  void Common(const std::string& path, const Message& message) {
    Known(path + ".name", validation::ParentOf(message.name()), authorities_,
          "the name of something below one of problem.authorities");
    checks_.That(message.themes_size() > 0, path + ".themes", "none", "at least one");
    checks_.Count(path + ".themes", message.themes_size(), 5);
    checks_.Count(path + ".formats", message.formats_size(), 20);
    for (const int format : message.formats()) {
      checks_.That(format != 0 && v1::SupportFormat_IsValid(format), path + ".formats",
                   absl::StrCat(format), "a known format");
    }
    checks_.Count(path + ".excluded_authorities", message.excluded_authorities_size(), 50);
    const auto start = checks_.OptionalDay(path + ".start_date", message.start_date());
    const auto end = checks_.OptionalDay(path + ".end_date", message.end_date());
    checks_.That(!start.has_value() || !end.has_value() || *start <= *end, path + ".end_date",
                 message.end_date(), "a day not before start_date");
  }

  template <typename List>
  void AuthorityPairs(const List& pairs, const std::string& path) {
    EachOf(pairs, path, [this](const auto& at, const v1::AuthorityPair& pair) {
      constexpr std::string_view kWanted = "one of problem.authorities";
      Known(at + ".first", pair.first(), authorities_, kWanted);
      Known(at + ".second", pair.second(), authorities_, kWanted);
    });
  }

  template <typename List>
  void OfferAskPairs(const List& pairs, const std::string& path) {
    EachOf(pairs, path, [this](const auto& at, const v1::OfferAskPair& pair) {
      Known(at + ".offer", pair.offer(), offers_, "one of problem.offers");
      Known(at + ".ask", pair.ask(), asks_, "one of problem.asks");
    });
  }

  void Known(const std::string& path, std::string_view name, const Names& names,
             std::string_view wanted) {
    checks_.That(names.contains(name), path, name, wanted);
  }

  const v1::MatchProblem& problem_;
  validation::FieldChecks checks_;
  Names authorities_, offers_, asks_;
};

}  // namespace

absl::Status ValidateMatchProblem(const v1::MatchProblem& problem) {
  return Validator(problem).Validate();
}

absl::Status ValidateWeights(const std::string& field, const v1::MatchWeights& weights) {
  validation::FieldChecks checks;
  const auto factor = [&](const char* name, int64_t value) {
    checks.Range(absl::StrCat(field, ".", name), value, 0, kMostFactor);
  };
  factor("theme", weights.theme());
  factor("strength", weights.strength());
  factor("priority", weights.priority());
  factor("travel", weights.travel());
  factor("similarity", weights.similarity());
  factor("give_and_take", weights.give_and_take());
  factor("outcome", weights.outcome());
  factor("variety", weights.variety());
  return checks.Result();
}

}  // namespace peerchallenge::recommendations::matching
