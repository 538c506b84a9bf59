#include "common/hosting/peer_flags.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "common/config/options.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"

namespace peerchallenge::hosting {
namespace {

class PeerFlagsTest : public testing::Test {
 protected:
  PeerFlagsTest() {
    std::filesystem::create_directory(folder_);
    std::ofstream(folder_ / "pem") << "-----BEGIN X-----\n";
  }
  ~PeerFlagsTest() override { std::filesystem::remove_all(folder_); }

  // What comes of these flags.
  absl::Status Open(std::vector<std::string> line) {
    PeerFlags flags;
    CLI::App app;
    flags.AddTo(app, "scheduling");
    std::vector<const char*> arguments = {"program"};
    for (const std::string& argument : line) arguments.push_back(argument.c_str());
    const auto exit_code = config::Parse(app, static_cast<int>(arguments.size()), arguments.data(),
                                         std::cout, std::cerr);
    EXPECT_EQ(exit_code, std::nullopt);
    return flags.Open().status();
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("peer-flags-" + std::to_string(::getpid()));
  const std::string pem_ = folder_ / "pem";
};

TEST_F(PeerFlagsTest, AreAnAddressAndACertificate) {
  const absl::Status status = Open({"--scheduling=h:1", "--scheduling-cert=" + pem_,
                                    "--scheduling-key=" + pem_, "--scheduling-ca=" + pem_});
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(PeerFlagsTest, SayWhichOneIsWrong) {
  const std::string address = "--scheduling=h:1";
  const std::string cert = "--scheduling-cert=" + pem_;
  const std::string key = "--scheduling-key=" + pem_;
  struct Case {
    std::vector<std::string> line;
    std::string flag;
  };
  for (const Case& wrong :
       std::vector<Case>{{{cert, key}, "--scheduling"},
                         {{"--scheduling=unix:/s", cert, key}, "--scheduling"},
                         {{address, key}, "--scheduling-cert"},
                         {{address, cert}, "--scheduling-key"},
                         {{address, cert, key, "--scheduling-ca=/nowhere"}, "--scheduling-ca"}}) {
    const absl::Status status = Open(wrong.line);
    rpc::ExpectError(status, errors::v1::ERROR_REASON_FIELD_INVALID);
    EXPECT_EQ(rpc::MetadataOf(status, "field"), wrong.flag);
  }
}

}  // namespace
}  // namespace peerchallenge::hosting
