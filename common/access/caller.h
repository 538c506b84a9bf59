#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "peerchallenge/access/v1/access.pb.h"

namespace peerchallenge::access {

using v1::Permission;
using v1::Role;

// A role that a caller holds, and where. An empty region or authority stands for all of them.
struct Grant {
  Role role = v1::ROLE_UNSPECIFIED;
  std::string region = {};     // "regions/east-midlands", or empty: everywhere
  std::string authority = {};  // GSS code, or empty: the whole region
  // Only with ROLE_COUNCIL_SYSTEM: the role whose sight the system has, and whether it may also
  // write as that role.
  Role acts_as = v1::ROLE_UNSPECIFIED;
  bool may_write = false;

  bool operator==(const Grant&) const = default;
};

// Who is calling: a person or a system that proved its identity.
struct Caller {
  // Stable id from the token's subject or the certificate's name; for a person of the directory its
  // resource name
  // ("regions/east-midlands/people/em-014") or an account that a person of the directory is linked
  // to.
  std::string subject = {};
  std::vector<Grant> grants = {};
  // How many of the grants, the last ones, a service stores by itself and may take away at any
  // time. The others hold as long as the token or the certificate.
  size_t stored_grants = 0;
  // From then on the token is no longer taken (the leeway is in it).
  absl::Time expires = absl::InfiniteFuture();

  bool operator==(const Caller&) const = default;
};

}  // namespace peerchallenge::access
