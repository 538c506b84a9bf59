#include "services/evidence/source_store.h"

#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/etag.h"
#include "common/text/words.h"
#include "common/validation/resource_name.h"
#include "services/evidence/names.h"
#include "services/evidence/people_met.h"
#include "services/evidence/source_classes.h"
#include "services/evidence/source_reads.h"

namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;

std::string OccasionOf(const std::string& attendance) {
  return attendance.substr(0, attendance.rfind('/'));
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
    if (!interviewee.ok()) return interviewee.status();
    found.push_back(*std::move(interviewee));
    return absl::OkStatus();
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

// As what somebody was met on an occasion.
v1::Interviewee AsMet(v1::Interviewee interviewee) {
  interviewee.clear_name();
  interviewee.clear_display_name();
  return interviewee;
}

// Calls `each(occasion, interviewee)`, as met there, for what meets `condition` on attended a and
// interviewees i, in order; `value` is its $1.
template <typename Each>
absl::Status EachAttended(Transaction& tx, std::string_view condition, const std::string& value,
                          Each each) {
  return tx.Query(
      absl::StrCat("SELECT a.occasion, i.body, a.body FROM attended a JOIN interviewees i "
                   "ON i.name = a.interviewee WHERE ",
                   absl::string_view(condition.data(), condition.size()),
                   " ORDER BY a.occasion, i.name"),
      {{value}}, [&](const Row& row) -> absl::Status {
        auto person = Parse(row.Bytes(1));
        if (!person.ok()) return person.status();
        if (!row.IsNull(2)) {
          auto met = Parse(row.Bytes(2));
          if (!met.ok()) return met.status();
          met->set_name(person->name());
          met->set_display_name(person->display_name());
          person = *std::move(met);
        }
        each(std::string(row.Text(0)), *std::move(person));
        return absl::OkStatus();
      });
}

// Who recorded each occasion of a review, by its name.
absl::StatusOr<std::map<std::string, std::string>> AuthorsOf(Transaction& tx,
                                                             const std::string& review) {
  std::map<std::string, std::string> authors;
  absl::Status status = tx.Query(
      "SELECT body FROM occasions WHERE parent = $1", {{review}},
      [&](const Row& row) -> absl::Status {
        v1::Occasion occasion;
        const std::string_view body = row.Bytes(0);
        if (!occasion.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
          return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT, "an occasion cannot be read");
        }
        authors.emplace(occasion.name(), occasion.author());
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return authors;
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
  return RecountShownClasses(tx, review);
}

absl::Status SourceStore::ForgetOccasion(Transaction& tx, const std::string& occasion) const {
  for (const std::string_view sql : {"DELETE FROM attended WHERE occasion = $1",
                                     "DELETE FROM attendances WHERE occasion = $1"}) {
    if (absl::Status status = tx.Execute(sql, {{occasion}}).status(); !status.ok()) return status;
  }
  const std::string review = ReviewOf(occasion);
  if (absl::Status status = DropUnmet(tx, review); !status.ok()) return status;
  return RecountShownClasses(tx, review);
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

absl::StatusOr<std::string> SourceStore::Record(Transaction& tx, const v1::Attendance& attendance,
                                                Recorder recorder) const {
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
                              "unnamed_people = $4, by_leads = $5 WHERE occasion = $1",
                              {{occasion, version + 1, attendance.session(),
                                static_cast<int64_t>(attendance.unnamed_people()),
                                static_cast<int64_t>(recorder == Recorder::kLeads)}})
                            .status();
  if (!status.ok()) return status;
  status = tx.Execute("DELETE FROM attended WHERE occasion = $1", {{occasion}}).status();
  if (!status.ok()) return status;
  for (const v1::Interviewee& interviewee : attendance.interviewees()) {
    auto name = PutInterviewee(tx, review, interviewee);
    if (!name.ok()) return name.status();
    status = tx.Execute(
                   "INSERT INTO attended (occasion, interviewee, body) VALUES ($1, $2, $3) "
                   "ON CONFLICT (occasion, interviewee) DO UPDATE SET body = EXCLUDED.body",
                   {{occasion, *name, Blob{AsMet(interviewee).SerializeAsString()}}})
                 .status();
    if (!status.ok()) return status;
  }
  if (status = DropUnmet(tx, review); !status.ok()) return status;
  if (status = RecountShownClasses(tx, review); !status.ok()) return status;
  return resources::EtagOf(sealer_, attendance.name(), version + 1);
}

absl::StatusOr<bool> SourceStore::IsRecorded(Transaction& tx,
                                             const v1::Attendance& attendance) const {
  auto stored = Get(tx, attendance.name());
  if (!stored.ok()) return stored.status();
  if (stored->session() != attendance.session() ||
      stored->unnamed_people() != attendance.unnamed_people()) {
    return false;
  }
  const auto met = [](const v1::Attendance& of) {
    std::map<std::string, std::string> people;
    for (const v1::Interviewee& person : of.interviewees()) {
      people[text::Folded(person.display_name())] = AsMet(person).SerializeAsString();
    }
    return people;
  };
  return met(*stored) == met(attendance);
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
  absl::Status status = EachAttended(tx, "a.occasion = $1", occasion,
                                     [&](const std::string&, v1::Interviewee person) {
                                       *attendance.add_interviewees() = std::move(person);
                                     });
  if (!status.ok()) return status;
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

absl::StatusOr<std::vector<std::string>> SourceStore::NamesMetBy(Transaction& tx,
                                                                 const std::string& review,
                                                                 const std::string& author) const {
  auto authors = AuthorsOf(tx, review);
  if (!authors.ok()) return authors.status();
  std::set<std::string> names;
  absl::Status status = EachAttended(
      tx, "i.review = $1", review, [&](const std::string& occasion, const v1::Interviewee& person) {
        const auto recorded = authors->find(occasion);
        if (recorded == authors->end() || recorded->second != author) return;
        if (!person.display_name().empty()) names.insert(person.display_name());
      });
  if (!status.ok()) return status;
  return std::vector<std::string>(names.begin(), names.end());
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
                                "INSERT INTO attended (occasion, interviewee, body) "
                                "SELECT occasion, $2, body FROM attended WHERE interviewee = $1 "
                                "ON CONFLICT DO NOTHING",
                                {{name, stays}})
                              .status();
    if (!status.ok()) return status;
    for (const std::string_view sql : {"DELETE FROM attended WHERE interviewee = $1",
                                       "DELETE FROM interviewees WHERE name = $1"}) {
      if (status = tx.Execute(sql, {{name}}).status(); !status.ok()) return status;
    }
  }
  return RecountShownClasses(tx, ReviewOf(stays));
}

absl::StatusOr<v1::Interviewee> SourceStore::Erase(Transaction& tx, const std::string& name) const {
  auto interviewee = Interviewee(tx, name);
  if (!interviewee.ok()) return interviewee;
  const std::string review = ReviewOf(name);
  absl::Status status = EraseReasonsNaming(tx, review, interviewee->display_name());
  if (!status.ok()) return status;
  std::map<std::string, v1::Interviewee> met;
  status = EachAttended(tx, "i.name = $1", name,
                        [&](const std::string& occasion, const v1::Interviewee& person) {
                          met[occasion].set_source_class(person.source_class());
                        });
  if (!status.ok()) return status;
  for (const auto& [occasion, person] : met) {
    status = tx.Execute("UPDATE attended SET body = $3 WHERE occasion = $1 AND interviewee = $2",
                        {{occasion, name, Blob{person.SerializeAsString()}}})
                 .status();
    if (!status.ok()) return status;
  }
  interviewee->clear_display_name();
  interviewee->clear_organisation();
  interviewee->clear_position();
  if (status = Update(tx, *interviewee, name); !status.ok()) return status;
  if (status = RecountShownClasses(tx, review); !status.ok()) return status;
  return interviewee;
}

absl::StatusOr<bool> SourceStore::HasAny(Transaction& tx, const std::string& review) const {
  bool any = false;
  absl::Status status = tx.Query(
      "SELECT 1 FROM interviewees WHERE review = $1 UNION ALL "
      "SELECT 1 FROM source_reads WHERE review = $1 UNION ALL "
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
        "DELETE FROM interviewees WHERE review = $1", "DELETE FROM source_reads WHERE review = $1",
        "UPDATE attendances SET session = '', unnamed_people = 0, version = version + 1 "
        "WHERE review = $1"}) {
    if (absl::Status status = tx.Execute(sql, {{review}}).status(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RecountShownClasses(Transaction& tx, const std::string& review) {
  auto authors = AuthorsOf(tx, review);
  if (!authors.ok()) return authors.status();
  std::map<std::string, Meeting> meetings;
  absl::Status status = tx.Query(
      "SELECT occasion, source_class, unnamed_people, by_leads FROM attendances WHERE review = $1",
      {{review}}, [&](const Row& row) {
        const std::string occasion(row.Text(0));
        Meeting& meeting = meetings[occasion];
        if (row.Int(3) == 0) meeting.set = (*authors)[occasion];
        meeting.declared = static_cast<v1::SourceClass>(row.Int(1));
        meeting.unnamed[meeting.declared] = static_cast<int>(row.Int(2));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  status = EachAttended(tx, "i.review = $1", review,
                        [&](const std::string& occasion, const v1::Interviewee& person) {
                          Meeting& meeting = meetings[occasion];
                          // Whose name is erased may be met again by that name.
                          if (person.display_name().empty()) {
                            ++meeting.unnamed[person.source_class()];
                          } else {
                            meeting.named[person.name()] = person.source_class();
                          }
                        });
  if (!status.ok()) return status;
  status = tx.Execute("DELETE FROM shown_classes WHERE review = $1", {{review}}).status();
  if (!status.ok()) return status;
  std::vector<Meeting> all;
  all.reserve(meetings.size());
  for (auto& [occasion, meeting] : meetings) all.push_back(std::move(meeting));
  for (const auto& [declared, shown] : ShownClasses(CountPeople(all))) {
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
  if (known->empty()) {
    interviewee.set_name(review + "/interviewees/" + environment::NewUuidV4(random_));
    absl::Status status =
        tx.Execute("INSERT INTO interviewees (name, review, matched, body) VALUES ($1, $2, $3, $4)",
                   {{interviewee.name(), review, matched, Blob{interviewee.SerializeAsString()}}})
            .status();
    if (!status.ok()) return status;
    return interviewee.name();
  }
  interviewee.set_name(known->front().name());
  bool elsewhere = false;
  absl::Status status =
      EachAttended(tx, "i.name = $1", interviewee.name(),
                   [&](const std::string&, const v1::Interviewee&) { elsewhere = true; });
  if (status.ok() && !elsewhere) status = Update(tx, interviewee, matched);
  if (!status.ok()) return status;
  return interviewee.name();
}

}  // namespace peerchallenge::evidence
