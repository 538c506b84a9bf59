// The methods of SupportService on what comes after consent: the agreement, and what came of it.
#include <utility>

#include "common/environment/london.h"
#include "common/errors/errors.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "services/recommendations/support/match_states.h"
#include "services/recommendations/support/own_matches.h"
#include "services/recommendations/support/support_checks.h"
#include "services/recommendations/support/support_service.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::SupportMatch;
using validation::FieldChecks;

constexpr size_t kLongestReason = 2'000;

absl::StatusOr<SupportMatch> Save(Transaction& tx, const Context& context, SupportMatch match) {
  return resources::UpdateStamped(tx, context, context.store.support.matches, std::move(match), "");
}

// Days of the match's offer that no other match takes.
absl::StatusOr<int> DaysLeftFor(Transaction& tx, const Context& context,
                                const SupportMatch& match) {
  const auto offer = context.store.support.offers.Get(tx, match.offer());
  if (!offer.ok()) return offer.status();
  const auto commitments = CommitmentsOf(tx, context, match.name());
  if (!commitments.ok()) return commitments.status();
  return offer->capacity_days() - commitments->TakenDays(offer->name()) + DaysOf(match);
}

}  // namespace

absl::StatusOr<SupportMatch> SupportService::ProposeAgreement(
    const rpc::Call& call, const v1::ProposeAgreementRequest& request) {
  return MutateOwnMatch(
      context_, call, request,
      [&](Transaction& tx, const Sides& sides, SupportMatch match) -> absl::StatusOr<SupportMatch> {
        absl::Status status = RequireState(match, {SupportMatch::STATE_CONSENTED});
        if (!status.ok()) return status;
        const auto free_days = DaysLeftFor(tx, context_, match);
        if (!free_days.ok()) return free_days.status();
        FieldChecks checks;
        CheckAgreement(request.agreement(), *free_days, checks);
        status = checks.Result();
        if (!status.ok()) return status;
        *match.mutable_agreement() = request.agreement();
        match.set_agreement_author(sides.front());
        return Save(tx, context_, std::move(match));
      });
}

absl::StatusOr<SupportMatch> SupportService::ConfirmAgreement(
    const rpc::Call& call, const v1::ConfirmAgreementRequest& request) {
  return MutateOwnMatch(
      context_, call, request,
      [&](Transaction& tx, const Sides& sides, SupportMatch match) -> absl::StatusOr<SupportMatch> {
        absl::Status status = RequireState(match, {SupportMatch::STATE_CONSENTED});
        if (status.ok()) status = CheckConfirms(match, sides);
        // Without it, the text that is confirmed could be another than the one that was read.
        if (status.ok() && request.etag().empty()) status = errors::EtagMismatch(match.name());
        if (!status.ok()) return status;
        match.set_state(SupportMatch::STATE_AGREED);
        return Save(tx, context_, std::move(match));
      });
}

absl::StatusOr<SupportMatch> SupportService::EndSupportMatch(
    const rpc::Call& call, const v1::EndSupportMatchRequest& request) {
  FieldChecks checks;
  checks.Text("reason", request.reason(), 1, kLongestReason);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return MutateOwnMatch(
      context_, call, request,
      [&](Transaction& tx, const Sides&, SupportMatch match) -> absl::StatusOr<SupportMatch> {
        absl::Status status =
            RequireState(match, {SupportMatch::STATE_CONSENTED, SupportMatch::STATE_AGREED});
        if (!status.ok()) return status;
        match.set_state(SupportMatch::STATE_ENDED);
        match.set_end_reason(request.reason());
        return Save(tx, context_, std::move(match));
      });
}

absl::StatusOr<SupportMatch> SupportService::RecordSupportOutcome(
    const rpc::Call& call, const v1::RecordSupportOutcomeRequest& request) {
  FieldChecks checks;
  CheckOutcome(request.outcome(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return MutateOwnMatch(
      context_, call, request,
      [&](Transaction& tx, const Sides& sides, SupportMatch match) -> absl::StatusOr<SupportMatch> {
        absl::Status status = RequireState(match, {SupportMatch::STATE_AGREED});
        if (!status.ok()) return status;
        const auto side = ActingSide(sides, request.outcome().side(), "outcome.side");
        if (!side.ok()) return side.status();
        const SupportStore& store = context_.store.support;
        const auto said = store.OutcomesOf(tx, match.name());
        if (!said.ok()) return said.status();
        if (said->contains(*side)) {
          return errors::WrongState(match.name(), "with an outcome of this side",
                                    "one of which this side has not said what came");
        }
        v1::SupportOutcome outcome = request.outcome();
        outcome.set_side(*side);
        outcome.set_date(validation::FormatDay(environment::Today(context_.clock)));
        status = store.AddOutcome(tx, match.name(), outcome);
        if (!status.ok() || said->empty()) {
          return status.ok() ? absl::StatusOr<SupportMatch>(std::move(match)) : status;
        }
        match.set_state(SupportMatch::STATE_COMPLETED);
        return Save(tx, context_, std::move(match));
      });
}

}  // namespace peerchallenge::recommendations
