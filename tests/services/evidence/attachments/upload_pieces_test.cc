#include "services/evidence/attachments/upload_pieces.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "gtest/gtest.h"

namespace peerchallenge::evidence {
namespace {

constexpr int64_t kMost = 4 << 20;

TEST(UploadPiecesTest, AStateGivesThePiecesBack) {
  const UploadPieces pieces{.pieces = {{"b", 7}, {"a", 5}}, .replaced = {"c"}};
  const auto again = UploadPieces::From(pieces.State(), 12);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->pieces, pieces.pieces);
  EXPECT_EQ(again->replaced, pieces.replaced);
  EXPECT_EQ(again->size(), 12);
}

TEST(UploadPiecesTest, NothingIsNoPieces) {
  const auto none = UploadPieces::From("", 0);
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_TRUE(none->pieces.empty());
}

TEST(UploadPiecesTest, RefusesWhatIsNoState) {
  for (const char* state : {"", "a", "a x\n", "a -5\n", " 5\n", "a 4\n", "a 5\nb 1\n", "a 5 6\n"}) {
    EXPECT_EQ(errors::ReasonOf(UploadPieces::From(state, 5).status()),
              errors::v1::ERROR_REASON_DATA_CORRUPT)
        << state;
  }
}

TEST(UploadPiecesTest, JoinsWhatIsNotLargerThanWhatComes) {
  const UploadPieces pieces{.pieces = {{"a", 100}, {"b", 8}, {"c", 4}, {"d", 2}}};
  EXPECT_EQ(pieces.ToJoin(1, kMost), 0u);
  EXPECT_EQ(pieces.ToJoin(2, kMost), 3u);
  EXPECT_EQ(pieces.ToJoin(90, kMost), 4u);
  EXPECT_EQ(pieces.ToJoin(90, 150), 3u);
  EXPECT_EQ(UploadPieces().ToJoin(5, kMost), 0u);
}

// However small the appends of a large upload are, its state stays within what a store may keep,
// and bytes are stored again a few times only.
TEST(UploadPiecesTest, ManySmallAppendsLeaveFewPieces) {
  for (const int64_t append : {1'000, 65'536, 300'000, 1 << 20}) {
    UploadPieces pieces;
    int64_t stored = 0;
    size_t most_state = 0;
    const int64_t whole = 512 << 20;
    for (int64_t at = 0; at < whole; at += append) {
      int64_t size = append;
      for (size_t joined = pieces.ToJoin(append, kMost); joined > 0; --joined) {
        size += pieces.pieces.back().size;
        pieces.pieces.pop_back();
      }
      pieces.pieces.push_back({"0123456789abcdef", size});
      stored += size;
    }
    most_state = std::max(most_state, pieces.State().size());
    EXPECT_LE(most_state, 64u << 10) << append;
    EXPECT_LE(stored, 14 * whole) << append;
  }
}

}  // namespace
}  // namespace peerchallenge::evidence
