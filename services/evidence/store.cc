#include "services/evidence/store.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/bodies.h"
#include "common/resources/list_order.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/evidence/days.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using google::protobuf::util::TimeUtil;
using resources::Match;
using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;

Value ListedByDay(const v1::Item& item) {
  return resources::HighestFirst(CaptureDay(item) - absl::CivilDay(1970, 1, 1),
                                 validation::IdOf(item.name()));
}

Value DueOf(const v1::Concern& concern) {
  if (concern.state() != v1::Concern::STATE_RAISED || concern.has_escalate_time()) {
    return std::monostate();
  }
  return TimeUtil::TimestampToMicroseconds(concern.acknowledge_due_time());
}

absl::StatusOr<v1::ItemVersion> Parse(const Row& row, int column) {
  v1::ItemVersion version;
  const std::string_view body = row.Bytes(column);
  if (!version.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT, "a version cannot be read");
  }
  return version;
}

absl::StatusOr<std::vector<v1::ItemVersion>> QueryVersions(Transaction& tx, std::string_view sql,
                                                           std::vector<Value> parameters) {
  std::vector<v1::ItemVersion> versions;
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    auto version = Parse(row, 0);
    if (!version.ok()) return version.status();
    versions.push_back(*std::move(version));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return versions;
}

int64_t NumberOf(const v1::ItemVersion& version) {
  return std::stoll(validation::IdOf(version.name()));
}

std::string ItemOf(const v1::ItemVersion& version) { return validation::ParentOf(version.name()); }

}  // namespace

Store::Store(const environment::Clock& clock, const storage::Sealer& sealer)
    : items({.table = "items", .columns = {{"listed", ListedByDay}}, .given = {"first_entry"}},
            clock, sealer),
      conflicts(
          {.table = "item_conflicts",
           .columns = {{"review", [](const auto& c) { return Value(ReviewOf(c.name())); }},
                       {"state",
                        [](const auto& c) { return Value(static_cast<int64_t>(c.state())); }}}},
          clock, sealer),
      occasions({.table = "occasions"}, clock, sealer),
      concerns({.table = "concerns",
                .columns = {{"listed", resources::NewestFirst<v1::Concern>}, {"due", DueOf}}},
               clock, sealer),
      case_assignments({.table = "case_assignments"}, clock, sealer),
      devices({.table = "devices",
               .columns = {{"owner", [](const auto& d) { return Value(d.owner()); }}}},
              clock, sealer),
      checkpoints({.table = "checkpoints",
                   .columns = {{"size", [](const auto& c) { return Value(c.tree_size()); }}}},
                  clock, sealer),
      retention_schedules({.table = "retention_schedules"}, clock, sealer),
      holds({.table = "holds",
             .columns = {{"state",
                          [](const auto& h) { return Value(static_cast<int64_t>(h.state())); }}}},
            clock, sealer),
      disposal_runs(
          {.table = "disposal_runs",
           .columns = {{"listed", resources::NewestFirst<v1::DisposalRun>},
                       {"state",
                        [](const auto& r) { return Value(static_cast<int64_t>(r.state())); }}}},
          clock, sealer),
      sealer_(sealer) {}

absl::Status Store::CheckThere(Transaction& tx, const std::string& name) const {
  const bool occasion = validation::MatchName(name, kOccasionName).has_value();
  const std::string_view sql = occasion ? "SELECT 1 FROM occasions WHERE name = $1"
                               : validation::MatchName(name, kItemName)
                                   ? "SELECT 1 FROM items WHERE name = $1"
                               : validation::MatchName(name, kConcernName)
                                   ? "SELECT 1 FROM concerns WHERE name = $1"
                                   : "SELECT 1 FROM attachments WHERE name = $1 AND state <> 1";
  const auto look = [&]() -> absl::StatusOr<bool> {
    bool there = false;
    absl::Status status = tx.Query(sql, {{name}}, [&](const Row&) {
      there = true;
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return there;
  };
  bool there = false;
  if (occasion) {
    // Most items of a day come from a few occasions.
    const auto recalled = storage::Recall<bool>(tx, absl::StrCat("is there ", name), look);
    if (!recalled.ok()) return recalled.status();
    there = **recalled;
  } else {
    const auto found = look();
    if (!found.ok()) return found.status();
    there = *found;
  }
  return there ? absl::OkStatus() : errors::NotFound(name);
}

// The first version of an item that has had no other: what the item says.
absl::StatusOr<std::optional<v1::ItemVersion>> Store::OnlyVersion(Transaction& tx,
                                                                  std::string_view item) const {
  std::optional<v1::ItemVersion> only;
  absl::Status status = tx.Query(
      "SELECT body, first_entry FROM items WHERE name = $1 AND first_entry IS NOT NULL "
      "AND NOT EXISTS (SELECT 1 FROM item_versions WHERE item = $1)",
      {{std::string(item)}}, [&](const Row& row) -> absl::Status {
        auto stored = resources::FromBody<v1::Item>(row.Bytes(0));
        if (!stored) {
          return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT, "an item cannot be read");
        }
        if (stored->version() != 1) return absl::OkStatus();
        only.emplace();
        only->set_name(absl::StrCat(stored->name(), "/versions/1"));
        only->set_revision_id(validation::IdOf(stored->name()));
        if (stored->has_content()) only->mutable_content()->Swap(stored->mutable_content());
        only->mutable_provenance()->Swap(stored->mutable_captured());
        only->set_ledger_index(row.Int(1));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return only;
}

absl::Status Store::AddVersion(Transaction& tx, const v1::ItemVersion& version) const {
  auto only = OnlyVersion(tx, ItemOf(version));
  if (!only.ok()) return only.status();
  if (only->has_value()) {
    if (absl::Status status = PutVersion(tx, **only); !status.ok()) return status;
  }
  return PutVersion(tx, version);
}

absl::StatusOr<v1::ItemVersion> Store::Version(Transaction& tx, std::string_view item,
                                               int64_t number) const {
  auto versions =
      QueryVersions(tx, "SELECT body FROM item_versions WHERE item = $1 AND version = $2",
                    {std::string(item), number});
  if (!versions.ok()) return versions.status();
  if (!versions->empty()) return std::move(versions->front());
  if (number == 1) {
    auto only = OnlyVersion(tx, item);
    if (!only.ok()) return only.status();
    if (only->has_value()) return **std::move(only);
  }
  return errors::NotFound(absl::StrCat(std::string(item), "/versions/", number));
}

absl::StatusOr<std::optional<v1::ItemVersion>> Store::VersionByRevision(
    Transaction& tx, std::string_view item, std::string_view revision_id) const {
  auto versions =
      QueryVersions(tx, "SELECT body FROM item_versions WHERE item = $1 AND revision_id = $2",
                    {std::string(item), std::string(revision_id)});
  if (!versions.ok()) return versions.status();
  if (!versions->empty()) return std::move(versions->front());
  if (revision_id != validation::IdOf(item)) return std::nullopt;
  return OnlyVersion(tx, item);
}

absl::StatusOr<std::vector<v1::ItemVersion>> Store::VersionsBefore(Transaction& tx,
                                                                   std::string_view item,
                                                                   int64_t before, int most) const {
  auto versions =
      QueryVersions(tx,
                    "SELECT body FROM item_versions WHERE item = $1 AND version < $2 "
                    "ORDER BY version DESC LIMIT $3",
                    {std::string(item), before == 0 ? std::numeric_limits<int64_t>::max() : before,
                     static_cast<int64_t>(most)});
  if (!versions.ok() || !versions->empty() || before == 1) return versions;
  auto only = OnlyVersion(tx, item);
  if (!only.ok()) return only.status();
  if (only->has_value()) versions->push_back(**std::move(only));
  return versions;
}

absl::StatusOr<int64_t> Store::LastVersion(Transaction& tx, std::string_view item) const {
  auto last = VersionsBefore(tx, item, 0, 1);
  if (!last.ok()) return last.status();
  return last->empty() ? 0 : NumberOf(last->front());
}

absl::StatusOr<std::map<int64_t, Store::Readers>> Store::ReadersOfVersions(
    Transaction& tx, std::string_view item) const {
  auto versions = VersionsBefore(tx, item, 0, std::numeric_limits<int>::max());
  if (!versions.ok()) return versions.status();
  std::map<int64_t, Readers> readers;
  for (const v1::ItemVersion& version : *versions) {
    const v1::ItemContent& content = version.content();
    readers.emplace(NumberOf(version), Readers{content.sensitivity(), content.case_reference()});
  }
  return readers;
}

absl::StatusOr<std::set<std::string>> Store::ItemsWithCases(Transaction& tx,
                                                            const std::string& review) const {
  const std::vector<Value> below = {review + "/items/", review + "/items0"};
  std::set<std::string> named;
  absl::Status status = tx.Query(
      "SELECT body FROM item_versions WHERE item > $1 AND item < $2", below, [&](const Row& row) {
        auto version = Parse(row, 0);
        if (version.ok() && !version->content().case_reference().empty()) {
          named.insert(ItemOf(*version));
        }
        return version.status();
      });
  if (!status.ok()) return status;
  status = items.Scan(tx, {{"name", below[0], Match::kAtLeast}, {"name", below[1], Match::kBelow}},
                      [&](const v1::Item& item) {
                        if (!item.content().case_reference().empty()) named.insert(item.name());
                        return absl::OkStatus();
                      });
  if (!status.ok()) return status;
  return named;
}

absl::Status Store::PutVersion(Transaction& tx, const v1::ItemVersion& version) const {
  return tx
      .Execute(
          "INSERT INTO item_versions (item, version, revision_id, body) VALUES ($1, $2, $3, $4) "
          "ON CONFLICT (item, version) DO UPDATE SET body = excluded.body",
          {{ItemOf(version), NumberOf(version), version.revision_id(),
            Blob{version.SerializeAsString()}}})
      .status();
}

absl::Status Store::NoteWithdrawnDraft(Transaction& tx, const std::string& item) const {
  return tx
      .Execute("INSERT INTO withdrawn_drafts (item, review) VALUES ($1, $2)",
               {{item, ReviewOf(item)}})
      .status();
}

absl::StatusOr<std::set<std::string>> Store::WithdrawnDrafts(Transaction& tx,
                                                             const std::string& review) const {
  std::set<std::string> drafts;
  absl::Status status = tx.Query("SELECT item FROM withdrawn_drafts WHERE review = $1", {{review}},
                                 [&](const Row& row) {
                                   drafts.emplace(row.Text(0));
                                   return absl::OkStatus();
                                 });
  if (!status.ok()) return status;
  return drafts;
}

absl::Status Store::NoteRead(Transaction& tx, const std::string& concern,
                             const v1::ConcernRead& read) const {
  return tx
      .Execute(
          "INSERT INTO concern_reads (concern, number, subject, method, time) "
          "SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4 FROM concern_reads "
          "WHERE concern = $1",
          {{concern, read.subject(), read.method(),
            TimeUtil::TimestampToMicroseconds(read.time())}})
      .status();
}

absl::StatusOr<std::vector<Store::Read>> Store::ReadsBefore(Transaction& tx,
                                                            const std::string& concern,
                                                            int64_t before, int most) const {
  std::vector<Read> reads;
  absl::Status status = tx.Query(
      "SELECT number, subject, method, time FROM concern_reads WHERE concern = $1 AND number < $2 "
      "ORDER BY number DESC LIMIT $3",
      {{concern, before == 0 ? std::numeric_limits<int64_t>::max() : before,
        static_cast<int64_t>(most)}},
      [&](const Row& row) {
        Read& read = reads.emplace_back();
        read.number = row.Int(0);
        read.read.set_subject(std::string(row.Text(1)));
        read.read.set_method(std::string(row.Text(2)));
        *read.read.mutable_time() = TimeUtil::MicrosecondsToTimestamp(row.Int(3));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return reads;
}

absl::Status Store::ForgetReads(Transaction& tx, const std::string& concern) const {
  return tx.Execute("DELETE FROM concern_reads WHERE concern = $1", {{concern}}).status();
}

absl::StatusOr<std::vector<v1::Concern>> Store::OverdueConcerns(Transaction& tx,
                                                                absl::Time now) const {
  return concerns.All(tx, {{"due", absl::ToUnixMicros(now), Match::kBelow}});
}

}  // namespace peerchallenge::evidence
