#include "services/recommendations/support/give_and_take.h"

#include "common/validation/civil_date.h"
#include "services/recommendations/support/commitments.h"

namespace peerchallenge::recommendations {
namespace {

using scheduling::v1::Review;
using scheduling::v1::TeamMember;

struct Balance {
  int given = 0;
  int got = 0;
};
using Balances = std::map<std::string, Balance>;

bool Counts(const Review& review, absl::CivilDay today) {
  const auto start = validation::ParseDay(review.start_date());
  const bool hidden = review.unannounced() && !review.released();
  return start && *start <= today && !hidden && review.state() != Review::STATE_CANCELLED;
}

void Count(const std::string& giver, const std::string& taker, Balances& balances) {
  ++balances[giver].given;
  ++balances[taker].got;
}

}  // namespace

std::map<std::string, int> GiveAndTake(const std::vector<Review>& reviews,
                                       const std::vector<v1::SupportMatch>& matches,
                                       absl::CivilDay today) {
  Balances balances;
  for (const Review& review : reviews) {
    if (!Counts(review, today)) continue;
    for (const TeamMember& member : review.team()) {
      if (member.state() != TeamMember::STATE_ACCEPTED || member.authority().empty()) continue;
      Count(member.authority(), review.host(), balances);
    }
  }
  for (const v1::SupportMatch& match : matches) {
    if (IsAgreed(match)) Count(OfferingAuthority(match), AskingAuthority(match), balances);
  }
  std::map<std::string, int> shares;
  for (const auto& [authority, balance] : balances) {
    shares[authority] = 100 * (balance.given - balance.got) / (balance.given + balance.got);
  }
  return shares;
}

}  // namespace peerchallenge::recommendations
