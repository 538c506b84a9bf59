#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

// Sets of a day's slots, as bits: slot i is bit i % 64 of word i / 64.
namespace peerchallenge::scheduling::planning::timetable {

constexpr size_t WordsFor(int slots) { return (static_cast<size_t>(slots) + 63) / 64; }

// Calls `each` with every word that has some of the slots [from, from + count), and the mask of
// those.
template <typename Words, typename Each>
void EachWordOf(Words* words, int from, int count, Each each) {
  while (count > 0) {
    const auto bit = static_cast<unsigned>(from) % 64;
    const int here = std::min(count, 64 - static_cast<int>(bit));
    each(words[static_cast<unsigned>(from) / 64], (~uint64_t{0} >> (64 - here)) << bit);
    from += here;
    count -= here;
  }
}

inline void AddSlots(uint64_t* words, int from, int count) {
  EachWordOf(words, from, count, [](uint64_t& word, uint64_t mask) { word |= mask; });
}

inline void DropSlots(uint64_t* words, int from, int count) {
  EachWordOf(words, from, count, [](uint64_t& word, uint64_t mask) { word &= ~mask; });
}

inline bool HasAnySlot(const uint64_t* words, int from, int count) {
  bool any = false;
  EachWordOf(words, from, count,
             [&any](uint64_t word, uint64_t mask) { any = any || (word & mask) != 0; });
  return any;
}

// Adds the slots from which `length` slots reach one of the set.
inline void AddSlotsBefore(uint64_t* words, size_t size, int length) {
  for (int reach = 1; reach < length;) {
    const int by = std::min({reach, length - reach, 63});
    for (size_t i = 0; i < size; ++i) {
      const uint64_t next = i + 1 < size ? words[i + 1] : 0;
      words[i] |= words[i] >> by | next << (64 - by);
    }
    reach += by;
  }
}

// Calls `each` with every slot of the set, in order.
template <typename Each>
void EachSlot(const uint64_t* words, size_t size, Each each) {
  for (size_t i = 0; i < size; ++i) {
    for (uint64_t word = words[i]; word != 0; word &= word - 1) {
      each(static_cast<int>(64 * i) + std::countr_zero(word));
    }
  }
}

}  // namespace peerchallenge::scheduling::planning::timetable
