#include "common/access/guard.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/access/embedded_issuer.h"
#include "gtest/gtest.h"
#include "tests/common/access/audit_store.h"

namespace peerchallenge::access {
namespace {

using errors::v1::ERROR_REASON_CREDENTIALS_MISSING;
using errors::v1::ERROR_REASON_PERMISSION_MISSING;
using errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE;
using errors::v1::ERROR_REASON_TOKEN_EXPIRED;
using errors::v1::ERROR_REASON_TOKEN_INVALID;

class StoredGrants final : public GrantSource {
 public:
  std::optional<std::vector<Grant>> KnownGrantsOf(const std::string& subject) override {
    if (!known) return std::nullopt;
    return grants[subject];
  }
  absl::StatusOr<std::vector<Grant>> GrantsOf(const std::string& subject) override {
    if (!status.ok()) return status;
    return grants[subject];
  }
  std::map<std::string, std::vector<Grant>> grants;
  absl::Status status;
  bool known = true;
};

v1::MethodAccess Needs(Permission permission, bool sensitive = false) {
  v1::MethodAccess method_access;
  method_access.set_permission(permission);
  method_access.set_sensitive(sensitive);
  return method_access;
}

class GuardTest : public testing::Test {
 protected:
  std::string TokenFor(const std::string& subject, const std::vector<Grant>& grants = {}) {
    return *issuer_->IssueToken(subject, grants, absl::Hours(1));
  }
  absl::StatusOr<Caller> Authenticate(const std::string& token,
                                      std::vector<std::string> certificate_names = {}) {
    return guard_.Authenticate({.bearer_token = token,
                                .certificate_names = std::move(certificate_names),
                                .peer = "ipv4:10.0.0.1:5",
                                .method = "S/M",
                                .request_id = "q1"});
  }
  static rpc::Call CallBy(const std::string& subject, std::vector<Grant> grants) {
    rpc::Call call;
    call.caller = {.subject = subject, .grants = std::move(grants)};
    call.method = "S/M";
    call.request_id = "q1";
    call.peer = "ipv4:10.0.0.1:5";
    return call;
  }
  std::vector<AuditEntry> Audited() {
    EXPECT_TRUE(recorder_.Flush(kForever).ok());
    return AllOf(log_);
  }

  const Grant service_{.role = v1::ROLE_SERVICE};
  const Grant office_{.role = v1::ROLE_PROGRAMME_OFFICE, .region = "regions/em"};
  TempFolder folder_;
  environment::ManualClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  const absl::Time token_end_ = clock_.Now() + absl::Hours(1) + TokenVerifier::kLeeway;
  std::unique_ptr<EmbeddedIssuer> issuer_ = *EmbeddedIssuer::Open(folder_.path(), clock_);
  std::unique_ptr<TokenVerifier> tokens_ =
      *TokenVerifier::Create({.issuers = {issuer_->AsIssuer()}}, clock_);
  AuditStore store_;
  AuditLog log_{store_};
  KeptLog messages_;
  StoredGrants stored_;
  AuditRecorder recorder_{log_, clock_, messages_};
  AuditStore evidence_store_;
  AuditLog evidence_log_{evidence_store_};
  AuditRecorder evidence_recorder_{evidence_log_, clock_, messages_};
  environment::SystemRandom random_;
  const InProcessAccounts in_process_{random_};
  Guard guard_{{*tokens_,
                stored_,
                {{"peerchallenge.scheduling.v1", log_, recorder_},
                 {"peerchallenge.evidence.v1", evidence_log_, evidence_recorder_}},
                clock_,
                &in_process_},
               {{.name = "spiffe://pc/evidence", .grants = {service_}}}};
};

TEST_F(GuardTest, ATokenSaysWhoIsCalling) {
  EXPECT_EQ(*Authenticate(TokenFor("office-1", {office_})),
            (Caller{.subject = "office-1", .grants = {office_}, .expires = token_end_}));
}

TEST_F(GuardTest, ACallerIsCurrentUntilTheTokenEnds) {
  const Caller caller = *Authenticate(TokenFor("office-1"));
  EXPECT_TRUE(guard_.CheckCurrent(caller).ok());
  clock_.Advance(token_end_ - clock_.Now() - absl::Microseconds(1));
  EXPECT_TRUE(guard_.CheckCurrent(caller).ok());
  clock_.Advance(absl::Microseconds(1));
  EXPECT_THAT(guard_.CheckCurrent(caller), HasReason(ERROR_REASON_TOKEN_EXPIRED));
  EXPECT_TRUE(guard_.CheckCurrent(*Authenticate("", {"spiffe://pc/evidence"})).ok());
}

TEST_F(GuardTest, ACertificateSpeaksForItsServiceOnlyWithoutAToken) {
  EXPECT_EQ(*Authenticate("", {"x", "spiffe://pc/evidence"}),
            (Caller{.subject = "spiffe://pc/evidence", .grants = {service_}}));
  EXPECT_EQ(*Authenticate(TokenFor("office-1"), {"spiffe://pc/evidence"}),
            (Caller{.subject = "office-1", .grants = {}, .expires = token_end_}));
  EXPECT_THAT(Authenticate("bad", {"spiffe://pc/evidence"}), HasReason(ERROR_REASON_TOKEN_INVALID));
}

TEST_F(GuardTest, NobodyIsNobody) {
  EXPECT_THAT(Authenticate(""), HasReason(ERROR_REASON_CREDENTIALS_MISSING));
  EXPECT_THAT(Authenticate("", {"spiffe://pc/unknown"}),
              HasReason(ERROR_REASON_CREDENTIALS_MISSING));
}

TEST_F(GuardTest, StoredGrantsAreAdded) {
  stored_.grants["office-1"] = {office_};
  for (const bool known : {true, false}) {
    stored_.known = known;
    Caller caller = *Authenticate(TokenFor("office-1", {service_}));
    EXPECT_EQ(caller.grants, std::vector<Grant>{service_});
    EXPECT_EQ(guard_.AddKnownGrants(caller), known);
    if (!known) {
      EXPECT_EQ(caller.grants, std::vector<Grant>{service_});
      EXPECT_TRUE(guard_.AddStoredGrants(caller).ok());
    }
    EXPECT_EQ(caller.grants, (std::vector<Grant>{service_, office_}));
    EXPECT_EQ(caller.stored_grants, 1U);
  }
  stored_.status = errors::Make(ERROR_REASON_STORAGE_UNAVAILABLE, "away");
  Caller caller = *Authenticate(TokenFor("office-1"));
  EXPECT_THAT(guard_.AddStoredGrants(caller), HasReason(ERROR_REASON_STORAGE_UNAVAILABLE));
}

TEST_F(GuardTest, WhoIsNotLetInIsAudited) {
  const std::string stolen = TokenFor("x") + "A";
  EXPECT_THAT(Authenticate(stolen), HasReason(ERROR_REASON_TOKEN_INVALID));
  EXPECT_EQ(Audited(), (std::vector<AuditEntry>{{.time = clock_.Now(),
                                                 .subject = "",
                                                 .method = "S/M",
                                                 .resource = "",
                                                 .region = "",
                                                 .peer = "ipv4:10.0.0.1:5",
                                                 .request_id = "q1",
                                                 .code = absl::StatusCode::kUnauthenticated,
                                                 .reason = ERROR_REASON_TOKEN_INVALID,
                                                 .count = 1}}));
  EXPECT_EQ(messages_.text(), "");
}

TEST_F(GuardTest, AdmitsWhoMayHoldThePermissionSomewhere) {
  EXPECT_TRUE(guard_.Admit(CallBy("o", {office_}), Needs(v1::PERMISSION_PLAN_WORK)).ok());
  for (const std::vector<Grant>& grants : {std::vector<Grant>{}, {office_}}) {
    const absl::Status refused =
        guard_.Admit(CallBy("o", grants), Needs(v1::PERMISSION_ROLE_GRANT));
    EXPECT_THAT(refused, HasReason(ERROR_REASON_PERMISSION_MISSING));
  }
}

TEST_F(GuardTest, RecordsRefusedAndSensitiveCallsAndNoOthers) {
  const rpc::Call call = CallBy("o", {office_});
  const absl::Status refused = guard_.Admit(call, Needs(v1::PERMISSION_ROLE_GRANT));
  EXPECT_TRUE(guard_.Record(call, Needs(v1::PERMISSION_ROLE_GRANT), refused).ok());
  EXPECT_TRUE(guard_.Record(call, Needs(v1::PERMISSION_PLAN_WORK), absl::OkStatus()).ok());
  EXPECT_TRUE(guard_.Record(call, Needs(v1::PERMISSION_PLAN_WORK), errors::NotFound("x")).ok());
  EXPECT_TRUE(
      guard_.Record(call, Needs(v1::PERMISSION_PLAN_WORK, true), errors::NotFound("x")).ok());
  EXPECT_TRUE(guard_.Record(call, Needs(v1::PERMISSION_PLAN_WORK, true), absl::OkStatus()).ok());
  std::map<absl::StatusCode, int> codes;
  for (const AuditEntry& entry : Audited()) {
    EXPECT_EQ(entry.subject, "o");
    EXPECT_EQ(entry.region, "regions/em");
    ++codes[entry.code];
  }
  EXPECT_EQ(codes, (std::map<absl::StatusCode, int>{{absl::StatusCode::kOk, 1},
                                                    {absl::StatusCode::kNotFound, 1},
                                                    {absl::StatusCode::kPermissionDenied, 1}}));
}

TEST_F(GuardTest, RecordsWhatTheCallWasAboutInItsRegion) {
  rpc::Call call = CallBy("o", {office_});
  call.resource = "regions/yh/reviews/r";
  EXPECT_TRUE(guard_.Record(call, Needs(v1::PERMISSION_PLAN_WORK, true), absl::OkStatus()).ok());
  call.resource = "regions/-/roleGrants/g";
  EXPECT_TRUE(guard_.Record(call, Needs(v1::PERMISSION_PLAN_WORK, true), absl::OkStatus()).ok());
  const std::vector<AuditEntry> entries = AllOf(log_);
  ASSERT_EQ(entries.size(), 2U);
  for (const AuditEntry& entry : entries) {
    const bool of_region = entry.resource == "regions/yh/reviews/r";
    EXPECT_EQ(entry.region, of_region ? "regions/yh" : "regions/em");
    EXPECT_TRUE(of_region || entry.resource == "regions/-/roleGrants/g") << entry.resource;
  }
}

TEST_F(GuardTest, ASensitiveSuccessIsOnDiskBeforeItIsAnswered) {
  EXPECT_TRUE(
      guard_.Record(CallBy("o", {office_}), Needs(v1::PERMISSION_PLAN_WORK, true), absl::OkStatus())
          .ok());
  EXPECT_EQ(AllOf(log_).size(), 1U);
}

TEST_F(GuardTest, WhatCannotBeAuditedIsNotAnsweredButStillRecordedLater) {
  store_.failing = true;
  EXPECT_THAT(guard_.Record(CallBy("o", {office_}), Needs(v1::PERMISSION_PLAN_WORK, true),
                            absl::OkStatus()),
              HasReason(ERROR_REASON_STORAGE_UNAVAILABLE));
  store_.failing = false;
  EXPECT_EQ(Audited().size(), 1U);
}

TEST_F(GuardTest, EachCallIsRecordedInTheLogOfItsService) {
  rpc::Call call = CallBy("o", {office_});
  for (const char* method :
       {"peerchallenge.evidence.v1.E/Kept", "peerchallenge.scheduling.v1.S/Kept",
        "peerchallenge.evidence.v10.E/Kept"}) {
    call.method = method;
    EXPECT_TRUE(guard_.Record(call, Needs(v1::PERMISSION_PLAN_WORK, true), absl::OkStatus()).ok());
    call.method += "Refused";
    EXPECT_TRUE(guard_
                    .Record(call, Needs(v1::PERMISSION_PLAN_WORK),
                            guard_.Admit(call, Needs(v1::PERMISSION_ROLE_GRANT)))
                    .ok());
  }
  ASSERT_TRUE(evidence_recorder_.Flush(kForever).ok());
  std::vector<std::string> methods;
  for (const AuditEntry& entry : AllOf(evidence_log_)) methods.push_back(entry.method);
  EXPECT_THAT(methods, testing::UnorderedElementsAre("peerchallenge.evidence.v1.E/Kept",
                                                     "peerchallenge.evidence.v1.E/KeptRefused"));
  EXPECT_EQ(Audited().size(), 4U);
}

TEST_F(GuardTest, AServiceOnItsOwnAccountIsKnownWithinTheProcessOnly) {
  const std::string token = in_process_.TokenOf("evidence");
  const auto within = [&](const std::string& bearer_token) {
    return guard_.Authenticate({.bearer_token = bearer_token, .in_process = true});
  };
  EXPECT_EQ(*within(token), (Caller{.subject = "in-process:evidence", .grants = {service_}}));
  EXPECT_THAT(Authenticate(token), HasReason(ERROR_REASON_TOKEN_INVALID));
  EXPECT_THAT(within(""), HasReason(ERROR_REASON_CREDENTIALS_MISSING));
  EXPECT_THAT(within("in-process:evidence"), HasReason(ERROR_REASON_TOKEN_INVALID));
  EXPECT_THAT(within("in-process:scheduling" + token.substr(token.rfind(':'))),
              HasReason(ERROR_REASON_TOKEN_INVALID));
  EXPECT_THAT(within(InProcessAccounts(random_).TokenOf("evidence")),
              HasReason(ERROR_REASON_TOKEN_INVALID));
  EXPECT_EQ(within(TokenFor("office-1"))->subject, "office-1");
}

}  // namespace
}  // namespace peerchallenge::access
