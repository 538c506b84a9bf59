#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "services/evidence/attachments/blob_store.h"

namespace peerchallenge::evidence {

// Bytes in memory as a content.
class InMemory final : public BlobReader {
 public:
  explicit InMemory(std::string bytes) : bytes_(std::move(bytes)) {}
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  absl::StatusOr<std::string> Read(int64_t offset, size_t most) override {
    return bytes_.substr(std::min(static_cast<size_t>(offset), bytes_.size()), most);
  }

 private:
  const std::string bytes_;
};

}  // namespace peerchallenge::evidence
