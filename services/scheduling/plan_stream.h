#pragma once

#include <functional>
#include <memory>

#include "common/rpc/stream.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"

namespace peerchallenge::scheduling {

// One plan as a stream: as it stands, then each state that `changes` (a stream of
// changes.v1.WatchResponse about this plan, begun before `current` was read) tells of, until a
// final one.
class PlanStream final : public rpc::Stream {
 public:
  PlanStream(std::unique_ptr<rpc::Stream> changes, v1::Plan current);

  void SetWake(std::function<void()> wake) override;
  absl::StatusOr<rpc::StreamStep> Next() override;

 private:
  rpc::StreamStep Send(v1::Plan plan);

  std::unique_ptr<rpc::Stream> changes_;
  v1::Plan current_;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace peerchallenge::scheduling
