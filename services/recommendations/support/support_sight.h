#pragma once

#include <set>
#include <string>
#include <vector>

#include "services/recommendations/context.h"
#include "services/recommendations/support/commitments.h"
#include "services/recommendations/support/support_store.h"

// Who sees what of offers, asks, runs and matches.
namespace peerchallenge::recommendations {

// How a caller stands to the support of one region.
class SupportSight {
 public:
  SupportSight(const Viewer& viewer, const std::string& region);

  // Whether the caller may read of support in the region at all.
  bool Reads() const { return reads_; }
  // The programme office, or another service of the suite.
  bool SeesAll() const { return sees_all_; }
  // Whether the caller directs the authority, or is a system that acts as its director.
  bool Directs(const std::string& authority) const { return directed_.contains(authority); }
  // Whether the caller has to do with an offer or ask of this name as one of its authority or as
  // one who sees all.
  bool Owns(const std::string& name) const;
  // The authorities that the caller directs, by name.
  const std::set<std::string>& directed() const { return directed_; }

 private:
  bool reads_ = false;
  bool sees_all_ = false;
  std::set<std::string> directed_;
};

// The sides of a match that the caller directs: none, one or both.
std::vector<v1::SupportMatch::Side> SidesOf(const SupportSight& sight,
                                            const v1::SupportMatch& match);

bool Sees(const SupportSight& sight, const Commitments& commitments, const v1::Offer& offer);
bool Sees(const SupportSight& sight, const Commitments& commitments, const v1::Ask& ask);
bool Sees(const SupportSight& sight, const v1::SupportMatch& match);

// What the caller is shown of what the caller sees.
v1::Offer ViewOf(const SupportSight& sight, const Commitments& commitments, v1::Offer offer);
v1::Ask ViewOf(const SupportSight& sight, const Commitments& commitments, v1::Ask ask);

// What the sides have said of a match, beside it.
struct SaidOfMatch {
  BySide<SideAnswer> answers;
  BySide<v1::SupportOutcome> outcomes;
};
absl::StatusOr<SaidOfMatch> LoadSaid(storage::Transaction& tx, const SupportStore& store,
                                     const std::string& match);
// The match with what of that the caller may know, and with those reasons for the proposal that the
// caller's side may know: each side's give and take, and how its matches went, are its own.
v1::SupportMatch ViewOf(const SupportSight& sight, const SaidOfMatch& said, v1::SupportMatch match);

}  // namespace peerchallenge::recommendations
