#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "peerchallenge/evidence/v1/concern.pb.h"

namespace peerchallenge::evidence {

// When a concern must be acknowledged, and to whom it goes when it is not.
struct ConcernRules {
  absl::Duration immediate = absl::Hours(1);
  // SAME_DAY: by this hour in London, or within `late` when it is raised after it.
  int same_day_hour = 18;
  absl::Duration late = absl::Hours(2);
  // The safeguarding contacts of programme offices, by name ("regions/{region}/people/{person}"),
  // at most one a region.
  std::vector<std::string> contacts = {};

  // FIELD_INVALID that names the flag `--safeguarding-contact`.
  absl::Status Check() const;

  absl::Time DueTime(v1::Concern::Urgency urgency, absl::Time raised) const;
  // The contact of the region that a concern lies in; empty = none is named.
  std::string ContactFor(const std::string& concern) const;
};

}  // namespace peerchallenge::evidence
