// What common/rpc costs: unary echoes of about 200 bytes through our server, as a ratio to a bare
// gRPC callback server that answers in its transport threads. The same client, settings and
// messages, in turns, in one process.
//
//   rpc_bench [seconds per measurement = 1] [repeats = 5]
//
// Ours authenticates, authorises, hands over to the worker pool, counts and writes an access log to
// /dev/null.

#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <latch>
#include <memory>
#include <string>
#include <vector>

#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/observability/metrics.h"
#include "common/rpc/server.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/client_callback.h"
#include "tests/common/rpc/test_service.pb.h"

namespace peerchallenge::rpc {
namespace {

using rpctest::v1::EchoRequest;
using rpctest::v1::EchoResponse;
using SteadyClock = std::chrono::steady_clock;

constexpr char kMethod[] = "/peerchallenge.rpctest.v1.EchoService/Echo";

class BareEcho final : public grpc::Service {
 public:
  BareEcho() {
    AddMethod(new grpc::internal::RpcServiceMethod(kMethod, grpc::internal::RpcMethod::NORMAL_RPC,
                                                   nullptr));
    MarkMethodCallback(0, new grpc::internal::CallbackUnaryHandler<EchoRequest, EchoResponse>(
                              [](grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoResponse* response) {
                                *response->mutable_echo() = *request;
                                auto* reactor = context->DefaultReactor();
                                reactor->Finish(grpc::Status::OK);
                                return reactor;
                              }));
  }
};

class Everybody final : public Authenticator, public MethodGuard {
 public:
  absl::StatusOr<access::Caller> Authenticate(const Credentials& credentials) override {
    return access::Caller{.subject = std::string(credentials.bearer_token), .grants = {}};
  }
  bool AddKnownGrants(access::Caller&) override { return true; }
  absl::Status AddStoredGrants(access::Caller&) override { return absl::OkStatus(); }
  absl::Status CheckCurrent(const access::Caller&) override { return absl::OkStatus(); }
  absl::Status Admit(const Call&, const access::v1::MethodAccess&) override {
    return absl::OkStatus();
  }
  absl::Status Record(const Call&, const access::v1::MethodAccess&, const absl::Status&) override {
    return absl::OkStatus();
  }
};

struct Measurement {
  double calls_per_second = 0;
  double p50_micros = 0;
  double cpu_micros = 0;  // of client and server, per call
};

// The CPU time that a process has used so far.
double CpuMicros(pid_t process) {
  clockid_t clock{};
  timespec time{};
  clock_getcpuclockid(process, &clock);
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

// Keeps `in_flight` calls under way until the time is over.
class Load {
 public:
  Load(pid_t server, const std::string& address, int in_flight)
      : server_(server), lanes_(static_cast<size_t>(in_flight)), done_(in_flight) {
    channel_ = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
    request_.set_text(std::string(120, 'x'));
    request_.mutable_numbers()->Resize(40, 7);
    (*request_.mutable_labels())["region"] = "east-midlands";
  }

  Measurement Run(std::chrono::duration<double> duration) {
    const double cpu_before = (CpuMicros(0) + CpuMicros(server_));
    const auto start = SteadyClock::now();
    end_ = start + std::chrono::duration_cast<SteadyClock::duration>(duration);
    for (Lane& lane : lanes_) Next(lane);
    done_.wait();
    const std::chrono::duration<double> took = SteadyClock::now() - start;
    const double cpu = (CpuMicros(0) + CpuMicros(server_)) - cpu_before;
    std::vector<float> micros;
    for (const Lane& lane : lanes_)
      micros.insert(micros.end(), lane.micros.begin(), lane.micros.end());
    std::nth_element(micros.begin(), micros.begin() + static_cast<long>(micros.size() / 2),
                     micros.end());
    const auto calls = static_cast<double>(micros.size());
    return {calls / took.count(), micros[micros.size() / 2], cpu / calls};
  }

 private:
  struct Lane {
    std::unique_ptr<grpc::ClientContext> context;
    EchoResponse response;
    SteadyClock::time_point begun;
    std::vector<float> micros;
  };

  void Next(Lane& lane) {
    lane.begun = SteadyClock::now();
    if (lane.begun >= end_) return done_.count_down();
    lane.context = std::make_unique<grpc::ClientContext>();
    lane.context->AddMetadata("authorization", "Bearer somebody");
    lane.context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    grpc::internal::CallbackUnaryCall<EchoRequest, EchoResponse>(
        channel_.get(), method_, lane.context.get(), &request_, &lane.response,
        [this, &lane](grpc::Status status) {
          if (!status.ok() || lane.response.echo().numbers_size() != 40) {
            std::fprintf(stderr, "a call failed: %s\n", status.error_message().c_str());
            std::abort();
          }
          lane.micros.push_back(
              std::chrono::duration<float, std::micro>(SteadyClock::now() - lane.begun).count());
          Next(lane);
        });
  }

  const pid_t server_;
  std::shared_ptr<grpc::Channel> channel_;
  const grpc::internal::RpcMethod method_{kMethod, grpc::internal::RpcMethod::NORMAL_RPC};
  EchoRequest request_;
  std::vector<Lane> lanes_;
  std::latch done_;
  SteadyClock::time_point end_;
};

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Servers {
  pid_t process = 0;
  std::string bare;
  std::string ours;
};

void Compare(const Servers& servers, int in_flight, double seconds, int repeats) {
  std::vector<double> bare_rates, our_rates, ratios, bare_p50s, our_p50s, bare_cpus, our_cpus;
  for (int i = 0; i < repeats; ++i) {
    const std::chrono::duration<double> duration(seconds);
    const Measurement of_bare = Load(servers.process, servers.bare, in_flight).Run(duration);
    const Measurement of_ours = Load(servers.process, servers.ours, in_flight).Run(duration);
    bare_rates.push_back(of_bare.calls_per_second);
    our_rates.push_back(of_ours.calls_per_second);
    ratios.push_back(of_ours.calls_per_second / of_bare.calls_per_second);
    bare_p50s.push_back(of_bare.p50_micros);
    our_p50s.push_back(of_ours.p50_micros);
    bare_cpus.push_back(of_bare.cpu_micros);
    our_cpus.push_back(of_ours.cpu_micros);
  }
  std::printf("%9d %9.0f %9.0f %9.2f %9.0f %9.0f %9.0f %9.0f\n", in_flight, Median(bare_rates),
              Median(our_rates), Median(ratios), Median(bare_p50s), Median(our_p50s),
              Median(bare_cpus), Median(our_cpus));
}

// In the servers' process: serves until `stop` is closed. Writes the two addresses to `addresses`,
// a line each.
int Serve(int addresses, int stop) {
  BareEcho echo;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&echo);
  const std::unique_ptr<grpc::Server> bare = builder.BuildAndStart();

  Everybody everybody;
  environment::SystemClock clock;
  environment::SystemRandom random;
  observability::Metrics metrics;
  const auto log = observability::OpenLog({.level = observability::Level::kInfo,
                                           .format = observability::LogFormat::kJson,
                                           .file = "/dev/null"});
  MethodRegistry registry;
  ServiceMethods methods(registry, "peerchallenge.rpctest.v1.EchoService");
  const auto handler = [](const Call&, const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
    EchoResponse response;
    *response.mutable_echo() = request;
    return response;
  };
  methods.Unary("Echo", handler);
  methods.Unary("Sensitive", handler);
  methods.Stream("Watch",
                 [](const Call&, const EchoRequest&) -> absl::StatusOr<std::unique_ptr<Stream>> {
                   return absl::UnimplementedError("not measured");
                 });
  ServerOptions options;
  options.listen = {"127.0.0.1:0"};
  const auto ours = Server::BuildAndStart(
      registry, {everybody, everybody, clock, random, **log, metrics}, options);
  if (bare == nullptr || !ours.ok()) {
    std::fprintf(stderr, "a server does not start\n");
    return 1;
  }
  const std::string lines =
      "127.0.0.1:" + std::to_string(port) + "\n" + (*ours)->addresses().front() + "\n";
  if (write(addresses, lines.data(), lines.size()) != static_cast<ssize_t>(lines.size())) return 1;
  char nothing = 0;
  return read(stop, &nothing, 1) == 0 ? 0 : 1;
}

int Main(double seconds, int repeats) {
  int addresses[2];
  int stop[2];
  if (pipe(addresses) != 0 || pipe(stop) != 0) return 1;
  Servers servers;
  servers.process = fork();  // before gRPC has threads
  if (servers.process == 0) {
    close(addresses[0]);
    close(stop[1]);
    return Serve(addresses[1], stop[0]);
  }
  close(addresses[1]);
  close(stop[0]);
  std::unique_ptr<FILE, decltype(&fclose)> lines(fdopen(addresses[0], "r"), &fclose);
  char line[64];
  for (std::string* address : {&servers.bare, &servers.ours}) {
    if (std::fgets(line, sizeof(line), lines.get()) == nullptr) return 1;
    *address = std::string(line).substr(0, std::string(line).find('\n'));
  }
  std::printf("%9s %29s %19s %19s\n", "", "calls/s", "p50 us", "CPU us/call");
  std::printf("%9s %9s %9s %9s %9s %9s %9s %9s\n", "in flight", "bare", "ours", "ratio", "bare",
              "ours", "bare", "ours");
  for (const int in_flight : {1, 16, 64}) Compare(servers, in_flight, seconds, repeats);
  close(stop[1]);
  int status = 0;
  waitpid(servers.process, &status, 0);
  return WEXITSTATUS(status);
}

}  // namespace
}  // namespace peerchallenge::rpc

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 1;
  const int repeats = argc > 2 ? std::atoi(argv[2]) : 5;
  return peerchallenge::rpc::Main(seconds, repeats);
}
