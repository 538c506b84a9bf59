#include "services/evidence/attachments/kept_files.h"

#include <string>

#include "absl/strings/escaping.h"
#include "services/evidence/attachments/file_blob_store.h"

namespace peerchallenge::evidence {
namespace {

using backup::KeptFile;
using storage::Row;

constexpr std::string_view kContents =
    "SELECT parent, sha256, size FROM attachments WHERE sha256 <> ''";
constexpr std::string_view kUploads =
    "SELECT parent, sha256, committed_size, blob FROM uploads WHERE committed_size > 0 OR sha256 "
    "<> ''";

// Of a row that begins with a review and a digest.
std::string ContentPlace(const Row& row) {
  const std::string_view hex = row.Text(1);
  const auto sha256 = HashFrom(absl::HexStringToBytes(absl::string_view(hex.data(), hex.size())));
  return FileBlobStore::PlaceOf({std::string(row.Text(0)), sha256.value_or(Hash{})}).string();
}

}  // namespace

absl::StatusOr<std::vector<KeptFile>> KeptFilesOf(storage::Transaction& tx) {
  std::vector<KeptFile> files;
  absl::Status status = tx.Query(kContents, {}, [&](const Row& row) {
    files.push_back({{ContentPlace(row)}, row.Int(2), std::string(row.Text(1))});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  status = tx.Query(kUploads, {}, [&](const Row& row) {
    KeptFile file{{FileBlobStore::UploadPlaceOf(std::string(row.Text(3))).string()},
                  row.Int(2),
                  std::string(row.Text(1))};
    // All its bytes are there: it may have its content's name already (attachments/README.md).
    if (!file.sha256.empty()) file.places.push_back(ContentPlace(row));
    files.push_back(std::move(file));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return files;
}

}  // namespace peerchallenge::evidence
