// The methods of ThemeService on who may be named.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/stamped.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/names.h"
#include "services/recommendations/region_calls.h"
#include "services/recommendations/succession.h"
#include "services/recommendations/themes/consent_name.h"
#include "services/recommendations/themes/theme_service.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::NamingConsent;

// Whether the caller may use the permission for the authority, or for one that took its place.
absl::StatusOr<bool> MayFor(Transaction& tx, const Context& context, const Viewer& viewer,
                            access::Permission permission, const std::string& authority) {
  const std::string region = validation::RegionOf(authority);
  for (const access::Grant& grant : viewer.caller.grants) {
    if (!access::Holds({.subject = "", .grants = {grant}}, permission, {region, grant.authority})) {
      continue;
    }
    if (grant.authority == validation::IdOf(authority)) return true;
    const auto before = HostAndPredecessors(tx, context.relations,
                                            absl::StrCat(region, "/authorities/", grant.authority));
    if (!before.ok()) return before.status();
    if (before->contains(authority)) return true;
  }
  return false;
}

// OK where `name` is the consent of an authority that is there and that the caller speaks for.
auto AsDirector(const Context& context, const rpc::Call& call, const std::string& name) {
  return [&context, &call, &name](Transaction& tx, const Viewer& viewer) -> absl::Status {
    if (!validation::MatchName(name, kNamingConsentName)) return errors::NotFound(name);
    const std::string authority = AuthorityOfConsent(name);
    const auto may = MayFor(tx, context, viewer, call.permission, authority);
    if (!may.ok()) return may.status();
    if (!*may) return errors::NotFound(name);
    const absl::Status there = context.relations.Authority(tx, authority).status();
    return absl::IsNotFound(there) ? errors::NotFound(name) : there;
  };
}

// As it is stored, or as it is while nobody has said anything.
absl::StatusOr<NamingConsent> ConsentOf(Transaction& tx, const Context& context,
                                        const std::string& name) {
  auto consent = context.store.themes.consents.Get(tx, name);
  if (!absl::IsNotFound(consent.status())) return consent;
  NamingConsent unsaid;
  unsaid.set_name(name);
  return unsaid;
}

}  // namespace

absl::StatusOr<NamingConsent> ThemeService::GetNamingConsent(
    const rpc::Call& call, const v1::GetNamingConsentRequest& request) {
  return ReadReached<NamingConsent>(
      context_, call, AsDirector(context_, call, request.name()),
      [&](Transaction& tx, const Viewer&) { return ConsentOf(tx, context_, request.name()); });
}

absl::StatusOr<NamingConsent> ThemeService::SetNamingConsent(
    const rpc::Call& call, const v1::SetNamingConsentRequest& request) {
  return MutateReached<NamingConsent>(
      context_, call, request, AsDirector(context_, call, request.name()),
      [&](Transaction& tx, const Viewer&) -> absl::StatusOr<NamingConsent> {
        const auto& table = context_.store.themes.consents;
        auto consent = ConsentOf(tx, context_, request.name());
        if (!consent.ok()) return consent;
        consent->set_consented(request.consented());
        consent->set_person(call.caller.subject);
        if (consent->has_create_time()) {
          return resources::UpdateStamped(tx, context_, table, *std::move(consent), request.etag());
        }
        if (!request.etag().empty()) return errors::EtagMismatch(request.name());
        return resources::InsertStamped(tx, context_, table, *std::move(consent));
      });
}

}  // namespace peerchallenge::recommendations
