// The methods of SupportService on matches: seeing and answering them.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/environment/london.h"
#include "common/errors/errors.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/names.h"
#include "services/recommendations/support/match_states.h"
#include "services/recommendations/support/own_matches.h"
#include "services/recommendations/support/support_calls.h"
#include "services/recommendations/support/support_service.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::SupportMatch;
using validation::FieldChecks;

constexpr absl::Duration kStoreTime = absl::Seconds(10);
constexpr size_t kLongestReason = 2'000;
constexpr int kMostStates = 10;

bool IsAsked(const v1::ListSupportMatchesRequest& request, const SupportMatch& match) {
  const auto& states = request.states();
  const bool in_state =
      states.empty() || std::find(states.begin(), states.end(), match.state()) != states.end();
  const bool of_authority = request.authority().empty() ||
                            request.authority() == OfferingAuthority(match) ||
                            request.authority() == AskingAuthority(match);
  return in_state && of_authority;
}

absl::Status CheckList(const v1::ListSupportMatchesRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  checks.Count("states", request.states_size(), kMostStates);
  for (const int state : request.states()) {
    checks.That(SupportMatch::State_IsValid(state), "states", absl::StrCat(state), "a known state");
  }
  if (!request.authority().empty()) {
    checks.NameBelow("authority", request.authority(), kAuthorityName, request.parent());
  }
  return checks.Result();
}

bool IsOverdue(const SupportMatch& match, absl::CivilDay today) {
  const auto due = validation::ParseDay(match.answer_due_date());
  return due && *due < today;
}

}  // namespace

absl::StatusOr<SupportMatch> SupportService::GetSupportMatch(
    const rpc::Call& call, const v1::GetSupportMatchRequest& request) {
  return ReadReached<SupportMatch>(
      context_, call, InRegion(context_, call, request.name()),
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<SupportMatch> {
        const SupportSight sight(viewer, validation::RegionOf(request.name()));
        auto match = FindMatch(tx, context_, sight, request.name());
        if (!match.ok()) return match;
        return ShownMatch(tx, context_, sight, *std::move(match));
      });
}

absl::StatusOr<v1::ListSupportMatchesResponse> SupportService::ListSupportMatches(
    const rpc::Call& call, const v1::ListSupportMatchesRequest& request) {
  if (absl::Status status = CheckList(request); !status.ok()) return status;
  resources::ListQuery query = resources::QueryFor(call, request);
  query.order_by = "listed";
  query.bound_to = absl::StrCat(request.authority(), " ");
  for (const int state : request.states()) absl::StrAppend(&query.bound_to, state, " ");
  using Response = v1::ListSupportMatchesResponse;
  return ReadReached<Response>(
      context_, call, InRegion(context_, call, request.parent()),
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        const SupportSight sight(viewer, request.parent());
        auto page = context_.store.support.matches.List(tx, query, [&](const SupportMatch& match) {
          return Sees(sight, match) && IsAsked(request, match);
        });
        if (!page.ok()) return page.status();
        for (SupportMatch& match : page->items) {
          auto shown = ShownMatch(tx, context_, sight, std::move(match));
          if (!shown.ok()) return shown.status();
          match = *std::move(shown);
        }
        return resources::ToResponse<Response, SupportMatch>(page,
                                                             &Response::mutable_support_matches);
      });
}

absl::StatusOr<SupportMatch> SupportService::AnswerSupportMatch(
    const rpc::Call& call, const v1::AnswerSupportMatchRequest& request) {
  FieldChecks checks;
  checks.That(request.answer() == SupportMatch::ANSWER_CONSENTED ||
                  request.answer() == SupportMatch::ANSWER_DECLINED,
              "answer", absl::StrCat(request.answer()), "CONSENTED or DECLINED");
  checks.Text("reason", request.reason(), 0, kLongestReason);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return MutateOwnMatch(
      context_, call, request,
      [&](Transaction& tx, const Sides& sides, SupportMatch match) -> absl::StatusOr<SupportMatch> {
        absl::Status status = RequireState(match, {SupportMatch::STATE_PROPOSED});
        if (!status.ok()) return status;
        // What is about to lapse takes no answer any more.
        if (IsOverdue(match, environment::Today(context_.clock))) {
          return errors::WrongState(match.name(), "LAPSED", "PROPOSED");
        }
        const auto side = ActingSide(sides, request.side(), "side");
        if (!side.ok()) return side.status();
        const SupportStore& store = context_.store.support;
        status = store.SetAnswer(tx, match.name(), *side, {request.answer(), request.reason()});
        if (!status.ok()) return status;
        const auto answers = store.AnswersOf(tx, match.name());
        if (!answers.ok()) return answers.status();
        const SupportMatch::State next = AfterAnswers(*answers);
        if (next == match.state()) return match;
        match.set_state(next);
        return resources::UpdateStamped(tx, context_, store.matches, std::move(match), "");
      });
}

absl::Status SupportService::Tick() {
  const absl::CivilDay today = environment::Today(context_.clock);
  const SupportStore& store = context_.store.support;
  const std::vector<resources::Filter> proposed = {
      {"state", static_cast<int64_t>(SupportMatch::STATE_PROPOSED)}};
  bool any = false;
  absl::Status status =
      context_.database.Read(absl::Now() + kStoreTime, [&](Transaction& tx) -> absl::Status {
        return store.matches.Scan(tx, proposed, [&](const SupportMatch& match) {
          any = any || IsOverdue(match, today);
          return absl::OkStatus();
        });
      });
  if (status.ok() && any) {
    status =
        context_.database.Write(absl::Now() + kStoreTime, [&](Transaction& tx) -> absl::Status {
          const auto matches = store.matches.All(tx, proposed);
          if (!matches.ok()) return matches.status();
          for (SupportMatch match : *matches) {
            if (!IsOverdue(match, today)) continue;
            match.set_state(SupportMatch::STATE_LAPSED);
            const auto lapsed =
                resources::UpdateStamped(tx, context_, store.matches, std::move(match), "");
            if (!lapsed.ok()) return lapsed.status();
          }
          return absl::OkStatus();
        });
  }
  status.Update(runner_.Tick());
  return status;
}

void SupportService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.recommendations.v1.SupportService",
                              context_.database);
  methods.Write("CreateOffer", this, &SupportService::CreateOffer);
  methods.Unary("GetOffer", this, &SupportService::GetOffer);
  methods.Unary("ListOffers", this, &SupportService::ListOffers);
  methods.Write("UpdateOffer", this, &SupportService::UpdateOffer);
  methods.Write("CreateAsk", this, &SupportService::CreateAsk);
  methods.Unary("GetAsk", this, &SupportService::GetAsk);
  methods.Unary("ListAsks", this, &SupportService::ListAsks);
  methods.Write("UpdateAsk", this, &SupportService::UpdateAsk);
  methods.Unary("StartMatchRun", this, &SupportService::StartMatchRun);
  methods.Unary("GetMatchRun", this, &SupportService::GetMatchRun);
  methods.Unary("ListMatchRuns", this, &SupportService::ListMatchRuns);
  methods.Stream("WatchMatchRun", this, &SupportService::WatchMatchRun);
  methods.Unary("CancelMatchRun", this, &SupportService::CancelMatchRun);
  methods.Write("AdoptMatchRun", this, &SupportService::AdoptMatchRun);
  methods.Unary("ExplainMatchRun", this, &SupportService::ExplainMatchRun);
  methods.Unary("GetSupportMatch", this, &SupportService::GetSupportMatch);
  methods.Unary("ListSupportMatches", this, &SupportService::ListSupportMatches);
  methods.Write("AnswerSupportMatch", this, &SupportService::AnswerSupportMatch);
  methods.Write("ProposeAgreement", this, &SupportService::ProposeAgreement);
  methods.Write("ConfirmAgreement", this, &SupportService::ConfirmAgreement);
  methods.Write("EndSupportMatch", this, &SupportService::EndSupportMatch);
  methods.Write("RecordSupportOutcome", this, &SupportService::RecordSupportOutcome);
}

}  // namespace peerchallenge::recommendations
