// The whole suite in one process: what its services learn from each other.

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/access/embedded_issuer.h"
#include "common/errors/errors.h"
#include "common/rpc/client.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "services/peerchallenge/suite.h"

namespace peerchallenge::cli {
namespace {

using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_TOKEN_INVALID;

constexpr char kGrantRole[] = "peerchallenge.scheduling.v1.DirectoryService/GrantRole";
constexpr char kListRoleGrants[] = "peerchallenge.scheduling.v1.DirectoryService/ListRoleGrants";

class OneProcessTest : public testing::Test {
 protected:
  OneProcessTest() {
    flags_.server.data_dir = folder_;
    std::filesystem::create_directory(folder_);
    flags_.server.listen = {"127.0.0.1:0", "unix:" + (folder_ / "socket").string()};
    flags_.server.log.file = folder_ / "log";
  }
  ~OneProcessTest() override { std::filesystem::remove_all(folder_); }

  // Serves while `body` runs.
  void Serve(const std::function<void(Suite&, rpc::Server&)>& body) {
    const auto process = config::Process::Start(flags_.server);
    ASSERT_TRUE(process.ok()) << process.status();
    const auto suite = Suite::Start(flags_, **process);
    ASSERT_TRUE(suite.ok()) << suite.status();
    const int exit_code = (*suite)->Serve([&](rpc::Server& server) {
      body(**suite, server);
      ::kill(::getpid(), SIGTERM);
    });
    EXPECT_EQ(exit_code, 0);
  }

  static rpc::CallOptions As(const std::string& token) {
    rpc::CallOptions options;
    options.deadline = absl::Now() + absl::Seconds(30);
    options.bearer_token = token;
    return options;
  }

  // Grants the role of an administrator, as one.
  void Grant(rpc::Server& server, const std::string& subject) {
    const environment::SystemClock clock;
    const auto issuer = access::EmbeddedIssuer::Open(folder_, clock);
    ASSERT_TRUE(issuer.ok()) << issuer.status();
    const std::string token =
        *(*issuer)->IssueToken("root", {{.role = access::v1::ROLE_ADMINISTRATOR}}, absl::Hours(1));
    scheduling::v1::GrantRoleRequest request;
    request.set_parent("regions/-");
    request.mutable_role_grant()->set_subject(subject);
    request.mutable_role_grant()->set_role(access::v1::ROLE_ADMINISTRATOR);
    const auto granted = (*rpc::OpenChannel(server.addresses().front()))
                             ->Unary<scheduling::v1::RoleGrant>(kGrantRole, request, As(token));
    ASSERT_TRUE(granted.ok()) << granted.status();
  }

  // Whether evidence learns of a grant of the subject, within half a minute.
  static bool EvidenceLearnsOf(Suite& suite, const std::string& subject) {
    const absl::Time until = absl::Now() + absl::Seconds(30);
    bool learnt = false;
    while (!learnt && absl::Now() < until) {
      const absl::Status read =
          suite.evidence_store().Read(until, [&](storage::Transaction& tx) -> absl::Status {
            const auto grants = suite.evidence().relations().GrantsOf(tx, subject);
            if (grants.ok()) learnt = !grants->empty();
            return grants.status();
          });
      EXPECT_TRUE(read.ok()) << read;
      std::this_thread::yield();
    }
    return learnt;
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / absl::StrCat("one-process-", ::getpid());
  ServeFlags flags_;
};

TEST_F(OneProcessTest, EvidenceLearnsWhoIsWhoAcrossRestarts) {
  Serve([&](Suite& suite, rpc::Server& server) {
    Grant(server, "first");
    EXPECT_TRUE(EvidenceLearnsOf(suite, "first"));
  });
  Serve([&](Suite& suite, rpc::Server& server) {
    Grant(server, "second");
    EXPECT_TRUE(EvidenceLearnsOf(suite, "second"));
    EXPECT_TRUE(EvidenceLearnsOf(suite, "first"));
  });
}

TEST_F(OneProcessTest, AServicesOwnAccountIsOfNoUseFromOutside) {
  Serve([&](Suite& suite, rpc::Server& server) {
    const std::string token = suite.gate().TokenOf("evidence");
    scheduling::v1::ListRoleGrantsRequest request;
    request.set_parent("regions/-");
    const auto list = [&](const std::shared_ptr<rpc::Channel>& channel) {
      return channel
          ->Unary<scheduling::v1::ListRoleGrantsResponse>(kListRoleGrants, request, As(token))
          .status();
    };
    EXPECT_TRUE(list(server.InProcess()).ok()) << list(server.InProcess());
    for (const std::string& address : server.addresses()) {
      EXPECT_EQ(errors::ReasonOf(list(*rpc::OpenChannel(address))), ERROR_REASON_TOKEN_INVALID)
          << address;
    }
  });
}

TEST_F(OneProcessTest, DoesNotPutTwoServicesIntoOneSqliteFile) {
  flags_.server.database = absl::StrCat("sqlite:", (folder_ / "one.db").string());
  const auto process = config::Process::Start(flags_.server);
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(errors::ReasonOf(Suite::Start(flags_, **process).status()), ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::cli
