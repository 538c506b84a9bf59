#include "common/rpc/named_resource.h"

#include "common/rpc/byte_buffers.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/test_service.pb.h"

namespace peerchallenge::rpc {
namespace {

using rpctest::v1::EchoRequest;
using rpctest::v1::NamingRequest;

constexpr char kReview[] = "regions/em/reviews/r-1";

EchoRequest Named(const std::string& name) {
  EchoRequest request;
  request.set_name(name);
  return request;
}

TEST(NamedResource, IsTheName) { EXPECT_EQ(NamedResource(Named(kReview)), kReview); }

TEST(NamedResource, IsElseTheParent) {
  NamingRequest request;
  request.set_parent("regions/em");
  *request.mutable_echo() = Named(kReview);
  EXPECT_EQ(NamedResource(request), "regions/em");
}

TEST(NamedResource, IsElseTheNameOfWhatIsCarried) {
  NamingRequest request;
  request.add_notes(kReview);
  EXPECT_EQ(NamedResource(request), "");
  *request.mutable_echo() = Named(kReview);
  EXPECT_EQ(NamedResource(request), kReview);
}

TEST(NamedResource, IsNothingThatDoesNotLookLikeOne) {
  for (const std::string& text :
       {std::string(), std::string("Jo Smith"), std::string("jo@example.org"),
        std::string("regions/em/people/Jo Smith"), std::string("regions/em/people/jo@example.org"),
        "regions/" + std::string(300, 'x'), std::string("regions/em\n")}) {
    EXPECT_EQ(NamedResource(Named(text)), "") << text;
  }
  EXPECT_EQ(NamedResource(Named("regions/-/roleGrants/0190b7a8")), "regions/-/roleGrants/0190b7a8");
}

TEST(MadeResource, IsWhatTheReplySaysWasMadeBelowTheNamedOne) {
  EXPECT_EQ(MadeResource("regions/em", Named(kReview)), kReview);
  EXPECT_EQ(MadeResource("", Named("regions/em")), "regions/em");
}

TEST(MadeResource, IsElseTheNamedOne) {
  EXPECT_EQ(MadeResource(kReview, Named(kReview)), kReview);
  EXPECT_EQ(MadeResource("regions/e", Named(kReview)), "regions/e");
  EXPECT_EQ(MadeResource("regions/em", EchoRequest()), "regions/em");
  EXPECT_EQ(MadeResource("regions/em", Named("regions/em/people/Jo Smith")), "regions/em");
}

TEST(NamedResource, OfBytes_ReadsOnlySmallWellFormedOnes) {
  EchoRequest request = Named(kReview);
  grpc::ByteBuffer bytes = Serialize(request);
  EXPECT_EQ(NamedResource(bytes, EchoRequest::default_instance()), kReview);
  request.set_payload(std::string(20'000, 'x'));
  grpc::ByteBuffer large = Serialize(request);
  EXPECT_EQ(NamedResource(large, EchoRequest::default_instance()), "");
  const grpc::Slice noise("\xFF\xFF\xFF");
  grpc::ByteBuffer malformed(&noise, 1);
  EXPECT_EQ(NamedResource(malformed, EchoRequest::default_instance()), "");
  grpc::ByteBuffer none;
  EXPECT_EQ(NamedResource(none, EchoRequest::default_instance()), "");
}

}  // namespace
}  // namespace peerchallenge::rpc
