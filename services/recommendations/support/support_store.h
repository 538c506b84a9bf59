#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/resources/resource_table.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "peerchallenge/recommendations/v1/match_problem.pb.h"
#include "peerchallenge/recommendations/v1/support.pb.h"

namespace peerchallenge::recommendations {

// What one side of a match says, apart from the match: so that nothing of the match changes for the
// other side.
struct SideAnswer {
  v1::SupportMatch::Answer answer = v1::SupportMatch::ANSWER_UNSPECIFIED;
  std::string reason;
};
template <typename Said>
using BySide = std::map<v1::SupportMatch::Side, Said>;

// Offers, asks, runs and matches. Of all tables, the column "listed" gives the order of their lists
// (runs and matches newest first); of offers and asks, "region" the region; "state" is the state.
// All functions belong to a transaction of the service's database.
class SupportStore {
 public:
  // Both outlive the store.
  SupportStore(const environment::Clock& clock, const storage::Sealer& sealer);

  const resources::ResourceTable<v1::Offer> offers;
  const resources::ResourceTable<v1::Ask> asks;
  const resources::ResourceTable<v1::MatchRun> runs;
  const resources::ResourceTable<v1::SupportMatch> matches;

  // All matches of a region, by name.
  absl::StatusOr<std::vector<v1::SupportMatch>> MatchesOf(storage::Transaction& tx,
                                                          const std::string& region) const;

  // What the sides of a match have answered, and replacing what one has.
  absl::StatusOr<BySide<SideAnswer>> AnswersOf(storage::Transaction& tx,
                                               const std::string& match) const;
  absl::Status SetAnswer(storage::Transaction& tx, const std::string& match,
                         v1::SupportMatch::Side side, const SideAnswer& answer) const;
  // What the sides of a match say came of it, and adding what one says.
  absl::StatusOr<BySide<v1::SupportOutcome>> OutcomesOf(storage::Transaction& tx,
                                                        const std::string& match) const;
  absl::Status AddOutcome(storage::Transaction& tx, const std::string& match,
                          const v1::SupportOutcome& outcome) const;

  // Deletes the runs of a region that have ended, and what they looked at, but for the `kept`
  // newest runs of it.
  absl::Status DeleteOldRuns(storage::Transaction& tx, const std::string& region,
                             int64_t kept) const;

  // What a run looked at. RESOURCE_NOT_FOUND where nothing was kept.
  absl::Status SaveProblem(storage::Transaction& tx, const std::string& run,
                           const v1::MatchProblem& problem) const;
  absl::StatusOr<v1::MatchProblem> ProblemOf(storage::Transaction& tx,
                                             const std::string& run) const;

  // Signs of life of the process that works on a run: given at `now`, no longer needed, and those
  // runs from which there was none since `since`.
  absl::Status SetSign(storage::Transaction& tx, const std::string& run, absl::Time now) const;
  absl::Status DropSign(storage::Transaction& tx, const std::string& run) const;
  absl::StatusOr<std::vector<std::string>> SilentRuns(storage::Transaction& tx,
                                                      absl::Time since) const;
};

}  // namespace peerchallenge::recommendations
