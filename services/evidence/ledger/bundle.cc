#include "services/evidence/ledger/bundle.h"

#include "absl/strings/str_cat.h"
#include "services/evidence/ledger/item_lines.h"

namespace peerchallenge::evidence {

absl::Status BundleWriter::AddCheckpoint(std::string_view note,
                                         const std::vector<VerifierKey>& keys) {
  std::string lines;
  for (const VerifierKey& key : keys) absl::StrAppend(&lines, key.ToString(), "\n");
  absl::Status status = archive_.Add("checkpoint", note);
  return status.ok() ? archive_.Add("keys", lines) : status;
}

absl::Status BundleWriter::AddLedger(const std::vector<std::string>& leaves) {
  std::string ledger;
  for (const std::string& leaf : leaves) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      ledger += static_cast<char>(leaf.size() >> shift & 0xFF);
    }
    ledger += leaf;
  }
  return archive_.Add("ledger", ledger);
}

absl::Status BundleWriter::AddRecord(int64_t index, const Entry& entry, std::string_view salt,
                                     std::string_view record) {
  if (const auto line = ItemLine(entry, record); !line.ok()) {
    return line.status();
  } else {
    items_ += *line;
  }
  std::string bytes(salt);
  bytes += record;
  return archive_.Add(absl::StrCat("records/", index), bytes);
}

absl::Status BundleWriter::AddHeld(const std::vector<Hash>& held) {
  std::string lines;
  for (const Hash& sha256 : held) absl::StrAppend(&lines, HexOf(sha256), "\n");
  return archive_.Add("held", lines);
}

absl::Status BundleWriter::BeginAttachment(const Hash& sha256, int64_t bytes) {
  return archive_.Begin(absl::StrCat("attachments/", HexOf(sha256)), bytes);
}

absl::Status BundleWriter::WriteAttachment(std::string_view bytes) { return archive_.Write(bytes); }

absl::Status BundleWriter::Finish() {
  absl::Status status = archive_.Add("items.jsonl", items_);
  return status.ok() ? archive_.Finish() : status;
}

}  // namespace peerchallenge::evidence
