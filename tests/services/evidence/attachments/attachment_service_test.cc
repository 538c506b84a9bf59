#include "services/evidence/attachments/attachment_service.h"

#include <filesystem>
#include <fstream>

#include "common/validation/resource_name.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/evidence/attachments/attachment_sight.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/services/evidence/attachments/attachment_world.h"
#include "tests/services/evidence/attachments/content_samples.h"

namespace peerchallenge::evidence {
namespace {

using rpc::ExpectError;
using rpc::MetadataOf;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace reasons = errors::v1;

constexpr int64_t kHalfPastThree = 15 * 3600 + 30 * 60;

TEST(CreateAttachmentTest, BeginsAnUpload) {
  AttachmentWorld world;
  const v1::Attachment created = world.Create("1", Pdf(1000));
  EXPECT_EQ(created.name(), NameOf("1"));
  EXPECT_EQ(created.state(), v1::Attachment::STATE_UPLOADING);
  EXPECT_EQ(created.author(), "regions/em/people/ann");
  EXPECT_EQ(created.sensitivity(), v1::SENSITIVITY_TEAM);
  EXPECT_EQ(created.committed_size(), 0);
  EXPECT_EQ(created.expire_time().seconds(),
            absl::ToUnixSeconds(world.clock().Now() + absl::Hours(7 * 24)));
  EXPECT_NE(created.etag(), "");
}

TEST(CreateAttachmentTest, SentAgainGivesWhatIsStored) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  ASSERT_TRUE(world.Append("1", 0, bytes.substr(0, 300)).ok());
  EXPECT_EQ(world.Create("1", bytes).committed_size(), 300);
  world.Upload("1", bytes);
  EXPECT_EQ(world.Create("1", bytes).state(), v1::Attachment::STATE_READY);
}

TEST(CreateAttachmentTest, RefusesAnIdThatIsTakenByAnotherFile) {
  AttachmentWorld world;
  world.Create("1", Pdf(1000));
  const auto other = world.TryCreate("1", Pdf(1001));
  ExpectError(other.status(), reasons::ERROR_REASON_CONTENT_DIFFERS);
  EXPECT_EQ(MetadataOf(other.status(), "name"), NameOf("1"));
  ExpectError(world.TryCreate("1", Pdf(1000), "bob").status(),
              reasons::ERROR_REASON_CONTENT_DIFFERS);
}

TEST(CreateAttachmentTest, RefusesWhatIsNotAsTheContractSays) {
  struct Row {
    const char* field;
    std::function<void(v1::CreateAttachmentRequest&)> spoil;
  };
  AttachmentWorld world;
  for (const Row& row : std::vector<Row>{
           {"parent", [](auto& r) { r.set_parent("reviews/1"); }},
           {"attachment_id", [](auto& r) { r.set_attachment_id("report"); }},
           {"attachment_id",
            [](auto& r) { r.set_attachment_id("00000000-0000-7000-8000-000000000001"); }},
           {"attachment.file_name", [](auto& r) { r.mutable_attachment()->set_file_name(""); }},
           {"attachment.file_name", [](auto& r) { r.mutable_attachment()->set_file_name("a/b"); }},
           {"attachment.file_name", [](auto& r) { r.mutable_attachment()->set_file_name("a\nb"); }},
           {"attachment.description",
            [](auto& r) { r.mutable_attachment()->set_description(std::string(1001, 'a')); }},
           {"attachment.size", [](auto& r) { r.mutable_attachment()->set_size(0); }},
           {"attachment.sha256", [](auto& r) { r.mutable_attachment()->set_sha256("abc"); }},
           {"attachment.sensitivity", [](auto& r) {
              r.mutable_attachment()->set_sensitivity(static_cast<v1::Sensitivity>(77));
            }}}) {
    v1::CreateAttachmentRequest request;
    request.set_parent(kReview);
    request.set_attachment_id(UuidOf("1"));
    request.mutable_attachment()->set_file_name("report.pdf");
    request.mutable_attachment()->set_size(10);
    row.spoil(request);
    const auto created = world.Call<v1::Attachment>("CreateAttachment", request);
    ExpectError(created.status(), reasons::ERROR_REASON_FIELD_INVALID);
    EXPECT_THAT(created.status().ToString(), testing::HasSubstr(row.field));
  }
}

TEST(CreateAttachmentTest, BoundsSizeReviewAndDisk) {
  AttachmentOptions options = AttachmentWorld::Roomy();
  options.most_bytes = 1000;
  options.most_review_bytes = 1500;
  AttachmentWorld world(options);
  const auto large = world.TryCreate("1", Pdf(1001));
  ExpectError(large.status(), reasons::ERROR_REASON_RULE_BROKEN);
  world.Create("1", Pdf(1000));
  const auto more = world.TryCreate("2", Pdf(501));
  ExpectError(more.status(), reasons::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_EQ(MetadataOf(more.status(), "quota"), "review_bytes");
  EXPECT_TRUE(world.TryCreate("2", Pdf(500)).ok());

  options.reserved_disk_bytes = int64_t{1} << 60;
  AttachmentWorld full(options);
  const auto refused = full.TryCreate("1", Pdf(1000));
  ExpectError(refused.status(), reasons::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_EQ(MetadataOf(refused.status(), "quota"), "disk");
}

TEST(CreateAttachmentTest, IsRefusedOnceTheReviewIsClosed) {
  AttachmentWorld world;
  world.host().Close();
  ExpectError(world.TryCreate("1", Pdf()).status(), reasons::ERROR_REASON_WRONG_STATE);
}

TEST(CreateAttachmentTest, TakesAnOccasionOfTheReviewOnly) {
  AttachmentWorld world;
  v1::CreateAttachmentRequest request;
  request.set_parent(kReview);
  request.set_attachment_id(UuidOf("1"));
  request.mutable_attachment()->set_file_name("report.pdf");
  request.mutable_attachment()->set_size(10);
  request.mutable_attachment()->set_occasion(std::string(kReview) + "/occasions/2");
  ExpectError(world.Call<v1::Attachment>("CreateAttachment", request).status(),
              reasons::ERROR_REASON_REFERENCE_BROKEN);
  request.mutable_attachment()->set_occasion(std::string(kReview) + "/occasions/1");
  EXPECT_TRUE(world.Call<v1::Attachment>("CreateAttachment", request).ok());
}

TEST(AttachmentAccessTest, ThoseWhoAreNotOnTheTeamFindNothing) {
  AttachmentWorld world;
  world.Put("1", Pdf());
  v1::UpdateAttachmentRequest update;
  update.mutable_attachment()->set_name(NameOf("1"));
  update.mutable_attachment()->set_description("x");
  v1::RescanAttachmentRequest rescan;
  rescan.set_name(NameOf("1"));
  v1::ListAttachmentsRequest list;
  list.set_parent(kReview);
  for (const absl::Status& status :
       {world.Get("1", "eve").status(), world.Download("1", "eve").status(),
        world.Withdraw("1", "eve").status(), world.TryCreate("2", Pdf(), "eve").status(),
        world.Call<v1::Attachment>("UpdateAttachment", update, "eve").status(),
        world.Call<v1::Attachment>("RescanAttachment", rescan, "eve").status(),
        world.Call<v1::ListAttachmentsResponse>("ListAttachments", list, "eve").status()}) {
    ExpectError(status, reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  // The words are those of an attachment that is not there.
  EXPECT_EQ(world.Get("1", "eve").status().message(), errors::NotFound(NameOf("1")).message());
}

TEST(AttachmentAccessTest, AnUploadIsThereForItsAuthorOnly) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1000);
  world.Create("1", bytes);
  for (const char* other : {"bob", "lead"}) {
    ExpectError(world.Get("1", other).status(), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_THAT(world.Listed(other), IsEmpty());
    v1::AppendAttachmentRequest append;
    append.set_name(NameOf("1"));
    append.set_data("x");
    ExpectError(world.Call<v1::Attachment>("AppendAttachment", append, other).status(),
                reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  EXPECT_THAT(world.Listed("ann"), ElementsAre("1 STATE_UPLOADING"));
  world.Upload("1", bytes);
  EXPECT_THAT(world.Listed("bob"), ElementsAre("1 STATE_READY"));
}

TEST(AttachmentAccessTest, AnUploadOfWhichItIsNotKnownHowFarItIsShowsNoBytes) {
  v1::Attachment attachment;
  attachment.set_size(1000);
  attachment.set_state(v1::Attachment::STATE_UPLOADING);
  EXPECT_EQ(Shown({}, ReviewStanding(), attachment, std::nullopt).committed_size(), 0);
  attachment.set_state(v1::Attachment::STATE_READY);
  EXPECT_EQ(Shown({}, ReviewStanding(), attachment, std::nullopt).committed_size(), 1000);
}

TEST(AttachmentAccessTest, WhatIsForTheLeadsIsThereForThemAndItsAuthorOnly) {
  AttachmentWorld world;
  world.Put("1", Pdf(), v1::SENSITIVITY_LEADS);
  ExpectError(world.Get("1", "bob").status(), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(world.Download("1", "bob").status(), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_THAT(world.Listed("bob"), IsEmpty());
  EXPECT_TRUE(world.Get("1", "lead").ok());
  EXPECT_TRUE(world.Download("1", "ann").ok());
}

TEST(AttachmentAccessTest, WhatIsDisposedOfIsThereForTheLeadsAndItsAuthorOnly) {
  AttachmentWorld world;
  world.Put("1", Pdf(), v1::SENSITIVITY_LEADS);
  ASSERT_TRUE(world.database()
                  .Write(absl::InfiniteFuture(),
                         [&](storage::Transaction& tx) -> absl::Status {
                           auto attachment = world.store().attachments.Get(tx, NameOf("1"));
                           if (!attachment.ok()) return attachment.status();
                           v1::Attachment remains;
                           remains.set_name(attachment->name());
                           remains.set_author(attachment->author());
                           remains.set_state(v1::Attachment::STATE_DISPOSED);
                           return world.store().attachments.Update(tx, remains, "");
                         })
                  .ok());
  ExpectError(world.Get("1", "bob").status(), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_THAT(world.Listed("bob", {v1::Attachment::STATE_DISPOSED}), IsEmpty());
  EXPECT_TRUE(world.Get("1", "lead").ok());
  EXPECT_TRUE(world.Get("1").ok());
}

TEST(AttachmentAccessTest, TimesAreCutToTheDayForThoseWhoMayNotReadSources) {
  AttachmentWorld world;
  world.Put("1", Pdf());
  const auto day = absl::ToUnixSeconds(world.clock().Now()) - kHalfPastThree;
  EXPECT_EQ(world.Get("1", "bob")->create_time().seconds(), day);
  EXPECT_EQ(world.Get("1", "bob")->update_time().seconds(), day);
  EXPECT_EQ(world.Get("1", "lead")->create_time().seconds(), day + kHalfPastThree);
  EXPECT_EQ(world.Get("1", "ann")->update_time().seconds(), day + kHalfPastThree);
}

TEST(AttachmentAccessTest, ReadsOfWhatIsGuardedAreRecorded) {
  AttachmentWorld world;
  world.Put("1", Pdf());
  world.Put("2", Pdf(), v1::SENSITIVITY_GUARDED);
  world.Put("3", Pdf(), v1::SENSITIVITY_LEADS);
  for (const char* id : {"1", "2", "3"}) ASSERT_TRUE(world.Download(id, "lead").ok());
  const std::string read = "lead " + AttachmentWorld::Method("DownloadAttachment") + " ";
  EXPECT_THAT(world.Audit(), ElementsAre(read + NameOf("2"), read + NameOf("3")));
}

TEST(DownloadAttachmentTest, GivesTheBytesAndAnyRange) {
  AttachmentWorld world;
  const std::string bytes = Pdf(1'000'000);
  world.Put("1", bytes);
  EXPECT_EQ(*world.Download("1", "bob"), bytes);
  for (const auto& [offset, length] : std::initializer_list<std::pair<int64_t, int64_t>>{
           {0, 1}, {999'999, 0}, {1'000'000, 0}, {500, 1000}, {700'000, 1'000'000}}) {
    const auto range = world.Download("1", "bob", offset, length);
    ASSERT_TRUE(range.ok()) << range.status();
    EXPECT_EQ(*range, bytes.substr(static_cast<size_t>(offset),
                                   length == 0 ? std::string::npos : static_cast<size_t>(length)));
  }
}

TEST(DownloadAttachmentTest, RefusesARangeThatIsNone) {
  AttachmentWorld world;
  world.Put("1", Pdf(1000));
  for (const auto& [offset, length] :
       std::initializer_list<std::pair<int64_t, int64_t>>{{-1, 0}, {1001, 0}, {0, -1}}) {
    ExpectError(world.Download("1", "ann", offset, length).status(),
                reasons::ERROR_REASON_FIELD_INVALID);
  }
}

TEST(DownloadAttachmentTest, IsRefusedBeforeAllBytesAreThere) {
  AttachmentWorld world;
  world.Create("1", Pdf(1000));
  ExpectError(world.Download("1").status(), reasons::ERROR_REASON_WRONG_STATE);
}

TEST(DownloadAttachmentTest, SaysWhenTheStoredBytesAreNotWhatTheyWere) {
  AttachmentWorld world;
  world.Put("1", Pdf(1000));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(world.blobs().folder())) {
    if (entry.is_regular_file()) std::ofstream(entry.path(), std::ios::in | std::ios::out) << "X";
  }
  ExpectError(world.Download("1").status(), reasons::ERROR_REASON_DATA_CORRUPT);
  std::filesystem::remove_all(world.blobs().folder() / "blobs");
  ExpectError(world.Download("1").status(), reasons::ERROR_REASON_DATA_CORRUPT);
}

TEST(ListAttachmentsTest, ShowsWhatIsNotWithdrawnUnlessAsked) {
  AttachmentWorld world;
  for (const char* id : {"1", "2", "3", "4", "5"}) world.Put(id, Pdf());
  world.Create("6", Pdf());
  ASSERT_TRUE(world.Withdraw("2").ok());
  EXPECT_THAT(world.Listed("ann"), ElementsAre("1 STATE_READY", "3 STATE_READY", "4 STATE_READY",
                                               "5 STATE_READY", "6 STATE_UPLOADING"));
  EXPECT_THAT(world.Listed("bob", {v1::Attachment::STATE_WITHDRAWN}),
              ElementsAre("2 STATE_WITHDRAWN"));
}

TEST(ListAttachmentsTest, TakesATokenForItsOwnFilterOnly) {
  AttachmentWorld world;
  for (const char* id : {"1", "2"}) world.Put(id, Pdf());
  v1::ListAttachmentsRequest request;
  request.set_parent(kReview);
  request.set_page_size(1);
  auto page = world.Call<v1::ListAttachmentsResponse>("ListAttachments", request);
  request.set_page_token(page->next_page_token());
  request.add_states(v1::Attachment::STATE_READY);
  ExpectError(world.Call<v1::ListAttachmentsResponse>("ListAttachments", request).status(),
              reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST(UpdateAttachmentTest, ChangesWhatIsSaidAndNothingElse) {
  AttachmentWorld world;
  const v1::Attachment stored = world.Put("1", Pdf());
  v1::UpdateAttachmentRequest request;
  *request.mutable_attachment() = stored;
  request.mutable_attachment()->set_description("The self-assessment.");
  request.mutable_attachment()->set_sensitivity(v1::SENSITIVITY_GUARDED);
  request.mutable_update_mask()->add_paths("description");
  request.mutable_update_mask()->add_paths("sensitivity");
  auto updated = world.Call<v1::Attachment>("UpdateAttachment", request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->description(), "The self-assessment.");
  EXPECT_EQ(updated->sensitivity(), v1::SENSITIVITY_GUARDED);
  EXPECT_EQ(updated->sha256(), stored.sha256());
  EXPECT_NE(updated->etag(), stored.etag());
  ExpectError(world.Call<v1::Attachment>("UpdateAttachment", request).status(),
              reasons::ERROR_REASON_ETAG_MISMATCH);
  request.mutable_attachment()->set_etag("");
  request.mutable_update_mask()->add_paths("size");
  ExpectError(world.Call<v1::Attachment>("UpdateAttachment", request).status(),
              reasons::ERROR_REASON_FIELD_INVALID);
}

TEST(UpdateAttachmentTest, IsForTheAuthorAndTheLeads) {
  AttachmentWorld world;
  world.Put("1", Pdf());
  v1::UpdateAttachmentRequest request;
  request.mutable_attachment()->set_name(NameOf("1"));
  request.mutable_attachment()->set_description("x");
  ExpectError(world.Call<v1::Attachment>("UpdateAttachment", request, "bob").status(),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(world.Call<v1::Attachment>("UpdateAttachment", request, "lead").ok());
}

TEST(WithdrawAttachmentTest, KeepsTheBytesReadable) {
  AttachmentWorld world;
  const std::string bytes = Pdf();
  world.Put("1", bytes);
  const auto withdrawn = world.Withdraw("1");
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(withdrawn->state(), v1::Attachment::STATE_WITHDRAWN);
  EXPECT_EQ(withdrawn->withdrawal().reason(), "sent twice");
  EXPECT_EQ(withdrawn->withdrawal().date(), "2012-07-09");
  EXPECT_EQ(withdrawn->withdrawal().person(), "regions/em/people/ann");
  EXPECT_EQ(*world.Download("1", "bob"), bytes);
  EXPECT_THAT(world.host().entered(),
              ElementsAre("STATE_READY " + NameOf("1"), "STATE_WITHDRAWN " + NameOf("1")));
  ExpectError(world.Withdraw("1").status(), reasons::ERROR_REASON_WRONG_STATE);
}

TEST(WithdrawAttachmentTest, DropsAnUploadWithItsBytes) {
  AttachmentWorld world;
  world.Create("1", Pdf(1000));
  ASSERT_TRUE(world.Append("1", 0, Pdf(500)).ok());
  EXPECT_EQ(world.blobs().Uploads(), 1);
  v1::WithdrawAttachmentRequest request;
  request.set_name(NameOf("1"));
  ASSERT_TRUE(world.Call<v1::Attachment>("WithdrawAttachment", request).ok());
  EXPECT_EQ(world.blobs().Uploads(), 0);
  ExpectError(world.Get("1").status(), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(world.Put("1", Pdf(700)).state(), v1::Attachment::STATE_READY);
}

TEST(WithdrawAttachmentTest, SentTwiceActsOnce) {
  AttachmentWorld world;
  world.Put("1", Pdf());
  v1::WithdrawAttachmentRequest request;
  request.set_name(NameOf("1"));
  request.set_reason("wrong file");
  request.set_request_id("w1");
  const auto first = world.Call<v1::Attachment>("WithdrawAttachment", request);
  const auto second = world.Call<v1::Attachment>("WithdrawAttachment", request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->etag(), second->etag());
}

}  // namespace
}  // namespace peerchallenge::evidence
