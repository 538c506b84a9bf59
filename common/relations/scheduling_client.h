#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/relations/relations.h"
#include "common/rpc/client.h"
#include "peerchallenge/changes/v1/changes.pb.h"

namespace peerchallenge::relations {

// What a service asks scheduling on its own account. Calls block and end early (CANCELLED) when
// `stop` is requested; errors are those of scheduling's methods and of the channel. Thread-safe.
class SchedulingClient {
 public:
  // `token` says who calls; empty where the channel's client certificate does.
  SchedulingClient(std::shared_ptr<rpc::Channel> channel, std::string token)
      : channel_(std::move(channel)), token_(std::move(token)) {}

  // Everybody and everything, page by page: what changes meanwhile may be in it or not.
  absl::StatusOr<ListedRelations> ListRelations(const std::stop_token& stop) const;
  // What is released below a review; nothing for one that is not there.
  absl::StatusOr<ReleasedVisit> GetReleasedVisit(const std::string& review,
                                                 const std::stop_token& stop) const;
  // The changes after `resume_token`, or from now on without one, of regions, authorities, people,
  // role grants, reviews, sessions, groups and releases.
  rpc::Reader<changes::v1::WatchResponse> Watch(const std::string& resume_token,
                                                const std::stop_token& stop) const;

 private:
  rpc::CallOptions Options(const std::stop_token& stop) const;
  template <typename Response, typename Request, typename Item>
  absl::Status List(const std::string& method, Request request,
                    google::protobuf::RepeatedPtrField<Item>* (Response::*items)(),
                    const std::stop_token& stop, std::vector<Item>& all) const;

  const std::shared_ptr<rpc::Channel> channel_;
  const std::string token_;
};

}  // namespace peerchallenge::relations
