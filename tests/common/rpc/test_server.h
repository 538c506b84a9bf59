#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/environment/random.h"
#include "common/errors/errors.h"
#include "common/observability/log.h"
#include "common/observability/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/guard.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/server.h"
#include "tests/common/rpc/test_service.pb.h"

// A real server over the test service whose handlers, callers and audit log a test controls.
namespace peerchallenge::rpc {

using rpctest::v1::EchoRequest;
using rpctest::v1::EchoResponse;

inline constexpr char kEcho[] = "peerchallenge.rpctest.v1.EchoService/Echo";
inline constexpr char kSensitive[] = "peerchallenge.rpctest.v1.EchoService/Sensitive";
inline constexpr char kCollect[] = "peerchallenge.rpctest.v1.EchoService/Collect";
inline constexpr char kCollectSensitive[] = "peerchallenge.rpctest.v1.EchoService/CollectSensitive";
inline constexpr char kWatch[] = "peerchallenge.rpctest.v1.EchoService/Watch";

// Takes the token for the caller's subject.
class TokenIsSubject final : public Authenticator {
 public:
  absl::StatusOr<access::Caller> Authenticate(const Credentials& credentials) override;
  bool AddKnownGrants(access::Caller&) override { return !looks_up_; }
  // Fails the test on a transport thread.
  absl::Status AddStoredGrants(access::Caller& caller) override;
  absl::Status CheckCurrent(const access::Caller& caller) override;
  // From now on a caller's grants have to be looked up. That gives the role of an auditor, or the
  // error.
  void LookUpGrants(absl::Status error = absl::OkStatus());
  // From now on no token is current any more.
  void ExpireTokens() { expired_ = true; }
  // The certificate names of the last call.
  std::vector<std::string> certificate_names();

 private:
  std::atomic<bool> expired_{false};
  std::atomic<bool> looks_up_{false};
  environment::Mutex mutex_;
  std::vector<std::string> certificate_names_;
  std::set<std::thread::id> transport_threads_;
  absl::Status error_;
};

// Refuses the subject "nobody"; keeps what is recorded.
class RefusesNobody final : public MethodGuard {
 public:
  absl::Status Admit(const Call& call, const access::v1::MethodAccess& method_access) override;
  absl::Status Record(const Call& call, const access::v1::MethodAccess& method_access,
                      const absl::Status& outcome) override;

  // "subject method CODE resource" per record; without a resource, without the last word.
  std::vector<std::string> records();
  void FailRecords() { fail_ = true; }

 private:
  std::atomic<bool> fail_{false};
  environment::Mutex mutex_;
  std::vector<std::string> records_;
};

// What the test's methods do.
struct Handlers {
  std::function<absl::StatusOr<EchoResponse>(const Call&, const EchoRequest&)> echo =
      [](const Call&, const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
    EchoResponse response;
    *response.mutable_echo() = request;
    return response;
  };
  std::function<absl::StatusOr<std::unique_ptr<Stream>>(const Call&, const EchoRequest&)> watch =
      [](const Call&, const EchoRequest&) -> absl::StatusOr<std::unique_ptr<Stream>> {
    return absl::UnimplementedError("not in this test");
  };
  std::function<absl::StatusOr<std::unique_ptr<ClientStream<EchoRequest, EchoResponse>>>(
      const Call&)>
      collect = [](const Call&)
      -> absl::StatusOr<std::unique_ptr<ClientStream<EchoRequest, EchoResponse>>> {
    return absl::UnimplementedError("not in this test");
  };
  // Where it is set, Echo and Sensitive are writes of this store.
  storage::Database* store = nullptr;
  // Whether they are quick.
  bool quick = false;
};

class TestServer {
 public:
  // Listens on a free port of the loopback unless `options` say otherwise. Dies if it cannot start.
  // `clock` and `log` outlive it; null: the machine's clock, no log.
  explicit TestServer(Handlers handlers = {}, ServerOptions options = {},
                      const environment::Clock* clock = nullptr, observability::Log* log = nullptr);

  Server& server() { return *server_; }
  const std::string& address() const { return server_->addresses().front(); }
  // The same one at each call.
  Channel& channel();
  // A channel of its own.
  std::shared_ptr<Channel> NewChannel() const;

  absl::StatusOr<EchoResponse> Echo(const EchoRequest& request = {},
                                    CallOptions options = AsAlice());

  // As the caller "alice", within 30 s: no test hangs for ever.
  static CallOptions AsAlice();

  environment::SystemClock system_clock;
  environment::SystemRandom random;
  TokenIsSubject authenticator;
  RefusesNobody guard;
  observability::Metrics metrics;
  MethodRegistry registry;

 private:
  const Handlers handlers_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<Channel> channel_;
};

// Counts up, and lets threads wait for a count: tests wait for what happens instead of sleeping.
class Tally {
 public:
  void Add();
  // False if it is not reached within 30 s.
  bool WaitFor(int count);
  int count();

 private:
  environment::Mutex mutex_;
  environment::ConditionVariable changed_;
  int count_ = 0;
};

}  // namespace peerchallenge::rpc
