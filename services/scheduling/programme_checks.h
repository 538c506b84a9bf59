#pragma once

#include <string>

#include "common/validation/field_checks.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"

// What a programme must look like before it is stored. Violations name fields below `path`
// ("programme").
namespace peerchallenge::scheduling {

void CheckProgrammeFields(const v1::Programme& programme, const std::string& path,
                          validation::FieldChecks& checks);

// Fills in rules, weights and calendar costs where the client left them out.
void FillDefaults(v1::Programme& programme);

// How to search; fills in the default time limit.
void CheckOptions(const v1::SolveOptions& options, const std::string& path,
                  validation::FieldChecks& checks);
void FillDefaults(v1::SolveOptions& options);

}  // namespace peerchallenge::scheduling
