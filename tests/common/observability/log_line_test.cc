#include "common/observability/log_line.h"

#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace peerchallenge::observability {
namespace {

absl::Time SomeTime() {
  return absl::FromCivil(absl::CivilSecond(2012, 7, 9, 8, 30, 0), absl::UTCTimeZone()) +
         absl::Microseconds(42);
}

std::string Json(std::string_view event, const std::vector<Field>& fields) {
  std::string line;
  AppendJsonLine(line, SomeTime(), Level::kInfo, event, fields);
  return line;
}

std::string Text(std::string_view event, const std::vector<Field>& fields) {
  std::string line;
  AppendTextLine(line, SomeTime(), Level::kWarning, event, fields);
  return line;
}

TEST(LogLine, IsOneJsonObject) {
  EXPECT_EQ(
      Json("call",
           {{"code", "OK"}, {"count", int64_t{-3}}, {"milliseconds", 1.23456}, {"late", true}}),
      R"({"time":"2012-07-09T08:30:00.000042Z","level":"info","event":"call","code":"OK","count":-3,)"
      R"("milliseconds":1.235,"late":true})");
}

TEST(LogLine, IsReadableText) {
  EXPECT_EQ(Text("a call", {{"code", "OK"}, {"error", "two words"}, {"none", ""}}),
            R"(2012-07-09T08:30:00.000042Z WARNING a call code=OK error="two words" none="")");
}

TEST(LogLine, LetsNoValueForgeALineOrAField) {
  const std::string evil("a\"b\\c\nd\x01\x7F=", 10);
  EXPECT_EQ(
      Json("e", {{"k", evil}}),
      R"({"time":"2012-07-09T08:30:00.000042Z","level":"info","event":"e","k":"a\"b\\c\nd\u0001\u007f="})");
  EXPECT_EQ(Text("e", {{"k", evil}}),
            R"(2012-07-09T08:30:00.000042Z WARNING e k="a\"b\\c\nd\u0001\u007f=")");
}

TEST(LogLine, StaysJsonWithANumberThatIsNone) {
  EXPECT_EQ(Json("e", {{"x", std::numeric_limits<double>::quiet_NaN()}}),
            R"({"time":"2012-07-09T08:30:00.000042Z","level":"info","event":"e","x":null})");
}

}  // namespace
}  // namespace peerchallenge::observability
