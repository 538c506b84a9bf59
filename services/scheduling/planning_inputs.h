#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/storage/database.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "services/scheduling/store.h"

namespace peerchallenge::scheduling {

// What is known of a programme and its region when it is planned.
struct PlanningInputs {
  v1::Region region;
  v1::Programme programme;
  std::vector<v1::Authority> authorities;  // of the region, by GSS code
  // By authority: its LineOf() (interests.h).
  std::map<std::string, std::set<std::string>> lines;
  std::vector<v1::Person> people;       // of the region, by id
  std::vector<v1::Interest> interests;  // of the region's people
  std::vector<v1::Review> reviews;      // of the region, all programmes, none that is cancelled
};

// Loads them. `known` says which reviews take part: planning for somebody who does not see an
// unannounced visit goes on as if it did not exist, so that nothing that follows from a plan can
// tell of it. RESOURCE_NOT_FOUND (the programme).
absl::StatusOr<PlanningInputs> LoadPlanningInputs(
    storage::Transaction& tx, const Store& store, const std::string& programme,
    const std::function<bool(const v1::Review&)>& known);

// Where a planned review lies; nothing when it is not planned.
std::optional<absl::CivilDay> WeekOf(const v1::Review& review);

// Lookups by resource name; null when there is none.
const v1::Authority* FindAuthority(const PlanningInputs& inputs, const std::string& name);
const v1::Person* FindPerson(const PlanningInputs& inputs, const std::string& name);
const v1::Review* FindReview(const PlanningInputs& inputs, const std::string& name);

}  // namespace peerchallenge::scheduling
