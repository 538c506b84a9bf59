#include "services/evidence/attachments/attachment_store.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;

constexpr std::string_view kUploadColumns =
    "SELECT name, blob, committed_size, blob_state, digest_state, sha256, update_time FROM uploads";

Value StateOf(const v1::Attachment& attachment) { return static_cast<int64_t>(attachment.state()); }

bool HasContent(const v1::Attachment& attachment) {
  return attachment.state() != v1::Attachment::STATE_UPLOADING &&
         attachment.state() != v1::Attachment::STATE_DISPOSED;
}

Value SizeOf(const v1::Attachment& attachment) {
  return attachment.state() == v1::Attachment::STATE_DISPOSED ? int64_t{0} : attachment.size();
}

Value ContentOf(const v1::Attachment& attachment) {
  if (!HasContent(attachment)) return std::string();
  const auto hash = HashFrom(attachment.sha256());
  return hash ? HexOf(*hash) : std::string();
}

std::optional<Hash> HashFromHex(std::string_view hex) {
  return HashFrom(absl::HexStringToBytes(absl::string_view(hex.data(), hex.size())));
}

absl::StatusOr<Upload> UploadFrom(const Row& row) {
  auto digest = ResumableSha256::From(row.Bytes(4));
  if (!digest) {
    return errors::Make(
        errors::v1::ERROR_REASON_DATA_CORRUPT,
        absl::StrCat("the digest of an upload is not one: ", std::string(row.Text(0))));
  }
  return Upload{.name = std::string(row.Text(0)),
                .blob = std::string(row.Text(1)),
                .progress = {.size = row.Int(2), .state = std::string(row.Bytes(3))},
                .digest = *digest,
                .sha256 = row.Text(5).empty() ? std::nullopt : HashFromHex(row.Text(5)),
                .update_time = absl::FromUnixMicros(row.Int(6))};
}

absl::StatusOr<std::vector<Upload>> SelectUploads(Transaction& tx, std::string_view sql,
                                                  std::vector<Value> parameters) {
  std::vector<Upload> uploads;
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    absl::StatusOr<Upload> upload = UploadFrom(row);
    if (!upload.ok()) return upload.status();
    uploads.push_back(*std::move(upload));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return uploads;
}

std::string ShaOf(const Upload& upload) { return upload.sha256 ? HexOf(*upload.sha256) : ""; }

std::vector<Value> KeyOf(const BlobKey& key) { return {key.review, HexOf(key.sha256)}; }

// The number that a query gives; nothing where it gives no row.
absl::StatusOr<std::optional<int64_t>> Number(Transaction& tx, std::string_view sql,
                                              std::vector<Value> parameters) {
  std::optional<int64_t> number;
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    number = row.IsNull(0) ? 0 : row.Int(0);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return number;
}

}  // namespace

Upload EmptyUpload(const std::string& name, const std::string& blob, absl::Time now) {
  return {.name = name,
          .blob = blob,
          .progress = {},
          .digest = {},
          .sha256 = std::nullopt,
          .update_time = now};
}

AttachmentStore::AttachmentStore(const environment::Clock& clock, const storage::Sealer& sealer)
    : attachments({.table = "attachments",
                   .columns = {{"state", StateOf}, {"size", SizeOf}, {"sha256", ContentOf}}},
                  clock, sealer) {}

absl::StatusOr<std::optional<Upload>> AttachmentStore::FindUpload(Transaction& tx,
                                                                  const std::string& name) const {
  static const std::string sql = absl::StrCat(kUploadColumns.data(), " WHERE name = $1");
  auto found = SelectUploads(tx, sql, {name});
  if (!found.ok()) return found.status();
  if (found->empty()) return std::nullopt;
  return std::move(found->front());
}

absl::Status AttachmentStore::InsertUpload(Transaction& tx, const Upload& upload) const {
  constexpr std::string_view kSql =
      "INSERT INTO uploads (name, parent, blob, committed_size, blob_state, digest_state, sha256, "
      "update_time) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
  return tx
      .Execute(kSql, std::vector<Value>{upload.name, validation::ParentOf(upload.name), upload.blob,
                                        upload.progress.size, Blob{upload.progress.state},
                                        Blob{upload.digest.State()}, ShaOf(upload),
                                        absl::ToUnixMicros(upload.update_time)})
      .status();
}

absl::StatusOr<bool> AttachmentStore::UpdateUpload(Transaction& tx, const Upload& known,
                                                   const Upload& upload) const {
  constexpr std::string_view kSql =
      "UPDATE uploads SET committed_size = $3, blob_state = $4, digest_state = $5, sha256 = $6, "
      "update_time = $7 WHERE name = $1 AND blob = $2 AND committed_size = $8 AND blob_state = $9";
  auto changed =
      tx.Execute(kSql, std::vector<Value>{upload.name, known.blob, upload.progress.size,
                                          Blob{upload.progress.state}, Blob{upload.digest.State()},
                                          ShaOf(upload), absl::ToUnixMicros(upload.update_time),
                                          known.progress.size, Blob{known.progress.state}});
  if (!changed.ok()) return changed.status();
  return *changed == 1;
}

absl::StatusOr<bool> AttachmentStore::DeleteUpload(Transaction& tx, const std::string& name) const {
  auto changed = tx.Execute("DELETE FROM uploads WHERE name = $1", std::vector<Value>{name});
  if (!changed.ok()) return changed.status();
  return *changed == 1;
}

absl::StatusOr<std::vector<Upload>> AttachmentStore::StaleUploads(Transaction& tx,
                                                                  absl::Time before,
                                                                  int most) const {
  static const std::string sql =
      absl::StrCat(kUploadColumns.data(),
                   " WHERE update_time < $1 AND sha256 = '' ORDER BY update_time LIMIT $2");
  return SelectUploads(tx, sql, {absl::ToUnixMicros(before), int64_t{most}});
}

absl::StatusOr<std::vector<Upload>> AttachmentStore::CompleteUploads(Transaction& tx,
                                                                     int most) const {
  static const std::string sql =
      absl::StrCat(kUploadColumns.data(), " WHERE sha256 <> '' ORDER BY name LIMIT $1");
  return SelectUploads(tx, sql, {int64_t{most}});
}

absl::StatusOr<int64_t> AttachmentStore::BytesOf(Transaction& tx, const std::string& review) const {
  auto bytes =
      Number(tx, "SELECT CAST(SUM(size) AS BIGINT) FROM attachments WHERE parent = $1", {review});
  if (!bytes.ok()) return bytes.status();
  return bytes->value_or(0);
}

absl::StatusOr<bool> AttachmentStore::IsReferred(Transaction& tx, const BlobKey& key) const {
  for (const std::string_view sql :
       {"SELECT CAST(COUNT(*) AS BIGINT) FROM attachments WHERE parent = $1 AND sha256 = $2",
        "SELECT CAST(COUNT(*) AS BIGINT) FROM uploads WHERE parent = $1 AND sha256 = $2"}) {
    auto count = Number(tx, sql, KeyOf(key));
    if (!count.ok()) return count.status();
    if (count->value_or(0) > 0) return true;
  }
  return false;
}

absl::Status AttachmentStore::AddErasure(Transaction& tx, const BlobKey& key) const {
  return tx
      .Execute(
          "INSERT INTO blob_erasures (review, sha256, claimed) VALUES ($1, $2, 0) ON CONFLICT DO "
          "NOTHING",
          KeyOf(key))
      .status();
}

absl::StatusOr<std::vector<BlobKey>> AttachmentStore::Erasures(Transaction& tx, int most) const {
  std::vector<BlobKey> keys;
  absl::Status status =
      tx.Query("SELECT review, sha256 FROM blob_erasures ORDER BY review, sha256 LIMIT $1",
               std::vector<Value>{int64_t{most}}, [&](const Row& row) {
                 const auto hash = HashFromHex(row.Text(1));
                 if (hash) keys.push_back({std::string(row.Text(0)), *hash});
                 return absl::OkStatus();
               });
  if (!status.ok()) return status;
  return keys;
}

absl::StatusOr<bool> AttachmentStore::ClaimErasure(Transaction& tx, const BlobKey& key,
                                                   absl::Time before, absl::Time now) const {
  std::vector<Value> parameters = KeyOf(key);
  parameters.insert(parameters.end(), {absl::ToUnixMicros(now), absl::ToUnixMicros(before)});
  auto changed = tx.Execute(
      "UPDATE blob_erasures SET claimed = $3 WHERE review = $1 AND sha256 = $2 AND claimed < $4",
      parameters);
  if (!changed.ok()) return changed.status();
  return *changed == 1;
}

absl::Status AttachmentStore::DeleteErasure(Transaction& tx, const BlobKey& key) const {
  return tx.Execute("DELETE FROM blob_erasures WHERE review = $1 AND sha256 = $2", KeyOf(key))
      .status();
}

absl::StatusOr<bool> AttachmentStore::CancelErasure(Transaction& tx, const BlobKey& key) const {
  auto claimed =
      Number(tx, "SELECT claimed FROM blob_erasures WHERE review = $1 AND sha256 = $2", KeyOf(key));
  if (!claimed.ok()) return claimed.status();
  if (!claimed->has_value()) return true;
  if (**claimed != 0) return false;
  if (absl::Status status = DeleteErasure(tx, key); !status.ok()) return status;
  return true;
}

}  // namespace peerchallenge::evidence
