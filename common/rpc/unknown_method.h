#pragma once

#include "grpcpp/generic/async_generic_service.h"

namespace peerchallenge::rpc {

// Answers every method that no service of the server has with UNIMPLEMENTED (METHOD_UNKNOWN).
class UnknownMethod final : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;
};

}  // namespace peerchallenge::rpc
