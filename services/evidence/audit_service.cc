#include "services/evidence/audit_service.h"

#include <algorithm>
#include <string>

#include "common/access/audit_list.h"
#include "common/access/roles.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::evidence {
namespace {

using scheduling::v1::TeamMember;

bool IsOfHost(const access::Caller& caller, const std::optional<scheduling::v1::Person>& person,
              const scheduling::v1::Review& review) {
  if (person && person->authority() == review.host()) return true;
  const std::string host = validation::IdOf(review.host());
  return std::any_of(caller.grants.begin(), caller.grants.end(),
                     [&](const access::Grant& grant) { return grant.authority == host; });
}

bool NeedsToKnow(const access::Caller& caller, const std::optional<scheduling::v1::Person>& person,
                 const scheduling::v1::Review& review) {
  const auto& listed = review.need_to_know();
  return std::any_of(listed.begin(), listed.end(), [&](const std::string& who) {
    return who == caller.subject || (person && who == person->name());
  });
}

bool IsOnTeam(const scheduling::v1::Person& person, const scheduling::v1::Review& review) {
  return std::any_of(review.team().begin(), review.team().end(), [&](const TeamMember& member) {
    return member.person() == person.name() && (member.state() == TeamMember::STATE_INVITED ||
                                                member.state() == TeamMember::STATE_ACCEPTED);
  });
}

}  // namespace

bool KnowsOf(const access::Caller& caller, const std::optional<scheduling::v1::Person>& person,
             const scheduling::v1::Review& review) {
  if (!review.unannounced() || review.released()) return true;
  if (access::Holds(caller, access::v1::PERMISSION_REVIEW_READ, access::Place{})) return true;
  if (IsOfHost(caller, person, review)) return false;
  return NeedsToKnow(caller, person, review) || (person && IsOnTeam(*person, review));
}

absl::StatusOr<v1::ListAuditEntriesResponse> AuditService::ListAuditEntries(
    const rpc::Call& call, const v1::ListAuditEntriesRequest& request) {
  const auto shows = [&](storage::Transaction& tx,
                         const access::AuditEntry& entry) -> absl::StatusOr<bool> {
    const std::string name = access::ReviewOf(entry);
    if (name.empty()) return true;
    if (absl::Status status = relations_.CheckFresh(tx); !status.ok()) return status;
    const auto review = relations_.Review(tx, name);
    if (absl::IsNotFound(review.status())) return true;
    if (!review.ok()) return review.status();
    const auto person = relations_.PersonBySubject(tx, call.caller.subject);
    if (!person.ok()) return person.status();
    return KnowsOf(call.caller, *person, *review);
  };
  return access::ListAuditEntries<v1::ListAuditEntriesResponse>({log_, sealer_, shows}, call,
                                                                request);
}

void AuditService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.evidence.v1.AuditService");
  methods.Unary("ListAuditEntries", this, &AuditService::ListAuditEntries);
}

}  // namespace peerchallenge::evidence
