#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/evidence/ledger/hash.h"

// The Merkle tree of RFC 9162, section 2.1, over leaves that are only ever added. What is stored of
// it are its complete subtrees, which never change: everything else follows from them.
namespace peerchallenge::evidence {

// The complete subtree over the 2^level leaves from index * 2^level on.
struct Subtree {
  int level = 0;
  int64_t index = 0;

  bool operator==(const Subtree&) const = default;
};

// Gives the hash of a complete subtree; its errors are passed on.
using SubtreeReader = absl::FunctionRef<absl::StatusOr<Hash>(Subtree)>;
using SubtreeWriter = absl::FunctionRef<absl::Status(Subtree, const Hash&)>;

Hash LeafHash(std::string_view leaf);
Hash NodeHash(const Hash& left, const Hash& right);

// Adds the leaf number `size` (from 0) to a tree of `size` leaves: writes each subtree that becomes
// complete with it, the leaf itself first.
absl::Status AppendLeaf(int64_t size, const Hash& leaf, SubtreeReader read, SubtreeWriter write);

// The root of the tree of the first `size` leaves; of none, the SHA-256 of nothing.
absl::StatusOr<Hash> RootOf(int64_t size, SubtreeReader read);

// PATH (2.1.3.1): from the sibling of leaf `index` upwards. 0 <= index < size.
absl::StatusOr<std::vector<Hash>> InclusionPath(int64_t index, int64_t size, SubtreeReader read);

// PROOF (2.1.4.1): that the tree of `first` leaves is the beginning of that of `second`.
// 0 < first <= second; empty where both are the same.
absl::StatusOr<std::vector<Hash>> ConsistencyPath(int64_t first, int64_t second,
                                                  SubtreeReader read);

// Whether the path shows that `leaf`, a leaf's hash, has place `index` in the tree of `size` leaves
// with that root (2.1.3.2).
bool IsIncluded(const Hash& leaf, int64_t index, int64_t size, const std::vector<Hash>& path,
                const Hash& root);

// Whether the path shows that the one tree is the beginning of the other (2.1.4.2).
bool IsConsistent(int64_t first, const Hash& first_root, int64_t second, const Hash& second_root,
                  const std::vector<Hash>& path);

// The root of leaves that come one after the other, in memory that grows with their logarithm.
class RootStream {
 public:
  void Add(const Hash& leaf);
  int64_t size() const { return size_; }
  Hash Root() const;

 private:
  std::vector<Hash> complete_;  // the largest subtree first; one for each bit of size_
  int64_t size_ = 0;
};

}  // namespace peerchallenge::evidence
