// The headers of a call, a line each: request id, trace context, authorization.

#include <cstdlib>
#include <string>

#include "common/rpc/request_metadata.h"
#include "grpcpp/test/server_context_test_spouse.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace rpc = peerchallenge::rpc;
  std::string_view rest = peerchallenge::fuzz::Text(data, size);
  grpc::ServerContext context;
  grpc::testing::ServerContextTestSpouse headers(&context);
  for (const char* key : {rpc::kRequestIdKey, rpc::kTraceparentKey, rpc::kAuthorizationKey}) {
    headers.AddClientMetadata(key, std::string(peerchallenge::fuzz::TakeUntil(rest, '\n')));
  }
  const std::string id = rpc::RequestIdOf(context), trace = rpc::TraceparentOf(context);
  for (const std::string& shown : {id, trace}) {
    if (shown.size() > 64 ||
        shown.find_first_of(std::string_view("\0 \"\r\\=", 6)) != std::string::npos)
      abort();
  }
  rpc::BearerTokenOf(context);
  return 0;
}
