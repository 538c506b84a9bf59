#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "peerchallenge/recommendations/v1/support.pb.h"

namespace peerchallenge::recommendations {

// Whether a match goes on or has come to its good end: it takes days of the offer and a place of
// the ask.
bool IsLive(const v1::SupportMatch& match);
// Whether its agreement stands.
bool IsAgreed(const v1::SupportMatch& match);

// Days that a live match takes: as many as it is meant to, or as its agreement says once one is
// written.
int DaysOf(const v1::SupportMatch& match);

// The authorities of a match, by name.
std::string OfferingAuthority(const v1::SupportMatch& match);
std::string AskingAuthority(const v1::SupportMatch& match);

// What the matches of a region take up of its offers and asks.
class Commitments {
 public:
  explicit Commitments(const std::vector<v1::SupportMatch>& matches);

  // Days of an offer or ask, by name, that agreements take or cover.
  int AgreedDays(const std::string& name) const;
  // Days of an offer or ask, by name, that other live matches are to take.
  int PromisedDays(const std::string& name) const;
  // Both.
  int TakenDays(const std::string& name) const { return AgreedDays(name) + PromisedDays(name); }
  // Live matches of an ask.
  int OffersOf(const std::string& ask) const;
  bool IsMatched(const std::string& offer, const std::string& ask) const;
  // Whether an offer or ask, by name, was ever matched with something of the authority.
  bool WasMatchedWith(const std::string& name, const std::string& authority) const;

  // With `free_days` or `open_days` set.
  v1::Offer WithFreeDays(v1::Offer offer) const;
  v1::Ask WithOpenDays(v1::Ask ask) const;

 private:
  std::map<std::string, int> agreed_, promised_;           // days by name
  std::map<std::string, int> offers_of_;                   // by ask
  std::set<std::pair<std::string, std::string>> matched_;  // offers and asks
  std::set<std::pair<std::string, std::string>> met_;      // offers or asks, and authorities
};

}  // namespace peerchallenge::recommendations
