// The methods of FindingService on findings.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/findings/evidence_following.h"
#include "services/recommendations/findings/finding_checks.h"
#include "services/recommendations/findings/finding_service.h"
#include "services/recommendations/findings/finding_states.h"
#include "services/recommendations/findings/support.h"
#include "services/recommendations/names.h"
#include "services/recommendations/room.h"
#include "services/recommendations/sight.h"
#include "services/recommendations/themes/theme_references.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using resources::UpdateStamped;
using storage::Transaction;
using v1::Finding;
using validation::FieldChecks;

constexpr size_t kShortestOverride = 10;
constexpr size_t kLongestReason = 2'000;
constexpr int kMostStates = 10;
constexpr int kMostFindings = 1'000;  // of a review, with those that were withdrawn

// What the client does not set.
void ClearOutput(Finding& finding) {
  finding.clear_state();
  finding.clear_assessment();
  finding.clear_assess_time();
  finding.clear_assessment_stale();
  finding.clear_override();
  finding.clear_marks();
  finding.clear_withdraw_reason();
}

// With what depends on the time of the look.
absl::StatusOr<Finding> AsNow(Transaction& tx, const Context& context, Finding finding) {
  const auto stale = MayHaveChanged(tx, context.clock);
  if (!stale.ok()) return stale.status();
  finding.set_assessment_stale(*stale && !finding.bases().empty());
  return finding;
}
absl::StatusOr<Finding> AsNow(Transaction& tx, const Context& context,
                              absl::StatusOr<Finding> finding) {
  if (!finding.ok()) return finding;
  return AsNow(tx, context, *std::move(finding));
}

bool SameBases(const Finding& a, const Finding& b) {
  Finding x, y;
  *x.mutable_bases() = a.bases();
  *y.mutable_bases() = b.bases();
  return a.limb() == b.limb() && MessageDifferencer::Equals(x, y);
}

bool MayOverride(const Standing& standing) {
  return standing.duty == scheduling::v1::TeamMember::DUTY_LEAD;
}

// Whether the finding says something else than what was let stand: another kind, or other words
// than those who may let it stand have chosen.
bool EndsOverride(const Finding& before, const Finding& after, const Standing& editor) {
  return after.kind() != before.kind() || (after.text() != before.text() && !MayOverride(editor));
}

void SetBases(const Support& support, Finding& finding) {
  finding.mutable_bases()->Assign(support.bases.begin(), support.bases.end());
}

// The themes of a finding that was `before`.
absl::Status CheckThemes(Transaction& tx, const Context& context, const Finding& finding,
                         const Finding& before = Finding()) {
  return CheckThemesUsable(tx, context, "finding.themes", finding.themes(), before.themes());
}

absl::Status CheckName(const std::string& name, std::string_view pattern) {
  FieldChecks checks;
  checks.Name("name", name, pattern);
  return checks.Result();
}

// A look at what a method will change, before evidence is asked: how the caller stands and the
// finding, or the reply that was given before.
struct Look {
  std::optional<Finding> kept;
  Standing standing;
  absl::Status open;  // CheckOpen
  Finding finding;
};

template <typename Request>
absl::StatusOr<Look> LookAt(const Context& context, const rpc::Call& call, const Request& request,
                            const std::string& name) {
  return Read<Look>(context, call, name,
                    [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Look> {
                      Look look;
                      if constexpr (requires { request.request_id(); }) {
                        auto kept = KeptReply<Finding>(tx, context, call, request);
                        if (!kept.ok()) return kept.status();
                        look.kept = *std::move(kept);
                      }
                      look.standing = standing;
                      look.open = CheckOpen(tx, context, standing);
                      if (!validation::MatchName(name, kFindingName)) return look;
                      auto finding = context.store.findings.findings.Get(tx, name);
                      if (!finding.ok()) return finding.status();
                      look.finding = *std::move(finding);
                      return look;
                    });
}

// The finding as it is now, if nothing of what evidence was asked about has changed since.
absl::StatusOr<Finding> StillAsAsked(Transaction& tx, const Context& context,
                                     const Finding& asked) {
  auto finding = context.store.findings.findings.Get(tx, asked.name());
  if (finding.ok() && !SameBases(*finding, asked)) return errors::EtagMismatch(asked.name());
  return finding;
}

// REFERENCE_BROKEN where a recommendation would follow from nothing without the finding.
absl::Status CheckRecommendationsKeepOne(Transaction& tx, const Context& context,
                                         const Finding& finding) {
  const std::string review = validation::ReviewOf(finding.name());
  const auto all = context.store.findings.RecommendationsOf(tx, review);
  if (!all.ok()) return all.status();
  const auto others = context.store.findings.FindingsOf(tx, review);
  if (!others.ok()) return others.status();
  std::set<std::string> left;
  for (const Finding& other : *others) left.insert(other.name());
  left.erase(finding.name());
  for (const auto& recommendation : *all) {
    const auto& names = recommendation.findings();
    const bool follows = std::find(names.begin(), names.end(), finding.name()) != names.end();
    const bool keeps_one = std::any_of(
        names.begin(), names.end(), [&](const std::string& name) { return left.contains(name); });
    if (follows && !keeps_one) {
      return errors::ReferenceBroken(
          recommendation.name(),
          absl::StrCat("'", recommendation.name(), "' follows from no other finding that is left"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Finding> FindingService::CreateFinding(const rpc::Call& call,
                                                      const v1::CreateFindingRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  if (!request.finding_id().empty()) checks.Id("finding_id", request.finding_id());
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const auto look = LookAt(context_, call, request, request.parent());
  if (!look.ok()) return look.status();
  if (look->kept) return *look->kept;
  CheckFinding(request.finding(), request.parent(), look->standing.review.scope(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (!look->open.ok()) return look->open;
  Finding finding = request.finding();
  ClearOutput(finding);
  finding.set_name(absl::StrCat(request.parent(), "/findings/",
                                request.finding_id().empty()
                                    ? environment::NewUuidV7(context_.clock, context_.random)
                                    : request.finding_id()));
  const auto support =
      AskForSupport(context_.evidence, finding, context_.clock.Now(), rpc::Within(call));
  if (!support.ok()) return support.status();
  if (absl::Status status = CheckShared(*support); !status.ok()) return status;
  finding.set_state(Finding::STATE_DRAFT);
  SetBases(*support, finding);
  TakeOver(*support, finding);
  return Mutate<Finding>(context_, call, request, request.parent(),
                         [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Finding> {
                           absl::Status status = CheckOpen(tx, context_, standing);
                           const auto& table = context_.store.findings.findings;
                           if (status.ok()) status = CheckThemes(tx, context_, finding);
                           if (status.ok()) {
                             status = CheckRoomBelow(tx, table, request.parent(), kMostFindings,
                                                     "findings");
                           }
                           if (!status.ok()) return status;
                           return resources::InsertStamped(tx, context_, table, finding);
                         });
}

absl::StatusOr<Finding> FindingService::GetFinding(const rpc::Call& call,
                                                   const v1::GetFindingRequest& request) {
  return Read<Finding>(context_, call, request.name(), [&](Transaction& tx, const Standing&) {
    return AsNow(tx, context_, context_.store.findings.findings.Get(tx, request.name()));
  });
}

absl::StatusOr<v1::ListFindingsResponse> FindingService::ListFindings(
    const rpc::Call& call, const v1::ListFindingsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.That(Finding::Kind_IsValid(request.kind()), "kind", absl::StrCat(request.kind()),
              "STRENGTH, AREA_FOR_CONSIDERATION or nothing");
  checks.Count("states", request.states_size(), kMostStates);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  resources::ListQuery query = resources::QueryFor(call, request);
  query.order_by = "listed";
  v1::ListFindingsRequest filter = request;
  filter.clear_page_token();
  filter.clear_page_size();
  query.bound_to = filter.SerializeAsString();
  const auto keep = [&](const Finding& finding) {
    const auto& states = request.states();
    const bool in_state =
        states.empty() ? finding.state() != Finding::STATE_WITHDRAWN
                       : std::find(states.begin(), states.end(), finding.state()) != states.end();
    const bool on_limb = request.limb().empty() || finding.limb() == request.limb() ||
                         LineOf(finding.limb()) == request.limb();
    return in_state && on_limb && (request.kind() == 0 || finding.kind() == request.kind()) &&
           (!request.marked() || !finding.marks().empty());
  };
  using Response = v1::ListFindingsResponse;
  return Read<Response>(context_, call, request.parent(),
                        [&](Transaction& tx, const Standing&) -> absl::StatusOr<Response> {
                          const auto stale = MayHaveChanged(tx, context_.clock);
                          if (!stale.ok()) return stale.status();
                          return resources::ToResponse(
                              context_.store.findings.findings.List(tx, query, keep),
                              &Response::mutable_findings, [&](Finding finding) {
                                finding.set_assessment_stale(*stale && !finding.bases().empty());
                                return finding;
                              });
                        });
}

absl::StatusOr<Finding> FindingService::UpdateFinding(const rpc::Call& call,
                                                      const v1::UpdateFindingRequest& request) {
  const std::string& name = request.finding().name();
  const auto look = LookAt(context_, call, request, name);
  if (!look.ok()) return look.status();
  if (look->kept) return *look->kept;
  if (!look->open.ok()) return look->open;
  const auto patched = [&](Finding finding) -> absl::StatusOr<Finding> {
    if (absl::Status status = CheckChangeable(finding); !status.ok()) return status;
    absl::Status status = resources::ApplyUpdate(
        request.finding(), request.update_mask(),
        {"state", "assessment", "assess_time", "assessment_stale", "override", "marks",
         "withdraw_reason", "create_time", "update_time"},
        &finding);
    if (!status.ok()) return status;
    FieldChecks checks;
    CheckFinding(finding, validation::ReviewOf(name), look->standing.review.scope(), checks);
    if (status = checks.Result(); !status.ok()) return status;
    return finding;
  };
  auto wanted = patched(look->finding);
  if (!wanted.ok()) return wanted;
  const bool same_bases = SameBases(*wanted, look->finding);
  std::optional<Support> support;
  if (!same_bases) {
    auto asked = AskForSupport(context_.evidence, *wanted, context_.clock.Now(), rpc::Within(call));
    if (!asked.ok()) return asked.status();
    if (absl::Status status = CheckShared(*asked); !status.ok()) return status;
    support = *std::move(asked);
  }
  return Mutate<Finding>(context_, call, request, name,
                         [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Finding> {
                           absl::Status status = CheckOpen(tx, context_, standing);
                           if (!status.ok()) return status;
                           auto stored = StillAsAsked(tx, context_, look->finding);
                           if (!stored.ok()) return stored;
                           auto finding = patched(*stored);
                           if (!finding.ok()) return finding;
                           status = CheckThemes(tx, context_, *finding, *stored);
                           if (!status.ok()) return status;
                           finding->set_state(Finding::STATE_DRAFT);
                           if (support) {
                             SetBases(*support, *finding);
                             TakeOver(*support, *finding);
                           }
                           if (support || EndsOverride(*stored, *finding, standing)) {
                             finding->clear_override();
                           }
                           return UpdateStamped(tx, context_, context_.store.findings.findings,
                                                *std::move(finding), request.finding().etag());
                         });
}

absl::StatusOr<Finding> FindingService::RefreshFinding(const rpc::Call& call,
                                                       const v1::RefreshFindingRequest& request) {
  if (absl::Status status = CheckName(request.name(), kFindingName); !status.ok()) return status;
  const auto look = LookAt(context_, call, request, request.name());
  if (!look.ok()) return look.status();
  const auto support =
      AskForSupport(context_.evidence, look->finding, context_.clock.Now(), rpc::Within(call));
  if (!support.ok()) return support.status();
  return Write<Finding>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing&) -> absl::StatusOr<Finding> {
        auto finding = StillAsAsked(tx, context_, look->finding);
        if (!finding.ok()) return finding;
        TakeOver(*support, *finding);
        if (absl::Status status = context_.store.findings.findings.Update(tx, *finding);
            !status.ok()) {
          return status;
        }
        return finding;
      });
}

absl::StatusOr<Finding> FindingService::OverrideTriangulation(
    const rpc::Call& call, const v1::OverrideTriangulationRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kFindingName);
  checks.Text("reason", request.reason(), kShortestOverride, kLongestReason);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<Finding>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Finding> {
        auto finding = context_.store.findings.findings.Get(tx, request.name());
        if (!finding.ok()) return finding;
        absl::Status status = CheckOpen(tx, context_, standing);
        if (status.ok()) status = CheckChangeable(*finding);
        if (!status.ok()) return status;
        if (!MayOverride(standing)) {
          return errors::RulesBroken(
              {{"FINDING_OVERRIDE", finding->name(), "the lead reviewer lets a finding stand"}});
        }
        if (finding->assessment().support() == evidence::v1::SUPPORT_TRIANGULATED) {
          return errors::WrongState(finding->name(), "triangulated", "one that is not");
        }
        if (!RestsOnEvidence(*finding)) {
          return errors::RulesBroken(
              {{"FINDING_SUPPORT", finding->name(), "it rests on no evidence at all"}});
        }
        auto& override = *finding->mutable_override();
        override.set_reason(request.reason());
        override.set_person(standing.person());
        *override.mutable_time() =
            TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(context_.clock.Now()));
        return UpdateStamped(tx, context_, context_.store.findings.findings, *std::move(finding),
                             request.etag());
      });
}

absl::StatusOr<Finding> FindingService::AgreeFinding(const rpc::Call& call,
                                                     const v1::AgreeFindingRequest& request) {
  if (absl::Status status = CheckName(request.name(), kFindingName); !status.ok()) return status;
  const auto look = LookAt(context_, call, request, request.name());
  if (!look.ok()) return look.status();
  if (look->kept) return *look->kept;
  if (!look->open.ok()) return look->open;
  if (absl::Status status = CheckChangeable(look->finding); !status.ok()) return status;
  const auto support =
      AskForSupport(context_.evidence, look->finding, context_.clock.Now(), rpc::Within(call));
  if (!support.ok()) return support.status();
  return Mutate<Finding>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Finding> {
        if (absl::Status status = CheckOpen(tx, context_, standing); !status.ok()) return status;
        auto finding = StillAsAsked(tx, context_, look->finding);
        if (!finding.ok()) return finding;
        if (absl::Status status = CheckChangeable(*finding); !status.ok()) return status;
        TakeOver(*support, *finding);
        if (!Stands(*finding)) {
          return errors::RulesBroken(
              {{"FINDING_SUPPORT", finding->name(),
                absl::StrCat("it is neither triangulated nor overridden: ",
                             evidence::v1::Support_Name(finding->assessment().support()))}});
        }
        finding->set_state(Finding::STATE_AGREED);
        finding->clear_marks();
        return UpdateStamped(tx, context_, context_.store.findings.findings, *std::move(finding),
                             request.etag());
      });
}

absl::StatusOr<Finding> FindingService::WithdrawFinding(const rpc::Call& call,
                                                        const v1::WithdrawFindingRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kFindingName);
  checks.Text("reason", request.reason(), 1, kLongestReason);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<Finding>(context_, call, request, request.name(),
                         [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Finding> {
                           auto finding = context_.store.findings.findings.Get(tx, request.name());
                           if (!finding.ok()) return finding;
                           absl::Status status = CheckOpen(tx, context_, standing);
                           if (status.ok()) status = CheckChangeable(*finding);
                           if (status.ok())
                             status = CheckRecommendationsKeepOne(tx, context_, *finding);
                           if (!status.ok()) return status;
                           finding->set_state(Finding::STATE_WITHDRAWN);
                           finding->set_withdraw_reason(request.reason());
                           return UpdateStamped(tx, context_, context_.store.findings.findings,
                                                *std::move(finding), request.etag());
                         });
}

void FindingService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.recommendations.v1.FindingService",
                              context_.database);
  // Those that ask evidence wait for it, so they are no plain writes.
  methods.Unary("CreateFinding", this, &FindingService::CreateFinding);
  methods.Unary("GetFinding", this, &FindingService::GetFinding);
  methods.Unary("ListFindings", this, &FindingService::ListFindings);
  methods.Unary("UpdateFinding", this, &FindingService::UpdateFinding);
  methods.Unary("RefreshFinding", this, &FindingService::RefreshFinding);
  methods.Write("OverrideTriangulation", this, &FindingService::OverrideTriangulation);
  methods.Unary("AgreeFinding", this, &FindingService::AgreeFinding);
  methods.Write("WithdrawFinding", this, &FindingService::WithdrawFinding);
  methods.Write("CreateRecommendation", this, &FindingService::CreateRecommendation);
  methods.Unary("GetRecommendation", this, &FindingService::GetRecommendation);
  methods.Unary("ListRecommendations", this, &FindingService::ListRecommendations);
  methods.Write("UpdateRecommendation", this, &FindingService::UpdateRecommendation);
  methods.Write("WithdrawRecommendation", this, &FindingService::WithdrawRecommendation);
}

}  // namespace peerchallenge::recommendations
