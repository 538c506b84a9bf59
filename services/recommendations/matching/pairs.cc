#include "services/recommendations/matching/pairs.h"

#include <algorithm>

#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/matching/pair_text.h"

namespace peerchallenge::recommendations::matching {
namespace {

constexpr auto kFactors =
    std::to_array({Factor::kTheme, Factor::kStrength, Factor::kPriority, Factor::kTravel,
                   Factor::kSimilarity, Factor::kGiveAndTake, Factor::kOutcome, Factor::kVariety});
static_assert(kFactors.size() == kFactorCount);

// Letters from which on a strength counts in full.
constexpr int kManyLetters = 3;
constexpr int kAll = 100;

int64_t WeightOf(const v1::MatchWeights& weights, Factor factor) {
  switch (factor) {
    case Factor::kTheme:
      return weights.theme();
    case Factor::kStrength:
      return weights.strength();
    case Factor::kPriority:
      return weights.priority();
    case Factor::kTravel:
      return weights.travel();
    case Factor::kSimilarity:
      return weights.similarity();
    case Factor::kGiveAndTake:
      return weights.give_and_take();
    case Factor::kOutcome:
      return weights.outcome();
    case Factor::kVariety:
      return weights.variety();
  }
  return 0;
}

std::pair<int, int> Ordered(int a, int b) { return {std::min(a, b), std::max(a, b)}; }

// `part` of `whole` in hundredths, rounded half up.
int Percent(int part, int whole) { return (2 * kAll * part + whole) / (2 * whole); }

std::vector<int> InBoth(const std::vector<int>& a, const std::vector<int>& b) {
  std::vector<int> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

bool Meet(const std::vector<int>& a, const std::vector<int>& b) {
  auto at = b.begin();
  for (const int x : a) {
    while (at != b.end() && *at < x) ++at;
    if (at != b.end() && *at == x) return true;
  }
  return false;
}

// The messages of a list by name.
template <typename Message>
std::vector<const Message*> ByName(const google::protobuf::RepeatedPtrField<Message>& list) {
  std::vector<const Message*> sorted;
  for (const Message& message : list) sorted.push_back(&message);
  std::sort(sorted.begin(), sorted.end(),
            [](const Message* a, const Message* b) { return a->name() < b->name(); });
  return sorted;
}

template <typename Parties>
absl::flat_hash_map<std::string_view, int> NumbersOf(const Parties& parties) {
  absl::flat_hash_map<std::string_view, int> numbers;
  for (size_t i = 0; i < parties.size(); ++i) {
    numbers[parties[i].message->name()] = static_cast<int>(i);
  }
  return numbers;
}

}  // namespace

Pairs::Pairs(const v1::MatchProblem& problem)
    : problem_(problem), today_(*validation::ParseDay(problem.date())) {
  for (int a = 0; a < problem.authorities_size(); ++a) {
    authorities_[problem.authorities(a).name()] = a;
  }
  for (int a = 0; a < problem.authorities_size(); ++a) {
    for (const v1::ThemeOutcome& outcome : problem.authorities(a).outcomes()) {
      outcomes_[{a, ThemeNumber(outcome.theme())}] = outcome.value();
    }
  }
  for (const v1::LetterStrengths& letter : problem.letters()) {
    std::vector<int>& themes = letters_[letter.letter()];
    for (const std::string& theme : letter.themes()) themes.push_back(ThemeNumber(theme));
    std::sort(themes.begin(), themes.end());
  }
  ReadOffers();
  ReadAsks();
  ReadKnown();
}

int Pairs::ThemeNumber(const std::string& theme) {
  return themes_.try_emplace(theme, static_cast<int>(themes_.size())).first->second;
}

template <typename Message>
void Pairs::Fill(const Message& message, Party& party) {
  party.authority = authorities_.at(validation::ParentOf(message.name()));
  for (const std::string& theme : message.themes()) party.themes.push_back(ThemeNumber(theme));
  std::sort(party.themes.begin(), party.themes.end());
  party.themes.erase(std::unique(party.themes.begin(), party.themes.end()), party.themes.end());
  for (const std::string& name : message.excluded_authorities()) {
    const auto known = authorities_.find(name);
    if (known != authorities_.end()) party.excluded.insert(known->second);
  }
  for (const int format : message.formats()) party.formats |= 1U << (format & 31);
  party.start = std::max(validation::ParseDay(message.start_date()).value_or(today_), today_);
  party.end = validation::ParseDay(message.end_date()).value_or(absl::CivilDay::max());
}

void Pairs::ReadOffers() {
  for (const v1::Offer* message : ByName(problem_.offers())) {
    OfferParty& offer = offers_.emplace_back();
    offer.message = message;
    Fill(*message, offer);
    const std::vector<std::string> once(message->letters().begin(), message->letters().end());
    for (const std::string& name : absl::flat_hash_set<std::string>(once.begin(), once.end())) {
      const auto letter = letters_.find(name);
      if (letter != letters_.end()) offer.letters.push_back(letter->second);
    }
  }
}

void Pairs::ReadAsks() {
  for (const v1::Ask* message : ByName(problem_.asks())) {
    AskParty& ask = asks_.emplace_back();
    ask.message = message;
    Fill(*message, ask);
    ask.places = std::max(1, message->max_offers());
  }
}

// What is known between authorities, and between offers and asks.
void Pairs::ReadKnown() {
  const auto add = [this](const auto& pairs, auto& set) {
    for (const v1::AuthorityPair& pair : pairs) {
      set.insert(Ordered(authorities_.at(pair.first()), authorities_.at(pair.second())));
    }
  };
  add(problem_.barred(), barred_);
  add(problem_.partners(), partners_);
  const auto offers = NumbersOf(offers_), asks = NumbersOf(asks_);
  for (const v1::OfferAskPair& pair : problem_.lapsed()) {
    lapsed_.emplace(offers.at(pair.offer()), asks.at(pair.ask()));
  }
  for (const v1::OfferAskPair& pair : problem_.matched()) {
    const int ask = asks.at(pair.ask());
    if (!matched_.emplace(offers.at(pair.offer()), ask).second) continue;
    int& places = asks_[static_cast<size_t>(ask)].places;
    places = std::max(0, places - 1);
  }
  for (AskParty& ask : asks_) {
    const int days = ask.message->open_days();
    ask.share = ask.places == 0 ? days : (days + ask.places - 1) / ask.places;
  }
}

int Pairs::At(const google::protobuf::RepeatedField<int32_t>& matrix, int row, int column) const {
  return matrix.Get(row * problem_.authorities_size() + column);
}

Judgement Pairs::Judge(int i, int j) const {
  const OfferParty& offer = offers_[static_cast<size_t>(i)];
  const AskParty& ask = asks_[static_cast<size_t>(j)];
  Judgement judgement;
  JudgeThemes(offer, ask, judgement);
  JudgeRules(offer, ask, {i, j}, judgement);
  const auto value = [&judgement](Factor factor) -> int& {
    return judgement.values[static_cast<size_t>(factor)];
  };
  value(Factor::kPriority) = ask.message->priority();
  value(Factor::kTravel) = -At(problem_.travel_minutes(), offer.authority, ask.authority);
  value(Factor::kSimilarity) = At(problem_.similarities(), offer.authority, ask.authority);
  value(Factor::kGiveAndTake) = problem_.authorities(ask.authority).give_and_take();
  value(Factor::kVariety) = partners_.contains(Ordered(offer.authority, ask.authority)) ? -kAll : 0;
  for (const Factor factor : kFactors) {
    judgement.score += WeightOf(problem_.weights(), factor) * value(factor);
  }
  return judgement;
}

// What hangs on the themes that both have: the share asked for, strength and outcomes in them.
void Pairs::JudgeThemes(const OfferParty& offer, const AskParty& ask, Judgement& judgement) const {
  const std::vector<int> common = InBoth(offer.themes, ask.themes);
  judgement.common_themes = static_cast<int>(common.size());
  if (common.empty()) {
    judgement.Forbid(v1::MATCH_RULE_THEME);
    return;
  }
  for (const std::vector<int>& themes : offer.letters) {
    if (Meet(common, themes)) ++judgement.letters;
  }
  int sum = 0, count = 0;
  for (const int theme : common) {
    const auto outcome = outcomes_.find({offer.authority, theme});
    if (outcome == outcomes_.end()) continue;
    sum += outcome->second;
    ++count;
  }
  judgement.has_outcome = count > 0;
  auto& values = judgement.values;
  values[static_cast<size_t>(Factor::kTheme)] =
      Percent(judgement.common_themes, static_cast<int>(ask.themes.size()));
  values[static_cast<size_t>(Factor::kStrength)] =
      Percent(std::min(judgement.letters, kManyLetters), kManyLetters);
  values[static_cast<size_t>(Factor::kOutcome)] = count > 0 ? sum / count : 0;
}

void Pairs::JudgeRules(const OfferParty& offer, const AskParty& ask, IndexPair pair,
                       Judgement& judgement) const {
  const auto forbid = [&judgement](bool holds, v1::MatchRule rule) {
    if (holds) judgement.Forbid(rule);
  };
  const int limit = ask.message->max_travel_minutes();
  forbid(offer.authority == ask.authority, v1::MATCH_RULE_SAME_AUTHORITY);
  forbid(ask.formats != 0 && (offer.formats & ask.formats) == 0, v1::MATCH_RULE_FORMAT);
  forbid(std::max(offer.start, ask.start) > std::min(offer.end, ask.end), v1::MATCH_RULE_DATES);
  forbid(offer.message->free_days() < ask.share, v1::MATCH_RULE_CAPACITY);
  forbid(limit > 0 && At(problem_.travel_minutes(), offer.authority, ask.authority) > limit,
         v1::MATCH_RULE_TRAVEL);
  forbid(offer.excluded.contains(ask.authority) || ask.excluded.contains(offer.authority) ||
             barred_.contains(Ordered(offer.authority, ask.authority)),
         v1::MATCH_RULE_EXCLUDED);
  forbid(lapsed_.contains(pair), v1::MATCH_RULE_LAPSED);
  forbid(ask.places == 0 || matched_.contains(pair), v1::MATCH_RULE_MATCHED);
}

v1::PairExplanation Pairs::Explain(int i, int j) const {
  const Judgement judgement = Judge(i, j);
  v1::PairExplanation explanation;
  explanation.set_offer(offer(i).name());
  explanation.set_ask(ask(j).name());
  for (int rule = v1::MatchRule_MIN; rule <= v1::MatchRule_MAX; ++rule) {
    if ((judgement.rules & (1U << rule)) != 0) {
      explanation.add_rules(static_cast<v1::MatchRule>(rule));
    }
  }
  explanation.set_score(judgement.score);
  const auto asked = static_cast<int>(asks_[static_cast<size_t>(j)].themes.size());
  for (const Factor factor : kFactors) {
    *explanation.add_items() =
        ItemOf(factor, judgement, asked, WeightOf(problem_.weights(), factor));
  }
  return explanation;
}

}  // namespace peerchallenge::recommendations::matching
