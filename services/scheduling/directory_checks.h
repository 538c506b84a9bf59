#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/validation/field_checks.h"
#include "google/protobuf/repeated_field.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"

// What the directory's messages must look like before they are stored. Violations name fields below
// `path`
// ("region"). Names are taken as checked.
namespace peerchallenge::scheduling {

void CheckRegion(const v1::Region& region, const std::string& path,
                 validation::FieldChecks& checks);
void CheckAuthority(const v1::Authority& authority, const std::string& path,
                    validation::FieldChecks& checks);
void CheckPerson(const v1::Person& person, const std::string& path,
                 validation::FieldChecks& checks);
// What is declared; the state and what follows from it are not looked at.
void CheckInterest(const v1::Interest& interest, const std::string& path,
                   validation::FieldChecks& checks);
// A grant with its name, as far as it can be told without the directory. FIELD_INVALID.
absl::Status CheckRoleGrant(const v1::RoleGrant& grant, const std::string& path);

// Two dates, the second not before the first.
void CheckDates(const v1::DateRange& dates, const std::string& path,
                validation::FieldChecks& checks);
// At most 400 of them.
void CheckUnavailable(const google::protobuf::RepeatedPtrField<v1::DateRange>& unavailable,
                      const std::string& path, validation::FieldChecks& checks);
// 1 to 200 names of people of the region.
void CheckPeople(const google::protobuf::RepeatedPtrField<std::string>& people,
                 const std::string& region, const std::string& path,
                 validation::FieldChecks& checks);

}  // namespace peerchallenge::scheduling
