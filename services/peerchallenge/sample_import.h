#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/sample.h"

namespace peerchallenge::cli {

struct ImportedResource {
  std::string name;
  std::string outcome;  // "created", "kept", "90 people created", "TEAM_AGREED"
};

// Creates a sample region on a server. What is there already is kept, whatever has become of it.
class SampleImport {
 public:
  explicit SampleImport(Client& client) : client_(client) {}

  // Ends at the first error; what was done until then stays, and a second run goes on from there.
  absl::Status Run(const Sample& sample);

  // What came of each resource so far, in order.
  const std::vector<ImportedResource>& resources() const { return resources_; }

 private:
  absl::Status ImportRegion(const Sample& sample);
  absl::Status ImportAuthorities(const Sample& sample);
  absl::Status ImportPeople(const Sample& sample);
  absl::Status ImportProgramme(const Sample& sample);
  absl::Status ImportReview(const Sample& sample, const scheduling::v1::Review& wanted);
  absl::Status ImportVisit(const SampleVisit& visit);
  template <typename Resource, typename Request, typename List, typename Set>
  absl::Status CreateAll(const std::string& collection, const std::string& method, const List& list,
                         Set set);
  // Takes the outcome of a create call; a resource that exists is kept.
  absl::Status Created(const std::string& name, const absl::Status& status);

  Client& client_;
  std::vector<ImportedResource> resources_;
};

}  // namespace peerchallenge::cli
