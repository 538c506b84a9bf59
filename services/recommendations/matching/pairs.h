#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/civil_time.h"
#include "peerchallenge/recommendations/v1/match_problem.pb.h"

namespace peerchallenge::recommendations::matching {

// The factors of MatchWeights, in their order.
enum class Factor {
  kTheme,
  kStrength,
  kPriority,
  kTravel,
  kSimilarity,
  kGiveAndTake,
  kOutcome,
  kVariety
};
inline constexpr size_t kFactorCount = 8;

// What speaks for a pair and what forbids it.
struct Judgement {
  uint32_t rules = 0;  // a bit for each MatchRule, by its number
  int64_t score = 0;
  // Before the factors, and what goes into words.
  std::array<int, kFactorCount> values{};
  int common_themes = 0;
  int letters = 0;  // that show a strength in them
  bool has_outcome = false;

  void Forbid(v1::MatchRule rule) { rules |= 1U << rule; }
  bool IsForbidden() const { return rules != 0; }
};

// The offers and asks of a problem, each in the order of their names, so that the order of the
// input is of no meaning, and what is known between them.
class Pairs {
 public:
  // `problem` is valid (ValidateMatchProblem) and must outlive this.
  explicit Pairs(const v1::MatchProblem& problem);

  int OfferCount() const { return static_cast<int>(offers_.size()); }
  int AskCount() const { return static_cast<int>(asks_.size()); }
  const v1::Offer& offer(int i) const { return *offers_[static_cast<size_t>(i)].message; }
  const v1::Ask& ask(int j) const { return *asks_[static_cast<size_t>(j)].message; }
  // Offers that the ask may still have, 0 or more, and the days that each of them takes.
  int Places(int j) const { return asks_[static_cast<size_t>(j)].places; }
  int Share(int j) const { return asks_[static_cast<size_t>(j)].share; }

  Judgement Judge(int i, int j) const;
  // The judgement as a message, in words; without `chosen` and `loss`.
  v1::PairExplanation Explain(int i, int j) const;

 private:
  // What an offer and an ask have in common, by number.
  struct Party {
    int authority = 0;
    std::vector<int> themes;            // ascending
    absl::flat_hash_set<int> excluded;  // authorities
    uint32_t formats = 0;               // a bit each
    absl::CivilDay start, end;          // within which it can be
  };
  struct OfferParty : Party {
    const v1::Offer* message = nullptr;
    std::vector<std::vector<int>>
        letters;  // by letter: themes that it shows strength in, ascending
  };
  struct AskParty : Party {
    const v1::Ask* message = nullptr;
    int places = 0;
    int share = 0;
  };
  using IndexPair = std::pair<int, int>;

  template <typename Message>
  void Fill(const Message& message, Party& party);
  void ReadOffers();
  void ReadAsks();
  void ReadKnown();
  int ThemeNumber(const std::string& theme);
  int At(const google::protobuf::RepeatedField<int32_t>& matrix, int row, int column) const;
  void JudgeRules(const OfferParty& offer, const AskParty& ask, IndexPair pair,
                  Judgement& judgement) const;
  void JudgeThemes(const OfferParty& offer, const AskParty& ask, Judgement& judgement) const;

  const v1::MatchProblem& problem_;
  absl::CivilDay today_;
  absl::flat_hash_map<std::string, int> themes_, authorities_;
  absl::flat_hash_map<std::string, std::vector<int>> letters_;  // themes by letter
  absl::flat_hash_map<IndexPair, int> outcomes_;                // by authority and theme
  absl::flat_hash_set<IndexPair> barred_, partners_;            // authorities, in either order
  absl::flat_hash_set<IndexPair> matched_, lapsed_;             // offers and asks
  std::vector<OfferParty> offers_;
  std::vector<AskParty> asks_;
};

}  // namespace peerchallenge::recommendations::matching
