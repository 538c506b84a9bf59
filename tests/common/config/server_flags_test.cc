#include "common/config/server_flags.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "common/config/options.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"

namespace peerchallenge::config {
namespace {

using rpc::ExpectError;
using rpc::MetadataOf;

class ServerFlagsTest : public testing::Test {
 protected:
  ServerFlagsTest() { std::filesystem::create_directory(folder_); }
  ~ServerFlagsTest() override { std::filesystem::remove_all(folder_); }

  std::string File(const std::string& name, const std::string& text) {
    const std::string path = folder_ / name;
    std::ofstream(path) << text;
    return path;
  }
  std::string Pem(const std::string& name) { return File(name, "-----BEGIN " + name + "-----\n"); }

  ServerFlags flags_;

 private:
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("server-flags-" + std::to_string(::getpid()));
};

TEST_F(ServerFlagsTest, ServeOnTheLoopbackByDefault) {
  const auto options = flags_.ToServerOptions();
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_THAT(options->listen, testing::ElementsAre("127.0.0.1:50051"));
  EXPECT_FALSE(options->tls);
}

TEST_F(ServerFlagsTest, CarryEveryLimitFromTheCommandLineToTheServer) {
  CLI::App app;
  flags_.AddTo(app);
  const char* line[] = {"program",
                        "--workers=3",
                        "--queue-limit=4",
                        "--max-streams=5",
                        "--max-streams-per-caller=6",
                        "--listen=unix:/s,[::1]:0"};
  ASSERT_EQ(Parse(app, 6, line, std::cout, std::cerr), std::nullopt);
  const auto options = flags_.ToServerOptions();
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->workers, 3);
  EXPECT_EQ(options->queue_limit, 4u);
  EXPECT_EQ(options->max_streams, 5u);
  EXPECT_EQ(options->max_streams_per_caller, 6u);
  EXPECT_THAT(options->listen, testing::ElementsAre("unix:/s", "[::1]:0"));
}

TEST_F(ServerFlagsTest, ReadTheTlsFiles) {
  flags_.tls_cert = Pem("CERTIFICATE");
  flags_.tls_key = Pem("KEY");
  flags_.tls_client_ca = Pem("AUTHORITY");
  flags_.listen = {"0.0.0.0:443"};
  const auto options = flags_.ToServerOptions();
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->tls->certificate_chain, "-----BEGIN CERTIFICATE-----\n");
  EXPECT_EQ(options->tls->private_key, "-----BEGIN KEY-----\n");
  EXPECT_EQ(options->tls->client_authority, "-----BEGIN AUTHORITY-----\n");
}

TEST_F(ServerFlagsTest, RefuseToFaceANetworkWithoutClientCertificates) {
  flags_.listen = {"127.0.0.1:0", "0.0.0.0:50051"};
  const absl::Status status = flags_.ToServerOptions().status();
  ExpectError(status, errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(MetadataOf(status, "field"), "--listen");
}

TEST_F(ServerFlagsTest, RefuseAnAddressThatIsNone) {
  flags_.listen = {"here"};
  EXPECT_EQ(MetadataOf(flags_.ToServerOptions().status(), "field"), "--listen");
}

TEST_F(ServerFlagsTest, RefuseACertificateWithoutItsKey) {
  flags_.tls_cert = Pem("CERTIFICATE");
  EXPECT_EQ(MetadataOf(flags_.ToServerOptions().status(), "field"), "--tls-key");
}

TEST_F(ServerFlagsTest, RefuseAFileThatIsNotThereOrNotPem) {
  flags_.tls_key = Pem("KEY");
  for (const std::string& path : {std::string("/does/not/exist"), File("text", "hello")}) {
    flags_.tls_cert = path;
    EXPECT_EQ(MetadataOf(flags_.ToServerOptions().status(), "field"), "--tls-cert");
  }
}

}  // namespace
}  // namespace peerchallenge::config
