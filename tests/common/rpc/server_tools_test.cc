// What tools of others see of a server: reflection and health, over plain gRPC.

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/client_unary_call.h"
#include "grpcpp/impl/rpc_method.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "grpcpp/support/sync_stream.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::rpc {
namespace {

using grpc::internal::RpcMethod;
using testing::HasSubstr;

grpc::ByteBuffer Bytes(const std::string& text) {
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

// A message with one text field, in protobuf's wire format: the messages of reflection are not
// among our protos, and a tool makes its own. `field` < 16, `text` shorter than 128 bytes.
grpc::ByteBuffer MessageOf(int field, const std::string& text) {
  std::string message{static_cast<char>(field << 3 | 2), static_cast<char>(text.size())};
  message += text;
  return Bytes(message);
}

std::string Text(const grpc::ByteBuffer& bytes) {
  grpc::Slice slice;
  EXPECT_TRUE(bytes.DumpToSingleSlice(&slice).ok());
  return std::string(slice.begin(), slice.end());
}

class ServerTools : public testing::Test {
 protected:
  std::string Health(const std::string& service) {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    const RpcMethod method("/grpc.health.v1.Health/Check", RpcMethod::NORMAL_RPC);
    const grpc::Status status = grpc::internal::BlockingUnaryCall(channel_.get(), method, &context,
                                                                  MessageOf(1, service), &response);
    return status.ok() ? Text(response) : status.error_message();
  }

  TestServer server_;
  std::shared_ptr<grpc::Channel> channel_ =
      grpc::CreateChannel(server_.address(), grpc::InsecureChannelCredentials());
};

constexpr char kServing[] = "\x08\x01";

TEST_F(ServerTools, SeeByHealthThatItServes) {
  EXPECT_EQ(Health(""), kServing);
  EXPECT_EQ(Health("peerchallenge.rpctest.v1.EchoService"), kServing);
}

TEST_F(ServerTools, ListItsServicesByReflection) {
  grpc::ClientContext context;
  const RpcMethod method("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                         RpcMethod::BIDI_STREAMING);
  const std::unique_ptr<grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> call(
      grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(
          channel_.get(), method, &context));
  ASSERT_TRUE(call->Write(MessageOf(7, "*")));  // list_services
  grpc::ByteBuffer response;
  ASSERT_TRUE(call->Read(&response));
  EXPECT_THAT(Text(response), HasSubstr("peerchallenge.rpctest.v1.EchoService"));
  ASSERT_TRUE(call->Write(
      MessageOf(4, "peerchallenge.rpctest.v1.EchoService.Watch")));  // file_containing_symbol
  ASSERT_TRUE(call->Read(&response));
  EXPECT_THAT(Text(response), HasSubstr("test_service.proto"));
  call->WritesDone();
  EXPECT_TRUE(call->Finish().ok());
}

// A client that ends its side without a message: gRPC gives the handler no bytes at all.
TEST_F(ServerTools, GetAnErrorForACallWithoutARequest) {
  for (const auto type : {RpcMethod::NORMAL_RPC, RpcMethod::SERVER_STREAMING}) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer alice");
    const bool streams = type == RpcMethod::SERVER_STREAMING;
    const RpcMethod method(streams ? "/peerchallenge.rpctest.v1.EchoService/Watch"
                                   : "/peerchallenge.rpctest.v1.EchoService/Echo",
                           RpcMethod::BIDI_STREAMING);
    const std::unique_ptr<grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> call(
        grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(
            channel_.get(), method, &context));
    call->WritesDone();
    EXPECT_EQ(call->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT) << streams;
  }
}

}  // namespace
}  // namespace peerchallenge::rpc
