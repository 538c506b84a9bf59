#include "common/validation/field_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace peerchallenge::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> FieldsOf(const FieldChecks& checks) {
  std::vector<std::string> fields;
  for (const auto& violation : checks.violations()) fields.push_back(violation.field);
  return fields;
}

TEST(FieldChecksTest, AcceptsWhatIsWithinItsBounds) {
  FieldChecks checks;
  checks.Text("text", "line\n\tbreak", 1, 20);
  checks.Range("range", 7, 0, 7);
  checks.Count("count", 3, 3);
  checks.Id("id", "a-1");
  checks.Name("name", "regions/em/people/p", "regions/*/people/*");
  EXPECT_EQ(checks.Day("day", "2012-02-29"), absl::CivilDay(2012, 2, 29));
  EXPECT_EQ(checks.OptionalDay("optional", ""), std::nullopt);
  EXPECT_THAT(FieldsOf(checks), IsEmpty());
  EXPECT_TRUE(checks.Result().ok());
}

TEST(FieldChecksTest, RefusesWhatIsNot) {
  const std::pair<const char*, std::function<void(FieldChecks&)>> kWrong[] = {
      {"text too short", [](auto& c) { c.Text("f", "", 1, 20); }},
      {"text too long", [](auto& c) { c.Text("f", "abc", 1, 2); }},
      {"a control character", [](auto& c) { c.Text("f", "a\x01", 1, 20); }},
      {"below the range", [](auto& c) { c.Range("f", -1, 0, 7); }},
      {"above the range", [](auto& c) { c.Range("f", 8, 0, 7); }},
      {"too many", [](auto& c) { c.Count("f", 4, 3); }},
      {"an id with a capital", [](auto& c) { c.Id("f", "A"); }},
      {"another name", [](auto& c) { c.Name("f", "regions/em", "regions/*/people/*"); }},
      {"a day that is none", [](auto& c) { c.Day("f", "2011-02-29"); }},
      {"an empty day", [](auto& c) { c.Day("f", ""); }},
      {"an optional day that is none", [](auto& c) { c.OptionalDay("f", "soon"); }},
  };
  for (const auto& [what, check] : kWrong) {
    FieldChecks checks;
    check(checks);
    EXPECT_THAT(FieldsOf(checks), ElementsAre("f")) << what;
    EXPECT_EQ(errors::ReasonOf(checks.Result()), errors::v1::ERROR_REASON_FIELD_INVALID) << what;
  }
}

TEST(FieldChecksTest, NamesAllFieldsThatAreWrongAndEachOnce) {
  FieldChecks checks;
  checks.Text("a", "\x01 and too long", 1, 2);
  checks.Range("b", 8, 0, 7);
  checks.That(false, "a", "again", "nothing more");
  EXPECT_THAT(FieldsOf(checks), ElementsAre("a", "b"));
  EXPECT_EQ(checks.violations()[0].wanted, "1 to 2 bytes of text");
}

}  // namespace
}  // namespace peerchallenge::validation
