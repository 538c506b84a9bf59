#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "services/evidence/ledger/hash.h"

// What the entry of an item's version commits to: the encoded content, then the lines that a
// device signs (CaptureStamp in item.proto).
namespace peerchallenge::evidence {

// The one encoding of a content. FIELD_INVALID (`field`) when it has fields that ItemContent lacks:
// they would be signed and not understood.
absl::StatusOr<std::string> EncodeContent(const v1::ItemContent& content, std::string_view field);

// The lines that a device signs for a version; with a stamp without a device they hold what is
// known. Hashes in the stamp that are not 32 bytes long count as zeros.
std::string CaptureLines(std::string_view item, int64_t base_version, const v1::CaptureStamp& stamp,
                         const Hash& content);

// One version as its record tells it.
struct VersionRecord {
  v1::ItemContent content;
  int64_t base_version = 0;
};

// The record of a version of `item`; `content`: the SHA-256 of what is encoded.
std::string RecordOf(std::string_view item, int64_t base_version, const v1::CaptureStamp& stamp,
                     std::string_view encoded_content, const Hash& content);
std::string RecordOf(std::string_view item, int64_t base_version, const v1::CaptureStamp& stamp,
                     std::string_view encoded_content);
// DATA_CORRUPT for anything but what RecordOf() can give for that item.
absl::StatusOr<VersionRecord> VersionFrom(std::string_view record, std::string_view item);

}  // namespace peerchallenge::evidence
