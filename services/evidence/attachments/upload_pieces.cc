#include "services/evidence/attachments/upload_pieces.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {

int64_t UploadPieces::size() const {
  int64_t bytes = 0;
  for (const UploadPiece& piece : pieces) bytes += piece.size;
  return bytes;
}

// A line "NAME SIZE" for each piece, with the size 0 for those that are replaced.
std::string UploadPieces::State() const {
  std::string state;
  for (const UploadPiece& piece : pieces)
    absl::StrAppend(&state, piece.name, " ", piece.size, "\n");
  for (const std::string& name : replaced) absl::StrAppend(&state, name, " 0\n");
  return state;
}

absl::StatusOr<UploadPieces> UploadPieces::From(const std::string& state, int64_t size) {
  UploadPieces result;
  bool fits = true;
  for (const absl::string_view line : absl::StrSplit(state, '\n', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    UploadPiece piece{.name = std::string(parts.first)};
    fits = fits && !piece.name.empty() && absl::SimpleAtoi(parts.second, &piece.size) &&
           piece.size >= 0;
    if (piece.size == 0) {
      result.replaced.push_back(std::move(piece.name));
    } else {
      result.pieces.push_back(std::move(piece));
    }
  }
  if (fits && result.size() == size) return result;
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      "the pieces of an upload are not those that were stored");
}

size_t UploadPieces::ToJoin(int64_t more, int64_t most) const {
  size_t joined = 0;
  while (joined < pieces.size()) {
    const int64_t size = pieces[pieces.size() - joined - 1].size;
    if (size > more || size + more > most) break;
    more += size;
    ++joined;
  }
  return joined;
}

}  // namespace peerchallenge::evidence
