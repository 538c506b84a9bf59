#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace peerchallenge::evidence {

// Finds people in texts by the names that are recorded of them: by whole words, case and accents
// aside. Titles ("Mrs", "Cllr") are no part of a name.
class NameFinder {
 public:
  // How much of a name is found.
  enum class Enough {
    // All of it, or a part after a title.
    kWhole,
    // Also any part of three letters or more that is written with a capital, unless it is an
    // ordinary word ("Young", "May") or the name itself has it without one ("Ann of the school").
    kPart,
  };

  NameFinder() = default;  // finds nobody
  // What is said of `others` by their whole names is said of them, and of nobody of whom only a
  // part is the same.
  explicit NameFinder(const std::vector<std::string>& names,
                      const std::vector<std::string>& others = {});

  // Takes time that grows with the length of the text, and with how many people share a name.
  bool IsIn(std::string_view text, Enough enough) const;

 private:
  using Words = std::vector<std::string>;

  // Which words of a text belong to whole names of others.
  std::vector<bool> OfOthers(const Words& text) const;
  bool HasWhole(const Words& text, size_t at, const Words& name) const;

  std::vector<Words> names_;
  std::map<std::string, std::vector<size_t>> named_;  // in which names a word stands
  std::set<std::string> telling_;                     // words that are found alone
  std::vector<Words> others_;
  std::map<std::string, std::vector<size_t>> begins_;  // the others' names by their first words
};

}  // namespace peerchallenge::evidence
