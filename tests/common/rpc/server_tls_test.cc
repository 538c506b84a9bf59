#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/rpc/test_certificates.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::rpc {
namespace {

class ServerTlsTest : public testing::Test {
 protected:
  ServerOptions WithClientCertificates() const {
    ServerOptions options;
    options.tls = ServerTls{server_.certificate, server_.key, authority_.certificate()};
    return options;
  }

  absl::Status Call(const TestServer& server, const ClientTls& tls, const std::string& token) {
    CallOptions options = TestServer::AsAlice();
    options.bearer_token = token;
    return OpenChannel(server.address(), tls)
        .value()
        ->Unary<EchoResponse>(kEcho, EchoRequest(), options)
        .status();
  }

  const TestAuthority authority_;
  const TestAuthority::Identity server_ = authority_.Issue("server", "localhost");
  const TestAuthority::Identity client_ = authority_.Issue("the-client", "evidence.example");
};

TEST_F(ServerTlsTest, KnowsAClientByTheNamesOfItsCertificate) {
  TestServer server({}, WithClientCertificates());
  const absl::Status status =
      Call(server, {authority_.certificate(), client_.certificate, client_.key}, /*token=*/"");
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(server.authenticator.certificate_names(),
              testing::ElementsAre("evidence.example", "127.0.0.1", "the-client"));
}

TEST_F(ServerTlsTest, TakesNoClientWithoutACertificate) {
  TestServer server({}, WithClientCertificates());
  ExpectError(Call(server, {authority_.certificate(), "", ""}, "alice"),
              errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
}

TEST_F(ServerTlsTest, TakesNoCertificateOfAnotherAuthority) {
  TestServer server({}, WithClientCertificates());
  const TestAuthority::Identity stranger = TestAuthority().Issue("the-client", "evidence.example");
  ExpectError(Call(server, {authority_.certificate(), stranger.certificate, stranger.key}, "alice"),
              errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
}

TEST_F(ServerTlsTest, IsNotTakenForAServerOfAnotherAuthority) {
  TestServer server({}, WithClientCertificates());
  ExpectError(
      Call(server, {TestAuthority().certificate(), client_.certificate, client_.key}, "alice"),
      errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
}

TEST_F(ServerTlsTest, NeedsNoClientCertificateUnlessItIsToldTo) {
  ServerOptions options;
  options.tls = ServerTls{server_.certificate, server_.key, ""};
  TestServer server({}, options);
  EXPECT_TRUE(Call(server, {authority_.certificate(), "", ""}, "alice").ok());
  EXPECT_THAT(server.authenticator.certificate_names(), testing::IsEmpty());
}

}  // namespace
}  // namespace peerchallenge::rpc
