#pragma once

#include <memory>

#include "common/rpc/runtime.h"
#include "grpcpp/impl/rpc_service_method.h"

namespace peerchallenge::rpc {

// The gRPC side of a unary method: carries its calls to the worker pool and their answers back.
// `served` outlives it.
std::unique_ptr<grpc::internal::MethodHandler> NewUnaryMethodHandler(const ServedMethod& served);

}  // namespace peerchallenge::rpc
