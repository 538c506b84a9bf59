#pragma once

#include <algorithm>
#include <random>
#include <string>

#include "common/hash/hash.h"
#include "services/evidence/attachments/blob_store.h"

// Contents for tests of the stores of blobs.
namespace peerchallenge::evidence {

inline constexpr size_t kMebibyte = 1 << 20;
inline constexpr char kBlobReview[] = "regions/em/reviews/lin-2012";

// Random bytes, the same for the same seed.
inline std::string Bytes(size_t size, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  std::generate(bytes.begin(), bytes.end(), [&random] { return static_cast<char>(random()); });
  return bytes;
}

inline BlobKey KeyOf(const std::string& bytes, const std::string& review = kBlobReview) {
  return {.review = review, .sha256 = Sha256(bytes)};
}

}  // namespace peerchallenge::evidence
