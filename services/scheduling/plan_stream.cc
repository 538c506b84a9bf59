#include "services/scheduling/plan_stream.h"

#include <utility>
#include <variant>

#include "peerchallenge/changes/v1/changes.pb.h"
#include "services/scheduling/plan_runner.h"

namespace peerchallenge::scheduling {

PlanStream::PlanStream(std::unique_ptr<rpc::Stream> changes, v1::Plan current)
    : changes_(std::move(changes)), current_(std::move(current)) {}

void PlanStream::SetWake(std::function<void()> wake) { changes_->SetWake(std::move(wake)); }

absl::StatusOr<rpc::StreamStep> PlanStream::Next() {
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
    const auto& response = static_cast<const peerchallenge::changes::v1::WatchResponse&>(**message);
    v1::Plan plan;
    if (response.change().resource().UnpackTo(&plan)) return Send(std::move(plan));
  }
}

rpc::StreamStep PlanStream::Send(v1::Plan plan) {
  ended_ = IsFinal(plan);
  return std::make_unique<v1::Plan>(std::move(plan));
}

}  // namespace peerchallenge::scheduling
