#include "common/rpc/transport.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/client_stream_call.h"
#include "common/rpc/stream_call.h"
#include "common/rpc/unary_call.h"
#include "grpcpp/impl/rpc_service_method.h"

namespace peerchallenge::rpc {
namespace {

using grpc::internal::MethodHandler;
using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

// What protoc's plugin would generate for one service, done at run time (docs/decisions/0002).
class RawService final : public grpc::Service {
 public:
  void Add(const ServedMethod& served) {
    if (std::holds_alternative<StreamHandler>(served.method.handler)) {
      Add(served, RpcMethod::SERVER_STREAMING, NewStreamMethodHandler(served));
    } else if (std::holds_alternative<ClientStreamHandler>(served.method.handler)) {
      Add(served, RpcMethod::CLIENT_STREAMING, NewClientStreamMethodHandler(served));
    } else {
      Add(served, RpcMethod::NORMAL_RPC, NewUnaryMethodHandler(served));
    }
  }

 private:
  void Add(const ServedMethod& served, RpcMethod::RpcType type,
           std::unique_ptr<MethodHandler> handler) {
    const std::string& name = names_.emplace_back(absl::StrCat("/", served.method.name));
    AddMethod(new RpcServiceMethod(name.c_str(), type, nullptr));
    MarkMethodRawCallback(static_cast<int>(names_.size() - 1), handler.release());
  }

  std::list<std::string> names_;  // RpcServiceMethod keeps the pointer only
};

}  // namespace

Transport::Transport(const MethodRegistry& registry, Runtime& runtime) {
  for (const google::protobuf::ServiceDescriptor* descriptor : registry.services()) {
    auto service = std::make_unique<RawService>();
    for (int i = 0; i < descriptor->method_count(); ++i) {
      const Method& method = *registry.Find(descriptor->method(i));
      observability::MethodMetrics& metrics = runtime.environment.metrics.ForMethod(method.name);
      service->Add(methods_.emplace_back(ServedMethod{method, metrics, runtime}));
    }
    services_.push_back(std::move(service));
  }
}

}  // namespace peerchallenge::rpc
