#include "services/evidence/attachments/zip_names.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

constexpr std::string_view kEndSignature = "PK\5\6";
constexpr size_t kEndBytes = 22;
constexpr size_t kMostCommentBytes = 65'535;
constexpr std::string_view kEntrySignature = "PK\1\2";
constexpr size_t kEntryBytes = 46;
constexpr uint32_t kMostDirectoryBytes = 16 << 20;

// A little-endian number of `bytes` bytes at `at`, which is inside.
uint32_t Number(std::string_view in, size_t at, size_t bytes) {
  uint32_t value = 0;
  for (size_t i = bytes; i-- > 0;) value = value << 8 | static_cast<uint8_t>(in[at + i]);
  return value;
}

absl::Status NoArchive(std::string_view what) {
  return errors::InvalidField("data", std::string(what), "a zip archive as office documents are");
}

struct Directory {
  uint32_t entries;
  uint32_t bytes;
  uint32_t offset;
};

// The record at the end counts only where its comment ends with the file, so there is one at most
// at each length of comment; readers take the last, and so do we.
absl::StatusOr<Directory> FindDirectory(BlobReader& content) {
  const auto most = static_cast<int64_t>(kEndBytes + kMostCommentBytes);
  const int64_t begin = std::max<int64_t>(0, content.size() - most);
  absl::StatusOr<std::string> tail = content.Read(begin, static_cast<size_t>(most));
  if (!tail.ok()) return tail.status();
  const std::string_view end = *tail;
  for (size_t back = kEndBytes; back <= end.size(); ++back) {
    const std::string_view record = end.substr(end.size() - back);
    if (record.substr(0, kEndSignature.size()) != kEndSignature) continue;
    if (Number(record, 20, 2) != back - kEndBytes) continue;
    if (Number(record, 4, 2) != 0 || Number(record, 6, 2) != 0) return NoArchive("several disks");
    return Directory{.entries = Number(record, 10, 2),
                     .bytes = Number(record, 12, 4),
                     .offset = Number(record, 16, 4)};
  }
  return NoArchive("bytes without a directory");
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ZipNames(BlobReader& content) {
  const absl::StatusOr<Directory> directory = FindDirectory(content);
  if (!directory.ok()) return directory.status();
  if (directory->bytes > kMostDirectoryBytes) return NoArchive("a huge directory");
  absl::StatusOr<std::string> bytes = content.Read(directory->offset, directory->bytes);
  if (!bytes.ok()) return bytes.status();
  if (bytes->size() != directory->bytes) return NoArchive("a directory outside of the file");
  std::string_view rest = *bytes;
  std::vector<std::string> names;
  while (names.size() < directory->entries) {
    if (rest.size() < kEntryBytes || rest.substr(0, kEntrySignature.size()) != kEntrySignature) {
      return NoArchive("a broken directory");
    }
    const size_t name = Number(rest, 28, 2);
    const size_t more = Number(rest, 30, 2) + Number(rest, 32, 2);
    if (rest.size() < kEntryBytes + name + more) return NoArchive("a broken directory");
    names.emplace_back(rest.substr(kEntryBytes, name));
    rest.remove_prefix(kEntryBytes + name + more);
  }
  if (!rest.empty()) return NoArchive("a directory with more than its entries");
  return names;
}

}  // namespace peerchallenge::evidence
