// SupportService.AdoptMatchRun: a run's pairs become proposals.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/names.h"
#include "services/recommendations/support/support_calls.h"
#include "services/recommendations/support/support_service.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::MatchRun;
using v1::SupportMatch;
using validation::FieldChecks;

constexpr char kOutdated[] = "MATCH_OUTDATED";
constexpr int kUsualDays = 28;
constexpr int kMostAdopted = 1'000;

// The chosen pairs of the run that the request names, in the run's order; all where it names none.
absl::StatusOr<std::vector<v1::PairExplanation>> PairsToAdopt(
    const MatchRun& run, const v1::AdoptMatchRunRequest& request) {
  std::vector<v1::PairExplanation> pairs;
  if (request.pairs().empty()) {
    pairs.assign(run.pairs().begin(), run.pairs().end());
    return pairs;
  }
  std::map<std::pair<std::string, std::string>, bool> wanted;  // and whether the run has it
  for (const v1::OfferAskPair& pair : request.pairs()) wanted[{pair.offer(), pair.ask()}] = false;
  for (const v1::PairExplanation& pair : run.pairs()) {
    const auto found = wanted.find({pair.offer(), pair.ask()});
    if (found == wanted.end()) continue;
    found->second = true;
    pairs.push_back(pair);
  }
  for (int k = 0; k < request.pairs_size(); ++k) {
    const v1::OfferAskPair& pair = request.pairs(k);
    if (wanted.at({pair.offer(), pair.ask()})) continue;
    return errors::InvalidField(absl::StrCat("pairs[", k, "]"),
                                absl::StrCat(pair.offer(), " and ", pair.ask()),
                                "a pair that the run chose");
  }
  return pairs;
}

bool HasChangedSince(const SupportMatch& match, const MatchRun& run) {
  using google::protobuf::util::TimeUtil;
  return TimeUtil::TimestampToMicroseconds(match.update_time()) >=
         TimeUtil::TimestampToMicroseconds(run.create_time());
}

// Whether what a run looked at is still so for pairs of it.
class Freshness {
 public:
  Freshness(Transaction& tx, const Context& context, const MatchRun& run,
            const v1::MatchProblem& problem, const std::vector<SupportMatch>& matches)
      : tx_(tx), context_(context), commitments_(matches) {
    for (const SupportMatch& match : matches) {
      if (!IsLive(match) && HasChangedSince(match, run)) {
        ended_.emplace(match.offer(), match.ask());
      }
    }
    for (const v1::Offer& offer : problem.offers()) offers_[offer.name()] = &offer;
    for (const v1::Ask& ask : problem.asks()) asks_[ask.name()] = &ask;
    for (const v1::OfferAskPair& pair : problem.matched()) ++matched_[pair.ask()];
  }

  // Takes the pair's place and days; notes what is no longer so.
  absl::Status Take(const v1::PairExplanation& pair) {
    absl::Status status;
    if (!days_.contains(pair.offer())) {
      status = CheckUnchanged(context_.store.support.offers, *offers_.at(pair.offer()));
    }
    if (status.ok() && !places_.contains(pair.ask())) {
      status = CheckUnchanged(context_.store.support.asks, *asks_.at(pair.ask()));
    }
    if (!status.ok()) return status;
    if (commitments_.IsMatched(pair.offer(), pair.ask())) {
      Outdated(pair.ask(), "it is matched with this offer already");
    } else if (ended_.contains({pair.offer(), pair.ask()})) {
      Outdated(pair.ask(), "its match with this offer came to nothing since");
    }
    days_[pair.offer()] += ShareOf(pair.ask());
    ++places_[pair.ask()];
    return absl::OkStatus();
  }

  // RULE_BROKEN where anything is no longer so.
  absl::Status Check() {
    for (const auto& [name, days] : days_) {
      const int free = offers_.at(name)->capacity_days() - commitments_.TakenDays(name);
      if (days > free) Outdated(name, "it has promised days since");
    }
    for (const auto& [name, places] : places_) {
      if (commitments_.OffersOf(name) + places > most_offers_.at(name)) {
        Outdated(name, "it has got offers since");
      } else if (CoveredSince(name) + places * ShareOf(name) > PlacesOf(name) * ShareOf(name)) {
        Outdated(name, "it has got days since");
      }
    }
    return violations_.empty() ? absl::OkStatus() : errors::RulesBroken(violations_);
  }

  // The days that a pair of the ask takes: its open days divided by the places that were left.
  int ShareOf(const std::string& ask) const {
    const int places = PlacesOf(ask);
    return (asks_.at(ask)->open_days() + places - 1) / places;
  }

 private:
  // Places that the ask had left for the run.
  int PlacesOf(const std::string& ask) const {
    const auto matched = matched_.find(ask);
    return std::max(
        1, asks_.at(ask)->max_offers() - (matched == matched_.end() ? 0 : matched->second));
  }

  // Days that matches took of the ask since the run.
  int CoveredSince(const std::string& name) const {
    const v1::Ask& ask = *asks_.at(name);
    return commitments_.TakenDays(name) - (ask.days() - ask.open_days());
  }

  template <typename Message>
  absl::Status CheckUnchanged(const resources::ResourceTable<Message>& table,
                              const Message& looked_at) {
    const auto now = table.Get(tx_, looked_at.name());
    if (!now.ok()) return now.status();
    if (now->etag() != looked_at.etag()) Outdated(looked_at.name(), "it has changed since");
    if constexpr (requires { now->max_offers(); }) {
      most_offers_[now->name()] = std::max(1, now->max_offers());
    }
    return absl::OkStatus();
  }

  void Outdated(const std::string& name, const std::string& why) {
    violations_.push_back({kOutdated, name, why + "; run again"});
  }

  Transaction& tx_;
  const Context& context_;
  const Commitments commitments_;
  std::set<std::pair<std::string, std::string>> ended_;  // offers and asks: since the run began
  std::map<std::string, const v1::Offer*> offers_;       // as the run looked at them
  std::map<std::string, const v1::Ask*> asks_;
  std::map<std::string, int> matched_;      // by ask: pairs that were matched before the run
  std::map<std::string, int> most_offers_;  // by ask, as it is now
  std::map<std::string, int> days_;         // by offer: of the pairs taken
  std::map<std::string, int> places_;       // by ask: pairs taken
  std::vector<errors::RuleViolation> violations_;
};

// The pairs as proposals, stored.
absl::StatusOr<std::vector<SupportMatch>> Propose(Transaction& tx, const Context& context,
                                                  const std::string& region,
                                                  const std::vector<v1::PairExplanation>& pairs,
                                                  Freshness& fresh, absl::CivilDay due) {
  for (const v1::PairExplanation& pair : pairs) {
    if (absl::Status status = fresh.Take(pair); !status.ok()) return status;
  }
  if (absl::Status status = fresh.Check(); !status.ok()) return status;
  std::vector<SupportMatch> proposed;
  for (const v1::PairExplanation& pair : pairs) {
    SupportMatch match;
    match.set_name(absl::StrCat(region, "/supportMatches/",
                                environment::NewUuidV7(context.clock, context.random)));
    match.set_offer(pair.offer());
    match.set_ask(pair.ask());
    match.set_state(SupportMatch::STATE_PROPOSED);
    *match.mutable_reasons() = pair.items();
    match.set_answer_due_date(validation::FormatDay(due));
    match.set_days(fresh.ShareOf(pair.ask()));
    auto stored =
        resources::InsertStamped(tx, context, context.store.support.matches, std::move(match));
    if (!stored.ok()) return stored.status();
    proposed.push_back(*std::move(stored));
  }
  return proposed;
}

}  // namespace

absl::StatusOr<v1::AdoptMatchRunResponse> SupportService::AdoptMatchRun(
    const rpc::Call& call, const v1::AdoptMatchRunRequest& request) {
  const absl::CivilDay today = environment::Today(context_.clock);
  FieldChecks checks;
  checks.Count("pairs", request.pairs_size(), kMostAdopted);
  const absl::CivilDay due =
      checks.OptionalDay("answer_due_date", request.answer_due_date()).value_or(today + kUsualDays);
  checks.That(due >= today, "answer_due_date", request.answer_due_date(), "today or later");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::AdoptMatchRunResponse;
  return MutateReached<Response>(
      context_, call, request, InRegion(context_, call, request.name()),
      [&](Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        const std::string region = validation::RegionOf(request.name());
        auto run = FindSucceeded(tx, context_, request.name());
        if (!run.ok()) return run.status();
        const auto pairs = PairsToAdopt(*run, request);
        if (!pairs.ok()) return pairs.status();
        const auto problem = context_.store.support.ProblemOf(tx, request.name());
        if (!problem.ok()) return problem.status();
        const auto matches = context_.store.support.MatchesOf(tx, region);
        if (!matches.ok()) return matches.status();
        Freshness fresh(tx, context_, *run, *problem, *matches);
        const auto proposed = Propose(tx, context_, region, *pairs, fresh, due);
        if (!proposed.ok()) return proposed.status();
        resources::SetUpdateTime(context_.clock, *run);
        *run->mutable_adopt_time() = run->update_time();
        absl::Status status = context_.store.support.runs.Update(tx, *run, request.etag());
        if (!status.ok()) return status;
        const SupportSight sight(viewer, region);
        Response response;
        for (const SupportMatch& match : *proposed) {
          *response.add_support_matches() = ViewOf(sight, {}, match);
        }
        return response;
      });
}

}  // namespace peerchallenge::recommendations
