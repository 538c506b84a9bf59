#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace peerchallenge::evidence {

// Finds which texts repeat words that were said: eight words in a row, case, accents and signs
// between words aside.
class Verbatim {
 public:
  static constexpr size_t kWords = 8;

  explicit Verbatim(const std::vector<std::string>& texts);

  // These words may be repeated. To be told before what may not.
  void Allow(std::string_view said);
  // These may not.
  void Forbid(std::string_view said);
  // Whether the text at this place repeats what may not be.
  bool Repeats(size_t text) const { return repeats_[text]; }

 private:
  std::unordered_map<size_t, std::vector<size_t>> runs_;  // in which texts a run of words stands
  std::vector<bool> repeats_;
};

}  // namespace peerchallenge::evidence
