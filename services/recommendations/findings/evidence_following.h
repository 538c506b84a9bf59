#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/changes/follower.h"
#include "common/observability/log.h"
#include "services/recommendations/context.h"

namespace peerchallenge::recommendations {

// Until when all changes of evidence are taken over; nothing before the first time.
absl::StatusOr<std::optional<absl::Time>> EvidenceFreshTime(storage::Transaction& tx);

// Whether evidence may have changed without having been heard of: it has been silent for longer
// than its heartbeats come.
absl::StatusOr<bool> MayHaveChanged(storage::Transaction& tx, const environment::Clock& clock);

// Follows the changes of evidence's items, so that findings show how well they are supported and
// are marked when that becomes worse.
class EvidenceFollowing : public changes::Following {
 public:
  explicit EvidenceFollowing(const Context& context) : context_(context) {}

  absl::StatusOr<std::string> StoredToken() override;
  absl::StatusOr<std::string> Fill(const std::string& from, const std::stop_token& stop) override;
  rpc::Reader<changes::v1::WatchResponse> Watch(const std::string& token,
                                                const std::stop_token& stop) override;
  absl::Status TakeOver(const std::string& from, const changes::v1::WatchResponse& response,
                        const std::stop_token& stop) override;

 private:
  struct Asked;
  // Asks evidence about findings, by name.
  absl::StatusOr<std::vector<Asked>> Ask(const std::vector<v1::Finding>& findings,
                                         const std::stop_token& stop) const;
  // Stores what was asked, together with how far evidence is followed.
  absl::Status Store(const std::string& from, const std::string& to, absl::Time fresh_time,
                     const std::vector<Asked>& asked);

  const Context context_;
};

}  // namespace peerchallenge::recommendations
