#include "tests/bench/load.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <latch>
#include <utility>
#include <vector>

#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"

namespace peerchallenge::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

double CpuMicros() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto micros = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return micros(usage.ru_utime) + micros(usage.ru_stime);
}

void Fail(const grpc::Status& status) {
  std::fprintf(stderr, "a call failed: %d %s\n", status.error_code(),
               status.error_message().c_str());
  std::abort();
}

class Load {
 public:
  explicit Load(const LoadOptions& options)
      : options_(options),
        stub_(grpc::CreateChannel(options.address, grpc::InsecureChannelCredentials())),
        lanes_(static_cast<size_t>(options.in_flight)),
        done_(options.in_flight) {}

  Figures Run() {
    const double cpu_before = CpuMicros();
    const auto start = SteadyClock::now();
    end_ = start + std::chrono::duration_cast<SteadyClock::duration>(
                       std::chrono::duration<double>(options_.seconds));
    for (size_t i = 0; i < lanes_.size(); ++i) Next(static_cast<int>(i));
    done_.wait();
    const std::chrono::duration<double> took = SteadyClock::now() - start;
    const double cpu = CpuMicros() - cpu_before;
    std::vector<double> micros;
    for (const Lane& lane : lanes_) {
      micros.insert(micros.end(), lane.micros.begin(), lane.micros.end());
    }
    const auto calls = static_cast<double>(micros.size());
    return {calls / took.count(), Median(std::move(micros)), cpu / calls};
  }

 private:
  struct Lane {
    std::unique_ptr<grpc::ClientContext> context;
    grpc::ByteBuffer request;
    grpc::ByteBuffer reply;
    SteadyClock::time_point begun;
    std::vector<double> micros;
  };

  void Next(int index) {
    Lane& lane = lanes_[static_cast<size_t>(index)];
    lane.begun = SteadyClock::now();
    if (lane.begun >= end_) {
      done_.count_down();
      return;
    }
    lane.context = std::make_unique<grpc::ClientContext>();
    lane.context->AddMetadata("authorization", "Bearer " + options_.bearer_token);
    lane.context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    lane.request = ToBuffer(options_.request(index));
    lane.reply.Clear();
    stub_.UnaryCall(
        lane.context.get(), options_.method, grpc::StubOptions(), &lane.request, &lane.reply,
        [this, index](grpc::Status status) {
          if (!status.ok()) Fail(status);
          Lane& ended = lanes_[static_cast<size_t>(index)];
          ended.micros.push_back(
              std::chrono::duration<double, std::micro>(SteadyClock::now() - ended.begun).count());
          Next(index);
        });
  }

  const LoadOptions& options_;
  grpc::GenericStub stub_;
  std::vector<Lane> lanes_;
  std::latch done_;
  SteadyClock::time_point end_;
};

// Reads the request and answers at once.
class BareCall final : public grpc::ServerGenericBidiReactor {
 public:
  explicit BareCall(const grpc::ByteBuffer& reply) : reply_(reply) { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    StartWriteAndFinish(&reply_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer request_;
  const grpc::ByteBuffer reply_;
};

}  // namespace

Figures RunLoad(const LoadOptions& options) { return Load(options).Run(); }

class BareServer::Impl final : public grpc::CallbackGenericService {
 public:
  explicit Impl(const std::string& reply) : reply_(ToBuffer(reply)) {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new BareCall(reply_);
  }
  const std::string& address() const { return address_; }

 private:
  const grpc::ByteBuffer reply_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

BareServer::BareServer(std::string reply) : impl_(std::make_unique<Impl>(reply)) {}
BareServer::~BareServer() = default;
const std::string& BareServer::address() const { return impl_->address(); }

std::string OneReply(const LoadOptions& options) {
  grpc::GenericStub stub(grpc::CreateChannel(options.address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + options.bearer_token);
  const grpc::ByteBuffer request = ToBuffer(options.request(0));
  grpc::ByteBuffer reply;
  std::latch done(1);
  stub.UnaryCall(&context, options.method, grpc::StubOptions(), &request, &reply,
                 [&](grpc::Status status) {
                   if (!status.ok()) Fail(status);
                   done.count_down();
                 });
  done.wait();
  return ToString(reply);
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace peerchallenge::bench
