#include "services/recommendations/support/commitments.h"

#include <algorithm>

#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {
namespace {

int Find(const std::map<std::string, int>& numbers, const std::string& name) {
  const auto found = numbers.find(name);
  return found == numbers.end() ? 0 : found->second;
}

}  // namespace

bool IsLive(const v1::SupportMatch& match) {
  return match.state() == v1::SupportMatch::STATE_PROPOSED ||
         match.state() == v1::SupportMatch::STATE_CONSENTED || IsAgreed(match);
}

bool IsAgreed(const v1::SupportMatch& match) {
  return match.state() == v1::SupportMatch::STATE_AGREED ||
         match.state() == v1::SupportMatch::STATE_COMPLETED;
}

int DaysOf(const v1::SupportMatch& match) {
  return match.has_agreement() ? match.agreement().days() : match.days();
}

std::string OfferingAuthority(const v1::SupportMatch& match) {
  return validation::ParentOf(match.offer());
}
std::string AskingAuthority(const v1::SupportMatch& match) {
  return validation::ParentOf(match.ask());
}

Commitments::Commitments(const std::vector<v1::SupportMatch>& matches) {
  for (const v1::SupportMatch& match : matches) {
    met_.emplace(match.offer(), AskingAuthority(match));
    met_.emplace(match.ask(), OfferingAuthority(match));
    if (!IsLive(match)) continue;
    matched_.emplace(match.offer(), match.ask());
    ++offers_of_[match.ask()];
    auto& taken = IsAgreed(match) ? agreed_ : promised_;
    taken[match.offer()] += DaysOf(match);
    taken[match.ask()] += DaysOf(match);
  }
}

int Commitments::AgreedDays(const std::string& name) const { return Find(agreed_, name); }
int Commitments::PromisedDays(const std::string& name) const { return Find(promised_, name); }
int Commitments::OffersOf(const std::string& ask) const { return Find(offers_of_, ask); }

bool Commitments::IsMatched(const std::string& offer, const std::string& ask) const {
  return matched_.contains({offer, ask});
}
bool Commitments::WasMatchedWith(const std::string& name, const std::string& authority) const {
  return met_.contains({name, authority});
}

v1::Offer Commitments::WithFreeDays(v1::Offer offer) const {
  offer.set_free_days(std::max(0, offer.capacity_days() - AgreedDays(offer.name())));
  return offer;
}
v1::Ask Commitments::WithOpenDays(v1::Ask ask) const {
  ask.set_open_days(std::max(0, ask.days() - AgreedDays(ask.name())));
  return ask;
}

}  // namespace peerchallenge::recommendations
