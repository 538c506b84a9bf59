#pragma once

#include <string>
#include <string_view>

#include "common/validation/resource_name.h"

// The forms of evidence's resource names, for validation::MatchName and FieldChecks::Name.
namespace peerchallenge::evidence {

inline constexpr std::string_view kRegionName = "regions/*";
inline constexpr std::string_view kPersonName = "regions/*/people/*";
inline constexpr std::string_view kReviewName = "regions/*/reviews/*";
inline constexpr std::string_view kItemName = "regions/*/reviews/*/items/*";
inline constexpr std::string_view kOccasionName = "regions/*/reviews/*/occasions/*";
inline constexpr std::string_view kAttendanceName = "regions/*/reviews/*/occasions/*/attendance";
inline constexpr std::string_view kIntervieweeName = "regions/*/reviews/*/interviewees/*";
inline constexpr std::string_view kAttachmentName = "regions/*/reviews/*/attachments/*";
inline constexpr std::string_view kSessionName = "regions/*/reviews/*/sessions/*";
inline constexpr std::string_view kConcernName = "regions/*/reviews/*/concerns/*";
inline constexpr std::string_view kCaseAssignmentName = "regions/*/reviews/*/caseAssignments/*";
inline constexpr std::string_view kDeviceName = "regions/*/reviews/*/devices/*";
inline constexpr std::string_view kDisposalRunName = "regions/*/disposalRuns/*";
inline constexpr std::string_view kTriangulationName = "regions/*/reviews/*/triangulation";

using validation::ReviewOf;

// The name of the assignment that says which cases of a review a person audits; and of such a
// name, the person.
std::string CaseAssignmentOf(const std::string& review, const std::string& person);
std::string AuditorOf(const std::string& case_assignment);

// Whether the id is a random UUID (version 4), lower case.
bool IsRandomUuid(std::string_view id);

}  // namespace peerchallenge::evidence
