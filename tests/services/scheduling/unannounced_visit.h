#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "tests/services/scheduling/world.h"

// An unannounced visit, and those who must not learn of it.
namespace peerchallenge::scheduling {

inline constexpr char kHost[] = "E10000019";
// Another member of the programme office, who does not need to know.
inline const Who kColleague = {"colleague", {"PROGRAMME_OFFICE@regions/em"}};
inline const Who kAuditor = {"auditor", {"AUDITOR@regions/em"}};
// On the visit's team.
inline const Who kMember = Peer("e06000015-4");

// Everybody who must not learn of a visit to kHost.
std::vector<Who> Outsiders();

v1::Review CreateVisit(World& world);
// Adds the visit, with a team that has been invited and has accepted. Returns its name.
std::string AddVisit(World& world);
// Everything that a timetable leaves behind: venue, people, sessions, a build in force, a release
// and a disruption; with the ids that others would guess.
void AddVisitTimetable(World& world, const std::string& visit);

// Each method of TimetableService with a request about the visit, as its caller would guess it.
std::vector<std::pair<std::string, std::string>> TimetableRequests(const std::string& visit);

// A status with all its details, in an order of their own: that of absl::Status is random.
std::string Told(const absl::Status& status);

class UnannouncedVisitTest : public testing::Test {
 protected:
  UnannouncedVisitTest() {
    AddChallenge(world_, "lin", kHost);
    visit_ = AddVisit(world_);
  }
  std::string Named() const { return absl::StrCat(R"({"name": ")", visit_, "\"}"); }
  // The update that moves its release.
  std::string Releasing(const std::string& time) const {
    return absl::StrCat(R"({"review": {"name": ")", visit_, R"(", "releaseTime": ")", time, "\"}}");
  }

  RegionWorld world_;
  std::string visit_;
};

}  // namespace peerchallenge::scheduling
