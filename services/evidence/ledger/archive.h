#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Archives of which there is one spelling: POSIX tar (ustar) with fixed owners, modes and times and
// nothing behind the last file. Any tar program reads them; the reader here refuses whatever the
// writer would have written in another way, so that not one byte can be changed unseen.
namespace peerchallenge::evidence {

// The largest file that the format has room for, in bytes.
inline constexpr int64_t kMostArchivedBytes = (int64_t{1} << 33) - 1;

// Takes the next bytes of an archive; its errors end the writing.
using Sink = std::function<absl::Status(std::string_view)>;

class ArchiveWriter {
 public:
  explicit ArchiveWriter(Sink sink) : sink_(std::move(sink)) {}

  // Begins a file: a name of 1 to 100 of A-Z, a-z, 0-9, ".", "-" and "/", and how many bytes will
  // follow by Write(), exactly.
  absl::Status Begin(std::string_view name, int64_t bytes);
  absl::Status Write(std::string_view bytes);
  // A whole file.
  absl::Status Add(std::string_view name, std::string_view bytes);
  // Ends the archive.
  absl::Status Finish();

 private:
  absl::Status Pad();

  Sink sink_;
  int64_t written_ = 0;  // of the file at hand
};

class ArchiveReader {
 public:
  // `in` outlives the reader.
  explicit ArchiveReader(std::istream& in) : in_(in) {}

  struct File {
    std::string name;
    int64_t bytes = 0;
  };
  // The next file; nothing at the end of the archive, behind which nothing may follow. What is left
  // of the file before is passed over. DATA_CORRUPT for what ArchiveWriter does not write.
  absl::StatusOr<std::optional<File>> Next();

  // The next bytes of the file, at most `most`; empty at its end. DATA_CORRUPT where it is cut off.
  absl::StatusOr<std::string_view> Read(size_t most);

  // All that is left of the file. DATA_CORRUPT when that is more than `most` bytes.
  absl::StatusOr<std::string> ReadAll(int64_t most);

 private:
  absl::StatusOr<std::string_view> Block();
  absl::Status FinishFile();

  std::istream& in_;
  std::string buffer_;
  int64_t left_ = 0;     // of the file
  int64_t padding_ = 0;  // behind it
  bool ended_ = false;
};

}  // namespace peerchallenge::evidence
