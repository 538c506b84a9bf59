#include "services/evidence/name_finder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/text/words.h"

namespace peerchallenge::evidence {
namespace {

constexpr size_t kShortestWhole = 4;
constexpr size_t kShortestPart = 3;
constexpr size_t kShortestAfterTitle = 2;

// Sorted.
constexpr auto kTitles = std::to_array<std::string_view>(
    {"cllr", "councillor", "dame", "doctor", "dr", "lady", "lord", "miss", "mr", "mrs", "ms", "mx",
     "prof", "professor", "rev", "revd", "reverend", "sir"});
static_assert(std::is_sorted(kTitles.begin(), kTitles.end()));

// Words that names share with what councils write about children, and with the calendar. Sorted.
constexpr auto kOrdinary = std::to_array<std::string_view>(
    {"adviser",   "and",    "april",   "area",     "assistant",   "august",  "best",
     "black",     "board",  "brook",   "brown",    "care",        "carer",   "case",
     "chair",     "chief",  "child",   "children", "church",      "city",    "council",
     "county",    "day",    "dean",    "director", "early",       "east",    "education",
     "executive", "faith",  "family",  "father",   "field",       "focus",   "for",
     "foster",    "from",   "good",    "grace",    "grandmother", "green",   "group",
     "hall",      "head",   "health",  "hill",     "home",        "hope",    "house",
     "interim",   "joy",    "june",    "king",     "law",         "lead",    "leader",
     "leaver",    "long",   "manager", "mark",     "may",         "member",  "mother",
     "new",       "north",  "nurse",   "officer",  "page",        "parent",  "park",
     "partner",   "people", "person",  "police",   "power",       "price",   "primary",
     "pupil",     "review", "rose",    "school",   "senior",      "service", "services",
     "sharp",     "short",  "small",   "social",   "south",       "staff",   "strong",
     "student",   "summer", "teacher", "team",     "the",         "time",    "visit",
     "west",      "white",  "will",    "winter",   "wise",        "with",    "wood",
     "work",      "worker", "young",   "youth"});
static_assert(std::is_sorted(kOrdinary.begin(), kOrdinary.end()));

bool IsTitle(std::string_view word) {
  return std::binary_search(kTitles.begin(), kTitles.end(), word);
}

bool IsOrdinary(std::string_view word) {
  return std::binary_search(kOrdinary.begin(), kOrdinary.end(), word);
}

// Letters without case count as capitals.
bool BeginsWithCapital(std::string_view text, const text::Word& word) {
  return text[word.begin] < 'a' || text[word.begin] > 'z';
}

std::vector<std::string> Strings(std::vector<text::Word> words) {
  std::vector<std::string> strings;
  strings.reserve(words.size());
  for (text::Word& word : words) strings.push_back(std::move(word.stem));
  return strings;
}

bool StandsAt(const std::vector<std::string>& text, size_t at,
              const std::vector<std::string>& name) {
  return !name.empty() && name.size() <= text.size() - at &&
         std::equal(name.begin(), name.end(), text.begin() + static_cast<ptrdiff_t>(at));
}

// At once, or after an initial ("Mr J Smith", "Ms O'Brien").
bool FollowsTitle(const std::vector<std::string>& text, size_t at) {
  if (at > 0 && IsTitle(text[at - 1])) return true;
  return at > 1 && text[at - 1].size() == 1 && IsTitle(text[at - 2]);
}

std::vector<std::string> WithoutTitles(std::vector<std::string> words) {
  words.erase(std::remove_if(words.begin(), words.end(), IsTitle), words.end());
  return words;
}

}  // namespace

NameFinder::NameFinder(const std::vector<std::string>& names,
                       const std::vector<std::string>& others) {
  for (const std::string& name : names) {
    const std::vector<text::Word> words = text::UnstemmedWordsOf(name);
    const bool any_capital = std::any_of(words.begin(), words.end(), [&](const text::Word& word) {
      return BeginsWithCapital(name, word);
    });
    for (const text::Word& word : words) {
      const bool written_as_name = BeginsWithCapital(name, word) || !any_capital;
      if (written_as_name && word.stem.size() >= kShortestPart && !IsTitle(word.stem) &&
          !IsOrdinary(word.stem)) {
        telling_.insert(word.stem);
      }
    }
    names_.push_back(WithoutTitles(Strings(words)));
    for (const std::string& word : names_.back()) named_[word].push_back(names_.size() - 1);
  }
  for (const std::string& other : others) {
    Words words = WithoutTitles(Strings(text::UnstemmedWordsOf(other)));
    if (words.size() < 2) continue;  // a part of a name
    begins_[words.front()].push_back(others_.size());
    others_.push_back(std::move(words));
  }
}

bool NameFinder::HasWhole(const Words& text, size_t at, const Words& name) const {
  if (!StandsAt(text, at, name)) return false;
  if (name.size() == 1 && !telling_.contains(name.front())) return false;
  size_t letters = 0;
  for (const std::string& word : name) letters += word.size();
  return letters >= kShortestWhole;
}

std::vector<bool> NameFinder::OfOthers(const Words& text) const {
  std::vector<bool> of_others(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto begins = begins_.find(text[i]);
    if (begins == begins_.end()) continue;
    for (const size_t other : begins->second) {
      if (!StandsAt(text, i, others_[other])) continue;
      std::fill_n(of_others.begin() + static_cast<ptrdiff_t>(i), others_[other].size(), true);
    }
  }
  return of_others;
}

bool NameFinder::IsIn(std::string_view text, Enough enough) const {
  if (names_.empty()) return false;
  const std::vector<text::Word> words = text::UnstemmedWordsOf(text);
  const Words plain = Strings(words);
  const std::vector<bool> of_others = OfOthers(plain);
  for (size_t i = 0; i < plain.size(); ++i) {
    const std::string& word = plain[i];
    const auto named = named_.find(word);
    if (named == named_.end()) continue;
    for (const size_t n : named->second) {
      if (HasWhole(plain, i, names_[n])) return true;
    }
    if (of_others[i]) continue;
    if (FollowsTitle(plain, i) && word.size() >= kShortestAfterTitle) return true;
    if (enough == Enough::kWhole) continue;
    if (telling_.contains(word) && BeginsWithCapital(text, words[i])) return true;
  }
  return false;
}

}  // namespace peerchallenge::evidence
