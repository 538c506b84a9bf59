#include "common/rpc/read_request.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/rpc/byte_buffers.h"
#include "common/validation/request.h"

namespace peerchallenge::rpc {

absl::Status ReadRequest(grpc::ByteBuffer& bytes, google::protobuf::Message& request) {
  if (Parse(bytes, request)) return validation::CheckRequest(request);
  return errors::Make(
      errors::v1::ERROR_REASON_MALFORMED_REQUEST,
      absl::StrCat("the request is not a ", request.GetTypeName(), " in protobuf's binary form"));
}

}  // namespace peerchallenge::rpc
