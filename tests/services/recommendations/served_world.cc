#include "tests/services/recommendations/served_world.h"

#include <stdlib.h>

#include <utility>

#include "common/access/audit_log.h"
#include "common/access/grant_text.h"
#include "common/observability/log.h"
#include "services/recommendations/migrate.h"

namespace peerchallenge::recommendations {
namespace {

constexpr char kPackage[] = "peerchallenge.recommendations.v1";

std::filesystem::path NewFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "pc-served-XXXXXX").string();
  EXPECT_NE(mkdtemp(pattern.data()), nullptr);
  return pattern;
}

std::unique_ptr<storage::Database> OpenMigrated(const storage::FreshStore& files,
                                                const environment::Clock& clock) {
  auto database = files.Open();
  const absl::Status migrated = MigrateRecommendations(*database, clock);
  EXPECT_TRUE(migrated.ok()) << migrated;
  return database;
}

// Nobody but whom a token says.
class NoGrants final : public access::GrantSource {
 public:
  std::optional<std::vector<access::Grant>> KnownGrantsOf(const std::string&) override {
    return std::vector<access::Grant>();
  }
  absl::StatusOr<std::vector<access::Grant>> GrantsOf(const std::string&) override {
    return std::vector<access::Grant>();
  }
};

}  // namespace

ServedWorld::ServedWorld(storage::Backend backend, absl::Time now)
    : folder_(NewFolder()),
      files_(backend),
      clock_(now),
      database_(OpenMigrated(files_, clock_)),
      relations_(clock_) {
  ServicesOptions options;
  options.tick = absl::InfiniteDuration();
  options.feed.poll = absl::Milliseconds(5);
  auto services = Services::Start(
      {*database_, relations_, evidence_, scheduling_, clock_, random_, observability::NoLog()},
      options);
  EXPECT_TRUE(services.ok()) << services.status();
  services_ = *std::move(services);
  services_->Register(registry_);
  Serve();
}

void ServedWorld::Serve() {
  auto issuer = access::EmbeddedIssuer::Open(folder_, clock_);
  EXPECT_TRUE(issuer.ok()) << issuer.status();
  issuer_ = *std::move(issuer);
  auto tokens = access::TokenVerifier::Create({.issuers = {issuer_->AsIssuer()}}, clock_);
  EXPECT_TRUE(tokens.ok()) << tokens.status();
  tokens_ = *std::move(tokens);
  grants_ = std::make_unique<NoGrants>();
  audit_log_ = std::make_unique<access::AuditLog>(*database_);
  recorder_ = std::make_unique<access::AuditRecorder>(*audit_log_, clock_, observability::NoLog());
  guard_ = std::make_unique<access::Guard>(
      access::GuardParts{*tokens_, *grants_, {{kPackage, *audit_log_, *recorder_}}, clock_},
      std::vector<access::CertificateRule>{});
  rpc::ServerOptions server_options;
  server_options.listen = {"127.0.0.1:0"};
  auto server = rpc::Server::BuildAndStart(
      registry_, {*guard_, *guard_, system_clock_, random_, observability::NoLog(), metrics_},
      server_options);
  EXPECT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  auto channel = rpc::OpenChannel(server_->addresses().front());
  EXPECT_TRUE(channel.ok()) << channel.status();
  channel_ = *std::move(channel);
}

ServedWorld::~ServedWorld() {
  channel_.reset();
  server_.reset();
  std::filesystem::remove_all(folder_);
}

rpc::CallOptions ServedWorld::OptionsFor(const Who& who) {
  std::vector<access::Grant> grants;
  for (const std::string& text : who.grants) {
    grants.push_back(Value(access::ParseGrant(text, "grants")));
  }
  rpc::CallOptions options;
  options.deadline = absl::Now() + absl::Seconds(60);
  options.bearer_token = Value(issuer_->IssueToken(who.subject, grants, absl::Hours(24)));
  return options;
}

rpc::Reader<changes::v1::WatchResponse> ServedWorld::Watch(const Who& who,
                                                           const std::string& resume_token) {
  changes::v1::WatchRequest request;
  request.set_resume_token(resume_token);
  return channel_->Stream<changes::v1::WatchResponse>(
      absl::StrCat(kPackage, ".ChangesService/Watch"), request, OptionsFor(who));
}

void ServedWorld::Write(storage::TransactionBody body) {
  const absl::Status status = database_->Write(storage::Soon(), body);
  EXPECT_TRUE(status.ok()) << status;
}

void ServedWorld::Know(const relations::ListedRelations& listed) {
  Write([&](storage::Transaction& tx) -> absl::Status {
    if (absl::Status status = relations_.Replace(tx, listed); !status.ok()) return status;
    auto state = relations_.State(tx);
    if (!state.ok()) return state.status();
    return relations_.Advance(tx, state->has_value() ? (*state)->resume_token : "",
                              {"token", clock_.Now()});
  });
}

void ServedWorld::Tick() {
  const absl::Status status = services_->Tick();
  EXPECT_TRUE(status.ok()) << status;
}

}  // namespace peerchallenge::recommendations
