#include "services/scheduling/people_import.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/environment/uuid.h"
#include "common/resources/field_mask.h"
#include "common/resources/stamped.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/scheduling/changed_person.h"
#include "services/scheduling/directory_checks.h"
#include "services/scheduling/late_interest.h"
#include "services/scheduling/people_csv.h"

namespace peerchallenge::scheduling {
namespace {

using Row = v1::ImportPeopleResponse::Row;
using validation::IdOf;
using validation::ParentOf;

constexpr size_t kMaxProblems = 20;
constexpr const char* kReason = "imported";

// What is stored of the region, looked up by name.
struct Stored {
  std::set<std::string> authorities;
  std::map<std::string, v1::Person> people;
  std::map<std::string, std::set<std::string>> lasting_interests;  // person -> authorities
};

absl::StatusOr<Stored> Load(storage::Transaction& tx, const Store& store,
                            const std::string& region) {
  Stored stored;
  auto authorities = store.AuthoritiesOf(tx, region);
  if (!authorities.ok()) return authorities.status();
  for (const auto& authority : *authorities) stored.authorities.insert(authority.name());
  auto people = store.PeopleOf(tx, region);
  if (!people.ok()) return people.status();
  for (auto& person : *people) stored.people[person.name()] = std::move(person);
  auto interests = store.InterestsOf(tx, region);
  if (!interests.ok()) return interests.status();
  for (const auto& interest : *interests) {
    if (interest.state() == v1::Interest::STATE_WITHDRAWN) continue;
    if (!interest.expire_date().empty()) continue;
    stored.lasting_interests[ParentOf(interest.name())].insert(interest.authority());
  }
  return stored;
}

// Goes through the rows in order; accounts may not be taken by an earlier row.
class Planner {
 public:
  Planner(storage::Transaction& tx, const Store& store, const Stored& stored,
          const google::protobuf::FieldMask& columns)
      : tx_(tx), store_(store), stored_(stored), columns_(columns) {}

  absl::StatusOr<ImportedRow> Plan(const PersonRow& row) {
    ImportedRow planned;
    planned.report.set_line(row.line);
    planned.report.set_name(row.person.name());
    std::vector<std::string> problems = row.problems;
    if (!row.person.name().empty()) {
      absl::Status status = Merge(row.person, planned.person);
      if (status.ok()) status = Check(planned.person, row.conflicts, problems);
      if (!status.ok()) return status;
    }
    problems.resize(std::min(problems.size(), kMaxProblems));
    planned.report.mutable_problems()->Assign(problems.begin(), problems.end());
    planned.new_conflicts = NewConflicts(row);
    planned.report.set_outcome(OutcomeOf(planned));
    return planned;
  }

 private:
  const v1::Person* Known(const std::string& name) const {
    const auto known = stored_.people.find(name);
    return known == stored_.people.end() ? nullptr : &known->second;
  }

  // The person as the row makes it.
  absl::Status Merge(const v1::Person& read, v1::Person& person) const {
    if (const v1::Person* known = Known(read.name())) person = *known;
    person.set_name(read.name());
    return resources::ApplyUpdate(read, columns_, {}, &person);
  }

  absl::Status Check(const v1::Person& person, const std::vector<std::string>& conflicts,
                     std::vector<std::string>& problems) {
    validation::FieldChecks checks;
    CheckPerson(person, "", checks);
    for (const errors::FieldViolation& wrong : checks.violations()) {
      problems.push_back(RowProblem(wrong.field.substr(1), wrong.got, wrong.wanted));
    }
    CheckKnown("authority", person.authority(), problems);
    for (const std::string& conflict : conflicts) CheckKnown("conflicts", conflict, problems);
    return CheckAccount(person, problems);
  }

  void CheckKnown(const char* column, const std::string& authority,
                  std::vector<std::string>& problems) const {
    if (authority.empty() || stored_.authorities.count(authority) > 0) return;
    problems.push_back(RowProblem(column, IdOf(authority), "an authority of the region"));
  }

  absl::Status CheckAccount(const v1::Person& person, std::vector<std::string>& problems) {
    if (person.account().empty()) return absl::OkStatus();
    auto owner = store_.PersonByAccount(tx_, person.account());
    if (!owner.ok()) return owner.status();
    const bool stored_elsewhere = owner->has_value() && (*owner)->name() != person.name();
    if (!accounts_.insert(person.account()).second || stored_elsewhere) {
      problems.push_back(RowProblem("account", person.account(), "an account that is not taken"));
    }
    return absl::OkStatus();
  }

  std::vector<std::string> NewConflicts(const PersonRow& row) const {
    std::vector<std::string> fresh = row.conflicts;
    const auto declared = stored_.lasting_interests.find(row.person.name());
    if (declared == stored_.lasting_interests.end()) return fresh;
    fresh.erase(std::remove_if(fresh.begin(), fresh.end(),
                               [&](const std::string& authority) {
                                 return declared->second.count(authority) > 0;
                               }),
                fresh.end());
    return fresh;
  }

  Row::Outcome OutcomeOf(const ImportedRow& planned) const {
    if (!planned.report.problems().empty()) return Row::OUTCOME_REJECTED;
    const v1::Person* known = Known(planned.person.name());
    if (known == nullptr) return Row::OUTCOME_CREATED;
    const bool same = google::protobuf::util::MessageDifferencer::Equals(*known, planned.person);
    return same && planned.new_conflicts.empty() ? Row::OUTCOME_UNCHANGED : Row::OUTCOME_UPDATED;
  }

  storage::Transaction& tx_;
  const Store& store_;
  const Stored& stored_;
  const google::protobuf::FieldMask& columns_;
  std::set<std::string> accounts_;
};

absl::Status StorePerson(storage::Transaction& tx, const Context& context, const ImportedRow& row) {
  if (row.report.outcome() == Row::OUTCOME_CREATED) {
    return InsertStamped(tx, context, context.store.people, row.person).status();
  }
  return StoreChanged(tx, context, row.person, "").status();
}

absl::Status DeclareConflicts(storage::Transaction& tx, const Context& context,
                              const ImportedRow& row) {
  for (const std::string& authority : row.new_conflicts) {
    v1::Interest interest;
    interest.set_name(row.person.name() + "/interests/" +
                      environment::NewUuidV7(context.clock, context.random));
    interest.set_authority(authority);
    interest.set_kind(v1::Interest::KIND_OTHER);
    interest.set_reason(kReason);
    if (auto declared = Declare(tx, context, interest); !declared.ok()) return declared.status();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ImportedRow>> PlanImport(storage::Transaction& tx, const Store& store,
                                                    const std::string& region,
                                                    std::string_view csv) {
  auto file = ReadPeopleCsv(csv, region);
  if (!file.ok()) return file.status();
  auto stored = Load(tx, store, region);
  if (!stored.ok()) return stored.status();
  Planner planner(tx, store, *stored, file->columns);
  std::vector<ImportedRow> rows;
  for (const PersonRow& row : file->rows) {
    auto planned = planner.Plan(row);
    if (!planned.ok()) return planned.status();
    rows.push_back(*std::move(planned));
  }
  return rows;
}

bool HasRejected(const std::vector<ImportedRow>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const ImportedRow& row) {
    return row.report.outcome() == Row::OUTCOME_REJECTED;
  });
}

absl::Status StoreImport(storage::Transaction& tx, const Context& context,
                         const std::vector<ImportedRow>& rows) {
  for (const ImportedRow& row : rows) {
    if (row.report.outcome() == Row::OUTCOME_UNCHANGED) continue;
    absl::Status status = StorePerson(tx, context, row);
    if (status.ok()) status = DeclareConflicts(tx, context, row);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::scheduling
