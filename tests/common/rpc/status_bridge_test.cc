#include "common/rpc/status_bridge.h"

#include "absl/strings/cord.h"
#include "common/errors/errors.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"

namespace peerchallenge::rpc {
namespace {

TEST(StatusBridge, CarriesCodeMessageAndDetailsThereAndBack) {
  const absl::Status status = errors::WrongState("regions/r/reviews/1", "CLOSED", "ON_SITE");
  EXPECT_EQ(FromGrpc(ToGrpc(status)), status);
}

TEST(StatusBridge, CarriesOk) {
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
}

TEST(StatusBridge, KeepsTheErrorOfAServerThatSendsNoDetails) {
  const absl::Status status =
      FromGrpc(grpc::Status(grpc::StatusCode::NOT_FOUND, "nothing", "not a google.rpc.Status"));
  EXPECT_EQ(status, absl::NotFoundError("nothing"));
}

// As gRPC sends it: a byte that it percent-encodes counts three.
size_t SentBytes(const std::string& message) {
  size_t bytes = 0;
  for (const char c : message) bytes += c >= ' ' && c <= '~' && c != '%' ? 1 : 3;
  return bytes;
}

bool IsUtf8(const std::string& text) {
  google::rpc::Status status;
  status.set_message(text);
  return google::rpc::Status().ParseFromString(status.SerializeAsString());
}

TEST(StatusBridge, CutsALongMessageAtACharacter) {
  std::string euros;
  for (int i = 0; i < 1000; ++i) euros += "€";
  for (const char* prefix : {"", "a", "ab", "abc"}) {
    const grpc::Status status = ToGrpc(absl::UnknownError(prefix + euros));
    EXPECT_LE(SentBytes(status.error_message()), kMaxMessageBytes);
    EXPECT_GT(SentBytes(status.error_message()), kMaxMessageBytes - 16);
    EXPECT_TRUE(IsUtf8(status.error_message())) << prefix;
  }
}

TEST(StatusBridge, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(ToGrpc(absl::UnknownError("a\xFFz")).error_message(), "a?z");
}

TEST(StatusBridge, LeavesOutDetailsThatDoNotFitButNotTheReason) {
  std::vector<errors::FieldViolation> violations;
  for (int i = 0; i < 20; ++i)
    violations.push_back({std::string(300, 'f'), "got", std::string(300, 'w')});
  const grpc::Status status = ToGrpc(errors::InvalidFields(violations));
  EXPECT_LE(status.error_details().size(), kMaxDetailsBytes);
  const absl::Status back = FromGrpc(status);
  ExpectError(back, errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(back).field_violations_size(), 0);
}

TEST(StatusBridge, LeavesOutMetadataThatDoNotFitButNotTheReason) {
  const absl::Status status =
      errors::Make(errors::v1::ERROR_REASON_WRONG_STATE, "no", {{"k", std::string(9000, 'x')}});
  const grpc::Status sent = ToGrpc(status);
  EXPECT_LE(sent.error_details().size(), kMaxDetailsBytes);
  ExpectError(FromGrpc(sent), errors::v1::ERROR_REASON_WRONG_STATE);
}

}  // namespace
}  // namespace peerchallenge::rpc
