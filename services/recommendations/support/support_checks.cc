#include "services/recommendations/support/support_checks.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/names.h"

namespace peerchallenge::recommendations {
namespace {

using validation::FieldChecks;

constexpr size_t kLongestText = 4'000;
constexpr size_t kLongestAgreement = 8'000;
constexpr size_t kLongestContact = 200;
constexpr int kMostThemes = 5;
constexpr int kMostReferences = 10;
constexpr int kMostExcluded = 50;
constexpr int kMostMinutes = 10'000;

// Names of this form below the region, each once.
template <typename Names>
void CheckNames(const std::string& field, const Names& names, int most, std::string_view pattern,
                const std::string& region, FieldChecks& checks) {
  checks.Count(field, names.size(), most);
  std::set<std::string> seen;
  for (int k = 0; k < std::min(names.size(), most); ++k) {
    const std::string at = absl::StrCat(field, "[", k, "]");
    checks.NameBelow(at, names.Get(k), pattern, region);
    checks.That(seen.insert(names.Get(k)).second, at, names.Get(k), "a name that is not there yet");
  }
}

template <typename Formats>
void CheckFormats(const std::string& field, const Formats& formats, FieldChecks& checks) {
  checks.Count(field, formats.size(), v1::SupportFormat_MAX);
  std::set<int> seen;
  for (int k = 0; k < std::min<int>(formats.size(), v1::SupportFormat_MAX); ++k) {
    const int format = formats.Get(k);
    checks.That(format != v1::SUPPORT_FORMAT_UNSPECIFIED && v1::SupportFormat_IsValid(format) &&
                    seen.insert(format).second,
                absl::StrCat(field, "[", k, "]"), absl::StrCat(format),
                "a known format that is not there yet");
  }
}

// What offers and asks have in common; `field` is "offer" or "ask".
template <typename Message>
void CheckCommon(const std::string& field, const Message& message, FieldChecks& checks) {
  const std::string region = validation::RegionOf(message.name());
  checks.Text(field + ".text", message.text(), 1, kLongestText);
  checks.That(!message.themes().empty(), field + ".themes", "none", "1 to 5 themes");
  CheckNames(field + ".themes", message.themes(), kMostThemes, kThemeName, region, checks);
  CheckFormats(field + ".formats", message.formats(), checks);
  CheckNames(field + ".excluded_authorities", message.excluded_authorities(), kMostExcluded,
             kAuthorityName, region, checks);
  const auto start = checks.OptionalDay(field + ".start_date", message.start_date());
  const auto end = checks.OptionalDay(field + ".end_date", message.end_date());
  checks.That(!start || !end || *start <= *end, field + ".end_date", message.end_date(),
              "a day not before start_date");
  checks.That(v1::SupportState_IsValid(message.state()), field + ".state",
              absl::StrCat(message.state()), "a known state");
}

}  // namespace

void CheckOffer(const v1::Offer& offer, int taken_days, FieldChecks& checks) {
  CheckCommon("offer", offer, checks);
  checks.That(!offer.formats().empty(), "offer.formats", "none", "at least one");
  checks.Range("offer.capacity_days", offer.capacity_days(), std::max(1, taken_days),
               kMostSupportDays);
  CheckNames("offer.letters", offer.letters(), kMostReferences, kLetterName,
             validation::RegionOf(offer.name()), checks);
}

void CheckAsk(const v1::Ask& ask, FieldChecks& checks) {
  CheckCommon("ask", ask, checks);
  checks.Range("ask.days", ask.days(), 1, kMostSupportDays);
  checks.Range("ask.priority", ask.priority(), 1, 10);
  checks.Range("ask.max_travel_minutes", ask.max_travel_minutes(), 0, kMostMinutes);
  checks.Range("ask.max_offers", ask.max_offers(), 0, 5);
  CheckNames("ask.recommendations", ask.recommendations(), kMostReferences, kRecommendationName,
             validation::RegionOf(ask.name()), checks);
}

void CheckStep(const std::string& field, v1::SupportState before, v1::SupportState state,
               FieldChecks& checks) {
  checks.That(before != v1::SUPPORT_STATE_CLOSED || state == v1::SUPPORT_STATE_CLOSED, field,
              v1::SupportState_Name(state), "CLOSED, as it is");
}

void CheckAgreement(const v1::SupportAgreement& agreement, int free_days, FieldChecks& checks) {
  checks.Text("agreement.text", agreement.text(), 1, kLongestAgreement);
  checks.That(!agreement.formats().empty(), "agreement.formats", "none", "at least one");
  CheckFormats("agreement.formats", agreement.formats(), checks);
  checks.That(agreement.days() >= 1 && agreement.days() <= free_days, "agreement.days",
              absl::StrCat(agreement.days()), "1 or more, and no more than the offer has left");
  const auto start = checks.Day("agreement.start_date", agreement.start_date());
  const auto end = checks.Day("agreement.end_date", agreement.end_date());
  checks.That(!start || !end || *start <= *end, "agreement.end_date", agreement.end_date(),
              "a day not before start_date");
  checks.Text("agreement.offering_contact", agreement.offering_contact(), 0, kLongestContact);
  checks.Text("agreement.asking_contact", agreement.asking_contact(), 0, kLongestContact);
}

void CheckOutcome(const v1::SupportOutcome& outcome, FieldChecks& checks) {
  checks.Range("outcome.rating", outcome.rating(), 1, 5);
  checks.Range("outcome.days", outcome.days(), 0, 10'000);
  checks.Text("outcome.text", outcome.text(), 0, kLongestText);
}

}  // namespace peerchallenge::recommendations
