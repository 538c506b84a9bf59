#include "services/evidence/ledger/item_lines.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "google/protobuf/util/json_util.h"
#include "services/evidence/ledger/record.h"

namespace peerchallenge::evidence {

absl::StatusOr<std::string> ItemLine(const Entry& entry, std::string_view record) {
  if (entry.action != v1::LedgerEntry::ACTION_ITEM_CAPTURED &&
      entry.action != v1::LedgerEntry::ACTION_ITEM_REVISED) {
    return std::string();
  }
  const absl::StatusOr<VersionRecord> recorded = VersionFrom(record, entry.subject);
  if (!recorded.ok()) return recorded.status();
  v1::ItemVersion version;
  version.set_name(absl::StrCat(entry.subject, "/versions/", entry.version));
  version.set_base_version(recorded->base_version);
  *version.mutable_content() = recorded->content;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(version, &json).ok()) {
    return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                        absl::StrCat("'", version.name(), "' is not UTF-8"));
  }
  return json + "\n";
}

}  // namespace peerchallenge::evidence
