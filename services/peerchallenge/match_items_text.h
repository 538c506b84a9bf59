#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/match.pb.h"
#include "peerchallenge/recommendations/v1/support.pb.h"

// Offers and asks for people, as text in lines.
namespace peerchallenge::cli {

std::string OfferText(const recommendations::v1::Offer& offer);
std::string OffersText(const recommendations::v1::ListOffersResponse& response);
std::string AskText(const recommendations::v1::Ask& ask);
std::string AsksText(const recommendations::v1::ListAsksResponse& response);

// "mentoring, workshop".
std::string FormatsText(const google::protobuf::RepeatedField<int>& formats);

// "1 Sep 2026 to 31 Dec 2026", "from 1 Sep 2026", "until 31 Dec 2026" or "any time".
std::string SpanText(const std::string& start_date, const std::string& end_date);

}  // namespace peerchallenge::cli
