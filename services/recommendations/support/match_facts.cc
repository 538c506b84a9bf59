#include "services/recommendations/support/match_facts.h"

#include <algorithm>
#include <map>
#include <vector>

#include "common/environment/london.h"
#include "common/geography/travel.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/support/commitments.h"
#include "services/recommendations/support/give_and_take.h"
#include "services/recommendations/support/issued_to.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::Authority;
using storage::Transaction;
using v1::MatchProblem;
using v1::SupportMatch;

constexpr int kAlike = 100;

bool ExistsOn(const Authority& authority, absl::CivilDay day) {
  const auto start = validation::ParseDay(authority.start_date());
  const auto end = validation::ParseDay(authority.end_date());
  return (!start || *start <= day) && (!end || day <= *end);
}

// The first three characters of a GSS code tell the kind of council: county, unitary ...
bool IsAlike(const Authority& a, const Authority& b) {
  constexpr size_t kKind = 3;
  return validation::IdOf(a.name()).substr(0, kKind) == validation::IdOf(b.name()).substr(0, kKind);
}

geography::Position PositionOf(const Authority& authority) {
  return {authority.latitude(), authority.longitude()};
}

// By offering authority and theme: the ratings of completed matches, and how many.
class Outcomes {
 public:
  void Add(const std::string& authority, const std::string& theme, int rating) {
    // 1 to 5 become -100 to 100.
    Sum& sum = sums_[authority][theme];
    sum.values += 50 * (rating - 3);
    ++sum.count;
  }

  void WriteTo(v1::MatchAuthority& authority) const {
    const auto found = sums_.find(authority.name());
    if (found == sums_.end()) return;
    for (const auto& [theme, sum] : found->second) {
      v1::ThemeOutcome& outcome = *authority.add_outcomes();
      outcome.set_theme(theme);
      outcome.set_value(sum.values / sum.count);
    }
  }

 private:
  struct Sum {
    int values = 0;
    int count = 0;
  };
  std::map<std::string, std::map<std::string, Sum>> sums_;
};

// Gathers one problem.
class Gathering {
 public:
  Gathering(Transaction& tx, const Context& context, const std::string& region,
            const MatchFactsOptions& options)
      : tx_(tx),
        context_(context),
        region_(region),
        options_(options),
        today_(environment::Today(context.clock)) {}

  absl::StatusOr<MatchProblem> Gather() {
    problem_.set_date(validation::FormatDay(today_));
    absl::Status status = Load();
    if (status.ok()) status = AddOffersAndAsks();
    if (status.ok()) status = AddAuthorities();
    if (status.ok()) status = AddLetters();
    if (!status.ok()) return status;
    AddMatches();
    return std::move(problem_);
  }

 private:
  absl::Status Load() {
    auto matches = context_.store.support.MatchesOf(tx_, region_);
    if (!matches.ok()) return matches.status();
    matches_ = *std::move(matches);
    auto authorities = context_.relations.AuthoritiesOf(tx_, region_);
    if (!authorities.ok()) return authorities.status();
    for (Authority& authority : *authorities) {
      if (ExistsOn(authority, today_)) known_[authority.name()] = std::move(authority);
    }
    return absl::OkStatus();
  }

  absl::Status AddOffersAndAsks() {
    const Commitments commitments(matches_);
    const std::vector<resources::Filter> open = {
        {"region", region_}, {"state", static_cast<int64_t>(v1::SUPPORT_STATE_OPEN)}};
    absl::Status status =
        context_.store.support.offers.Scan(tx_, open, [&](const v1::Offer& offer) {
          if (!TakesPart(offer.name())) return absl::OkStatus();
          v1::Offer& added = *problem_.add_offers();
          added = offer;
          added.set_free_days(
              std::max(0, offer.capacity_days() - commitments.TakenDays(offer.name())));
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    return context_.store.support.asks.Scan(tx_, open, [&](const v1::Ask& ask) {
      v1::Ask now = ask;
      now.set_open_days(ask.days() - commitments.TakenDays(ask.name()));
      now.set_max_offers(std::max(1, ask.max_offers()) - commitments.OffersOf(ask.name()));
      if (now.open_days() > 0 && now.max_offers() > 0 && TakesPart(ask.name())) {
        *problem_.add_asks() = std::move(now);
      }
      return absl::OkStatus();
    });
  }

  // Whether the authority of an offer or ask exists; notes it.
  bool TakesPart(const std::string& name) {
    const auto authority = known_.find(validation::ParentOf(name));
    if (authority == known_.end()) return false;
    taking_part_[authority->first] = &authority->second;
    return true;
  }

  absl::Status AddAuthorities() {
    const auto reviews = context_.relations.ReviewsOf(tx_, region_);
    if (!reviews.ok()) return reviews.status();
    const auto balances = GiveAndTake(*reviews, matches_, today_);
    const auto outcomes = LoadOutcomes();
    if (!outcomes.ok()) return outcomes.status();
    for (const auto& [name, from] : taking_part_) {
      v1::MatchAuthority& authority = *problem_.add_authorities();
      authority.set_name(name);
      const auto balance = balances.find(name);
      if (balance != balances.end()) authority.set_give_and_take(balance->second);
      outcomes->WriteTo(authority);
      for (const auto& [other, to] : taking_part_) {
        problem_.add_travel_minutes(geography::TravelMinutes(PositionOf(*from), PositionOf(*to)));
        problem_.add_similarities(IsAlike(*from, *to) ? kAlike : 0);
      }
    }
    return absl::OkStatus();
  }

  // How well completed matches went, on the themes that offer and ask have in common.
  absl::StatusOr<Outcomes> LoadOutcomes() {
    Outcomes outcomes;
    for (const SupportMatch& match : matches_) {
      if (match.state() != SupportMatch::STATE_COMPLETED) continue;
      const auto offer = context_.store.support.offers.Get(tx_, match.offer());
      if (!offer.ok()) return offer.status();
      const auto ask = context_.store.support.asks.Get(tx_, match.ask());
      if (!ask.ok()) return ask.status();
      const auto said = context_.store.support.OutcomesOf(tx_, match.name());
      if (!said.ok()) return said.status();
      for (const std::string& theme : offer->themes()) {
        const auto& asked = ask->themes();
        if (std::find(asked.begin(), asked.end(), theme) == asked.end()) continue;
        for (const auto& [side, outcome] : *said) {
          outcomes.Add(OfferingAuthority(match), theme, outcome.rating());
        }
      }
    }
    return outcomes;
  }

  absl::Status AddLetters() {
    std::set<std::string> letters;
    for (const v1::Offer& offer : problem_.offers()) {
      letters.insert(offer.letters().begin(), offer.letters().end());
    }
    for (const std::string& name : letters) {
      const auto themes = StrengthsIn(tx_, context_, name);
      if (!themes.ok()) return themes.status();
      if (themes->empty()) continue;
      v1::LetterStrengths& letter = *problem_.add_letters();
      letter.set_letter(name);
      letter.mutable_themes()->Assign(themes->begin(), themes->end());
    }
    return absl::OkStatus();
  }

  // Who works with whom, and which pairs are matched or were not long ago.
  void AddMatches() {
    std::set<std::pair<std::string, std::string>> partners, matched, lapsed;
    for (const SupportMatch& match : matches_) {
      if (IsLive(match)) {
        partners.emplace(OfferingAuthority(match), AskingAuthority(match));
        matched.emplace(match.offer(), match.ask());
      } else if (EndedLately(match)) {
        lapsed.emplace(match.offer(), match.ask());
      }
    }
    for (const auto& [first, second] : partners) {
      if (!taking_part_.contains(first) || !taking_part_.contains(second)) continue;
      v1::AuthorityPair& pair = *problem_.add_partners();
      pair.set_first(first);
      pair.set_second(second);
    }
    std::map<std::string, v1::Ask*> asks;
    for (v1::Ask& ask : *problem_.mutable_asks()) asks[ask.name()] = &ask;
    AddPairs(matched, asks, *problem_.mutable_matched());
    AddPairs(lapsed, asks, *problem_.mutable_lapsed());
    // A matched pair takes a place of the problem's ask, of which those that are left were counted.
    for (const v1::OfferAskPair& pair : problem_.matched()) {
      v1::Ask& ask = *asks.at(pair.ask());
      ask.set_max_offers(ask.max_offers() + 1);
    }
  }

  void AddPairs(const std::set<std::pair<std::string, std::string>>& pairs,
                const std::map<std::string, v1::Ask*>& asks,
                google::protobuf::RepeatedPtrField<v1::OfferAskPair>& list) const {
    std::set<std::string> offers;
    for (const v1::Offer& offer : problem_.offers()) offers.insert(offer.name());
    for (const auto& [offer, ask] : pairs) {
      if (!asks.contains(ask) || !offers.contains(offer)) continue;
      v1::OfferAskPair& pair = *list.Add();
      pair.set_offer(offer);
      pair.set_ask(ask);
    }
  }

  bool EndedLately(const SupportMatch& match) const {
    using google::protobuf::util::TimeUtil;
    const absl::Time ended =
        absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(match.update_time()));
    return today_ - absl::ToCivilDay(ended, environment::London()) < options_.lapse_days;
  }

  Transaction& tx_;
  const Context& context_;
  const std::string region_;
  const MatchFactsOptions& options_;
  const absl::CivilDay today_;
  std::vector<SupportMatch> matches_;
  std::map<std::string, Authority> known_;               // that exist today
  std::map<std::string, const Authority*> taking_part_;  // those of offers and asks
  MatchProblem problem_;
};

}  // namespace

v1::MatchWeights DefaultWeights() {
  v1::MatchWeights weights;
  weights.set_theme(10);
  weights.set_strength(10);
  weights.set_priority(50);
  weights.set_travel(3);
  weights.set_similarity(2);
  weights.set_give_and_take(3);
  weights.set_outcome(5);
  weights.set_variety(4);
  return weights;
}

absl::StatusOr<MatchProblem> GatherProblem(Transaction& tx, const Context& context,
                                           const std::string& region,
                                           const MatchFactsOptions& options) {
  return Gathering(tx, context, region, options).Gather();
}

void AddInterests(const InterestedPairs& pairs, MatchProblem& problem) {
  std::set<std::string> there;
  for (const v1::MatchAuthority& authority : problem.authorities()) there.insert(authority.name());
  for (const auto& [first, second] : pairs) {
    if (!there.contains(first) || !there.contains(second)) continue;
    v1::AuthorityPair& pair = *problem.add_barred();
    pair.set_first(first);
    pair.set_second(second);
  }
}

}  // namespace peerchallenge::recommendations
