#include "common/rpc/unknown_method.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/rpc/status_bridge.h"

namespace peerchallenge::rpc {
namespace {

class Refusal final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Refusal(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerGenericBidiReactor* UnknownMethod::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  return new Refusal(errors::Make(errors::v1::ERROR_REASON_METHOD_UNKNOWN,
                                  absl::StrCat("this server has no method ", context->method())));
}

}  // namespace peerchallenge::rpc
