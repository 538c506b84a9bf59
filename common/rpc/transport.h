#pragma once

#include <list>
#include <memory>
#include <vector>

#include "common/rpc/runtime.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/impl/service_type.h"

namespace peerchallenge::rpc {

// The gRPC services of a registry, without generated code: each method's bytes go to unary_call.h,
// stream_call.h or client_stream_call.h. Reflection lists them like any other. Lives at least as
// long as the grpc::Server.
class Transport {
 public:
  Transport(const MethodRegistry& registry, Runtime& runtime);

  const std::vector<std::unique_ptr<grpc::Service>>& services() const { return services_; }

 private:
  std::list<ServedMethod> methods_;  // a list: its entries stay where they are
  std::vector<std::unique_ptr<grpc::Service>> services_;
};

}  // namespace peerchallenge::rpc
