#include "services/recommendations/documents/clean_text.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/documents/sample_documents.h"

namespace peerchallenge::documents {
namespace {

std::string Repeated(const std::string& text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

TEST(CleanTextTest, CleanText_SaysWhatAllFormatsCan) {
  const struct {
    const char* name;
    std::string text;
    std::string clean;
  } kRows[] = {
      {"plain", "One step, at a time.", "One step, at a time."},
      {"empty", "", ""},
      {"spaces at the ends and in a row", "  a   b ", "a b"},
      {"line breaks", "a\r\nb\tc\vd\fe\u0085f\u2028g\u2029h", "a b c d e f g h"},
      {"no-break spaces stay", "11\u00A0July", "11\u00A0July"},
      {"control characters", std::string("a\0b\x1b\x7f\u009f", 7), "a\uFFFDb\uFFFD\uFFFD\uFFFD"},
      {"lone bytes", "a\x80\xFF\xC3", "a\uFFFD\uFFFD\uFFFD"},
      {"a surrogate", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
      {"an overlong form", "\xC0\xAF", "\uFFFD\uFFFD"},
      {"never characters", "\uFFFE\uFFFF\uFDD0\U0010FFFF", Repeated("\uFFFD", 4)},
      {"private characters", "\uE000\U000F0000", "\uFFFD\uFFFD"},
      {"direction overrides", "invoice\u202Efdp.exe\u2066x\u2069", "invoicefdp.exex"},
      {"soft hyphens and byte order marks", "\uFEFFco\u00ADoperate", "cooperate"},
      {"composed", "e\u0301 A\u030A", "é Å"},
      {"joiners stay", "می\u200Cخواهم 👩\u200D👧", "می\u200Cخواهم 👩\u200D👧"},
      {"joiners in a row", absl::StrCat("a", Repeated("\u200D", 1000), "b"),
       absl::StrCat("a", Repeated("\u200D", kMostInvisible), "b")},
      {"markup is text", "<b>&amp;</b>", "<b>&amp;</b>"},
  };
  for (const auto& row : kRows) EXPECT_EQ(CleanText(row.text), row.clean) << row.name;
}

TEST(CleanTextTest, CleanText_OfACleanTextIsTheSame) {
  for (const Section& section : HostileDocument().sections) {
    for (const Block& block : section.blocks) {
      if (!std::holds_alternative<Text>(block)) continue;
      const std::string clean = CleanText(std::get<Text>(block).text);
      EXPECT_EQ(CleanText(clean), clean);
    }
  }
}

}  // namespace
}  // namespace peerchallenge::documents
