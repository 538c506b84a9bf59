#include "services/evidence/ledger/archive.h"

#include <algorithm>
#include <numeric>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

constexpr size_t kBlock = 512;
constexpr size_t kMostName = 100;
constexpr size_t kPiece = 64 << 10;

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kMostName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' ||
                  c == '/';
         });
}

int64_t PaddingOf(int64_t bytes) {
  constexpr auto kSize = static_cast<int64_t>(kBlock);
  return (kSize - bytes % kSize) % kSize;
}

absl::Status Broken(absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      absl::StrCat("the archive is broken: ", why));
}

// IEEE 1003.1, "ustar Interchange Format".
std::string HeaderOf(std::string_view name, int64_t bytes) {
  std::string header(kBlock, '\0');
  const auto put = [&header](size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
  };
  put(0, name);
  put(100, "0000644");                        // mode
  put(108, "0000000");                        // owner
  put(116, "0000000");                        // group
  put(124, absl::StrFormat("%011o", bytes));  // size
  put(136, "00000000000");                    // time: 1970
  put(148, "        ");                       // the checksum, as it counts for itself
  put(156, "0");                              // a regular file
  put(257, std::string_view("ustar\0"
                            "00",
                            8));
  put(329, "0000000");  // device numbers
  put(337, "0000000");
  const int sum = std::accumulate(header.begin(), header.end(), 0, [](int before, char c) {
    return before + static_cast<unsigned char>(c);
  });
  put(148, absl::StrFormat("%06o", sum));
  header[154] = '\0';
  return header;
}

}  // namespace

absl::Status ArchiveWriter::Begin(std::string_view name, int64_t bytes) {
  ABSL_RAW_CHECK(IsName(name) && bytes <= kMostArchivedBytes,
                 "a file that does not fit into an archive");
  if (absl::Status status = Pad(); !status.ok()) return status;
  return sink_(HeaderOf(name, bytes));
}

absl::Status ArchiveWriter::Write(std::string_view bytes) {
  written_ += static_cast<int64_t>(bytes.size());
  return sink_(bytes);
}

absl::Status ArchiveWriter::Add(std::string_view name, std::string_view bytes) {
  absl::Status status = Begin(name, static_cast<int64_t>(bytes.size()));
  return status.ok() ? Write(bytes) : status;
}

absl::Status ArchiveWriter::Finish() {
  if (absl::Status status = Pad(); !status.ok()) return status;
  return sink_(std::string(2 * kBlock, '\0'));
}

absl::Status ArchiveWriter::Pad() {
  const int64_t padding = PaddingOf(written_);
  written_ = 0;
  return padding == 0 ? absl::OkStatus() : sink_(std::string(static_cast<size_t>(padding), '\0'));
}

absl::StatusOr<std::string_view> ArchiveReader::Block() {
  buffer_.resize(kBlock);
  in_.read(buffer_.data(), static_cast<std::streamsize>(kBlock));
  if (in_.gcount() != static_cast<std::streamsize>(kBlock)) return Broken("it is cut off");
  return std::string_view(buffer_);
}

absl::Status ArchiveReader::FinishFile() {
  while (left_ > 0) {
    if (const auto bytes = Read(kPiece); !bytes.ok()) return bytes.status();
  }
  std::string padding(static_cast<size_t>(padding_), '\0');
  in_.read(padding.data(), padding_);
  if (in_.gcount() != padding_) return Broken("it is cut off");
  padding_ = 0;
  const bool empty = std::all_of(padding.begin(), padding.end(), [](char c) { return c == '\0'; });
  return empty ? absl::OkStatus() : Broken("something stands between its files");
}

absl::StatusOr<std::optional<ArchiveReader::File>> ArchiveReader::Next() {
  if (ended_) return std::nullopt;
  if (absl::Status status = FinishFile(); !status.ok()) return status;
  const auto header = Block();
  if (!header.ok()) return header.status();
  if (*header == std::string(kBlock, '\0')) {
    const auto second = Block();
    if (!second.ok()) return second.status();
    if (*second != std::string(kBlock, '\0')) return Broken("its end has no second empty block");
    if (in_.peek() != std::istream::traits_type::eof())
      return Broken("something is behind its end");
    ended_ = true;
    return std::nullopt;
  }
  File file;
  file.name = std::string(header->substr(0, std::min(header->find('\0'), kMostName)));
  for (const char digit : header->substr(124, 11)) {
    if (digit < '0' || digit > '7') return Broken("a size is no number");
    file.bytes = file.bytes * 8 + (digit - '0');
  }
  if (!IsName(file.name)) return Broken("a file has no name that it may have");
  if (*header != HeaderOf(file.name, file.bytes)) {
    return Broken(absl::StrCat("the header of '", file.name, "' is another than it should be"));
  }
  left_ = file.bytes;
  padding_ = PaddingOf(file.bytes);
  return file;
}

absl::StatusOr<std::string_view> ArchiveReader::Read(size_t most) {
  const auto size =
      static_cast<std::streamsize>(std::min<int64_t>(left_, static_cast<int64_t>(most)));
  buffer_.resize(static_cast<size_t>(size));
  in_.read(buffer_.data(), size);
  if (in_.gcount() != size) return Broken("it is cut off");
  left_ -= size;
  return std::string_view(buffer_);
}

absl::StatusOr<std::string> ArchiveReader::ReadAll(int64_t most) {
  if (left_ > most) return Broken(absl::StrCat("a file has ", left_, " bytes, more than ", most));
  std::string all;
  while (left_ > 0) {
    const auto bytes = Read(kPiece);
    if (!bytes.ok()) return bytes.status();
    all.append(*bytes);
  }
  return all;
}

}  // namespace peerchallenge::evidence
