#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/recommendations/context.h"

namespace peerchallenge::recommendations {

// What a letter is drafted from and checked against. Names of people are not in it.
struct LetterMaterial {
  scheduling::v1::Review review;
  std::string host;    // display name
  std::string region;  // display name
  // Those who accepted, in the order of the team: "Nottingham", or the partner organisation.
  struct Member {
    scheduling::v1::TeamMember::Duty duty;
    std::string from;
  };
  std::vector<Member> team;
  std::vector<v1::Finding> findings;                // not withdrawn, by limb
  std::vector<v1::Recommendation> recommendations;  // not withdrawn, by number
  v1::FollowUpRules rules;
};

// "Jane Doe, Nottingham": a person as a signature says it; empty for one that is not known.
absl::StatusOr<std::string> SignatoryInWords(storage::Transaction& tx, const Context& context,
                                             const std::string& person_name);

absl::StatusOr<LetterMaterial> LoadMaterial(storage::Transaction& tx, const Context& context,
                                            const scheduling::v1::Review& review);

}  // namespace peerchallenge::recommendations
