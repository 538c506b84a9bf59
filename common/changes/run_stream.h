#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/statusor.h"
#include "common/changes/feed.h"
#include "common/rpc/stream.h"
#include "common/validation/resource_name.h"
#include "peerchallenge/changes/v1/changes.pb.h"

namespace peerchallenge::changes {

// The resource of a long job, with a state RUNNING, as a stream: as it stands, then each state that
// `changes` (a stream of changes.v1.WatchResponse about this resource, begun before `current` was
// read) tells of, until it no longer runs.
template <typename Resource>
class RunStream final : public rpc::Stream {
 public:
  RunStream(std::unique_ptr<rpc::Stream> changes, Resource current)
      : changes_(std::move(changes)), current_(std::move(current)) {}

  void SetWake(std::function<void()> wake) override { changes_->SetWake(std::move(wake)); }

  absl::StatusOr<rpc::StreamStep> Next() override {
    if (ended_) return rpc::End();
    if (!begun_) {
      begun_ = true;
      return Send(std::move(current_));
    }
    while (true) {
      auto step = changes_->Next();
      if (!step.ok()) return step;
      const auto* message = std::get_if<std::unique_ptr<google::protobuf::Message>>(&*step);
      if (message == nullptr) return step;
      const auto& response = static_cast<const v1::WatchResponse&>(**message);
      Resource resource;
      if (response.change().resource().UnpackTo(&resource)) return Send(std::move(resource));
    }
  }

 private:
  rpc::StreamStep Send(Resource resource) {
    ended_ = resource.state() != Resource::STATE_RUNNING;
    return std::make_unique<Resource>(std::move(resource));
  }

  std::unique_ptr<rpc::Stream> changes_;
  Resource current_;
  bool begun_ = false;
  bool ended_ = false;
};

// Watches one job for a caller whom `get` (() -> absl::StatusOr<Resource>) lets read it. `may`
// (() -> absl::Status) is asked before each further state, whether the caller may still; its error
// ends the stream, and it outlives the call.
template <typename Resource, typename May, typename Get>
absl::StatusOr<std::unique_ptr<rpc::Stream>> WatchRun(Feed& feed, const std::string& name, May may,
                                                      Get get) {
  using Shown = absl::StatusOr<std::optional<v1::Change>>;
  v1::WatchRequest about;
  about.set_parent(validation::ParentOf(name));
  about.add_resource_types(Resource::descriptor()->full_name());
  const auto sight = [name, may](const Event& event) -> Shown {
    if (event.name != name) return std::nullopt;
    if (absl::Status status = may(); !status.ok()) return status;
    return ToChange(event);
  };
  auto changes = feed.Watch(about, [sight, may]() -> absl::StatusOr<Sight> {
    if (absl::Status status = may(); !status.ok()) return status;
    return Sight(sight);
  });
  if (!changes.ok()) return changes.status();
  absl::StatusOr<Resource> current = get();
  if (!current.ok()) return current.status();
  return std::make_unique<RunStream<Resource>>(*std::move(changes), *std::move(current));
}

}  // namespace peerchallenge::changes
