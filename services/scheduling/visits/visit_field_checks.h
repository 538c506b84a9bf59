#pragma once

#include <string>
#include <string_view>

#include "common/validation/field_checks.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

// Fields that many resources of a visit have.
namespace peerchallenge::scheduling {

// A date of the review; any date while it has none.
void CheckVisitDate(const v1::Review& review, const std::string& field, const std::string& date,
                    validation::FieldChecks& checks);
// "HH:MM".
void CheckClock(const std::string& field, const std::string& time, validation::FieldChecks& checks);
// At most `max` windows, each with a date and an end after its start.
void CheckWindows(const google::protobuf::RepeatedPtrField<v1::TimeWindow>& windows,
                  const std::string& field, int max, validation::FieldChecks& checks);
// A name of the form that lies below the review, or, for people, in its region.
void CheckNameOf(const v1::Review& review, const std::string& field, const std::string& name,
                 std::string_view form, validation::FieldChecks& checks);
// At most `max` such names, each once.
void CheckNames(const v1::Review& review,
                const google::protobuf::RepeatedPtrField<std::string>& names,
                const std::string& field, std::string_view form, int max,
                validation::FieldChecks& checks);

}  // namespace peerchallenge::scheduling
