#include "services/evidence/ledger/merkle.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"

namespace peerchallenge::evidence {
namespace {

// A tree whose complete subtrees are kept in a map.
class Tree {
 public:
  void Add(std::string_view leaf) {
    ASSERT_TRUE(AppendLeaf(static_cast<int64_t>(leaves_.size()), LeafHash(leaf), Reader(),
                           [this](Subtree at, const Hash& hash) {
                             EXPECT_TRUE(kept_.emplace(KeyOf(at), hash).second);
                             return absl::OkStatus();
                           })
                    .ok());
    leaves_.push_back(LeafHash(leaf));
  }
  std::function<absl::StatusOr<Hash>(Subtree)> Reader() const {
    return [this](Subtree at) -> absl::StatusOr<Hash> {
      const auto found = kept_.find(KeyOf(at));
      if (found == kept_.end()) return absl::NotFoundError("no such subtree");
      return found->second;
    };
  }
  // The definition of the RFC, word for word.
  Hash Root(size_t begin, size_t end) const {
    if (begin == end) return Sha256("");
    if (end - begin == 1) return leaves_[begin];
    size_t split = 1;
    while (2 * split < end - begin) split *= 2;
    return NodeHash(Root(begin, begin + split), Root(begin + split, end));
  }
  const Hash& leaf(int64_t index) const { return leaves_[static_cast<size_t>(index)]; }

 private:
  static std::pair<int, int64_t> KeyOf(Subtree at) { return {at.level, at.index}; }

  std::map<std::pair<int, int64_t>, Hash> kept_;
  std::vector<Hash> leaves_;
};

Tree TreeOf(int64_t size) {
  Tree tree;
  for (int64_t i = 0; i < size; ++i) tree.Add("leaf " + std::to_string(i));
  return tree;
}

Hash RootAt(const Tree& tree, int64_t size) { return tree.Root(0, static_cast<size_t>(size)); }

TEST(MerkleTest, RootOf_IsThatOfOtherImplementations) {
  // The reference data of Certificate Transparency's own tests.
  const std::pair<const char*, const char*> kSteps[] = {
      {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
      {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {"606162636465666768696a6b6c6d6e6f",
       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  Tree tree;
  EXPECT_EQ(HexOf(*RootOf(0, tree.Reader())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  int64_t size = 0;
  for (const auto& [leaf, root] : kSteps) {
    tree.Add(absl::HexStringToBytes(leaf));
    EXPECT_EQ(HexOf(*RootOf(++size, tree.Reader())), root);
  }
}

TEST(MerkleTest, RootOf_GivesTheRootOfEverySizeSoFar) {
  const Tree tree = TreeOf(100);
  RootStream stream;
  for (int64_t size = 0; size <= 100; ++size) {
    EXPECT_EQ(*RootOf(size, tree.Reader()), RootAt(tree, size)) << size;
    EXPECT_EQ(stream.Root(), RootAt(tree, size)) << size;
    if (size < 100) stream.Add(tree.leaf(size));
  }
}

TEST(MerkleTest, RootOf_PassesOnTheErrorOfItsReader) {
  const auto fails = [](Subtree) -> absl::StatusOr<Hash> { return absl::UnavailableError("no"); };
  EXPECT_TRUE(absl::IsUnavailable(RootOf(3, fails).status()));
  EXPECT_TRUE(absl::IsUnavailable(InclusionPath(0, 3, fails).status()));
  EXPECT_TRUE(absl::IsUnavailable(ConsistencyPath(1, 3, fails).status()));
}

TEST(MerkleTest, InclusionPath_ShowsEachLeafAtItsPlaceAndNowhereElse) {
  const Tree tree = TreeOf(40);
  for (int64_t size = 1; size <= 40; ++size) {
    for (int64_t index = 0; index < size; ++index) {
      const auto path = InclusionPath(index, size, tree.Reader());
      ASSERT_TRUE(path.ok());
      for (int64_t other = 0; other < size; ++other) {
        EXPECT_EQ(IsIncluded(tree.leaf(index), other, size, *path, RootAt(tree, size)),
                  other == index)
            << index << " as " << other << " of " << size;
      }
      EXPECT_FALSE(IsIncluded(tree.leaf(index), index, size, *path, RootAt(tree, size - 1)));
    }
  }
}

TEST(MerkleTest, ConsistencyPath_ShowsThatEachTreeIsTheBeginningOfEachLaterOne) {
  const Tree tree = TreeOf(40);
  for (int64_t second = 1; second <= 40; ++second) {
    for (int64_t first = 1; first <= second; ++first) {
      const auto path = ConsistencyPath(first, second, tree.Reader());
      ASSERT_TRUE(path.ok());
      EXPECT_TRUE(IsConsistent(first, RootAt(tree, first), second, RootAt(tree, second), *path));
      EXPECT_FALSE(
          IsConsistent(first, RootAt(tree, first - 1), second, RootAt(tree, second), *path));
      EXPECT_FALSE(
          IsConsistent(first, RootAt(tree, first), second, RootAt(tree, second - 1), *path));
    }
  }
}

// A path with one hash changed, left out or too many.
std::vector<std::vector<Hash>> Forgeries(const std::vector<Hash>& path) {
  std::vector<std::vector<Hash>> forged;
  for (size_t i = 0; i < path.size(); ++i) {
    forged.push_back(path);
    forged.back()[i][31] ^= 1;
    forged.push_back(path);
    forged.back().erase(forged.back().begin() + static_cast<std::ptrdiff_t>(i));
  }
  forged.push_back(path);
  forged.back().push_back(Sha256("more"));
  return forged;
}

TEST(MerkleTest, IsIncludedAndIsConsistent_RefuseEveryForgedPath) {
  const Tree tree = TreeOf(23);
  for (int64_t at = 1; at <= 23; ++at) {
    for (const auto& path : Forgeries(*InclusionPath(at - 1, 23, tree.Reader()))) {
      EXPECT_FALSE(IsIncluded(tree.leaf(at - 1), at - 1, 23, path, RootAt(tree, 23)));
    }
    for (const auto& path : Forgeries(*ConsistencyPath(at, 23, tree.Reader()))) {
      EXPECT_FALSE(IsConsistent(at, RootAt(tree, at), 23, RootAt(tree, 23), path)) << at;
    }
  }
}

TEST(MerkleTest, IsIncludedAndIsConsistent_RefusePlacesThatCannotBe) {
  const Tree tree = TreeOf(4);
  const Hash root = RootAt(tree, 4);
  const auto path = *InclusionPath(0, 4, tree.Reader());
  EXPECT_FALSE(IsIncluded(tree.leaf(0), -1, 4, path, root));
  EXPECT_FALSE(IsIncluded(tree.leaf(0), 4, 4, path, root));
  EXPECT_FALSE(IsIncluded(tree.leaf(0), 0, 0, {}, tree.leaf(0)));
  EXPECT_FALSE(IsConsistent(0, Sha256(""), 4, root, {}));
  EXPECT_FALSE(IsConsistent(5, root, 4, root, {}));
  EXPECT_FALSE(IsConsistent(3, RootAt(tree, 3), 4, root, {}));
}

}  // namespace
}  // namespace peerchallenge::evidence
