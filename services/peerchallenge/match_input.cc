#include "services/peerchallenge/match_input.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"
#include "google/protobuf/descriptor.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/match_names.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::MatchWeights;

constexpr char kFormats[] = "shadowing, workshop, mentoring, secondment or materials";

std::string WeightForm() {
  std::string factors;
  for (int i = 0; i < MatchWeights::descriptor()->field_count(); ++i) {
    absl::StrAppend(&factors, i > 0 ? ", " : "", MatchWeights::descriptor()->field(i)->name());
  }
  return "FACTOR=NUMBER, where FACTOR is " + factors;
}

}  // namespace

absl::Status AddFormats(const std::vector<std::string>& texts, SupportFormats& formats) {
  for (const std::string& text : texts) {
    const auto format = ParseEnum<v1::SupportFormat>(text, "SUPPORT_FORMAT_", "--format", kFormats,
                                                     v1::SupportFormat_Parse);
    if (!format.ok()) return format.status();
    formats.Add(*format);
  }
  return absl::OkStatus();
}

absl::StatusOr<MatchWeights> ParseWeights(const std::vector<std::string>& texts) {
  MatchWeights weights;
  for (const std::string& text : texts) {
    const std::vector<std::string> sides = absl::StrSplit(text, absl::MaxSplits('=', 1));
    const auto* factor = MatchWeights::descriptor()->FindFieldByName(sides.front());
    int64_t weight = 0;
    if (sides.size() != 2 || factor == nullptr || !absl::SimpleAtoi(sides[1], &weight)) {
      return errors::InvalidField("--weight", text, WeightForm());
    }
    weights.GetReflection()->SetInt64(&weights, factor, weight);
  }
  return weights;
}

absl::StatusOr<v1::OfferAskPair> ParsePair(const std::string& text, const std::string& region) {
  const std::vector<std::string> sides = absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (sides.size() != 2) return errors::InvalidField("--pair", text, "OFFER=ASK");
  const auto offer = OfferIn(sides[0], region);
  if (!offer.ok()) return offer.status();
  const auto ask = AskIn(sides[1], region);
  if (!ask.ok()) return ask.status();
  v1::OfferAskPair pair;
  pair.set_offer(*offer);
  pair.set_ask(*ask);
  return pair;
}

absl::StatusOr<v1::SupportMatch::Side> ParseSide(const std::string& text) {
  if (text.empty()) return v1::SupportMatch::SIDE_UNSPECIFIED;
  return ParseEnum<v1::SupportMatch::Side>(text, "SIDE_", "--side", "offering or asking",
                                           v1::SupportMatch::Side_Parse);
}

}  // namespace peerchallenge::cli
