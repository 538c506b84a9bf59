#pragma once

#include <cstdint>
#include <vector>

namespace peerchallenge::scheduling::planning {

// Cells of TeamPricer's tables hold prices shifted right until they are small; what is lost lowers
// them.
inline constexpr int32_t kNoWay = int32_t{1} << 28;
inline constexpr int32_t kHopeless = int32_t{1} << 27;
inline constexpr int64_t kLargestCell = int64_t{1} << 26;
inline constexpr int kLane = 8;  // cells that are worked on at a time

// Where a further member with `price` leads: to[cover][size] becomes the least of itself and
// from[step(cover)][size + 1] + price. The two may be the same plane. Rows are `stride` cells long,
// a multiple of kLane; the last size is `last`, at which there is no room for more, or, if `open`,
// room for any number.
void AddMember(int32_t* to, const int32_t* from, const std::vector<int16_t>& step, int stride,
               int last, bool open, int32_t price);

}  // namespace peerchallenge::scheduling::planning
