// Making and changing offers and asks.
#include <gmock/gmock.h>

#include "tests/services/recommendations/support/support_kinds.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;

template <typename Item>
class ItemsTest : public SupportItemsTest<Item> {};
TYPED_TEST_SUITE(ItemsTest, SupportItems);

TYPED_TEST(ItemsTest, Create_OpensIt) {
  using Kind = KindOf<TypeParam>;
  const TypeParam made = Value(this->Create('a', Kind::New(), "x1"));
  EXPECT_EQ(made.name(), Kind::Name('a', "x1"));
  EXPECT_EQ(made.text(), Kind::New().text());
  EXPECT_EQ(made.state(), v1::SUPPORT_STATE_OPEN);
  EXPECT_EQ(Kind::Left(made), Kind::Days(made));
  EXPECT_FALSE(made.etag().empty());
  EXPECT_TRUE(made.has_create_time());
  EXPECT_EQ(Value(this->GetItem(made.name())).SerializeAsString(), made.SerializeAsString());
}

TYPED_TEST(ItemsTest, Create_MakesAnIdWhereNoneIsGiven) {
  using Kind = KindOf<TypeParam>;
  const TypeParam one = Value(this->Create('a', Kind::New(), ""));
  const TypeParam other = Value(this->Create('a', Kind::New(), ""));
  EXPECT_NE(one.name(), other.name());
  EXPECT_TRUE(this->GetItem(one.name()).ok());
}

TYPED_TEST(ItemsTest, Create_RefusesATakenId) {
  using Kind = KindOf<TypeParam>;
  Value(this->Create('a', Kind::New(), "x1"));
  ExpectError(this->Create('a', Kind::New(), "x1"), reasons::ERROR_REASON_RESOURCE_EXISTS);
  EXPECT_TRUE(this->Create('b', Kind::New(), "x1").ok());
}

TYPED_TEST(ItemsTest, Create_LetsNoAuthorityFillTheRunsOfItsRegion) {
  using Kind = KindOf<TypeParam>;
  for (int i = 0; i < 50; ++i) Value(this->Create('a', Kind::New(), absl::StrCat("x", i)));
  ExpectError(this->Create('a', Kind::New(), "more"), reasons::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(this->Create('b', Kind::New(), "x").ok());
  TypeParam closed;
  closed.set_name(Kind::Name('a', "x7"));
  closed.set_state(v1::SUPPORT_STATE_CLOSED);
  Value(this->Update(Director('a'), closed));
  EXPECT_TRUE(this->Create('a', Kind::New(), "more").ok());
}

TYPED_TEST(ItemsTest, Create_NamesTheFieldsThatAreWrong) {
  using Kind = KindOf<TypeParam>;
  auto making = this->Making("regions/em/authorities/lincs", Kind::New());
  Kind::SetId("A B", making);
  auto reply = this->Make(Director('a'), making);
  ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(rpc::FieldsOf(reply.status()),
              ElementsAre("parent", absl::StrCat(Kind::kField, "_id")));
  TypeParam item = Kind::New();
  item.clear_text();
  item.set_start_date("soon");
  reply = this->Create('a', item, "x1");
  ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(
      rpc::FieldsOf(reply.status()),
      ElementsAre(absl::StrCat(Kind::kField, ".text"), absl::StrCat(Kind::kField, ".start_date")));
}

TYPED_TEST(ItemsTest, Create_DoesNotReadWhatIsOutputOnly) {
  using Kind = KindOf<TypeParam>;
  TypeParam item = Kind::New();
  item.set_name(Kind::Name('b', "x9"));
  item.set_etag("mine");
  item.mutable_create_time()->set_seconds(1);
  const TypeParam made = Value(this->Create('a', item, "x1"));
  EXPECT_EQ(made.name(), Kind::Name('a', "x1"));
  EXPECT_NE(made.etag(), "mine");
  EXPECT_GT(made.create_time().seconds(), 1);
}

TYPED_TEST(ItemsTest, Create_IsForTheOwnAuthorityAlone) {
  const auto making = this->Making(AuthorityOf('a'), this->New());
  const Who system = {
      "system", {absl::StrCat("COUNCIL_SYSTEM@", AuthorityOf('a'), ";as=HOST_DIRECTOR;write")}};
  EXPECT_TRUE(this->Make(system, making).ok());
  ExpectError(this->Make(Director('b'), making), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  for (const Who& who : {kOffice, kBoard, kScrutiny}) {
    ExpectError(this->Make(who, making), reasons::ERROR_REASON_PERMISSION_MISSING);
  }
}

TYPED_TEST(ItemsTest, Create_KnowsNoAuthorityThatIsNotThere) {
  const std::string nowhere = "regions/em/authorities/E99999999";
  ExpectError(this->Make({"nobodys", {absl::StrCat("HOST_DIRECTOR@", nowhere)}},
                         this->Making(nowhere, this->New())),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(this->Make(Director('a'), this->Making("regions/em", this->New())),
              reasons::ERROR_REASON_FIELD_INVALID);
}

TYPED_TEST(ItemsTest, Create_ActsOncePerRequestId) {
  auto making = this->Making(AuthorityOf('a'), this->New());
  making.set_request_id("once");
  const TypeParam made = Value(this->Make(Director('a'), making));
  EXPECT_EQ(Value(this->Make(Director('a'), making)).SerializeAsString(), made.SerializeAsString());
  const auto listed = Value(this->List(Director('a'), this->Listing(AuthorityOf('a'))));
  EXPECT_EQ(this->IdsOf(listed).size(), 1u);
  KindOf<TypeParam>::In(making).set_text("Another.");
  ExpectError(this->Make(Director('a'), making), reasons::ERROR_REASON_REQUEST_ID_REUSED);
}

TYPED_TEST(ItemsTest, Get_KnowsOnlyWhatIsThere) {
  using Kind = KindOf<TypeParam>;
  for (const std::string& name : {std::string(kRegion), AuthorityOf('a'), Kind::Name('a', "x1")}) {
    ExpectError(this->GetItem(name), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  ExpectError(this->GetItem(""), reasons::ERROR_REASON_FIELD_INVALID);
}

TYPED_TEST(ItemsTest, Update_ChangesTheFieldsThatAreSet) {
  using Kind = KindOf<TypeParam>;
  const TypeParam made = Value(this->Create('a', Kind::New(), "x1"));
  this->clock().Advance(absl::Minutes(1));
  TypeParam patch;
  patch.set_name(made.name());
  patch.set_text("Another text.");
  const TypeParam changed = Value(this->Update(Director('a'), patch));
  EXPECT_EQ(changed.text(), "Another text.");
  EXPECT_EQ(Kind::Days(changed), Kind::Days(made));
  EXPECT_EQ(Kind::Left(changed), Kind::Days(made));
  EXPECT_NE(changed.etag(), made.etag());
  EXPECT_GT(changed.update_time().seconds(), made.update_time().seconds());
  EXPECT_EQ(Value(this->GetItem(made.name())).SerializeAsString(), changed.SerializeAsString());
}

TYPED_TEST(ItemsTest, Update_ChangesWhatTheMaskNames) {
  using Kind = KindOf<TypeParam>;
  TypeParam item = Kind::New();
  item.set_start_date("2012-11-01");
  item.set_end_date("2012-12-01");
  Value(this->Create('a', item, "x1"));
  item.set_name(Kind::Name('a', "x1"));
  item.clear_end_date();
  item.set_text("Not asked for.");
  TypeParam changed = Value(this->Update(Director('a'), item, {"end_date"}));
  EXPECT_EQ(changed.end_date(), "");
  EXPECT_EQ(changed.text(), Kind::New().text());
  item.clear_start_date();
  changed = Value(this->Update(Director('a'), item, {"*"}));
  EXPECT_EQ(changed.start_date(), "");
  EXPECT_EQ(changed.text(), "Not asked for.");
}

TYPED_TEST(ItemsTest, Update_RefusesPathsThatAreNotThereOrNotTheCallers) {
  using Kind = KindOf<TypeParam>;
  TypeParam item = Value(this->Create('a', Kind::New(), "x1"));
  for (const char* path : {"colour", "create_time", Kind::kComputed}) {
    const auto reply = this->Update(Director('a'), item, {path});
    ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
    EXPECT_THAT(rpc::FieldsOf(reply.status()), ElementsAre("update_mask")) << path;
  }
}

TYPED_TEST(ItemsTest, Update_GuardsByEtag) {
  using Kind = KindOf<TypeParam>;
  const TypeParam made = Value(this->Create('a', Kind::New(), "x1"));
  const TypeParam changed = Value(this->Update(Director('a'), made));
  ExpectError(this->Update(Director('a'), made), reasons::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_TRUE(this->Update(Director('a'), changed).ok());
}

TYPED_TEST(ItemsTest, Update_IsForTheOwnAuthorityAlone) {
  using Kind = KindOf<TypeParam>;
  TypeParam made = Value(this->Create('a', Kind::New(), "x1"));
  ExpectError(this->Update(Director('b'), made), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(this->Update(kOffice, made), reasons::ERROR_REASON_PERMISSION_MISSING);
  made.set_name("");
  ExpectError(this->Update(Director('a'), made), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  made.set_name(Kind::Name('a', "x2"));
  ExpectError(this->Update(Director('a'), made), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TYPED_TEST(ItemsTest, Update_PausesAndOpensButNeverOpensWhatIsClosed) {
  using Kind = KindOf<TypeParam>;
  Value(this->Create('a', Kind::New(), "x1"));
  const auto go = [this](v1::SupportState state) {
    TypeParam patch;
    patch.set_name(Kind::Name('a', "x1"));
    patch.set_state(state);
    return this->Update(Director('a'), patch);
  };
  EXPECT_EQ(Value(go(v1::SUPPORT_STATE_PAUSED)).state(), v1::SUPPORT_STATE_PAUSED);
  EXPECT_EQ(Value(go(v1::SUPPORT_STATE_OPEN)).state(), v1::SUPPORT_STATE_OPEN);
  EXPECT_EQ(Value(go(v1::SUPPORT_STATE_CLOSED)).state(), v1::SUPPORT_STATE_CLOSED);
  for (const auto state : {v1::SUPPORT_STATE_OPEN, v1::SUPPORT_STATE_PAUSED}) {
    const auto reply = go(state);
    ExpectError(reply, reasons::ERROR_REASON_FIELD_INVALID);
    EXPECT_THAT(rpc::FieldsOf(reply.status()), ElementsAre(absl::StrCat(Kind::kField, ".state")));
  }
  EXPECT_TRUE(go(v1::SUPPORT_STATE_CLOSED).ok());
}

}  // namespace
}  // namespace peerchallenge::recommendations
