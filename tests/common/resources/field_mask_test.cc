#include "common/resources/field_mask.h"

#include <gtest/gtest.h>

#include "common/errors/errors.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/common/resources/note.pb.h"

namespace peerchallenge::resources {
namespace {

using tests::v1::Note;

Note Parse(const std::string& text) {
  Note note;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &note)) << text;
  return note;
}

struct Case {
  const char* name;
  const char* patch;
  std::vector<std::string> mask;
  std::set<std::string> protect;
  const char* result;
};

// Each starts from this note.
constexpr char kStart[] =
    "name: 'notes/1' etag: 'e' text: 'old' inner { a: 'A' b: 'B' } tags: ['x', 'y'] count: 3"
    " labels { key: 'k' value: 'v' }";
#define REST(...) "name: 'notes/1' etag: 'e' " __VA_ARGS__

class ApplyUpdateTest : public ::testing::TestWithParam<Case> {};

TEST_P(ApplyUpdateTest, GivesTheResult) {
  const Case& test = GetParam();
  google::protobuf::FieldMask mask;
  for (const std::string& path : test.mask) mask.add_paths(path);
  Note target = Parse(kStart);
  const absl::Status status = ApplyUpdate(Parse(test.patch), mask, test.protect, &target);
  ASSERT_TRUE(status.ok()) << status;
  google::protobuf::util::MessageDifferencer differencer;
  std::string differences;
  differencer.ReportDifferencesToString(&differences);
  EXPECT_TRUE(differencer.Compare(Parse(test.result), target)) << differences;
}

INSTANTIATE_TEST_SUITE_P(
    Cases, ApplyUpdateTest,
    ::testing::Values(
        Case{"NoMaskTakesPopulatedFields",
             "text: 'new' tags: 'z'",
             {},
             {},
             REST("text: 'new' inner { a: 'A' b: 'B' } tags: 'z' count: 3 labels { key: 'k' value: "
                  "'v' }")},
        Case{
            "NoMaskReplacesMessagesAsAWhole",
            "inner { a: 'new' }",
            {},
            {},
            REST(
                "text: 'old' inner { a: 'new' } tags: ['x', 'y'] count: 3 labels { key: 'k' value: "
                "'v' }")},
        Case{"NamedFieldIsClearedWhenUnset",
             "",
             {"text", "count", "inner", "tags", "labels"},
             {},
             REST()},
        Case{"OthersStay",
             "text: 'new' count: 9",
             {"text"},
             {},
             REST("text: 'new' inner { a: 'A' b: 'B' } tags: ['x', 'y'] count: 3 labels { key: 'k' "
                  "value: 'v' }")},
        Case{"PathReachesIntoAMessage",
             "inner { b: 'new' }",
             {"inner.b"},
             {},
             REST("text: 'old' inner { a: 'A' b: 'new' } tags: ['x', 'y'] count: 3 labels { key: "
                  "'k' value: 'v' }")},
        Case{"ZeroOfAnOptionalFieldIsAValue",
             "count: 0",
             {},
             {},
             REST("text: 'old' inner { a: 'A' b: 'B' } tags: ['x', 'y'] count: 0 labels { key: 'k' "
                  "value: 'v' }")},
        Case{"StarReplacesAll", "text: 'new'", {"*"}, {}, REST("text: 'new'")},
        Case{"NameAndEtagStay", "name: 'notes/2' text: 'new'", {"*"}, {}, REST("text: 'new'")},
        Case{"ProtectedFieldsStay",
             "text: 'new' count: 9",
             {"*"},
             {"count", "labels"},
             REST("text: 'new' count: 3 labels { key: 'k' value: 'v' }")},
        Case{"ProtectedFieldsStayInsideAReplacedMessage",
             "inner { a: 'new' b: 'new' }",
             {"inner"},
             {"inner.b"},
             REST("text: 'old' inner { a: 'new' b: 'B' } tags: ['x', 'y'] count: 3 labels { key: "
                  "'k' value: 'v' }")}),
    [](const auto& test) { return test.param.name; });

TEST(FieldMaskTest, ApplyUpdate_RefusesUnknownPaths) {
  for (const char* path :
       {"nothing", "inner.nothing", "text.x", "tags.x", "inner.", "", "labels.k", "text,count"}) {
    google::protobuf::FieldMask mask;
    mask.add_paths("text");
    mask.add_paths(path);
    Note target = Parse(kStart);
    const absl::Status status = ApplyUpdate(Parse("text: 'new'"), mask, {}, &target);
    EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID) << path;
    EXPECT_EQ(target.text(), "old") << path;
  }
}

TEST(FieldMaskTest, ApplyUpdate_RefusesMorePathsThanThereAreFields) {
  google::protobuf::FieldMask mask;
  for (int n = 0; n < kMostPaths; ++n) mask.add_paths("text");
  Note target = Parse(kStart);
  EXPECT_TRUE(ApplyUpdate(Parse("text: 'new'"), mask, {}, &target).ok());
  EXPECT_EQ(target.text(), "new");
  mask.add_paths("text");
  const absl::Status status = ApplyUpdate(Parse("text: 'newer'"), mask, {}, &target);
  EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(target.text(), "new");
}

TEST(FieldMaskTest, ApplyUpdate_LooksAtNothingElseWhenTheEtagIsStale) {
  google::protobuf::FieldMask mask;
  mask.add_paths("nothing");
  Note target = Parse(kStart);
  EXPECT_EQ(errors::ReasonOf(ApplyUpdate(Parse("etag: 'stale'"), mask, {}, &target)),
            errors::v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(errors::ReasonOf(ApplyUpdate(Parse("etag: 'e'"), mask, {}, &target)),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

TEST(FieldMaskTest, ApplyUpdate_RefusesProtectedPathsThatAreNamed) {
  for (const char* path : {"count", "inner.b", "labels"}) {
    google::protobuf::FieldMask mask;
    mask.add_paths("text");
    mask.add_paths(path);
    Note target = Parse(kStart);
    const absl::Status status =
        ApplyUpdate(Parse("text: 'new'"), mask, {"count", "inner", "labels"}, &target);
    EXPECT_EQ(errors::ReasonOf(status), errors::v1::ERROR_REASON_FIELD_INVALID) << path;
    EXPECT_EQ(target.text(), "old") << path;
  }
}

}  // namespace
}  // namespace peerchallenge::resources
