#include "services/evidence/text_warnings.h"

#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace peerchallenge::evidence {
namespace {

constexpr size_t kShortestName = 4;

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

bool HasBirthDate(std::string_view text) {
  static const RE2* const kPattern = new RE2(
      R"((?i)\b(?:born|birth|birthday|dob|d\.o\.b\.?)\b[^0-9]{0,30}(?:\d{1,2}[./ -]\d{1,2}[./ -]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*))");
  return RE2::PartialMatch(Piece(text), *kPattern);
}

// The tenth digit is 11 less the weighted sum of the others, modulo 11 (NHS Data Dictionary).
bool IsNhsNumber(std::string_view digits) {
  int sum = 0;
  for (size_t i = 0; i < 9; ++i) sum += (digits[i] - '0') * static_cast<int>(10 - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == digits[9] - '0';
}

bool HasNhsNumber(std::string_view text) {
  static const RE2* const kPattern = new RE2(R"(\b(\d{3})[ -]?(\d{3})[ -]?(\d{4})\b)");
  re2::StringPiece rest = Piece(text);
  std::string a, b, c;
  while (RE2::FindAndConsume(&rest, *kPattern, &a, &b, &c)) {
    if (IsNhsNumber(a + b + c)) return true;
  }
  return false;
}

bool HasPersonalNumber(std::string_view text) {
  static const RE2* const kPattern = new RE2(
      R"(\b(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]|[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z])\b)");
  return HasNhsNumber(text) || RE2::PartialMatch(Piece(text), *kPattern);
}

bool HasContact(std::string_view text) {
  static const RE2* const kPattern = new RE2(
      R"((?i)[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}|(?:\+44[ -]?(?:\(0\)[ -]?)?|\b0)[1-9](?:[ -]?\d){8,9}\b)");
  return RE2::PartialMatch(Piece(text), *kPattern);
}

bool IsLetter(char c) {
  return absl::ascii_isalpha(static_cast<unsigned char>(c)) ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

// Lower case, one space between words.
std::string Folded(std::string_view text) {
  const std::string lower = absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
  const std::vector<absl::string_view> words =
      absl::StrSplit(lower, absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
  return absl::StrJoin(words, " ");
}

bool HasWord(const std::string& text, const std::string& word) {
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !IsLetter(text[at - 1])) && (end == text.size() || !IsLetter(text[end]))) {
      return true;
    }
  }
  return false;
}

bool HasName(std::string_view text, const std::vector<std::string>& names) {
  const std::string folded = Folded(text);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const std::string wanted = Folded(name);
    return wanted.size() >= kShortestName && HasWord(folded, wanted);
  });
}

}  // namespace

std::vector<v1::Item::Warning> WarningsIn(std::string_view text,
                                          const std::vector<std::string>& interviewees) {
  std::vector<v1::Item::Warning> warnings;
  if (HasBirthDate(text)) warnings.push_back(v1::Item::WARNING_BIRTH_DATE);
  if (HasPersonalNumber(text)) warnings.push_back(v1::Item::WARNING_PERSONAL_NUMBER);
  if (HasContact(text)) warnings.push_back(v1::Item::WARNING_CONTACT);
  if (HasName(text, interviewees)) warnings.push_back(v1::Item::WARNING_INTERVIEWEE);
  return warnings;
}

}  // namespace peerchallenge::evidence
