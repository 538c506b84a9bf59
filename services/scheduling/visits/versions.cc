#include "services/scheduling/visits/versions.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/stamped.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/visits/visit_records.h"

namespace peerchallenge::scheduling {
namespace {

absl::Status OutdateProposals(storage::Transaction& tx, const Context& context,
                              const std::string& review, const std::string& origin) {
  auto disruptions = context.store.disruptions.All(tx, {{"parent", review}});
  if (!disruptions.ok()) return disruptions.status();
  for (v1::Disruption& disruption : *disruptions) {
    if (disruption.state() != v1::Disruption::STATE_PROPOSED || disruption.name() == origin) {
      continue;
    }
    disruption.set_state(v1::Disruption::STATE_OUTDATED);
    auto stored = UpdateStamped(tx, context, context.store.disruptions, disruption, "");
    if (!stored.ok()) return stored.status();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::VisitTimetable> PutInForce(storage::Transaction& tx, const Context& context,
                                              const Visit& visit, const NewVersion& version) {
  const std::string& review = visit.review.name();
  const auto last = LastNumber(tx, Numbered::kTimetables, review);
  if (!last.ok()) return last.status();
  v1::VisitTimetable stored;
  stored.set_name(absl::StrCat(review, "/timetables/", *last + 1));
  *stored.mutable_timetable() = version.timetable;
  const auto unplaced = UnplacedSessions(visit, version.timetable);
  stored.mutable_unplaced_sessions()->Assign(unplaced.begin(), unplaced.end());
  stored.set_origin(version.origin);
  stored.set_reason(version.reason);
  *stored.mutable_create_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      absl::ToUnixMicros(context.clock.Now()));
  if (absl::Status status = context.store.timetables.Insert(tx, stored); !status.ok()) {
    return status;
  }
  v1::ReleaseComparison changes;
  *changes.mutable_changes() = version.changes;
  if (absl::Status status = SaveChanges(tx, stored.name(), changes); !status.ok()) return status;
  if (absl::Status status = OutdateProposals(tx, context, review, version.origin); !status.ok()) {
    return status;
  }
  return stored;
}

absl::StatusOr<v1::VisitTimetable> GetVersion(storage::Transaction& tx, const Store& store,
                                              const std::string& name) {
  if (validation::IdOf(name) != "current") return store.timetables.Get(tx, name);
  auto in_force = LoadTimetableInForce(tx, store, validation::ParentOf(name));
  if (!in_force.ok()) return in_force.status();
  if (!in_force->has_value()) return errors::NotFound(name);
  return **std::move(in_force);
}

absl::Status CheckInForce(const Visit& visit, const std::string& etag) {
  if (!visit.in_force) {
    return errors::WrongState(visit.review.name(), "without a timetable", "a build put in force");
  }
  if (etag.empty() || etag == visit.in_force->etag()) return absl::OkStatus();
  return errors::EtagMismatch(visit.in_force->name());
}

absl::Status CheckOpen(const v1::Review& review) {
  if (IsTimetableOpen(review)) return absl::OkStatus();
  return errors::WrongState(review.name(), StateName(review.state()),
                            "a state before FEEDBACK_GIVEN");
}

}  // namespace peerchallenge::scheduling
