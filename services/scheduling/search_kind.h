#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resources/resource_table.h"
#include "common/storage/database.h"
#include "google/protobuf/message.h"
#include "google/protobuf/util/time_util.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/context.h"
#include "services/scheduling/planning/solve_control.h"
#include "services/scheduling/search_runs.h"

// What the runner of searches (search_runner.h) knows of the resources that searches fill.
namespace peerchallenge::scheduling {

// What the planner gave.
struct Solved {
  v1::SolveOutcome outcome = v1::SOLVE_OUTCOME_UNSPECIFIED;
  v1::SolveProgress progress;
  std::shared_ptr<const google::protobuf::Message> solution;
};

// How a search ended. `solved` is empty when its process is gone or it FAILED.
struct SearchEnd {
  enum class Kind { kSolved, kInfeasible, kNotFound, kCancelled, kInterrupted, kFailed };
  Kind kind = Kind::kFailed;
  std::optional<Solved> solved;
  std::string error;  // only with kFailed
};

// One kind of resource that a search in the background fills. Thread-safe; what takes a transaction
// changes nothing else.
class SearchKind {
 public:
  virtual ~SearchKind() = default;

  // How to search; nothing when the search has ended.
  virtual absl::StatusOr<std::optional<v1::SolveOptions>> Running(
      storage::Transaction& tx, const std::string& name) const = 0;
  // Searches, for as long as `control` says. Runs outside of transactions.
  virtual absl::StatusOr<Solved> Solve(const std::string& name,
                                       const planning::SolveControl& control) const = 0;
  // Stores how the search stands. Nothing happens when it has ended.
  virtual absl::Status SaveProgress(storage::Transaction& tx, const std::string& name,
                                    const v1::SolveProgress& progress) const = 0;
  // Stores how it ended. Nothing happens when that is stored already.
  virtual absl::Status SaveEnd(storage::Transaction& tx, const std::string& name,
                               const SearchEnd& end) const = 0;
  // Deletes the oldest of those below `parent` that nothing needs any more, with their problems,
  // until `most` are left.
  virtual absl::Status DropOldest(storage::Transaction& tx, const std::string& parent,
                                  size_t most) const = 0;
};

// The same for a resource with `state`, `options`, `progress`, `error` and `end_time`, for which a
// Problem was kept when it was started (search_runs.h).
template <typename Resource, typename Problem>
class ResourceSearch : public SearchKind {
 public:
  // Both outlive it.
  ResourceSearch(const Context& context, const resources::ResourceTable<Resource>& table)
      : context_(context), table_(table) {}

  absl::StatusOr<std::optional<v1::SolveOptions>> Running(storage::Transaction& tx,
                                                          const std::string& name) const override {
    auto resource = table_.Get(tx, name);
    if (!resource.ok()) return resource.status();
    if (resource->state() != Resource::STATE_RUNNING) return std::nullopt;
    return resource->options();
  }

  absl::StatusOr<Solved> Solve(const std::string& name,
                               const planning::SolveControl& control) const override {
    Problem problem;
    absl::Status status = context_.database.Read(
        absl::InfiniteFuture(),
        [&](storage::Transaction& tx) { return LoadProblem(tx, name, problem); });
    if (!status.ok()) return status;
    return SolveProblem(problem, control);
  }

  absl::Status SaveProgress(storage::Transaction& tx, const std::string& name,
                            const v1::SolveProgress& progress) const override {
    auto resource = table_.Get(tx, name);
    if (!resource.ok()) return resource.status();
    if (resource->state() != Resource::STATE_RUNNING) return absl::OkStatus();
    *resource->mutable_progress() = progress;
    resources::SetUpdateTime(context_.clock, *resource);
    return table_.Update(tx, *resource);
  }

  absl::Status SaveEnd(storage::Transaction& tx, const std::string& name,
                       const SearchEnd& end) const override {
    auto resource = table_.Get(tx, name);
    if (!resource.ok()) return resource.status();
    if (resource->state() != Resource::STATE_RUNNING) return absl::OkStatus();
    if (end.solved) *resource->mutable_progress() = end.solved->progress;
    resource->set_error(end.error);
    if (absl::Status status = SetEnd(tx, end, *resource); !status.ok()) return status;
    resources::SetUpdateTime(context_.clock, *resource);
    *resource->mutable_end_time() = resource->update_time();
    return table_.Update(tx, *resource);
  }

  absl::Status DropOldest(storage::Transaction& tx, const std::string& parent,
                          size_t most) const override {
    std::vector<std::pair<int64_t, std::string>> by_age;
    absl::Status status = table_.Scan(tx, {{"parent", parent}}, [&](const Resource& resource) {
      if (MayGo(resource)) {
        by_age.emplace_back(
            google::protobuf::util::TimeUtil::TimestampToMicroseconds(resource.create_time()),
            resource.name());
      }
      return absl::OkStatus();
    });
    std::sort(by_age.begin(), by_age.end());
    for (size_t i = 0; status.ok() && i + most < by_age.size(); ++i) {
      status = table_.Delete(tx, by_age[i].second);
      if (status.ok()) status = DropProblem(tx, by_age[i].second);
    }
    return status;
  }

 protected:
  const Context& context() const { return context_; }

  // Whether the resource is one that DropOldest() may delete.
  virtual bool MayGo(const Resource& resource) const = 0;

  virtual absl::StatusOr<Solved> SolveProblem(const Problem& problem,
                                              const planning::SolveControl& control) const = 0;
  // Sets the final state and what was found.
  virtual absl::Status SetEnd(storage::Transaction& tx, const SearchEnd& end,
                              Resource& resource) const = 0;

 private:
  const Context context_;
  const resources::ResourceTable<Resource>& table_;
};

}  // namespace peerchallenge::scheduling
