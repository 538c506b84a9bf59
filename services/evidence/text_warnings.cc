#include "services/evidence/text_warnings.h"

#include <re2/re2.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace peerchallenge::evidence {
namespace {

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
    if (IsNhsNumber(absl::StrCat(a, b, c))) return true;
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

}  // namespace

std::vector<v1::Item::Warning> WarningsIn(std::string_view text) {
  std::vector<v1::Item::Warning> warnings;
  // All that is looked for has one of these.
  const bool any = std::any_of(text.begin(), text.end(),
                               [](char c) { return c == '@' || (c >= '0' && c <= '9'); });
  if (!any) return warnings;
  if (HasBirthDate(text)) warnings.push_back(v1::Item::WARNING_BIRTH_DATE);
  if (HasPersonalNumber(text)) warnings.push_back(v1::Item::WARNING_PERSONAL_NUMBER);
  if (HasContact(text)) warnings.push_back(v1::Item::WARNING_CONTACT);
  return warnings;
}

}  // namespace peerchallenge::evidence
