#include "tests/common/rpc/test_server.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace peerchallenge::rpc {

absl::StatusOr<access::Caller> TokenIsSubject::Authenticate(const Credentials& credentials) {
  const environment::MutexLock lock(mutex_);
  certificate_names_ = credentials.certificate_names;
  transport_threads_.insert(std::this_thread::get_id());
  if (credentials.bearer_token.empty() && credentials.certificate_names.empty()) {
    return errors::Make(errors::v1::ERROR_REASON_CREDENTIALS_MISSING, "no token came");
  }
  if (credentials.bearer_token == "expired") {
    return errors::Make(errors::v1::ERROR_REASON_TOKEN_EXPIRED, "the token's time is over");
  }
  return access::Caller{.subject = std::string(credentials.bearer_token), .grants = {}};
}

absl::Status TokenIsSubject::AddStoredGrants(access::Caller& caller) {
  const environment::MutexLock lock(mutex_);
  EXPECT_FALSE(transport_threads_.contains(std::this_thread::get_id()));
  caller.grants.push_back({.role = access::v1::ROLE_AUDITOR});
  return error_;
}

void TokenIsSubject::LookUpGrants(absl::Status error) {
  const environment::MutexLock lock(mutex_);
  error_ = std::move(error);
  looks_up_ = true;
}

absl::Status TokenIsSubject::CheckCurrent(const access::Caller&) {
  if (!expired_) return absl::OkStatus();
  return errors::Make(errors::v1::ERROR_REASON_TOKEN_EXPIRED, "the token's time is over");
}

std::vector<std::string> TokenIsSubject::certificate_names() {
  const environment::MutexLock lock(mutex_);
  return certificate_names_;
}

absl::Status RefusesNobody::Admit(const Call& call, const access::v1::MethodAccess& method_access) {
  if (call.caller.subject != "nobody") return absl::OkStatus();
  return errors::Make(errors::v1::ERROR_REASON_PERMISSION_MISSING, "you may not",
                      {{"permission", access::v1::Permission_Name(method_access.permission())}});
}

absl::Status RefusesNobody::Record(const Call& call, const access::v1::MethodAccess&,
                                   const absl::Status& outcome) {
  if (fail_)
    return errors::Make(errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE,
                        "the audit log's disk is full");
  const environment::MutexLock lock(mutex_);
  records_.push_back(absl::StrCat(call.caller.subject, " ", call.method, " ",
                                  absl::StatusCodeToString(outcome.code()),
                                  call.resource.empty() ? "" : " ", call.resource));
  return absl::OkStatus();
}

std::vector<std::string> RefusesNobody::records() {
  const environment::MutexLock lock(mutex_);
  return records_;
}

TestServer::TestServer(Handlers handlers, ServerOptions options, const environment::Clock* clock,
                       observability::Log* log)
    : handlers_(std::move(handlers)) {
  // With its last channel or server gRPC ends its threads, and waits up to 10 s for one that polls
  // for a write that nobody waits for any more: one channel stays.
  [[maybe_unused]] static const auto* const kept =
      new std::shared_ptr<Channel>(OpenChannel("127.0.0.1:1").value());
  constexpr char kService[] = "peerchallenge.rpctest.v1.EchoService";
  ServiceMethods methods(registry, kService);
  for (const char* method : {"Echo", "Sensitive"}) {
    if (handlers_.store != nullptr) {
      ServiceMethods(registry, kService, *handlers_.store).Write(method, handlers_.echo);
    } else if (handlers_.quick) {
      methods.Quick(method, handlers_.echo);
    } else {
      methods.Unary(method, handlers_.echo);
    }
  }
  methods.Stream("Watch", handlers_.watch);
  methods.ClientStream("Collect", handlers_.collect);
  methods.ClientStream("CollectSensitive", handlers_.collect);
  if (options.listen.empty()) options.listen = {"127.0.0.1:0"};
  const ServerEnvironment surroundings{authenticator,
                                       guard,
                                       clock == nullptr ? system_clock : *clock,
                                       random,
                                       log == nullptr ? observability::NoLog() : *log,
                                       metrics};
  auto server = Server::BuildAndStart(registry, surroundings, options);
  if (!server.ok()) {
    ADD_FAILURE() << server.status();
    std::abort();
  }
  server_ = *std::move(server);
  channel_ = NewChannel();
}

Channel& TestServer::channel() { return *channel_; }

std::shared_ptr<Channel> TestServer::NewChannel() const { return OpenChannel(address()).value(); }

absl::StatusOr<EchoResponse> TestServer::Echo(const EchoRequest& request, CallOptions options) {
  return channel().Unary<EchoResponse>(kEcho, request, options);
}

CallOptions TestServer::AsAlice() {
  CallOptions options;
  options.deadline = absl::Now() + absl::Seconds(30);
  options.bearer_token = "alice";
  return options;
}

void Tally::Add() {
  const environment::MutexLock lock(mutex_);
  ++count_;
  changed_.NotifyAll();
}

bool Tally::WaitFor(int count) {
  const auto deadline = environment::SteadyAfter(absl::Seconds(30));
  environment::MutexLock lock(mutex_);
  while (count_ < count) {
    if (!changed_.WaitUntil(lock, deadline)) return false;
  }
  return true;
}

int Tally::count() {
  const environment::MutexLock lock(mutex_);
  return count_;
}

}  // namespace peerchallenge::rpc
