#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/audit_recorder.h"
#include "common/access/embedded_issuer.h"
#include "common/access/guard.h"
#include "common/access/token_verifier.h"
#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/environment/random.h"
#include "common/errors/errors.h"
#include "common/observability/metrics.h"
#include "common/rpc/client.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/server.h"
#include "common/storage/database.h"
#include "services/scheduling/scheduling.h"

namespace peerchallenge::scheduling {

// Who calls in a test: the subject and the grants (grant_text.h) of the token.
struct Who {
  std::string subject;
  std::vector<std::string> grants;
};

// What a call gave: the reply as JSON (proto3 mapping, fields by their lowerCamelCase names), or
// its error.
struct Answer {
  absl::Status status;
  std::string json;

  bool ok() const { return status.ok(); }
  errors::ErrorReason reason() const { return errors::ReasonOf(status); }
  // The reply as a message.
  template <typename Message>
  Message As() const {
    Message message;
    Parse(json, message);
    return message;
  }

 private:
  static void Parse(const std::string& json, google::protobuf::Message& message);
};

// A message as JSON, as requests are given.
std::string ToJson(const google::protobuf::Message& message);

class World;

// What one world holds, for others to begin with: what many tests need costs each of them a copy of
// two files instead of dozens of calls. A temporary folder, which goes with its object.
class FilledFolder {
 public:
  // Stops `world`.
  explicit FilledFolder(World& world);
  ~FilledFolder();
  FilledFolder(const FilledFolder&) = delete;
  FilledFolder& operator=(const FilledFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  const std::filesystem::path path_;
};

// A whole scheduling service in a temporary folder, with a real server on a free port, real tokens,
// a clock that stands still until it is moved and random choices that are the same each time.
// Nothing happens in the background: tests call scheduling().Tick(). At most kMaxSearches searches
// of one caller run at once, and one more of another.
class World {
 public:
  static constexpr int kMaxSearches = 2;

  // Opens the world's store, for which `folder` is there; called again by Restart().
  using OpenStore = std::function<absl::StatusOr<std::unique_ptr<storage::Database>>(
      const std::filesystem::path& folder)>;
  static absl::StatusOr<std::unique_ptr<storage::Database>> OpenSqlite(
      const std::filesystem::path& folder);

  // Empty, or with what a folder holds: the time is the same, the random choices are further ones.
  explicit World(OpenStore open = OpenSqlite) : World(std::move(open), nullptr) {}
  explicit World(const FilledFolder& begin) : World(OpenSqlite, &begin) {}
  ~World();

  // Calls "ReviewService/GetReview" with a request in JSON.
  Answer Call(const Who& who, const std::string& method, const std::string& request);
  // The same, and stops the test where it fails.
  Answer Must(const Who& who, const std::string& method, const std::string& request);
  // Opens a stream and reads it until it ends, or up to the first message that contains `last`; one
  // JSON text each.
  std::vector<std::string> Read(const Who& who, const std::string& method,
                                const std::string& request, const std::string& last = "\n");

  // For clients of a test's own.
  const std::string& address() const { return server_->addresses().front(); }
  // The same at each start, as `address` is not.
  std::string socket() const { return "unix:" + (folder_ / "socket").string(); }
  std::string TokenFor(const Who& who) { return OptionsFor(who).bearer_token; }

  Scheduling& scheduling() { return *scheduling_; }
  storage::Database& database() { return *database_; }
  environment::ManualClock& clock() { return clock_; }
  // Writes refusals that are only counted so far to the audit log.
  absl::Status FlushAudit() { return recorder_->Flush(absl::InfiniteFuture()); }
  const rpc::MethodRegistry& registry() const { return registry_; }

  // From now on a plan, build or disruption ends only when it is stopped: it is solved as it was
  // asked to be, and waits then.
  void SearchWithoutEnd();
  // Waits until so many searches have come so far since then.
  void WaitForSolved(int searches);

  // Stops the service and starts it again on the same database.
  void Restart();
  // The two halves of it: between them there is no service.
  void Stop();
  void Start();

 private:
  friend class FilledFolder;
  World(OpenStore open, const FilledFolder* begin);
  rpc::CallOptions OptionsFor(const Who& who);
  // A solver that does as SearchWithoutEnd() says.
  template <typename Problem, typename Solution>
  using Solver = std::function<absl::StatusOr<Solution>(const Problem& problem,
                                                        const planning::SolveControl& control)>;
  template <typename Problem, typename Solution>
  Solver<Problem, Solution> Holding(
      absl::StatusOr<Solution> (*solve)(const Problem&, const planning::SolveControl&));
  // Whether it did.
  bool HoldUntilStopped(const std::stop_token& stop);

  environment::Mutex search_mutex_;
  environment::ConditionVariable search_changed_;
  bool without_end_ ABSL_GUARDED_BY(search_mutex_) = false;
  int solved_ ABSL_GUARDED_BY(search_mutex_) = 0;

  const OpenStore open_;
  std::filesystem::path folder_;
  environment::ManualClock clock_;
  environment::SystemClock system_clock_;
  environment::SeededRandom random_;
  observability::Metrics metrics_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<Scheduling> scheduling_;
  std::unique_ptr<access::EmbeddedIssuer> issuer_;
  std::unique_ptr<access::TokenVerifier> tokens_;
  std::unique_ptr<access::AuditRecorder> recorder_;
  std::unique_ptr<access::Guard> guard_;
  rpc::MethodRegistry registry_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<rpc::Channel> channel_;
  std::map<std::string, std::string> issued_;  // token by subject and grants
};

// The people of SetUpRegion: "regions/em/people/<GSS code in lower case>-<n>" and "…/partner-1".
inline const Who kAdministrator = {"administrator", {"ADMINISTRATOR"}};
inline const Who kOffice = {"office", {"PROGRAMME_OFFICE@regions/em"}};

// The holder of an authority's role, for example Officer("HOST_DIRECTOR", "E10000019").
Who Officer(const std::string& role, const std::string& gss);
// A person of the pool, for example Peer("e10000024-1").
Who Peer(const std::string& id);

// Makes the region "regions/em" of five authorities (Lincolnshire E10000019, Nottinghamshire
// E10000024, Nottingham E06000018, Leicestershire E10000018, Derby E06000015), each with two people
// who may lead (n = 1, 2), an elected member (n = 3) and three practitioners (n = 4 to 6), a
// partner, and the programme "regions/em/programmes/y" from 3 September 2012 to 28 June 2013.
void SetUpRegion(World& world);

// A world that begins with that region.
class RegionWorld : public World {
 public:
  RegionWorld();
};

// Makes the peer challenge "regions/em/reviews/<id>" at a host, scoped and with what it needs by
// default; any other field of the review may be given as JSON members (", \"teamMin\": 3").
void AddChallenge(World& world, const std::string& id, const std::string& gss,
                  const std::string& members = "");

}  // namespace peerchallenge::scheduling
