#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/caller.h"

// Grants as text, in tokens, flags and the command line:
//   ADMINISTRATOR
//   PROGRAMME_OFFICE@regions/east-midlands
//   HOST_DIRECTOR@regions/east-midlands/authorities/E10000019
//   COUNCIL_SYSTEM@regions/east-midlands/authorities/E10000019;as=HOST_COORDINATOR;write
namespace peerchallenge::access {

// Whether a grant is one that can be given: the role may be granted, its place is as wide as the
// role's scope and well formed, and only a council system acts as a role (one of an authority).
// FIELD_INVALID naming `field` otherwise.
absl::Status CheckGrant(const Grant& grant, std::string_view field);

// Reads a grant; what it returns passes CheckGrant. FIELD_INVALID naming `field` otherwise. At most
// 256 bytes.
absl::StatusOr<Grant> ParseGrant(std::string_view text, std::string_view field);

// The text of a grant that passes CheckGrant; ParseGrant gives the same grant again.
std::string FormatGrant(const Grant& grant);

}  // namespace peerchallenge::access
