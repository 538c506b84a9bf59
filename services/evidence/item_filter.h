#pragma once

#include <string>

#include "common/validation/field_checks.h"
#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "peerchallenge/evidence/v1/item.pb.h"

namespace peerchallenge::evidence {

void CheckFilter(const v1::ItemFilter& filter, const std::string& review,
                 validation::FieldChecks& checks);

// Whether the item, as its reader is shown it, is one that the filter wants: no filter tells more
// than the item itself.
bool Wants(const v1::ItemFilter& filter, const v1::Item& item);

}  // namespace peerchallenge::evidence
