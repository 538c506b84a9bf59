#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/access/audit_recorder.h"
#include "common/access/embedded_issuer.h"
#include "common/access/guard.h"
#include "common/access/token_verifier.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/metrics.h"
#include "common/relations/relations.h"
#include "common/rpc/client.h"
#include "common/rpc/peer.h"
#include "common/rpc/server.h"
#include "common/storage/database.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "services/recommendations/evidence_peer.h"
#include "services/recommendations/scheduling_peer.h"
#include "services/recommendations/services.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::recommendations {

namespace reasons = errors::v1;

using rpc::ExpectError;
using rpc::Value;

// Who calls in a test: the subject and the grants (grant_text.h) of the token.
struct Who {
  std::string subject;
  std::vector<std::string> grants;
};

// A request about that resource, or about what is below it.
template <typename Request>
Request Named(const std::string& name) {
  Request request;
  request.set_name(name);
  return request;
}
template <typename Request>
Request Below(const std::string& parent) {
  Request request;
  request.set_parent(parent);
  return request;
}

// A whole recommendations service with a real server on a free port, real tokens and a clock that
// stands still until it is moved. Evidence and scheduling are away. It knows what it is told by
// Know().
class ServedWorld {
 public:
  ServedWorld(storage::Backend backend, absl::Time now);
  ~ServedWorld();

  // Calls "ThemeService/GetTheme".
  template <typename Reply, typename Request>
  absl::StatusOr<Reply> Call(const Who& who, const std::string& method, const Request& request) {
    return channel_->Unary<Reply>(absl::StrCat("peerchallenge.recommendations.v1.", method),
                                  request, OptionsFor(who));
  }
  // The same of a method that streams.
  template <typename Reply, typename Request>
  rpc::Reader<Reply> Stream(const Who& who, const std::string& method, const Request& request) {
    return channel_->Stream<Reply>(absl::StrCat("peerchallenge.recommendations.v1.", method),
                                   request, OptionsFor(who));
  }
  rpc::Reader<changes::v1::WatchResponse> Watch(const Who& who,
                                                const std::string& resume_token = "");

  // Makes this what is known of regions, authorities and reviews, as of now.
  void Know(const relations::ListedRelations& listed);
  // What the service does each second.
  void Tick();
  void Write(storage::TransactionBody body);
  storage::Database& database() { return *database_; }
  const Context& context() const { return services_->context(); }
  environment::ManualClock& clock() { return clock_; }
  // Scheduling as this service calls it; away until it is connected.
  rpc::Peer& scheduling_peer() { return scheduling_peer_; }

 private:
  rpc::CallOptions OptionsFor(const Who& who);
  void Serve();

  const std::filesystem::path folder_;
  const storage::FreshStore files_;
  environment::ManualClock clock_;
  const environment::SystemClock system_clock_;
  environment::SeededRandom random_{1};
  const std::unique_ptr<storage::Database> database_;
  const relations::Relations relations_;
  rpc::Peer evidence_peer_{"evidence"};
  const EvidencePeer evidence_{evidence_peer_};
  rpc::Peer scheduling_peer_{"scheduling"};
  const SchedulingPeer scheduling_{scheduling_peer_};
  std::unique_ptr<Services> services_;
  rpc::MethodRegistry registry_;
  std::unique_ptr<access::EmbeddedIssuer> issuer_;
  std::unique_ptr<access::TokenVerifier> tokens_;
  std::unique_ptr<access::GrantSource> grants_;
  std::unique_ptr<access::AuditLog> audit_log_;
  std::unique_ptr<access::AuditRecorder> recorder_;
  std::unique_ptr<access::Guard> guard_;
  observability::Metrics metrics_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<rpc::Channel> channel_;
};

}  // namespace peerchallenge::recommendations
