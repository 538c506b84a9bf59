#include "services/recommendations/support/support_calls.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::SupportMatch;

// "STATE_PROPOSED" -> "PROPOSED".
template <typename Resource>
std::string InWords(typename Resource::State state) {
  return Resource::State_Name(state).substr(std::string_view("STATE_").size());
}

}  // namespace

absl::Status CheckAuthorityReached(Transaction& tx, const Context& context, const Viewer& viewer,
                                   access::Permission permission, const std::string& authority,
                                   const std::string& name) {
  const access::Place place{validation::RegionOf(authority), validation::IdOf(authority)};
  if (authority.empty() || !access::Holds(viewer.caller, permission, place)) {
    return errors::NotFound(name);
  }
  const absl::Status there = context.relations.Authority(tx, authority).status();
  return absl::IsNotFound(there) ? errors::NotFound(name) : there;
}

bool IsWholeRegion(const std::string& parent) { return absl::EndsWith(parent, "/authorities/-"); }

absl::Status CheckListParent(Transaction& tx, const Context& context, const Viewer& viewer,
                             access::Permission permission, const std::string& parent) {
  absl::Status reached = CheckRegionReached(tx, context, viewer, permission, parent);
  if (!reached.ok() || IsWholeRegion(parent)) return reached;
  const absl::Status there = context.relations.Authority(tx, parent).status();
  return absl::IsNotFound(there) ? errors::NotFound(parent) : there;
}

absl::StatusOr<Commitments> CommitmentsOf(Transaction& tx, const Context& context,
                                          const std::string& name) {
  const auto matches = context.store.support.MatchesOf(tx, validation::RegionOf(name));
  if (!matches.ok()) return matches.status();
  return Commitments(*matches);
}

absl::StatusOr<SupportMatch> FindMatch(Transaction& tx, const Context& context,
                                       const SupportSight& sight, const std::string& name) {
  auto match = context.store.support.matches.Get(tx, name);
  if (match.ok() && !Sees(sight, *match)) return errors::NotFound(name);
  return match;
}

absl::StatusOr<SupportMatch> ShownMatch(Transaction& tx, const Context& context,
                                        const SupportSight& sight, SupportMatch match) {
  const auto said = LoadSaid(tx, context.store.support, match.name());
  if (!said.ok()) return said.status();
  return ViewOf(sight, *said, std::move(match));
}

absl::StatusOr<v1::MatchRun> FindSucceeded(Transaction& tx, const Context& context,
                                           const std::string& name) {
  auto run = context.store.support.runs.Get(tx, name);
  if (!run.ok() || run->state() == v1::MatchRun::STATE_SUCCEEDED) return run;
  return errors::WrongState(name, InWords<v1::MatchRun>(run->state()), "SUCCEEDED");
}

absl::Status RequireState(const SupportMatch& match,
                          const std::vector<SupportMatch::State>& states) {
  if (std::find(states.begin(), states.end(), match.state()) != states.end()) {
    return absl::OkStatus();
  }
  return errors::WrongState(match.name(), InWords<SupportMatch>(match.state()),
                            absl::StrJoin(states, " or ", [](std::string* out, auto state) {
                              out->append(InWords<SupportMatch>(state));
                            }));
}

}  // namespace peerchallenge::recommendations
