#include "services/evidence/due_things.h"

#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/environment/london.h"
#include "common/environment/working_days.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/evidence/days.h"
#include "services/evidence/retention.h"

namespace peerchallenge::evidence {
namespace {

using storage::Row;
using storage::Transaction;
using v1::DisposalRun;

// Reviews of a region of which anything is kept: the log tells of all but of case assignments and
// of uploads that have not come to their end.
absl::StatusOr<std::vector<std::string>> ReviewsOf(Transaction& tx, const std::string& region) {
  std::vector<std::string> reviews;
  absl::Status status = tx.Query(
      "SELECT review FROM ledgers WHERE review > $1 AND review < $2 AND size > 0 "
      "UNION SELECT parent FROM uploads WHERE parent > $1 AND parent < $2 "
      "UNION SELECT parent FROM case_assignments WHERE parent > $1 AND parent < $2 ORDER BY 1",
      {{region + "/reviews/", region + "/reviews0"}}, [&](const Row& row) {
        reviews.emplace_back(row.Text(0));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return reviews;
}

class DueThings {
 public:
  DueThings(Transaction& tx, const Context& context, const DisposalRun& run, size_t most)
      : tx_(tx),
        context_(context),
        run_(run),
        most_(most),
        region_(validation::RegionOf(run.name())),
        due_day_(validation::ParseDay(run.due_date())) {}

  absl::StatusOr<std::vector<DueThing>> Find() {
    auto schedule = ScheduleOf(tx_, context_, region_);
    if (!schedule.ok()) return schedule.status();
    absl::Status status = LoadRecorded();
    if (status.ok()) status = AddReviews(*schedule);
    if (status.ok()) status = AddReports(*schedule);
    if (!status.ok()) return status;
    return std::move(things_);
  }

 private:
  absl::Status LoadRecorded() {
    return tx_.Query("SELECT subject, retention_class FROM disposal_records WHERE run = $1",
                     {{run_.name()}}, [&](const Row& row) {
                       recorded_.emplace(row.Text(0), row.Int(1));
                       return absl::OkStatus();
                     });
  }

  bool IsDue(absl::CivilDay start, const v1::RetentionSchedule& schedule,
             v1::RetentionClass retention_class) const {
    return due_day_ &&
           environment::AfterMonths(start, MonthsOf(schedule, retention_class)) <= *due_day_;
  }

  void Add(const std::string& review, std::string subject, v1::RetentionClass retention_class) {
    if (things_.size() == most_ || recorded_.contains({subject, int64_t{retention_class}})) {
      return;
    }
    things_.push_back({review, std::move(subject), retention_class});
  }

  absl::Status AddReviews(const v1::RetentionSchedule& schedule) {
    auto reviews = ReviewsOf(tx_, region_);
    if (!reviews.ok()) return reviews.status();
    for (const std::string& name : *reviews) {
      auto review = context_.relations.Review(tx_, name);
      if (absl::IsNotFound(review.status())) continue;  // nobody says that it is over
      if (!review.ok()) return review.status();
      // A visit that is hidden would show in the figures of the run; its time comes after the
      // release.
      if (review->unannounced() && !review->released()) continue;
      auto start = RetentionStart(tx_, *review);
      if (!start.ok()) return start.status();
      if (!start->has_value()) continue;
      for (const v1::RetentionClass retention_class : kRetentionClasses) {
        if (things_.size() == most_) return absl::OkStatus();
        if (!IsDue(**start, schedule, retention_class)) continue;
        auto subjects = SubjectsOf(tx_, context_, name, retention_class);
        if (!subjects.ok()) return subjects.status();
        for (std::string& subject : *subjects) Add(name, std::move(subject), retention_class);
      }
    }
    return absl::OkStatus();
  }

  // Of earlier runs, whose months count from their end.
  absl::Status AddReports(const v1::RetentionSchedule& schedule) {
    auto runs = context_.store.disposal_runs.All(tx_, {{"parent", region_}});
    if (!runs.ok()) return runs.status();
    for (const DisposalRun& run : *runs) {
      if (run.has_end_time() &&
          IsDue(absl::ToCivilDay(TimeOf(run.end_time()), environment::London()), schedule,
                v1::RETENTION_CLASS_LEDGER)) {
        Add("", run.name(), v1::RETENTION_CLASS_LEDGER);
      }
    }
    return absl::OkStatus();
  }

  Transaction& tx_;
  const Context& context_;
  const DisposalRun& run_;
  const size_t most_;
  const std::string region_;
  const std::optional<absl::CivilDay> due_day_;
  std::set<std::pair<std::string, int64_t>> recorded_;
  std::vector<DueThing> things_;
};

}  // namespace

absl::StatusOr<std::vector<DueThing>> FindDueThings(Transaction& tx, const Context& context,
                                                    const DisposalRun& run, size_t most) {
  return DueThings(tx, context, run, most).Find();
}

}  // namespace peerchallenge::evidence
