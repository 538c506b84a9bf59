#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/client_stream.h"
#include "common/rpc/stream.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "peerchallenge/access/v1/access.pb.h"

namespace peerchallenge::storage {
class Database;
}

// Which function answers which method. Services register plain functions over protobuf messages by
// the method's name; the server (server.h) carries calls to them. Cheap to include: nothing of gRPC
// is in here.
namespace peerchallenge::rpc {

// Takes a handler's response while it is alive and sends it.
using Reply = absl::FunctionRef<absl::Status(const google::protobuf::Message&)>;
// Handlers as the runtime sees them: the request is of the method's input type.
using UnaryHandler =
    std::function<absl::Status(const Call&, const google::protobuf::Message& request, Reply reply)>;
using StreamHandler = std::function<absl::StatusOr<std::unique_ptr<Stream>>(
    const Call&, const google::protobuf::Message& request)>;
using ClientStreamHandler =
    std::function<absl::StatusOr<std::unique_ptr<AnyClientStream>>(const Call&)>;
using Handler = std::variant<UnaryHandler, StreamHandler, ClientStreamHandler>;

// One method that this process serves.
struct Method {
  std::string name;  // "peerchallenge.scheduling.v1.ReviewService/GetReview"
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  const google::protobuf::Message* request = nullptr;  // an empty request, to make others from
  access::v1::MethodAccess access;                     // what the proto declares
  Handler handler;
  // Where it is set, the handler runs as a write of this store (ServiceMethods::Write).
  storage::Database* store = nullptr;
  // Whether the handler may run where a lone call has arrived (ServiceMethods::Quick).
  bool quick = false;
};

// All methods of a server. Filled on start, by one thread, then only read; outlives the server.
// A mistake in a registration (unknown service or method, another message type, a second handler)
// is kept and told by Check(), so that registering is one line a method.
class MethodRegistry {
 public:
  // FAILED_PRECONDITION that names every mistake, every method without a handler, and every method
  // that does not declare its permission. A server does not start before this is OK.
  absl::Status Check() const;

  // In the order of registration.
  const std::vector<const google::protobuf::ServiceDescriptor*>& services() const {
    return services_;
  }
  // The method of that name; null if there is none.
  const Method* Find(const google::protobuf::MethodDescriptor* descriptor) const;

 private:
  friend class ServiceMethods;

  std::vector<const google::protobuf::ServiceDescriptor*> services_;
  std::map<const google::protobuf::MethodDescriptor*, Method> methods_;
  std::vector<std::string> mistakes_;
};

// Registers the handlers of one service.
//
//   rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.ReviewService");
//   methods.Unary("GetReview", this, &ReviewService::GetReview);
//   methods.Stream("WatchPlan", this, &ProgrammeService::WatchPlan);
//   methods.ClientStream("UploadAttachment", this, &AttachmentService::UploadAttachment);
//   methods.Unary("Ping", [](const rpc::Call&, const PingRequest&) -> absl::StatusOr<PingResponse>
//   { ... });
//
// A unary handler is absl::StatusOr<Response>(const Call&, const Request&), a streaming one
// absl::StatusOr<std::unique_ptr<Stream>>(const Call&, const Request&), one of a client stream
// absl::StatusOr<std::unique_ptr<ClientStream<Request, Response>>>(const Call&). All run on the
// worker pool, many at once.
//
// A unary handler that does nothing but one Write of the service's store is registered by Write():
// it runs inside a write of the store, on the store's thread, so that no thread waits for the disk.
// Its own Write is then a part of that one (storage/database.h) and so is its audit entry; the
// answer leaves once both are on disk. As a body, it may run more than once, waits for nothing and
// has no effect but the Write: what has to happen afterwards (a cache forgets, a job starts) needs
// Unary().
//
// A unary handler that reads a few rows by their keys and so is done in microseconds is registered
// by Quick(): the server may run it where the call arrived when no other call is under way.
class ServiceMethods {
 public:
  ServiceMethods(MethodRegistry& registry, const std::string& service);
  // `store` is what handlers registered by Write() write to; it outlives the server.
  ServiceMethods(MethodRegistry& registry, const std::string& service, storage::Database& store);

  template <typename Service, typename Request, typename Response>
  void Unary(const std::string& method, Service* service,
             absl::StatusOr<Response> (Service::*handler)(const Call&, const Request&)) {
    Unary(method, [service, handler](const Call& call, const Request& request) {
      return (service->*handler)(call, request);
    });
  }
  template <typename Service, typename Request, typename Response>
  void Unary(const std::string& method, const Service* service,
             absl::StatusOr<Response> (Service::*handler)(const Call&, const Request&) const) {
    Unary(method, [service, handler](const Call& call, const Request& request) {
      return (service->*handler)(call, request);
    });
  }
  template <typename Handler>
  void Unary(const std::string& method, Handler handler) {
    AddUnary(method, std::function(std::move(handler)), Runs::kOnWorker);
  }

  template <typename Service, typename Request, typename Response>
  void Write(const std::string& method, Service* service,
             absl::StatusOr<Response> (Service::*handler)(const Call&, const Request&)) {
    Write(method, [service, handler](const Call& call, const Request& request) {
      return (service->*handler)(call, request);
    });
  }
  template <typename Handler>
  void Write(const std::string& method, Handler handler) {
    AddUnary(method, std::function(std::move(handler)), Runs::kInStore);
  }

  template <typename Service, typename Request, typename Response>
  void Quick(const std::string& method, Service* service,
             absl::StatusOr<Response> (Service::*handler)(const Call&, const Request&)) {
    Quick(method, [service, handler](const Call& call, const Request& request) {
      return (service->*handler)(call, request);
    });
  }
  template <typename Handler>
  void Quick(const std::string& method, Handler handler) {
    AddUnary(method, std::function(std::move(handler)), Runs::kWhereItArrives);
  }

  template <typename Service, typename Request>
  void Stream(const std::string& method, Service* service,
              absl::StatusOr<std::unique_ptr<rpc::Stream>> (Service::*handler)(const Call&,
                                                                               const Request&)) {
    Stream(method, [service, handler](const Call& call, const Request& request) {
      return (service->*handler)(call, request);
    });
  }
  template <typename Handler>
  void Stream(const std::string& method, Handler handler) {
    AddStream(method, std::function(std::move(handler)));
  }

  template <typename Service, typename Request, typename Response>
  void ClientStream(const std::string& method, Service* service,
                    absl::StatusOr<std::unique_ptr<rpc::ClientStream<Request, Response>>> (
                        Service::*handler)(const Call&)) {
    ClientStream(method,
                 [service, handler](const Call& call) { return (service->*handler)(call); });
  }
  template <typename Handler>
  void ClientStream(const std::string& method, Handler handler) {
    AddClientStream(method, std::function(std::move(handler)));
  }

 private:
  enum class Runs { kOnWorker, kInStore, kWhereItArrives };

  template <typename Request, typename Response>
  void AddUnary(const std::string& method,
                std::function<absl::StatusOr<Response>(const Call&, const Request&)> handler,
                Runs runs) {
    UnaryHandler erased = [handler = std::move(handler)](const Call& call,
                                                         const google::protobuf::Message& request,
                                                         Reply reply) -> absl::Status {
      const absl::StatusOr<Response> response = handler(call, static_cast<const Request&>(request));
      return response.ok() ? reply(*response) : response.status();
    };
    Add(method, Request::default_instance(), Response::descriptor(), std::move(erased), runs);
  }
  template <typename Request>
  void AddStream(
      const std::string& method,
      std::function<absl::StatusOr<std::unique_ptr<rpc::Stream>>(const Call&, const Request&)>
          handler) {
    StreamHandler erased = [handler = std::move(handler)](
                               const Call& call, const google::protobuf::Message& request) {
      return handler(call, static_cast<const Request&>(request));
    };
    Add(method, Request::default_instance(), nullptr, std::move(erased), Runs::kOnWorker);
  }
  template <typename Request, typename Response>
  void AddClientStream(
      const std::string& method,
      std::function<
          absl::StatusOr<std::unique_ptr<rpc::ClientStream<Request, Response>>>(const Call&)>
          handler) {
    ClientStreamHandler erased = [handler = std::move(handler)](const Call& call) {
      return absl::StatusOr<std::unique_ptr<AnyClientStream>>(handler(call));
    };
    Add(method, Request::default_instance(), Response::descriptor(), std::move(erased),
        Runs::kOnWorker);
  }
  // `response` is null for a stream, whose messages are checked as they come.
  void Add(const std::string& method, const google::protobuf::Message& request,
           const google::protobuf::Descriptor* response, Handler handler, Runs runs);

  MethodRegistry& registry_;
  const google::protobuf::ServiceDescriptor* service_;  // null if there is no such service
  storage::Database* store_ = nullptr;
};

}  // namespace peerchallenge::rpc
