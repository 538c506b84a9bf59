#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace peerchallenge::evidence {

// A stored piece of an upload.
struct UploadPiece {
  std::string name = {};
  int64_t size = 0;

  bool operator==(const UploadPiece&) const = default;
};

// The pieces that an upload has, as a store keeps them in UploadProgress::state.
struct UploadPieces {
  std::vector<UploadPiece> pieces = {};  // that count, in order
  std::vector<std::string> replaced =
      {};  // names of pieces that larger ones stand for: to be removed

  int64_t size() const;
  std::string State() const;
  // DATA_CORRUPT for what State() did not give, or of another size than `size`.
  static absl::StatusOr<UploadPieces> From(const std::string& state, int64_t size);

  // How many of the last pieces are to be stored anew as one with `more` bytes that come after
  // them. So there are never more small pieces than the logarithm of their bytes, and each byte is
  // stored again as often at most. No piece becomes larger than `most`.
  size_t ToJoin(int64_t more, int64_t most) const;
};

}  // namespace peerchallenge::evidence
