#include "services/recommendations/letters/recommendation_in_words.h"

#include "absl/strings/str_cat.h"

namespace peerchallenge::recommendations {
namespace {

using v1::Recommendation;

std::string HorizonInWords(Recommendation::Horizon horizon) {
  switch (horizon) {
    case Recommendation::HORIZON_NOW:
      return "at once";
    case Recommendation::HORIZON_THREE_MONTHS:
      return "within three months";
    case Recommendation::HORIZON_SIX_MONTHS:
      return "within six months";
    case Recommendation::HORIZON_YEAR:
      return "within a year";
    default:
      return "in the longer term";
  }
}

std::string PriorityInWords(Recommendation::Priority priority) {
  switch (priority) {
    case Recommendation::PRIORITY_HIGH:
      return "high priority";
    case Recommendation::PRIORITY_MEDIUM:
      return "medium priority";
    default:
      return "low priority";
  }
}

std::string AddresseeInWords(Recommendation::Addressee addressee) {
  switch (addressee) {
    case Recommendation::ADDRESSEE_COUNCIL:
      return "the council's leaders";
    case Recommendation::ADDRESSEE_REGION:
      return "the region";
    default:
      return "the director of children's services";
  }
}

std::string AddresseeInWords(const Recommendation& recommendation) {
  const std::string& detail = recommendation.addressee_detail();
  if (recommendation.addressee() == Recommendation::ADDRESSEE_PARTNERSHIP) return detail;
  return absl::StrCat(AddresseeInWords(recommendation.addressee()), detail.empty() ? "" : ", ",
                      detail);
}

}  // namespace

RecommendationInWords InWords(const Recommendation& recommendation) {
  return {.text = recommendation.text(),
          .addressee = AddresseeInWords(recommendation),
          .priority = PriorityInWords(recommendation.priority()),
          .horizon = HorizonInWords(recommendation.horizon())};
}

}  // namespace peerchallenge::recommendations
