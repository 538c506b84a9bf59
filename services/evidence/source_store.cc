#include "services/evidence/source_store.h"

#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/etag.h"
#include "common/text/words.h"
#include "common/validation/resource_name.h"
#include "services/evidence/names.h"
#include "services/evidence/source_classes.h"

namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;

std::string OccasionOf(const std::string& attendance) {
  return attendance.substr(0, attendance.rfind("/"));
}

absl::StatusOr<v1::Interviewee> Parse(std::string_view body) {
  v1::Interviewee interviewee;
  if (!interviewee.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT, "an interviewee cannot be read");
  }
  return interviewee;
}

absl::StatusOr<std::vector<v1::Interviewee>> QueryInterviewees(Transaction& tx,
                                                               std::string_view sql,
                                                               std::vector<Value> parameters) {
  std::vector<v1::Interviewee> found;
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    auto interviewee = Parse(row.Bytes(0));
    if (interviewee.ok()) found.push_back(*std::move(interviewee));
    return interviewee.status();
  });
  if (!status.ok()) return status;
  return found;
}

absl::Status Update(Transaction& tx, const v1::Interviewee& interviewee,
                    const std::string& matched) {
  return tx
      .Execute("UPDATE interviewees SET matched = $2, body = $3 WHERE name = $1",
               {{interviewee.name(), matched, Blob{interviewee.SerializeAsString()}}})
      .status();
}

absl::Status DropUnmet(Transaction& tx, const std::string& review) {
  return tx
      .Execute(
          "DELETE FROM interviewees WHERE review = $1 AND NOT EXISTS "
          "(SELECT 1 FROM attended WHERE interviewee = interviewees.name)",
          {{review}})
      .status();
}

// One row of attendances.
struct Met {
  int64_t version = 0;
  std::string session;
  int64_t unnamed_people = 0;
};

absl::StatusOr<std::optional<Met>> MetOn(Transaction& tx, const std::string& occasion) {
  std::optional<Met> met;
  absl::Status status =
      tx.Query("SELECT version, session, unnamed_people FROM attendances WHERE occasion = $1",
               {{occasion}}, [&](const Row& row) {
                 met = Met{row.Int(0), std::string(row.Text(1)), row.Int(2)};
                 return absl::OkStatus();
               });
  if (!status.ok()) return status;
  return met;
}

}  // namespace

absl::Status SourceStore::NoteOccasion(Transaction& tx, const v1::Occasion& occasion) const {
  const std::string review = ReviewOf(occasion.name());
  absl::Status status =
      tx.Execute(
            "INSERT INTO attendances (occasion, review, version, session, source_class, "
            "unnamed_people) VALUES ($1, $2, 0, '', $3, 0) "
            "ON CONFLICT (occasion) DO UPDATE SET source_class = EXCLUDED.source_class",
            {{occasion.name(), review, static_cast<int64_t>(occasion.declared_class())}})
          .status();
  if (!status.ok()) return status;
  return Recount(tx, review);
}

absl::Status SourceStore::ForgetOccasion(Transaction& tx, const std::string& occasion) const {
  for (const std::string_view sql : {"DELETE FROM attended WHERE occasion = $1",
                                     "DELETE FROM attendances WHERE occasion = $1"}) {
    if (absl::Status status = tx.Execute(sql, {{occasion}}).status(); !status.ok()) return status;
  }
  const std::string review = ReviewOf(occasion);
  if (absl::Status status = DropUnmet(tx, review); !status.ok()) return status;
  return Recount(tx, review);
}

absl::StatusOr<std::map<std::string, v1::SourceClass>> SourceStore::DeclaredClasses(
    Transaction& tx, const std::string& review) const {
  std::map<std::string, v1::SourceClass> declared;
  absl::Status status =
      tx.Query("SELECT occasion, source_class FROM attendances WHERE review = $1", {{review}},
               [&](const Row& row) {
                 declared.emplace(row.Text(0), static_cast<v1::SourceClass>(row.Int(1)));
                 return absl::OkStatus();
               });
  if (!status.ok()) return status;
  return declared;
}

absl::StatusOr<std::map<v1::SourceClass, v1::SourceClass>> SourceStore::ShownClasses(
    Transaction& tx, const std::string& review) const {
  std::map<v1::SourceClass, v1::SourceClass> shown;
  absl::Status status = tx.Query("SELECT declared, shown FROM shown_classes WHERE review = $1",
                                 {{review}}, [&](const Row& row) {
                                   shown.emplace(static_cast<v1::SourceClass>(row.Int(0)),
                                                 static_cast<v1::SourceClass>(row.Int(1)));
                                   return absl::OkStatus();
                                 });
  if (!status.ok()) return status;
  return shown;
}

absl::StatusOr<std::string> SourceStore::Record(Transaction& tx,
                                                const v1::Attendance& attendance) const {
  const std::string occasion = OccasionOf(attendance.name());
  const std::string review = ReviewOf(occasion);
  auto met = MetOn(tx, occasion);
  if (!met.ok()) return met.status();
  if (!met->has_value()) return errors::NotFound(attendance.name());
  const int64_t version = (*met)->version;
  const std::string etag = resources::EtagOf(sealer_, attendance.name(), version);
  if (!attendance.etag().empty() && attendance.etag() != etag) {
    // Sent again, because its answer was lost, it is what is there.
    auto same = IsRecorded(tx, attendance);
    if (!same.ok()) return same.status();
    return *same ? absl::StatusOr<std::string>(etag) : errors::EtagMismatch(attendance.name());
  }
  absl::Status status = tx.Execute(
                              "UPDATE attendances SET version = $2, session = $3, "
                              "unnamed_people = $4 WHERE occasion = $1",
                              {{occasion, version + 1, attendance.session(),
                                static_cast<int64_t>(attendance.unnamed_people())}})
                            .status();
  if (!status.ok()) return status;
  status = tx.Execute("DELETE FROM attended WHERE occasion = $1", {{occasion}}).status();
  if (!status.ok()) return status;
  for (const v1::Interviewee& interviewee : attendance.interviewees()) {
    auto name = PutInterviewee(tx, review, interviewee);
    if (!name.ok()) return name.status();
    status = tx.Execute(
                   "INSERT INTO attended (occasion, interviewee) VALUES ($1, $2) "
                   "ON CONFLICT DO NOTHING",
                   {{occasion, *name}})
                 .status();
    if (!status.ok()) return status;
  }
  if (status = DropUnmet(tx, review); !status.ok()) return status;
  if (status = Recount(tx, review); !status.ok()) return status;
  return resources::EtagOf(sealer_, attendance.name(), version + 1);
}

absl::StatusOr<bool> SourceStore::IsRecorded(Transaction& tx,
                                             const v1::Attendance& attendance) const {
  auto stored = Get(tx, attendance.name());
  if (!stored.ok()) return stored.status();
  if (stored->session() != attendance.session() ||
      stored->unnamed_people() != attendance.unnamed_people() ||
      stored->interviewees_size() != attendance.interviewees_size()) {
    return false;
  }
  std::multiset<std::string> met, wanted;
  for (v1::Interviewee person : stored->interviewees()) {
    person.clear_name();
    met.insert(person.SerializeAsString());
  }
  for (v1::Interviewee person : attendance.interviewees()) {
    person.clear_name();
    wanted.insert(person.SerializeAsString());
  }
  return met == wanted;
}

absl::StatusOr<v1::Attendance> SourceStore::Get(Transaction& tx, const std::string& name) const {
  const std::string occasion = OccasionOf(name);
  auto met = MetOn(tx, occasion);
  if (!met.ok()) return met.status();
  if (!met->has_value()) return errors::NotFound(name);
  v1::Attendance attendance;
  attendance.set_name(name);
  attendance.set_session((*met)->session);
  attendance.set_unnamed_people(static_cast<int32_t>((*met)->unnamed_people));
  attendance.set_etag(resources::EtagOf(sealer_, name, (*met)->version));
  auto people = QueryInterviewees(
      tx,
      "SELECT i.body FROM attended a JOIN interviewees i ON i.name = a.interviewee "
      "WHERE a.occasion = $1 ORDER BY i.name",
      {occasion});
  if (!people.ok()) return people.status();
  for (v1::Interviewee& person : *people) *attendance.add_interviewees() = std::move(person);
  return attendance;
}

absl::StatusOr<std::vector<v1::Interviewee>> SourceStore::IntervieweesAfter(
    Transaction& tx, const std::string& review, const std::string& after, int most) const {
  return QueryInterviewees(tx,
                           "SELECT body FROM interviewees WHERE review = $1 AND name > $2 "
                           "ORDER BY name LIMIT $3",
                           {review, after, static_cast<int64_t>(most)});
}

absl::StatusOr<std::vector<std::string>> SourceStore::NamesOf(Transaction& tx,
                                                              const std::string& review) const {
  auto people = QueryInterviewees(tx, "SELECT body FROM interviewees WHERE review = $1", {review});
  if (!people.ok()) return people.status();
  std::vector<std::string> names;
  for (v1::Interviewee& person : *people) {
    if (!person.display_name().empty()) names.push_back(std::move(*person.mutable_display_name()));
  }
  return names;
}

absl::StatusOr<v1::Interviewee> SourceStore::Interviewee(Transaction& tx,
                                                         const std::string& name) const {
  auto found = QueryInterviewees(tx, "SELECT body FROM interviewees WHERE name = $1", {name});
  if (!found.ok()) return found.status();
  if (found->empty()) return errors::NotFound(name);
  return found->front();
}

absl::Status SourceStore::Merge(Transaction& tx, const std::string& stays,
                                const std::vector<std::string>& go) const {
  for (const std::string& name : go) {
    absl::Status status = tx.Execute(
                                "INSERT INTO attended (occasion, interviewee) "
                                "SELECT occasion, $2 FROM attended WHERE interviewee = $1 "
                                "ON CONFLICT DO NOTHING",
                                {{name, stays}})
                              .status();
    if (!status.ok()) return status;
    for (const std::string_view sql : {"DELETE FROM attended WHERE interviewee = $1",
                                       "DELETE FROM interviewees WHERE name = $1"}) {
      if (status = tx.Execute(sql, {{name}}).status(); !status.ok()) return status;
    }
  }
  return Recount(tx, ReviewOf(stays));
}

absl::StatusOr<v1::Interviewee> SourceStore::Erase(Transaction& tx, const std::string& name) const {
  auto interviewee = Interviewee(tx, name);
  if (!interviewee.ok()) return interviewee;
  interviewee->clear_display_name();
  interviewee->clear_organisation();
  interviewee->clear_position();
  if (absl::Status status = Update(tx, *interviewee, name); !status.ok()) return status;
  return interviewee;
}

absl::StatusOr<bool> SourceStore::HasAny(Transaction& tx, const std::string& review) const {
  bool any = false;
  absl::Status status = tx.Query(
      "SELECT 1 FROM interviewees WHERE review = $1 UNION ALL "
      "SELECT 1 FROM attendances WHERE review = $1 AND (session <> '' OR unnamed_people > 0) LIMIT "
      "1",
      {{review}}, [&](const Row&) {
        any = true;
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return any;
}

absl::Status SourceStore::Dispose(Transaction& tx, const std::string& review) const {
  for (const std::string_view sql :
       {"DELETE FROM attended WHERE interviewee IN (SELECT name FROM interviewees WHERE review = "
        "$1)",
        "DELETE FROM interviewees WHERE review = $1",
        "UPDATE attendances SET session = '', unnamed_people = 0, version = version + 1 "
        "WHERE review = $1"}) {
    if (absl::Status status = tx.Execute(sql, {{review}}).status(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status SourceStore::Recount(Transaction& tx, const std::string& review) const {
  std::map<v1::SourceClass, int> people;
  const auto add = [&](const Row& row) {
    people[static_cast<v1::SourceClass>(row.Int(0))] += static_cast<int>(row.Int(1));
    return absl::OkStatus();
  };
  absl::Status status = tx.Query(
      "SELECT source_class, CAST(MAX(unnamed_people) AS BIGINT) FROM attendances "
      "WHERE review = $1 GROUP BY source_class",
      {{review}}, add);
  if (!status.ok()) return status;
  auto interviewees = IntervieweesAfter(tx, review, "", std::numeric_limits<int>::max());
  if (!interviewees.ok()) return interviewees.status();
  for (const v1::Interviewee& person : *interviewees) {
    const auto declared = people.find(person.source_class());
    if (declared != people.end()) ++declared->second;
  }
  status = tx.Execute("DELETE FROM shown_classes WHERE review = $1", {{review}}).status();
  if (!status.ok()) return status;
  for (const auto& [declared, shown] : evidence::ShownClasses(people)) {
    status = tx.Execute("INSERT INTO shown_classes (review, declared, shown) VALUES ($1, $2, $3)",
                        {{review, static_cast<int64_t>(declared), static_cast<int64_t>(shown)}})
                 .status();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SourceStore::PutInterviewee(Transaction& tx, const std::string& review,
                                                        v1::Interviewee interviewee) const {
  const std::string matched = text::Folded(interviewee.display_name());
  auto known = QueryInterviewees(
      tx, "SELECT body FROM interviewees WHERE review = $1 AND matched = $2", {review, matched});
  if (!known.ok()) return known.status();
  const bool is_new = known->empty();
  interviewee.set_name(is_new ? review + "/interviewees/" + environment::NewUuidV4(random_)
                              : known->front().name());
  absl::Status status =
      is_new ? tx.Execute(
                     "INSERT INTO interviewees (name, review, matched, body) "
                     "VALUES ($1, $2, $3, $4)",
                     {{interviewee.name(), review, matched, Blob{interviewee.SerializeAsString()}}})
                   .status()
             : Update(tx, interviewee, matched);
  if (!status.ok()) return status;
  return interviewee.name();
}

}  // namespace peerchallenge::evidence
