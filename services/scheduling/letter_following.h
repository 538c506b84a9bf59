#pragma once

#include <set>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/changes/follower.h"
#include "common/rpc/peer.h"
#include "services/scheduling/context.h"

namespace peerchallenge::scheduling {

// Follows the letters of the recommendations service: a review whose letter is issued becomes
// LETTER_ISSUED. Scheduling starts and runs without that service, and catches up when it is back.
class LetterFollowing : public changes::Following {
 public:
  // Both outlive it.
  LetterFollowing(const Context& context, const rpc::Peer& recommendations)
      : context_(context), recommendations_(recommendations) {}

  absl::StatusOr<std::string> StoredToken() override;
  absl::StatusOr<std::string> Fill(const std::string& from, const std::stop_token& stop) override;
  rpc::Reader<changes::v1::WatchResponse> Watch(const std::string& token,
                                                const std::stop_token& stop) override;
  absl::Status TakeOver(const std::string& from, const changes::v1::WatchResponse& response,
                        const std::stop_token& stop) override;

 private:
  // Reviews with an issued letter, of all regions, by name.
  absl::StatusOr<std::set<std::string>> ListIssued(const std::stop_token& stop) const;
  // Records the letters of these reviews, together with how far they are followed.
  absl::Status Record(const std::set<std::string>& reviews, const std::string& from,
                      const std::string& to);

  const Context context_;
  const rpc::Peer& recommendations_;
};

}  // namespace peerchallenge::scheduling
