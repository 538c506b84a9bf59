#pragma once

#include <bitset>
#include <cstddef>
#include <initializer_list>
#include <string>

#include "absl/status/status.h"
#include "common/access/caller.h"

// The one table of roles and what they may do, and the questions asked of it.
namespace peerchallenge::access {

// A set of permissions, by their number in access.proto.
class PermissionSet {
 public:
  PermissionSet() = default;
  PermissionSet(std::initializer_list<Permission> permissions) {
    for (const Permission permission : permissions) bits_.set(static_cast<size_t>(permission));
  }

  bool Contains(Permission permission) const {
    const auto bit = static_cast<size_t>(permission);
    return bit < bits_.size() && bits_[bit];
  }
  bool Empty() const { return bits_.none(); }
  PermissionSet operator|(const PermissionSet& other) const {
    return PermissionSet(bits_ | other.bits_);
  }

  bool operator==(const PermissionSet&) const = default;

 private:
  using Bits = std::bitset<v1::Permission_ARRAYSIZE>;
  explicit PermissionSet(const Bits& bits) : bits_(bits) {}

  Bits bits_;
};

// Where a role is granted. Grants of kReview roles do not exist: a review's team confers them, and
// the service that knows the team asks PermissionsOf(role) about them.
enum class Scope { kEverywhere, kRegion, kAuthority, kReview };

// How far one permission of a role reaches.
enum class Reach {
  kNone,     // not held
  kRelated,  // only what the caller stands in a relation to: the own person, an interest, a
             // review's team
  kPlace,    // everything of the grant's place
  kOthers,   // everything of the grant's region but the authority that the grant names: there its
             // holder steps aside
  kRegion,   // everything of the grant's region, also where the grant names one authority in it
};

// Whether using a permission changes anything.
enum class Effect { kRead, kWrite };

// A place that a resource belongs to. An empty authority: the region itself. Both empty: the whole
// suite.
struct Place {
  std::string region;     // "regions/east-midlands"
  std::string authority;  // GSS code
};

Scope ScopeOf(Role role);
Effect EffectOf(Permission permission);

// All that a role may do, however far it reaches. Empty for ROLE_COUNCIL_SYSTEM, which has no
// permission of its own.
PermissionSet PermissionsOf(Role role);
Reach ReachOf(Role role, Permission permission);
// The same for a grant: a council system has the reach of the role that it acts as, for reading
// only unless it may write.
Reach ReachOf(const Grant& grant, Permission permission);

// Whether the caller may hold `permission` anywhere, related resources included: what a method asks
// before it looks at the request. A peer of the pool passes for all that a review's team may do, so
// that the answer says nothing of teams.
bool Holds(const Caller& caller, Permission permission);
// OK where that is so, otherwise PERMISSION_MISSING (metadata `permission`).
absl::Status RequireSomewhere(const Caller& caller, Permission permission);

// Whether the caller holds `permission` for everything at `place`. What a caller reaches by
// relation is not in it: a service decides that by the relation that it knows.
bool Holds(const Caller& caller, Permission permission, const Place& place);

}  // namespace peerchallenge::access
