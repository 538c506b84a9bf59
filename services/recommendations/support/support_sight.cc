#include "services/recommendations/support/support_sight.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/access/roles.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {
namespace {

namespace permissions = access::v1;
using v1::SupportMatch;

bool IsDirectors(const access::Grant& grant) {
  const access::Role role =
      grant.role == permissions::ROLE_COUNCIL_SYSTEM ? grant.acts_as : grant.role;
  return access::PermissionsOf(role).Contains(permissions::PERMISSION_SUPPORT_WRITE);
}

bool Has(const std::vector<SupportMatch::Side>& sides, SupportMatch::Side side) {
  return std::find(sides.begin(), sides.end(), side) != sides.end();
}

// Whether the caller directs an authority that was matched with this offer or ask.
bool Met(const SupportSight& sight, const Commitments& commitments, const std::string& name) {
  return std::any_of(
      sight.directed().begin(), sight.directed().end(),
      [&](const std::string& authority) { return commitments.WasMatchedWith(name, authority); });
}

// Whether a side may know this part of the score.
bool MayKnow(const std::vector<SupportMatch::Side>& sides, const v1::ScoreItem& item) {
  if (item.factor() == "give_and_take") return Has(sides, SupportMatch::SIDE_ASKING);
  if (item.factor() == "outcome") return Has(sides, SupportMatch::SIDE_OFFERING);
  return true;
}

}  // namespace

SupportSight::SupportSight(const Viewer& viewer, const std::string& region) {
  const access::Caller& caller = viewer.caller;
  reads_ = access::Holds(caller, permissions::PERMISSION_SUPPORT_READ, {region, ""});
  sees_all_ = access::Holds(caller, permissions::PERMISSION_SUPPORT_MATCH, {region, ""}) ||
              access::Holds(caller, permissions::PERMISSION_SUPPORT_READ, access::Place{});
  for (const access::Grant& grant : caller.grants) {
    if (grant.authority.empty() || grant.region != region || !IsDirectors(grant)) continue;
    directed_.insert(absl::StrCat(region, "/authorities/", grant.authority));
  }
}

bool SupportSight::Owns(const std::string& name) const {
  return SeesAll() || Directs(validation::ParentOf(name));
}

std::vector<SupportMatch::Side> SidesOf(const SupportSight& sight, const SupportMatch& match) {
  std::vector<SupportMatch::Side> sides;
  if (sight.Directs(OfferingAuthority(match))) sides.push_back(SupportMatch::SIDE_OFFERING);
  if (sight.Directs(AskingAuthority(match))) sides.push_back(SupportMatch::SIDE_ASKING);
  return sides;
}

bool Sees(const SupportSight& sight, const Commitments& commitments, const v1::Offer& offer) {
  if (!sight.Reads()) return false;
  return offer.state() == v1::SUPPORT_STATE_OPEN || sight.Owns(offer.name()) ||
         Met(sight, commitments, offer.name());
}

bool Sees(const SupportSight& sight, const Commitments& commitments, const v1::Ask& ask) {
  return sight.Reads() && (sight.Owns(ask.name()) || Met(sight, commitments, ask.name()));
}

bool Sees(const SupportSight& sight, const SupportMatch& match) {
  return sight.Reads() && (sight.SeesAll() || !SidesOf(sight, match).empty());
}

v1::Offer ViewOf(const SupportSight& sight, const Commitments& commitments, v1::Offer offer) {
  if (sight.Owns(offer.name())) return commitments.WithFreeDays(std::move(offer));
  offer.clear_excluded_authorities();
  return offer;
}

v1::Ask ViewOf(const SupportSight& sight, const Commitments& commitments, v1::Ask ask) {
  if (sight.Owns(ask.name())) return commitments.WithOpenDays(std::move(ask));
  ask.clear_excluded_authorities();
  return ask;
}

absl::StatusOr<SaidOfMatch> LoadSaid(storage::Transaction& tx, const SupportStore& store,
                                     const std::string& match) {
  auto answers = store.AnswersOf(tx, match);
  if (!answers.ok()) return answers.status();
  auto outcomes = store.OutcomesOf(tx, match);
  if (!outcomes.ok()) return outcomes.status();
  return SaidOfMatch{*std::move(answers), *std::move(outcomes)};
}

SupportMatch ViewOf(const SupportSight& sight, const SaidOfMatch& said, SupportMatch match) {
  const std::vector<SupportMatch::Side> sides = SidesOf(sight, match);
  const auto knows = [&](SupportMatch::Side side) { return sight.SeesAll() || Has(sides, side); };
  for (const auto& [side, answer] : said.answers) {
    const bool offering = side == SupportMatch::SIDE_OFFERING;
    if (!knows(side)) continue;
    if (offering) {
      match.set_offering_answer(answer.answer);
      match.set_offering_answer_reason(answer.reason);
    } else {
      match.set_asking_answer(answer.answer);
      match.set_asking_answer_reason(answer.reason);
    }
  }
  // Both have consented, which both know.
  if (match.state() == SupportMatch::STATE_CONSENTED || IsAgreed(match) ||
      match.state() == SupportMatch::STATE_ENDED) {
    match.set_offering_answer(SupportMatch::ANSWER_CONSENTED);
    match.set_asking_answer(SupportMatch::ANSWER_CONSENTED);
  }
  for (const auto& [side, outcome] : said.outcomes) {
    if (knows(side) || match.state() == SupportMatch::STATE_COMPLETED) {
      *match.add_outcomes() = outcome;
    }
  }
  if (!sight.SeesAll()) {
    google::protobuf::RepeatedPtrField<v1::ScoreItem> reasons;
    for (v1::ScoreItem& item : *match.mutable_reasons()) {
      if (MayKnow(sides, item)) *reasons.Add() = std::move(item);
    }
    match.mutable_reasons()->Swap(&reasons);
  }
  return match;
}

}  // namespace peerchallenge::recommendations
