#include "services/evidence/attachments/clamd.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/evidence/attachments/clamd_process.h"
#include "tests/services/evidence/attachments/content_samples.h"

namespace peerchallenge::evidence {
namespace {

absl::StatusOr<std::string> Scan(const std::string& address, const std::string& bytes,
                                 absl::Duration limit = absl::Seconds(30)) {
  const auto clamd = Clamd::At("--clamd", address);
  EXPECT_TRUE(clamd.ok()) << clamd.status();
  InMemory content(bytes);
  return (*clamd)->Scan(absl::Now() + limit, content);
}

void ExpectNoVerdict(const absl::StatusOr<std::string>& found) {
  EXPECT_EQ(errors::ReasonOf(found.status()), errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE)
      << found.status();
}

// Listens on a port of the loopback; answers one connection with `reply`, as soon as that has sent
// something, or with nothing.
class OneReply {
 public:
  explicit OneReply(std::string reply) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), length), 0);
    EXPECT_EQ(listen(socket_, 1), 0);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, reply = std::move(reply)] {
      const int connection = accept(socket_, nullptr, nullptr);
      char byte = 0;
      EXPECT_EQ(recv(connection, &byte, 1, 0), 1);
      if (!reply.empty()) {
        EXPECT_GT(send(connection, reply.data(), reply.size(), MSG_NOSIGNAL), 0);
      } else {
        while (recv(connection, &byte, 1, 0) > 0) {  // until the other one gives up
        }
      }
      close(connection);
    });
  }
  ~OneReply() {
    thread_.join();
    close(socket_);
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int socket_;
  int port_ = 0;
  std::thread thread_;
};

TEST(ClamdTest, TheDaemonFindsItsSignatureAndNothingElse) {
  const ClamdProcess daemon;
  const auto clean = Scan(daemon.address(), std::string(1'000'000, 'x'));
  ASSERT_TRUE(clean.ok()) << clean.status();
  EXPECT_EQ(*clean, "");
  const auto found = Scan(daemon.address(), std::string(500'000, 'x') + kInfected);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(*found, kSignature);
}

TEST(ClamdTest, TheDaemonsLimitIsNoVerdict) {
  const ClamdProcess daemon;
  EXPECT_EQ(Scan(daemon.address(), std::string(20 << 20, 'x')).value_or(""), kTooLarge);
}

TEST(ClamdTest, NobodyThereIsNoVerdict) {
  ClamdProcess daemon;
  daemon.Kill();
  ExpectNoVerdict(Scan(daemon.address(), "x"));
  ExpectNoVerdict(Scan("unix:/no/such/socket", "x"));
}

TEST(ClamdTest, SpeaksOverTcp) {
  const OneReply daemon(std::string("stream: Some.Thing FOUND\0", 25));
  EXPECT_EQ(*Scan(daemon.address(), "x"), "Some.Thing");
}

TEST(ClamdTest, ADaemonThatHangsUpIsNoVerdict) {
  const OneReply daemon("stream: O");
  ExpectNoVerdict(Scan(daemon.address(), std::string(10'000'000, 'x')));
}

TEST(ClamdTest, WaitsNoLongerThanTheDeadline) {
  const OneReply daemon("");
  const absl::Time start = absl::Now();
  ExpectNoVerdict(Scan(daemon.address(), "x", absl::Milliseconds(50)));
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
}

TEST(ClamdTest, RefusesAnAddressThatIsNone) {
  for (const std::string& address :
       {std::string(), std::string("clamd"), std::string("host:"), std::string(":3310"),
        std::string("unix:"), "unix:/" + std::string(200, 'x')}) {
    EXPECT_EQ(errors::ReasonOf(Clamd::At("--clamd", address).status()),
              errors::v1::ERROR_REASON_FIELD_INVALID)
        << address;
  }
}

}  // namespace
}  // namespace peerchallenge::evidence
