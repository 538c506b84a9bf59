#include "services/evidence/source_reads.h"

#include <limits>

#include "common/errors/errors.h"
#include "services/evidence/name_finder.h"

namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;

// Empties the reasons for which `erased(reason)` holds.
template <typename Erased>
absl::Status EraseReasonsWhere(Transaction& tx, const std::string& review, Erased erased) {
  auto reads = SourceReadsBefore(tx, review, 0, std::numeric_limits<int>::max());
  if (!reads.ok()) return reads.status();
  for (auto& [number, read] : *reads) {
    if (!erased(read.reason())) continue;
    read.clear_reason();
    absl::Status status =
        tx.Execute("UPDATE source_reads SET body = $3 WHERE review = $1 AND number = $2",
                   {{review, number, Blob{read.SerializeAsString()}}})
            .status();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

bool IsOfSources(std::string_view method) {
  constexpr std::string_view kService = "peerchallenge.evidence.v1.SourceService/";
  return method.substr(0, kService.size()) == kService;
}

void TakeOutReason(access::AuditEntry& entry) {
  if (IsOfSources(entry.method) && !entry.detail.empty()) entry.detail = kReasonIsKept;
}

absl::Status NoteSourceRead(Transaction& tx, const std::string& review,
                            const v1::SourceRead& read) {
  return tx
      .Execute(
          "INSERT INTO source_reads (review, number, body) "
          "SELECT $1, COALESCE(MAX(number), 0) + 1, $2 FROM source_reads WHERE review = $1",
          {{review, Blob{read.SerializeAsString()}}})
      .status();
}

absl::StatusOr<std::vector<StoredSourceRead>> SourceReadsBefore(Transaction& tx,
                                                                const std::string& review,
                                                                int64_t before, int most) {
  std::vector<StoredSourceRead> reads;
  absl::Status status = tx.Query(
      "SELECT number, body FROM source_reads WHERE review = $1 AND number < $2 "
      "ORDER BY number DESC LIMIT $3",
      {{review, before == 0 ? std::numeric_limits<int64_t>::max() : before,
        static_cast<int64_t>(most)}},
      [&](const Row& row) -> absl::Status {
        StoredSourceRead& read = reads.emplace_back();
        read.number = row.Int(0);
        const std::string_view body = row.Bytes(1);
        if (read.read.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
          return absl::OkStatus();
        }
        return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT, "a read cannot be read");
      });
  if (!status.ok()) return status;
  return reads;
}

absl::Status EraseReasonsNaming(Transaction& tx, const std::string& review,
                                const std::string& display_name) {
  const NameFinder names({display_name});
  return EraseReasonsWhere(tx, review, [&](const std::string& reason) {
    return names.IsIn(reason, NameFinder::Enough::kPart);
  });
}

absl::Status EraseReasons(Transaction& tx, const std::string& review) {
  return EraseReasonsWhere(tx, review, [](const std::string& reason) { return !reason.empty(); });
}

}  // namespace peerchallenge::evidence
