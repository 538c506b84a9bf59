#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace peerchallenge::scheduling::planning {

// A set of weeks by position, 0 to 447.
class WeekSet {
 public:
  void Add(int week) { words_[Word(week)] |= Bit(week); }
  void Remove(int week) { words_[Word(week)] &= ~Bit(week); }
  bool Has(int week) const { return (words_[Word(week)] & Bit(week)) != 0; }

  int Size() const {
    int size = 0;
    for (const uint64_t word : words_) size += std::popcount(word);
    return size;
  }
  bool Empty() const { return *this == WeekSet(); }
  bool Meets(const WeekSet& other) const {
    for (size_t i = 0; i < words_.size(); ++i) {
      if ((words_[i] & other.words_[i]) != 0) return true;
    }
    return false;
  }
  WeekSet& operator&=(const WeekSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    return *this;
  }
  WeekSet& operator|=(const WeekSet& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  friend bool operator==(const WeekSet&, const WeekSet&) = default;

  // The first week at or after `from`; -1 = none.
  int Next(int from) const {
    for (auto i = Word(from); i < words_.size(); ++i) {
      uint64_t word = words_[i];
      if (i == Word(from)) word &= ~uint64_t{0} << (from & 63);
      if (word != 0) return static_cast<int>(i) * 64 + std::countr_zero(word);
    }
    return -1;
  }

 private:
  static size_t Word(int week) { return static_cast<size_t>(week) >> 6; }
  static uint64_t Bit(int week) { return uint64_t{1} << (week & 63); }

  std::array<uint64_t, 7> words_{};
};

}  // namespace peerchallenge::scheduling::planning
