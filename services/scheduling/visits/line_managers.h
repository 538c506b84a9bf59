#pragma once

#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "services/scheduling/visits/visit.h"

// Rule G1: nobody who manages a member of a STAFF group, directly or through others, is in that
// group, nor in another group that is met in the same session.
namespace peerchallenge::scheduling {

// Every pair that breaks the rule, in groups and in sessions, with the group or session as subject.
// Withdrawn groups and dropped sessions do not count.
std::vector<errors::RuleViolation> FindManagedPairs(const Visit& visit);

// OK, or RULE_BROKEN with each pair.
absl::Status CheckLineManagers(const Visit& visit);

// Whether following the line managers from this participant leads back to it.
bool IsInCircle(const Visit& visit, const std::string& participant);

}  // namespace peerchallenge::scheduling
