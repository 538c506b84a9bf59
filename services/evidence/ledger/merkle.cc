#include "services/evidence/ledger/merkle.h"

#include <bit>
#include <string>

namespace peerchallenge::evidence {
namespace {

// The largest power of two below n; n > 1.
int64_t SplitOf(int64_t n) {
  return static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(n - 1)));
}

absl::Status Append(absl::StatusOr<Hash> hash, std::vector<Hash>& path) {
  if (hash.ok()) path.push_back(*hash);
  return hash.status();
}

// MTH of the leaves [begin, end), which begin where a subtree of their size can.
absl::StatusOr<Hash> RangeHash(int64_t begin, int64_t end, SubtreeReader read) {
  const int64_t count = end - begin;
  if (std::has_single_bit(static_cast<uint64_t>(count))) {
    const int level = std::countr_zero(static_cast<uint64_t>(count));
    return read({level, begin >> level});
  }
  const int64_t split = begin + SplitOf(count);
  absl::StatusOr<Hash> left = RangeHash(begin, split, read);
  if (!left.ok()) return left;
  const absl::StatusOr<Hash> right = RangeHash(split, end, read);
  return right.ok() ? absl::StatusOr<Hash>(NodeHash(*left, *right)) : right;
}

absl::Status AddPath(int64_t index, int64_t begin, int64_t end, SubtreeReader read,
                     std::vector<Hash>& path) {
  if (end - begin == 1) return absl::OkStatus();
  const int64_t split = begin + SplitOf(end - begin);
  const bool left = index < split;
  absl::Status status =
      left ? AddPath(index, begin, split, read, path) : AddPath(index, split, end, read, path);
  if (!status.ok()) return status;
  return Append(left ? RangeHash(split, end, read) : RangeHash(begin, split, read), path);
}

// SUBPROOF for the first leaves up to `first` of [begin, end). `known`: who checks the proof has
// the hash of [begin, first) already.
absl::Status AddSubproof(int64_t first, int64_t begin, int64_t end, bool known, SubtreeReader read,
                         std::vector<Hash>& path) {
  if (first == end) {
    return known ? absl::OkStatus() : Append(RangeHash(begin, end, read), path);
  }
  const int64_t split = begin + SplitOf(end - begin);
  const bool left = first <= split;
  absl::Status status = left ? AddSubproof(first, begin, split, known, read, path)
                             : AddSubproof(first, split, end, false, read, path);
  if (!status.ok()) return status;
  return Append(left ? RangeHash(split, end, read) : RangeHash(begin, split, read), path);
}

}  // namespace

Hash LeafHash(std::string_view leaf) {
  std::string bytes(1, '\0');
  bytes.append(leaf);
  return Sha256(bytes);
}

Hash NodeHash(const Hash& left, const Hash& right) {
  std::array<char, 1 + 2 * sizeof(Hash)> bytes;
  bytes[0] = 1;
  BytesOf(left).copy(&bytes[1], sizeof(Hash));
  BytesOf(right).copy(&bytes[1 + sizeof(Hash)], sizeof(Hash));
  return Sha256({bytes.data(), bytes.size()});
}

absl::Status AppendLeaf(int64_t size, const Hash& leaf, SubtreeReader read, SubtreeWriter write) {
  Subtree at{0, size};
  Hash hash = leaf;
  while (true) {
    if (absl::Status status = write(at, hash); !status.ok()) return status;
    if (at.index % 2 == 0) return absl::OkStatus();
    const absl::StatusOr<Hash> left = read({at.level, at.index - 1});
    if (!left.ok()) return left.status();
    hash = NodeHash(*left, hash);
    at = {at.level + 1, at.index / 2};
  }
}

absl::StatusOr<Hash> RootOf(int64_t size, SubtreeReader read) {
  return size == 0 ? absl::StatusOr<Hash>(Sha256("")) : RangeHash(0, size, read);
}

absl::StatusOr<std::vector<Hash>> InclusionPath(int64_t index, int64_t size, SubtreeReader read) {
  std::vector<Hash> path;
  absl::Status status = AddPath(index, 0, size, read, path);
  if (!status.ok()) return status;
  return path;
}

absl::StatusOr<std::vector<Hash>> ConsistencyPath(int64_t first, int64_t second,
                                                  SubtreeReader read) {
  std::vector<Hash> path;
  absl::Status status = AddSubproof(first, 0, second, true, read, path);
  if (!status.ok()) return status;
  return path;
}

bool IsIncluded(const Hash& leaf, int64_t index, int64_t size, const std::vector<Hash>& path,
                const Hash& root) {
  if (index < 0 || index >= size) return false;
  int64_t node = index, last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : path) {
    if (last == 0) return false;
    if (node % 2 == 1 || node == last) {
      hash = NodeHash(sibling, hash);
      while (node % 2 == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool IsConsistent(int64_t first, const Hash& first_root, int64_t second, const Hash& second_root,
                  const std::vector<Hash>& path) {
  if (first <= 0 || first > second) return false;
  if (first == second) return path.empty() && first_root == second_root;
  // The first tree may be a subtree of the second: its root is then where the path starts.
  const bool whole = std::has_single_bit(static_cast<uint64_t>(first));
  if (path.empty() && !whole) return false;
  size_t next = whole ? 0 : 1;
  Hash from_first = whole ? first_root : path[0];
  Hash from_second = from_first;
  int64_t node = first - 1, last = second - 1;
  while (node % 2 == 1) {
    node >>= 1;
    last >>= 1;
  }
  for (; next < path.size(); ++next) {
    if (last == 0) return false;
    if (node % 2 == 1 || node == last) {
      from_first = NodeHash(path[next], from_first);
      from_second = NodeHash(path[next], from_second);
      while (node % 2 == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      from_second = NodeHash(from_second, path[next]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && from_first == first_root && from_second == second_root;
}

void RootStream::Add(const Hash& leaf) {
  Hash hash = leaf;
  for (int64_t size = size_; size % 2 == 1; size >>= 1) {
    hash = NodeHash(complete_.back(), hash);
    complete_.pop_back();
  }
  complete_.push_back(hash);
  ++size_;
}

Hash RootStream::Root() const {
  if (complete_.empty()) return Sha256("");
  Hash root = complete_.back();
  for (size_t i = complete_.size() - 1; i-- > 0;) root = NodeHash(complete_[i], root);
  return root;
}

}  // namespace peerchallenge::evidence
