#include "common/access/audit_log.h"

#include <openssl/sha.h>

#include <array>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/access/migrations/embedded.h"

namespace peerchallenge::access {
namespace {

constexpr int kMaxLimit = 1000;

constexpr std::string_view kLast = "SELECT id, chain FROM audit_entries ORDER BY id DESC LIMIT 1";
constexpr std::string_view kInsert =
    "INSERT INTO audit_entries"
    " (id, time, subject, method, resource, region, peer, request_id, code, reason, count, chain, "
    "detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
constexpr std::string_view kQueryAll =
    "SELECT id, time, subject, method, resource, region, peer, request_id, code, reason, count, "
    "chain, detail"
    " FROM audit_entries WHERE id < $1 AND time >= $2 AND time < $3"
    " AND ($4 = '' OR region = '' OR region = $4) ORDER BY id DESC LIMIT $5";
constexpr std::string_view kQuerySubject =
    "SELECT id, time, subject, method, resource, region, peer, request_id, code, reason, count, "
    "chain, detail"
    " FROM audit_entries WHERE id < $1 AND time >= $2 AND time < $3"
    " AND ($4 = '' OR region = '' OR region = $4) AND subject = $5 ORDER BY id DESC LIMIT $6";
constexpr std::string_view kAll =
    "SELECT id, time, subject, method, resource, region, peer, request_id, code, reason, count, "
    "chain, detail"
    " FROM audit_entries ORDER BY id";

struct Link {
  int64_t id = 0;
  std::string chain;
};

void Add(std::string& bytes, std::string_view text) {
  absl::StrAppend(&bytes, text.size(), ":", absl::string_view(text.data(), text.size()));
}

// What binds an entry to the one before it: every field with its length, so that no two entries
// read the same.
std::string ChainOf(const Link& before, const AuditEntry& entry) {
  std::string bytes;
  Add(bytes, before.chain);
  for (const int64_t number :
       {before.id + 1, absl::ToUnixMicros(entry.time), static_cast<int64_t>(entry.code),
        static_cast<int64_t>(entry.reason), entry.count}) {
    Add(bytes, std::to_string(number));
  }
  for (const std::string* text : {&entry.subject, &entry.method, &entry.resource, &entry.region,
                                  &entry.peer, &entry.request_id}) {
    Add(bytes, *text);
  }
  if (!entry.detail.empty()) Add(bytes, entry.detail);  // entries from before there were details
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

AuditEntry EntryOf(const storage::Row& row) {
  return {.time = absl::FromUnixMicros(row.Int(1)),
          .subject = std::string(row.Text(2)),
          .method = std::string(row.Text(3)),
          .resource = std::string(row.Text(4)),
          .region = std::string(row.Text(5)),
          .peer = std::string(row.Text(6)),
          .request_id = std::string(row.Text(7)),
          .code = static_cast<absl::StatusCode>(row.Int(8)),
          .reason = static_cast<errors::ErrorReason>(row.Int(9)),
          .count = row.Int(10),
          .detail = std::string(row.Text(12))};
}

struct AuditRow {
  int64_t id = 0;
  AuditEntry entry;
};

// The newest rows of the query before `before`, one more than its limit.
absl::StatusOr<std::vector<AuditRow>> ReadRows(storage::Transaction& transaction,
                                               const AuditQuery& query, int64_t before) {
  std::vector<storage::Value> values = {before, absl::ToUnixMicros(query.start),
                                        absl::ToUnixMicros(query.end), query.region};
  if (!query.subject.empty()) values.emplace_back(query.subject);
  values.emplace_back(int64_t{query.limit} + 1);
  std::vector<AuditRow> rows;
  absl::Status status = transaction.Query(query.subject.empty() ? kQueryAll : kQuerySubject, values,
                                          [&](const storage::Row& row) {
                                            rows.push_back({row.Int(0), EntryOf(row)});
                                            return absl::OkStatus();
                                          });
  if (!status.ok()) return status;
  return rows;
}

absl::StatusOr<std::optional<AuditEntry>> View(storage::Transaction& transaction,
                                               const AuditQuery& query, AuditEntry entry) {
  if (query.view) return query.view(transaction, std::move(entry));
  return entry;
}

}  // namespace

bool EndedAsIfMissing(const AuditEntry& entry) {
  switch (entry.code) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kDataLoss:
      return false;
    default:
      return entry.reason != errors::v1::ERROR_REASON_QUOTA_EXCEEDED;
  }
}

std::span<const storage::Migration> AuditLog::Migrations() { return migrations::kFiles; }

absl::Status AuditLog::Append(absl::Time deadline, std::span<const AuditEntry> entries) {
  return database_.Write(deadline, [entries](storage::Transaction& transaction) {
    for (const AuditEntry& entry : entries) {
      if (absl::Status status = Append(transaction, entry); !status.ok()) return status;
    }
    return absl::OkStatus();
  });
}

absl::Status AuditLog::Append(storage::Transaction& transaction, const AuditEntry& entry) {
  Link last;
  absl::Status status = transaction.Query(kLast, {}, [&last](const storage::Row& row) {
    last = {.id = row.Int(0), .chain = std::string(row.Bytes(1))};
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  const std::array<storage::Value, 13> values = {last.id + 1,
                                                 absl::ToUnixMicros(entry.time),
                                                 entry.subject,
                                                 entry.method,
                                                 entry.resource,
                                                 entry.region,
                                                 entry.peer,
                                                 entry.request_id,
                                                 static_cast<int64_t>(entry.code),
                                                 static_cast<int64_t>(entry.reason),
                                                 entry.count,
                                                 storage::Blob{ChainOf(last, entry)},
                                                 entry.detail};
  return transaction.Post(kInsert, values);
}

absl::StatusOr<AuditPage> AuditLog::Query(absl::Time deadline, const AuditQuery& query) {
  if (query.limit < 1 || query.limit > kMaxLimit) {
    return errors::InvalidField("limit", absl::StrCat(query.limit), "1 to 1000");
  }
  AuditPage page;
  absl::Status status = database_.Read(deadline, [&](storage::Transaction& transaction) {
    page = {};
    return Fill(transaction, query, page);
  });
  if (!status.ok()) return status;
  return page;
}

absl::Status AuditLog::Fill(storage::Transaction& transaction, const AuditQuery& query,
                            AuditPage& page) {
  const auto limit = static_cast<size_t>(query.limit);
  int64_t before = query.before == 0 ? INT64_MAX : query.before;
  int64_t last = 0;  // on the page
  while (true) {
    auto rows = ReadRows(transaction, query, before);
    if (!rows.ok()) return rows.status();
    for (AuditRow& row : *rows) {
      before = row.id;
      auto shown = View(transaction, query, std::move(row.entry));
      if (!shown.ok()) return shown.status();
      if (!*shown) continue;
      if (page.entries.size() == limit) {
        page.next = last;
        return absl::OkStatus();
      }
      last = row.id;
      page.entries.push_back(**std::move(shown));
    }
    if (rows->size() <= limit) return absl::OkStatus();
  }
}

absl::Status AuditLog::Verify(absl::Time deadline) {
  return database_.Read(deadline, [](storage::Transaction& transaction) {
    Link last;
    return transaction.Query(kAll, {}, [&last](const storage::Row& row) {
      const int64_t id = row.Int(0);
      const bool oldest = last.id == 0;  // what it was bound to may have been disposed of
      const bool fits = oldest ? id != 1 || row.Bytes(11) == ChainOf(last, EntryOf(row))
                               : id == last.id + 1 && row.Bytes(11) == ChainOf(last, EntryOf(row));
      if (!fits) {
        return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                            absl::StrCat("audit entry ", id, " does not fit the one before it"));
      }
      last = {.id = id, .chain = std::string(row.Bytes(11))};
      return absl::OkStatus();
    });
  });
}

}  // namespace peerchallenge::access
