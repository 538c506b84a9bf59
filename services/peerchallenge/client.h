#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/embedded_issuer.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/rpc/client.h"
#include "google/protobuf/message.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::cli {

// Which server, and as whom.
struct ClientOptions {
  std::string server = "127.0.0.1:50051";
  std::string token;
  std::string token_file;
  std::string data_dir = "var";
  std::vector<std::string> act_as;  // grants, for a token signed here
  std::string as;                   // its subject; empty = the command line's own
  bool tls = false;
  std::string tls_ca;
  std::string tls_client_cert;
  std::string tls_client_key;
  absl::Duration timeout = absl::Seconds(30);
  absl::Duration wait = absl::ZeroDuration();
};

// Adds the flags that fill `options`.
void AddClientOptions(CLI::App& app, ClientOptions& options);

// A command's connection to a server. Every call carries a token: the one given, else one that the
// embedded issuer of the data directory signs for the grants asked for (by default administrator,
// and programme office of the region that the request is about; of a person, reviewer of that
// region), else none.
class Client {
 public:
  // FIELD_INVALID when a file that the options name cannot be used. Does not connect yet.
  static absl::StatusOr<std::unique_ptr<Client>> Open(const ClientOptions& options);

  // Calls "ReviewService/GetReview" of the scheduling package. While no server answers, tries again
  // for as long as the options say; so requests that change something carry a request id or choose
  // their ids.
  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& method,
                                const google::protobuf::Message& request) {
    Response response;
    absl::Status status = CallMessage(InScheduling(method), request, response);
    if (!status.ok()) return status;
    return response;
  }
  // The same for a method of the evidence package.
  template <typename Response>
  absl::StatusOr<Response> CallEvidence(const std::string& method,
                                        const google::protobuf::Message& request) {
    Response response;
    absl::Status status = CallMessage("peerchallenge.evidence.v1." + method, request, response);
    if (!status.ok()) return status;
    return response;
  }
  // The same for a method of the recommendations package.
  template <typename Response>
  absl::StatusOr<Response> CallRecommendations(const std::string& method,
                                               const google::protobuf::Message& request) {
    Response response;
    absl::Status status =
        CallMessage("peerchallenge.recommendations.v1." + method, request, response);
    if (!status.ok()) return status;
    return response;
  }
  // The same for any method by its whole name.
  absl::Status CallMessage(const std::string& method, const google::protobuf::Message& request,
                           google::protobuf::Message& response);

  // Opens a server stream of the scheduling package, which `stop` ends (CANCELLED).
  template <typename Response>
  absl::StatusOr<rpc::Reader<Response>> Stream(const std::string& method,
                                               const google::protobuf::Message& request,
                                               std::stop_token stop) {
    auto reader = StreamMessages(InScheduling(method), request, std::move(stop));
    if (!reader.ok()) return reader.status();
    return rpc::Reader<Response>(*std::move(reader));
  }
  // The same of the recommendations package.
  template <typename Response>
  absl::StatusOr<rpc::Reader<Response>> StreamRecommendations(
      const std::string& method, const google::protobuf::Message& request, std::stop_token stop) {
    auto reader =
        StreamMessages("peerchallenge.recommendations.v1." + method, request, std::move(stop));
    if (!reader.ok()) return reader.status();
    return rpc::Reader<Response>(*std::move(reader));
  }
  absl::StatusOr<std::unique_ptr<rpc::MessageReader>> StreamMessages(
      const std::string& method, const google::protobuf::Message& request, std::stop_token stop);

  // The same by its whole name, together with its first message. While no server answers, tries
  // again as CallMessage() does. Null where the stream ended well without a message.
  absl::StatusOr<std::unique_ptr<rpc::MessageReader>> OpenStream(
      const std::string& method, const google::protobuf::Message& request, std::stop_token stop,
      google::protobuf::Message& first);

  // Forgets the connection, so that the next call connects at once: one that has failed would wait
  // before it tries again. No stream may be open.
  absl::Status Reconnect();

  // Says in words how to get a token, when that is why the call failed.
  absl::Status Explained(const absl::Status& status) const;

  // Shown by the server's log for every call of this client.
  const std::string& request_id() const { return request_id_; }
  // A new id for a request that changes something, so that sending it twice acts once.
  std::string NewRequestId();

 private:
  Client(const ClientOptions& options, std::optional<rpc::ClientTls> tls);

  static std::string InScheduling(const std::string& method) {
    return "peerchallenge.scheduling.v1." + method;
  }
  absl::Status ReadToken();
  // Opens the key in the data directory, once there is one.
  absl::Status FindIssuer();
  // Runs the attempt again and again while no server answers, for as long as the options say.
  absl::Status WhileUnavailable(absl::FunctionRef<absl::Status()> attempt);
  absl::Status Attempt(const std::string& method, const google::protobuf::Message& request,
                       google::protobuf::Message& response);
  absl::StatusOr<rpc::CallOptions> OptionsFor(const google::protobuf::Message& request);
  absl::StatusOr<std::vector<access::Grant>> GrantsFor(
      const google::protobuf::Message& request) const;

  const ClientOptions options_;
  const std::optional<rpc::ClientTls> tls_;
  environment::SystemClock clock_;
  mutable environment::SystemRandom random_;
  std::string request_id_;
  std::shared_ptr<rpc::Channel> channel_;
  std::string token_;
  std::unique_ptr<access::EmbeddedIssuer> issuer_;  // null = no key in the data directory
};

}  // namespace peerchallenge::cli
