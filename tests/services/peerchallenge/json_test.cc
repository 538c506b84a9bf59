#include "services/peerchallenge/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/errors/errors.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"

namespace peerchallenge::cli {
namespace {

using scheduling::v1::ProgrammeProblem;
using testing::HasSubstr;

std::string ProblemWith(const std::string& json) {
  ProgrammeProblem problem;
  const absl::Status status = ParseJson(json, "problem.json", problem);
  EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID) << json;
  return std::string(status.message());
}

TEST(ParseJson, ReadsTheProto3Mapping) {
  ProgrammeProblem problem;
  ASSERT_TRUE(ParseJson(R"({"reviews": [{"id": "a", "teamMin": 5, "weekCosts": [{"cost": "7"}]}]})",
                        "x", problem)
                  .ok());
  EXPECT_EQ(problem.reviews(0).team_min(), 5);
  EXPECT_EQ(problem.reviews(0).week_costs(0).cost(), 7);
}

TEST(ParseJson, NamesTheUnknownFieldAndItsPlace) {
  EXPECT_THAT(ProblemWith(R"({"weeks": [{}, {"starDate": "x"}]})"),
              HasSubstr("unknown field 'starDate' in weeks[1]"));
  EXPECT_THAT(ProblemWith(R"({"week": []})"), HasSubstr("unknown field 'week'"));
}

TEST(ParseJson, NamesTheFieldOfAWrongValue) {
  EXPECT_THAT(ProblemWith(R"({"reviews": [{"teamMin": "many"}]})"),
              HasSubstr("reviews[0].team_min"));
}

TEST(ParseJson, NamesTheSource) { EXPECT_THAT(ProblemWith("{"), HasSubstr("problem.json")); }

TEST(ParseJson, RefusesAnythingButOneMessage) {
  for (const char* text :
       {"", "[]", "null", "3", "{} {}", "{\"weeks\": [", "{\"weeks\":[{\"id\":\"\xff\"}]}"}) {
    EXPECT_NE(ProblemWith(text), "") << text;
  }
}

TEST(FormatJson, IsReadBackAsTheSameMessage) {
  ProgrammeProblem problem;
  problem.add_weeks()->set_id("2012-W28 \"quoted\"");
  problem.mutable_weights()->set_week(int64_t{1} << 60);
  for (const JsonStyle style : {JsonStyle::kLine, JsonStyle::kPretty}) {
    ProgrammeProblem again;
    ASSERT_TRUE(ParseJson(FormatJson(problem, style), "x", again).ok());
    EXPECT_EQ(again.SerializeAsString(), problem.SerializeAsString());
  }
}

TEST(FormatJson, KeepsALineInOneLine) {
  ProgrammeProblem problem;
  problem.add_weeks()->set_id("a\nb");
  EXPECT_EQ(FormatJson(problem, JsonStyle::kLine).find('\n'), std::string::npos);
}

TEST(JsonObject, QuotesNamesAndKeepsValues) {
  EXPECT_EQ(JsonObject({{"a\"b", "[1]"}, {"c", JsonString("d")}}), R"({"a\"b":[1],"c":"d"})");
  EXPECT_EQ(JsonArray({}), "[]");
}

}  // namespace
}  // namespace peerchallenge::cli
