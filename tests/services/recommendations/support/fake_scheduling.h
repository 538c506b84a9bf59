#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/environment/mutex.h"
#include "common/rpc/client.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"

namespace peerchallenge::recommendations {

// Scheduling as match runs ask it: what interests there are, one a page. Thread-safe.
class FakeScheduling final : public rpc::Channel {
 public:
  void Declare(const scheduling::v1::Interest& interest);
  // From now on calls find nobody.
  void GoAway();
  // From now on calls wait until they are let go.
  void Hold();
  void LetGo();
  // From now on calls wait until their time is over.
  void Ignore();
  // From now on there is always another page.
  void GoOnForEver();
  // Waits until that many runs have asked.
  void AwaitRuns(int count);

  absl::Status UnaryMessage(const std::string& method, const google::protobuf::Message& request,
                            const rpc::CallOptions& options,
                            google::protobuf::Message& response) override;
  // Runs open no streams.
  std::unique_ptr<rpc::MessageReader> StreamMessages(const std::string& method,
                                                     const google::protobuf::Message& request,
                                                     const rpc::CallOptions& options) override;
  std::unique_ptr<rpc::MessageSender> SendMessages(const std::string& method,
                                                   const rpc::CallOptions& options) override;

 private:
  environment::Mutex mutex_;
  environment::ConditionVariable changed_;
  std::vector<scheduling::v1::Interest> interests_ ABSL_GUARDED_BY(mutex_);
  bool away_ ABSL_GUARDED_BY(mutex_) = false;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  bool ignores_ ABSL_GUARDED_BY(mutex_) = false;
  bool endless_ ABSL_GUARDED_BY(mutex_) = false;
  int runs_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace peerchallenge::recommendations
