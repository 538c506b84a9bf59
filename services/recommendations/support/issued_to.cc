#include "services/recommendations/support/issued_to.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/succession.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;

// The host of the review that `name` lies below, unless that is a visit that is still hidden; empty
// where there is none.
absl::StatusOr<std::string> KnownHost(Transaction& tx, const Context& context,
                                      const std::string& name) {
  const auto review = context.relations.Review(tx, validation::ReviewOf(name));
  if (absl::IsNotFound(review.status())) return std::string();
  if (!review.ok()) return review.status();
  const bool hidden = review->unannounced() && !review->released();
  return hidden ? std::string() : review->host();
}

// Whether there is a resource of this name in the state ISSUED.
template <typename Message>
absl::StatusOr<bool> IsIssued(Transaction& tx, const resources::ResourceTable<Message>& table,
                              const std::string& name) {
  const auto found = table.Get(tx, name);
  if (absl::IsNotFound(found.status())) return false;
  if (!found.ok()) return found.status();
  return found->state() == Message::STATE_ISSUED;
}

template <typename Message>
absl::Status CheckIssuedTo(Transaction& tx, const Context& context,
                           const resources::ResourceTable<Message>& table,
                           const std::string& authority, const Names& names, const char* what) {
  if (names.empty()) return absl::OkStatus();
  const auto hosts = HostAndPredecessors(tx, context.relations, authority);
  if (!hosts.ok()) return hosts.status();
  for (const std::string& name : names) {
    const auto issued = IsIssued(tx, table, name);
    if (!issued.ok()) return issued.status();
    const auto host = KnownHost(tx, context, name);
    if (!host.ok()) return host.status();
    if (*issued && hosts->contains(*host)) continue;
    return errors::ReferenceBroken(
        name, absl::StrCat("'", name, "' is no ", what, " that was issued to '", authority, "'"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckLettersTo(Transaction& tx, const Context& context, const std::string& authority,
                            const Names& letters) {
  return CheckIssuedTo(tx, context, context.store.letters.letters, authority, letters, "letter");
}

absl::Status CheckRecommendationsTo(Transaction& tx, const Context& context,
                                    const std::string& authority, const Names& recommendations) {
  return CheckIssuedTo(tx, context, context.store.findings.recommendations, authority,
                       recommendations, "recommendation");
}

absl::StatusOr<std::vector<std::string>> StrengthsIn(Transaction& tx, const Context& context,
                                                     const std::string& letter) {
  const auto issued = IsIssued(tx, context.store.letters.letters, letter);
  if (!issued.ok()) return issued.status();
  const auto host = KnownHost(tx, context, letter);
  if (!host.ok()) return host.status();
  if (!*issued || host->empty()) return std::vector<std::string>();
  const auto findings = context.store.findings.FindingsOf(tx, validation::ReviewOf(letter));
  if (!findings.ok()) return findings.status();
  std::set<std::string> themes;
  for (const v1::Finding& finding : *findings) {
    if (finding.state() != v1::Finding::STATE_ISSUED ||
        finding.kind() != v1::Finding::KIND_STRENGTH) {
      continue;
    }
    themes.insert(finding.themes().begin(), finding.themes().end());
  }
  return std::vector<std::string>(themes.begin(), themes.end());
}

}  // namespace peerchallenge::recommendations
