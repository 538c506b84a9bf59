#include "tests/services/scheduling/world.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/access/grant_text.h"
#include "common/observability/log.h"
#include "common/storage/open.h"
#include "google/protobuf/util/json_util.h"

namespace peerchallenge::scheduling {
namespace {

constexpr char kPackage[] = "peerchallenge.scheduling.v1.";

std::filesystem::path NewFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "scheduling.XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
  return pattern;
}

// Copies what a folder holds into another one.
void Copy(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor* type) {
  const auto* factory = google::protobuf::MessageFactory::generated_factory();
  return std::unique_ptr<google::protobuf::Message>(
      const_cast<google::protobuf::MessageFactory*>(factory)->GetPrototype(type)->New());
}

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

const FilledFolder& FilledRegion() {
  static const FilledFolder filled = [] {
    World world;
    SetUpRegion(world);
    return FilledFolder(world);
  }();
  return filled;
}

struct Place {
  const char* gss;
  const char* name;
  double latitude;
  double longitude;
};

constexpr Place kPlaces[] = {{"E10000019", "Lincolnshire", 53.23, -0.54},
                             {"E10000024", "Nottinghamshire", 52.94, -1.13},
                             {"E06000018", "Nottingham", 52.96, -1.18},
                             {"E10000018", "Leicestershire", 52.66, -1.18},
                             {"E06000015", "Derby", 52.91, -1.47}};

}  // namespace

std::string ToJson(const google::protobuf::Message& message) {
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  return json;
}

void Answer::Parse(const std::string& json, google::protobuf::Message& message) {
  const auto status = google::protobuf::util::JsonStringToMessage(json, &message);
  EXPECT_TRUE(status.ok()) << status << " in " << json;
}

absl::StatusOr<std::unique_ptr<storage::Database>> World::OpenSqlite(
    const std::filesystem::path& folder) {
  return storage::OpenSqlite(folder / "scheduling.db");
}

FilledFolder::FilledFolder(World& world) : path_(NewFolder()) {
  world.Stop();
  Copy(world.folder_, path_);
}

FilledFolder::~FilledFolder() { std::filesystem::remove_all(path_); }

World::World(OpenStore open, const FilledFolder* begin)
    : open_(std::move(open)),
      folder_(NewFolder()),
      clock_(absl::FromCivil(absl::CivilDay(2012, 3, 1), absl::UTCTimeZone())),
      random_(begin == nullptr ? 1 : 2) {
  if (begin != nullptr) Copy(begin->path(), folder_);
  auto issuer = access::EmbeddedIssuer::Open(folder_, clock_);
  EXPECT_TRUE(issuer.ok()) << issuer.status();
  issuer_ = *std::move(issuer);
  Start();
}

World::~World() {
  Stop();
  std::filesystem::remove_all(folder_);
}

void World::Start() {
  auto database = open_(folder_);
  ASSERT_TRUE(database.ok()) << database.status();
  database_ = *std::move(database);
  SchedulingOptions options;
  options.tick = absl::InfiniteDuration();
  options.max_searches = kMaxSearches + 1;
  options.solvers = {Holding(planning::SolveProgramme), Holding(planning::SolveTimetable)};
  auto scheduling = Scheduling::Start(*database_, clock_, random_, observability::NoLog(), options);
  ASSERT_TRUE(scheduling.ok()) << scheduling.status();
  scheduling_ = *std::move(scheduling);
  registry_ = rpc::MethodRegistry();
  scheduling_->Register(registry_);

  auto tokens = access::TokenVerifier::Create({.issuers = {issuer_->AsIssuer()}}, clock_);
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  tokens_ = *std::move(tokens);
  recorder_ = std::make_unique<access::AuditRecorder>(scheduling_->audit_log(), clock_,
                                                      observability::NoLog());
  guard_ = std::make_unique<access::Guard>(
      access::GuardParts{*tokens_,
                         scheduling_->grants(),
                         {{"peerchallenge.scheduling.v1", scheduling_->audit_log(), *recorder_}},
                         clock_},
      std::vector<access::CertificateRule>{
          {"service.example", {{.role = access::v1::ROLE_SERVICE}}}});
  rpc::ServerOptions server_options;
  server_options.listen = {"127.0.0.1:0", socket()};
  auto server = rpc::Server::BuildAndStart(
      registry_, {*guard_, *guard_, system_clock_, random_, observability::NoLog(), metrics_},
      server_options);
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  auto channel = rpc::OpenChannel(server_->addresses().front());
  ASSERT_TRUE(channel.ok()) << channel.status();
  channel_ = *std::move(channel);
}

void World::Stop() {
  channel_.reset();
  server_.reset();
  guard_.reset();
  recorder_.reset();
  tokens_.reset();
  scheduling_.reset();
  database_.reset();
}

template <typename Problem, typename Solution>
World::Solver<Problem, Solution> World::Holding(
    absl::StatusOr<Solution> (*solve)(const Problem&, const planning::SolveControl&)) {
  return [this, solve](const Problem& problem, const planning::SolveControl& control) {
    absl::StatusOr<Solution> solution = solve(problem, control);
    // What is proven stays so when it is stopped; this search is one that has proven nothing yet.
    if (HoldUntilStopped(control.stop) && solution.ok() &&
        solution->outcome() == v1::SOLVE_OUTCOME_OPTIMAL) {
      solution->set_outcome(v1::SOLVE_OUTCOME_FEASIBLE);
    }
    return solution;
  };
}

bool World::HoldUntilStopped(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] {
    const environment::MutexLock lock(search_mutex_);
    search_changed_.NotifyAll();
  });
  environment::MutexLock lock(search_mutex_);
  if (!without_end_) return false;
  ++solved_;
  search_changed_.NotifyAll();
  while (!stop.stop_requested()) search_changed_.Wait(lock);
  return true;
}

void World::SearchWithoutEnd() {
  const environment::MutexLock lock(search_mutex_);
  without_end_ = true;
}

void World::WaitForSolved(int searches) {
  environment::MutexLock lock(search_mutex_);
  while (solved_ < searches) search_changed_.Wait(lock);
}

void World::Restart() {
  Stop();
  Start();
}

rpc::CallOptions World::OptionsFor(const Who& who) {
  rpc::CallOptions options;
  options.deadline = absl::Now() + absl::Seconds(60);
  if (who.subject.empty()) return options;
  // Tokens are good for a day of the world's clock; a test that moves on further gets new ones.
  const int64_t day = absl::ToUnixSeconds(clock_.Now()) / 3600;
  const std::string key = absl::StrCat(day, " ", who.subject, " ", absl::StrJoin(who.grants, " "));
  std::string& token = issued_[key];
  if (token.empty()) {
    std::vector<access::Grant> grants;
    for (const std::string& text : who.grants) {
      auto grant = access::ParseGrant(text, "grants");
      EXPECT_TRUE(grant.ok()) << grant.status();
      if (grant.ok()) grants.push_back(*grant);
    }
    auto issued = issuer_->IssueToken(who.subject, grants, absl::Hours(24));
    EXPECT_TRUE(issued.ok()) << issued.status();
    if (issued.ok()) token = *std::move(issued);
  }
  options.bearer_token = token;
  return options;
}

Answer World::Call(const Who& who, const std::string& method, const std::string& request) {
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      kPackage + absl::StrReplaceAll(method, {{"/", "."}}));
  if (descriptor == nullptr) {
    ADD_FAILURE() << "no method " << method;
    return {absl::UnimplementedError(method), ""};
  }
  auto message = NewMessage(descriptor->input_type());
  const auto parsed = google::protobuf::util::JsonStringToMessage(request, message.get());
  EXPECT_TRUE(parsed.ok()) << parsed << " in " << request;
  auto reply = NewMessage(descriptor->output_type());
  Answer answer;
  if (descriptor->server_streaming()) {
    auto reader = channel_->StreamMessages(kPackage + method, *message, OptionsFor(who));
    answer.status = reader->Next(*reply).status();
  } else {
    answer.status = channel_->UnaryMessage(kPackage + method, *message, OptionsFor(who), *reply);
  }
  if (answer.ok()) answer.json = ToJson(*reply);
  return answer;
}

Answer World::Must(const Who& who, const std::string& method, const std::string& request) {
  Answer answer = Call(who, method, request);
  EXPECT_TRUE(answer.ok()) << method << " " << request << ": " << answer.status;
  return answer;
}

std::vector<std::string> World::Read(const Who& who, const std::string& method,
                                     const std::string& request, const std::string& last) {
  std::vector<std::string> messages;
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      kPackage + absl::StrReplaceAll(method, {{"/", "."}}));
  auto message = NewMessage(descriptor->input_type());
  const auto parsed = google::protobuf::util::JsonStringToMessage(request, message.get());
  EXPECT_TRUE(parsed.ok()) << parsed << " in " << request;
  auto reader = channel_->StreamMessages(kPackage + method, *message, OptionsFor(who));
  auto reply = NewMessage(descriptor->output_type());
  while (messages.empty() || messages.back().find(last) == std::string::npos) {
    const auto more = reader->Next(*reply);
    EXPECT_TRUE(more.ok()) << method << ": " << more.status();
    if (!more.ok() || !*more) break;
    messages.push_back(ToJson(*reply));
  }
  return messages;
}

Who Officer(const std::string& role, const std::string& gss) {
  return {absl::StrCat(Lower(role), "-", Lower(gss)),
          {absl::StrCat(role, "@regions/em/authorities/", gss)}};
}

Who Peer(const std::string& id) { return {"regions/em/people/" + id, {"REVIEWER@regions/em"}}; }

void SetUpRegion(World& world) {
  world.Must(kAdministrator, "DirectoryService/CreateRegion",
             R"({"regionId": "em", "region": {"displayName": "East Midlands"}})");
  std::string csv =
      "id,display_name,authority,organisation,role,themes,can_lead,max_reviews,reviews_done\n";
  for (const Place& place : kPlaces) {
    world.Must(
        kAdministrator, "DirectoryService/CreateAuthority",
        absl::StrCat(R"({"parent": "regions/em", "authorityId": ")", place.gss,
                     R"(", "authority": {"displayName": ")", place.name, R"(", "latitude": )",
                     place.latitude, R"(, "longitude": )", place.longitude, "}}"));
    for (int n = 1; n <= 6; ++n) {
      const char* role = n == 1   ? "DIRECTOR"
                         : n == 2 ? "ASSISTANT_DIRECTOR"
                         : n == 3 ? "ELECTED_MEMBER"
                                  : "PRACTITIONER";
      const char* themes = n % 2 == 0 ? "send;early-help" : "attainment-gap;care-leavers";
      absl::StrAppend(&csv, Lower(place.gss), "-", n, ",", role, " ", n, " of ", place.name, ",",
                      place.gss, ",,", role, ",", themes, ",", n <= 2 ? "true" : "false", ",2,",
                      n % 3, "\n");
    }
  }
  absl::StrAppend(&csv,
                  "partner-1,Support officer 1,,Schools agency,PARTNER,attainment-gap,false,2,1\n");
  const Answer imported =
      world.Must(kOffice, "DirectoryService/ImportPeople",
                 absl::StrCat(R"({"parent": "regions/em", "csv": ")",
                              absl::StrReplaceAll(csv, {{"\n", "\\n"}}), "\"}"));
  EXPECT_NE(imported.json.find("\"imported\":true"), std::string::npos) << imported.json;
  world.Must(kOffice, "ProgrammeService/CreateProgramme",
             R"({"parent": "regions/em", "programmeId": "y", "programme": {
                 "displayName": "2012-13", "startDate": "2012-09-03", "endDate": "2013-06-28"}})");
}

RegionWorld::RegionWorld() : World(FilledRegion()) {}

void AddChallenge(World& world, const std::string& id, const std::string& gss,
                  const std::string& members) {
  world.Must(kOffice, "ReviewService/CreateReview",
             absl::StrCat(R"({"parent": "regions/em", "reviewId": ")", id,
                          R"(", "review": {"programme": "regions/em/programmes/y",
                              "kind": "KIND_PEER_CHALLENGE", "host": "regions/em/authorities/)",
                          gss, R"(", "themes": [{"theme": "send"}, {"theme": "attainment-gap"}])",
                          members, "}}"));
  world.Must(
      kOffice, "ReviewService/AgreeScope",
      absl::StrCat(R"({"name": "regions/em/reviews/)", id,
                   R"(", "scope": {"lines": [{"id": "kloe-1", "question": "How well?"}]}})"));
}

}  // namespace peerchallenge::scheduling
