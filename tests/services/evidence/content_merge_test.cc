#include "services/evidence/content_merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::evidence {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::ItemContent MakeBase() {
  v1::ItemContent content;
  content.set_kind(v1::ItemContent::KIND_NOTE);
  content.set_text("Data is shared late.");
  content.add_themes("partnership");
  content.set_start_date("2012-01-01");
  return content;
}

TEST(ContentMergeTest, Merge_HoldsBothChangesOfDifferentFields) {
  v1::ItemContent first = MakeBase(), second = MakeBase();
  first.set_text("Data is often shared late.");
  second.clear_start_date();
  second.mutable_bearings()->Add()->set_limb("kloe-1/a");
  const ContentMerge merge = Merge(MakeBase(), first, second);
  EXPECT_FALSE(merge.hard());
  EXPECT_THAT(merge.changed_fields, ElementsAre("text", "bearings", "start_date"));
  EXPECT_EQ(merge.merged.text(), "Data is often shared late.");
  EXPECT_EQ(merge.merged.start_date(), "");
  ASSERT_EQ(merge.merged.bearings_size(), 1);
  EXPECT_THAT(merge.merged.themes(), ElementsAre("partnership"));
}

TEST(ContentMergeTest, Merge_IsHardWhereBothChangedAFieldInDifferentWays) {
  v1::ItemContent first = MakeBase(), second = MakeBase();
  first.set_text("Data is often shared late.");
  second.set_text("Data is never shared.");
  second.add_themes("workforce");
  const ContentMerge merge = Merge(MakeBase(), first, second);
  EXPECT_THAT(merge.hard_fields, ElementsAre("text"));
  EXPECT_THAT(merge.changed_fields, ElementsAre("text", "themes"));
}

TEST(ContentMergeTest, Merge_TakesAListAsAWhole) {
  v1::ItemContent first = MakeBase(), second = MakeBase();
  first.add_themes("workforce");
  second.add_themes("send");
  EXPECT_THAT(Merge(MakeBase(), first, second).hard_fields, ElementsAre("themes"));
}

TEST(ContentMergeTest, Merge_IsSoftWhereBothMadeTheSameChange) {
  v1::ItemContent same = MakeBase();
  same.set_text("Data is often shared late.");
  const ContentMerge merge = Merge(MakeBase(), same, same);
  EXPECT_THAT(merge.hard_fields, IsEmpty());
  EXPECT_EQ(merge.merged.SerializeAsString(), same.SerializeAsString());
}

TEST(ContentMergeTest, Merge_LosesNothingOfEitherWhicheverFieldsTheyChange) {
  // Every pair of single-field changes: merged when the fields differ, hard when they are one.
  const auto change = [](int field, const std::string& mark) {
    v1::ItemContent content = MakeBase();
    const auto* descriptor = v1::ItemContent::descriptor()->field(field);
    const auto* reflection = content.GetReflection();
    switch (descriptor->cpp_type()) {
      case google::protobuf::FieldDescriptor::CPPTYPE_STRING:
        if (descriptor->is_repeated()) {
          reflection->AddString(&content, descriptor, mark);
        } else {
          reflection->SetString(&content, descriptor, mark);
        }
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_ENUM:
        reflection->SetEnumValue(&content, descriptor, mark == "one" ? 2 : 3);
        break;
      default:
        content.add_bearings()->set_limb(mark);
    }
    return content;
  };
  const int fields = v1::ItemContent::descriptor()->field_count();
  for (int a = 0; a < fields; ++a) {
    for (int b = 0; b < fields; ++b) {
      const v1::ItemContent first = change(a, "one"), second = change(b, "two");
      const ContentMerge merge = Merge(MakeBase(), first, second);
      EXPECT_EQ(merge.hard(), a == b) << a << " and " << b;
      if (a == b) continue;
      EXPECT_EQ(merge.changed_fields.size(), 2u);
      const ContentMerge again = Merge(MakeBase(), second, first);
      EXPECT_EQ(merge.merged.SerializeAsString(), again.merged.SerializeAsString());
      EXPECT_NE(merge.merged.SerializeAsString(), first.SerializeAsString());
    }
  }
}

}  // namespace
}  // namespace peerchallenge::evidence
