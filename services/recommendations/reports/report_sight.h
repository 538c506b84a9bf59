#pragma once

#include "services/recommendations/context.h"

// Who sees which committee report: a draft the host's director alone, a published one all who read
// reports.
namespace peerchallenge::recommendations {

bool Sees(const Standing& standing, const v1::CommitteeReport& report);

// What the caller is shown of what the caller may know of: whether there is an exempt annex only
// one who may read it.
v1::CommitteeReport ViewOf(v1::CommitteeReport report, const Standing& standing);

}  // namespace peerchallenge::recommendations
