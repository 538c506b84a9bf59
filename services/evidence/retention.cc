#include "services/evidence/retention.h"

#include <algorithm>
#include <limits>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/environment/working_days.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/evidence/days.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {

using scheduling::v1::Review;
using storage::Row;
using storage::Transaction;

namespace {

// What a held item would lose its origin without, by any of its versions; who was met is one thing
// of the whole review.
absl::Status AddOrigins(Transaction& tx, const Context& context, const std::string& item,
                        std::set<std::string>& kept) {
  auto versions = context.store.VersionsBefore(tx, item, 0, std::numeric_limits<int>::max());
  if (!versions.ok()) return versions.status();
  for (const v1::ItemVersion& version : *versions) {
    const v1::ItemContent& content = version.content();
    kept.insert(content.attachments().begin(), content.attachments().end());
    for (const std::string& name : content.derived_from()) {
      if (validation::MatchName(name, kAttachmentName)) kept.insert(name);
    }
    auto occasion = context.store.occasions.Get(tx, content.occasion());
    if (absl::IsNotFound(occasion.status())) continue;
    if (!occasion.ok()) return occasion.status();
    kept.insert(occasion->name());
    if (!occasion->attachment().empty()) kept.insert(occasion->attachment());
  }
  kept.insert(ReviewOf(item));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> SubjectsOf(Transaction& tx, const Context& context,
                                                    const std::string& review,
                                                    v1::RetentionClass retention_class) {
  std::vector<std::string> subjects;
  const auto add = [&](const auto& table, auto wanted) {
    return table.Scan(tx, {{"parent", review}}, [&](const auto& resource) {
      if (wanted(resource)) subjects.push_back(resource.name());
      return absl::OkStatus();
    });
  };
  constexpr auto kEvery = [](const auto&) { return true; };
  const Store& store = context.store;
  absl::Status status;
  switch (retention_class) {
    case v1::RETENTION_CLASS_CASE_REFERENCE: {
      auto items = store.ItemsWithCases(tx, review);
      if (!items.ok()) return items.status();
      subjects.assign(items->begin(), items->end());
      status = add(store.concerns,
                   [](const v1::Concern& concern) { return !concern.case_reference().empty(); });
      if (status.ok()) status = add(store.case_assignments, kEvery);
      break;
    }
    case v1::RETENTION_CLASS_EVIDENCE: {
      status = add(store.items, [](const v1::Item& item) { return item.has_content(); });
      if (status.ok()) status = add(store.occasions, kEvery);
      if (!status.ok()) return status;
      auto attachments = context.attachments.Undisposed(tx, review);
      if (!attachments.ok()) return attachments.status();
      subjects.insert(subjects.end(), attachments->begin(), attachments->end());
      break;
    }
    case v1::RETENTION_CLASS_INTERVIEWEE: {
      auto any = context.sources.HasAny(tx, review);
      if (!any.ok()) return any.status();
      if (*any) subjects.push_back(review);
      break;
    }
    case v1::RETENTION_CLASS_CONCERN:
      status = add(store.concerns, kEvery);
      break;
    default: {
      auto size = context.ledger.SizeOf(tx, review);
      if (!size.ok()) return size.status();
      if (*size > 0) subjects.push_back(review + "/ledger");
    }
  }
  if (!status.ok()) return status;
  return subjects;
}

absl::StatusOr<v1::RetentionSchedule> ScheduleOf(Transaction& tx, const Context& context,
                                                 const std::string& region) {
  v1::RetentionSchedule schedule;
  schedule.set_name(region + "/retentionSchedule");
  auto stored = context.store.retention_schedules.Get(tx, schedule.name());
  if (stored.ok()) {
    schedule = *std::move(stored);
  } else if (!absl::IsNotFound(stored.status())) {
    return stored.status();
  }
  if (!schedule.has_case_reference_months()) schedule.set_case_reference_months(1);
  if (!schedule.has_evidence_months()) schedule.set_evidence_months(3);
  if (!schedule.has_interviewee_months()) schedule.set_interviewee_months(3);
  if (!schedule.has_concern_months()) schedule.set_concern_months(72);
  if (!schedule.has_ledger_months()) schedule.set_ledger_months(72);
  return schedule;
}

int MonthsOf(const v1::RetentionSchedule& schedule, v1::RetentionClass retention_class) {
  switch (retention_class) {
    case v1::RETENTION_CLASS_CASE_REFERENCE:
      return schedule.case_reference_months();
    case v1::RETENTION_CLASS_EVIDENCE:
      return schedule.evidence_months();
    case v1::RETENTION_CLASS_INTERVIEWEE:
      return schedule.interviewee_months();
    case v1::RETENTION_CLASS_CONCERN:
      return schedule.concern_months();
    default:
      return schedule.ledger_months();
  }
}

absl::StatusOr<std::optional<absl::CivilDay>> RetentionStart(Transaction& tx,
                                                             const Review& review) {
  using Day = std::optional<absl::CivilDay>;
  const auto issued = storage::Recall<Day>(
      tx, absl::StrCat("letter of ", review.name()), [&]() -> absl::StatusOr<Day> {
        Day day;
        absl::Status status = tx.Query(
            "SELECT issue_date FROM anchored_documents WHERE review = $1 AND kind = $2",
            {{review.name(), static_cast<int64_t>(v1::AnchorDocumentRequest::KIND_LETTER)}},
            [&](const Row& row) {
              day = validation::ParseDay(row.Text(0));
              return absl::OkStatus();
            });
        if (!status.ok()) return status;
        return day;
      });
  if (!issued.ok()) return issued.status();
  Day start = **issued;
  if (start || review.state() != Review::STATE_CANCELLED) return start;
  for (const auto& reached : review.history()) {
    if (reached.state() == Review::STATE_CANCELLED) {
      start = absl::ToCivilDay(TimeOf(reached.time()), environment::London());
    }
  }
  return start;
}

absl::StatusOr<std::string> EvidenceDueDate(Transaction& tx, const Context& context,
                                            const Review& review) {
  auto start = RetentionStart(tx, review);
  if (!start.ok()) return start.status();
  if (!start->has_value()) return "";
  auto schedule = ScheduleOf(tx, context, validation::RegionOf(review.name()));
  if (!schedule.ok()) return schedule.status();
  return validation::FormatDay(environment::AfterMonths(**start, schedule->evidence_months()));
}

std::string HeldBy(const std::vector<v1::Hold>& in_force, const std::string& subject) {
  for (const v1::Hold& hold : in_force) {
    const auto& subjects = hold.subjects();
    if (subjects.empty() ||
        std::find(subjects.begin(), subjects.end(), subject) != subjects.end()) {
      return hold.name();
    }
  }
  return "";
}

absl::StatusOr<std::vector<v1::Hold>> HoldsInForce(Transaction& tx, const Context& context,
                                                   const std::string& review) {
  auto holds = context.store.holds.All(
      tx, {{"parent", review}, {"state", static_cast<int64_t>(v1::Hold::STATE_IN_FORCE)}});
  if (!holds.ok()) return holds;
  for (v1::Hold& hold : *holds) {
    std::set<std::string> kept(hold.subjects().begin(), hold.subjects().end());
    for (const std::string& subject : hold.subjects()) {
      if (!validation::MatchName(subject, kItemName)) continue;
      absl::Status status = AddOrigins(tx, context, subject, kept);
      if (!status.ok()) return status;
    }
    hold.mutable_subjects()->Assign(kept.begin(), kept.end());
  }
  return holds;
}

}  // namespace peerchallenge::evidence
