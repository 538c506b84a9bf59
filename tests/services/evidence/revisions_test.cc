#include <algorithm>

#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

class RevisionsTest : public EvidenceTest {
 protected:
  v1::ListItemConflictsResponse Conflicts(const std::string& parent, bool settled = false) {
    v1::ListItemConflictsRequest request;
    request.set_parent(parent);
    request.set_include_settled(settled);
    return Value(service_.ListItemConflicts(By(kLead, roles::PERMISSION_EVIDENCE_READ), request));
  }
  std::string TextOf(const v1::Item& item, int64_t version) {
    v1::GetItemVersionRequest request;
    request.set_name(item.name() + "/versions/" + std::to_string(version));
    return Value(service_.GetItemVersion(By(kLead, roles::PERMISSION_EVIDENCE_READ), request))
        .content()
        .text();
  }

  v1::ItemContent Guarded(const std::string& text, v1::Sensitivity sensitivity) {
    v1::ItemContent content = Note(occasion_, text);
    content.set_sensitivity(sensitivity);
    return content;
  }
  // The numbers of the versions that are listed, page by page; each is also there by its name, and
  // no other.
  std::vector<int64_t> VersionsFor(const std::string& person) { return VersionsFor(person, item_); }
  std::vector<int64_t> VersionsFor(const std::string& person, const v1::Item& item) {
    const rpc::Call call = By(person, roles::PERMISSION_EVIDENCE_READ);
    std::vector<int64_t> numbers;
    v1::ListItemVersionsRequest list;
    list.set_parent(item.name());
    list.set_page_size(1);
    do {
      const auto page = Value(service_.ListItemVersions(call, list));
      for (const auto& version : page.versions()) {
        numbers.push_back(std::stoll(version.name().substr(version.name().rfind('/') + 1)));
      }
      list.set_page_token(page.next_page_token());
    } while (!list.page_token().empty());
    for (int64_t number = 1; number <= 6; ++number) {
      v1::GetItemVersionRequest request;
      request.set_name(item.name() + "/versions/" + std::to_string(number));
      EXPECT_EQ(service_.GetItemVersion(call, request).ok(),
                std::count(numbers.begin(), numbers.end(), number) == 1)
          << person << ", " << number;
    }
    return numbers;
  }

  const std::string occasion_ = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
  const v1::Item item_ = Captured(kAnn, Note(occasion_, "Weekly meetings."));
};

TEST_F(RevisionsTest, ReviseItem_KeepsEveryVersion) {
  const v1::Item revised = Value(Revise(kAnn, item_, 1, Note(occasion_, "Fortnightly meetings.")));
  EXPECT_EQ(revised.version(), 2);
  EXPECT_EQ(revised.content().text(), "Fortnightly meetings.");
  EXPECT_FALSE(revised.conflicted());
  EXPECT_EQ(TextOf(item_, 1), "Weekly meetings.");
  v1::ListItemVersionsRequest list;
  list.set_parent(item_.name());
  list.set_page_size(1);
  auto page = Value(service_.ListItemVersions(By(kBen, roles::PERMISSION_EVIDENCE_READ), list));
  EXPECT_EQ(page.versions(0).name(), item_.name() + "/versions/2");
  list.set_page_token(page.next_page_token());
  page = Value(service_.ListItemVersions(By(kBen, roles::PERMISSION_EVIDENCE_READ), list));
  EXPECT_EQ(page.versions(0).name(), item_.name() + "/versions/1");
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(RevisionsTest, ReviseItem_SentTwiceActsOnce) {
  v1::ReviseItemRequest request;
  request.set_name(item_.name());
  request.set_revision_id(evidence_.NewId());
  request.set_base_version(1);
  *request.mutable_content() = Note(occasion_, "Fortnightly.");
  Value(service_.ReviseItem(By(kAnn), request));
  EXPECT_EQ(Value(service_.ReviseItem(By(kAnn), request)).version(), 2);
  request.mutable_content()->set_text("Monthly.");
  ExpectError(service_.ReviseItem(By(kAnn), request), reasons::ERROR_REASON_CONTENT_DIFFERS);
}

TEST_F(RevisionsTest, ReviseItem_OnAVersionThatNeverWasIsRefused) {
  ExpectError(Revise(kAnn, item_, 7, Note(occasion_, "x")), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Revise(kBen, item_, 1, Note(occasion_, "x")),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RevisionsTest, RevisionsOfDifferentFieldsAreMergedAndMarkedSoft) {
  Value(Revise(kAnn, item_, 1, Note(occasion_, "Weekly meetings, chaired by the director.")));
  v1::ItemContent sorted = Note(occasion_, "Weekly meetings.");
  sorted.add_themes("leadership");
  const v1::Item met = Value(Revise(kLead, item_, 1, sorted));
  EXPECT_TRUE(met.conflicted());
  EXPECT_EQ(met.version(), 4);
  EXPECT_EQ(met.content().text(), "Weekly meetings, chaired by the director.");
  EXPECT_EQ(met.content().themes(0), "leadership");
  const auto conflicts = Conflicts(std::string(kReview) + "/items/-");
  ASSERT_EQ(conflicts.conflicts_size(), 1);
  EXPECT_EQ(conflicts.conflicts(0).severity(), v1::ItemConflict::SEVERITY_SOFT);
  EXPECT_EQ(conflicts.conflicts(0).merged_version(), 4);
}

TEST_F(RevisionsTest, RevisionsOfTheSameFieldAreKeptSideBySideUntilAPersonSettles) {
  Value(Revise(kAnn, item_, 1, Note(occasion_, "Fortnightly.")));
  const v1::Item met = Value(Revise(kLead, item_, 1, Note(occasion_, "Monthly.")));
  EXPECT_TRUE(met.conflicted());
  EXPECT_EQ(met.version(), 2);
  EXPECT_EQ(met.content().text(), "Fortnightly.");
  EXPECT_EQ(TextOf(item_, 3), "Monthly.");
  const auto conflict = Conflicts(item_.name()).conflicts(0);
  EXPECT_EQ(conflict.severity(), v1::ItemConflict::SEVERITY_HARD);
  EXPECT_EQ(conflict.fields(0), "text");

  v1::SettleItemConflictRequest settle;
  settle.set_name(conflict.name());
  settle.set_keep_version(9);
  ExpectError(service_.SettleItemConflict(By(kLead), settle), reasons::ERROR_REASON_FIELD_INVALID);
  settle.set_keep_version(3);
  settle.set_note("Asked again.");
  ExpectError(service_.SettleItemConflict(By(kBen), settle),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  const v1::Item settled = Value(service_.SettleItemConflict(By(kLead), settle));
  EXPECT_FALSE(settled.conflicted());
  EXPECT_EQ(settled.content().text(), "Monthly.");
  EXPECT_EQ(TextOf(item_, 2), "Fortnightly.");
  EXPECT_EQ(Conflicts(item_.name()).conflicts_size(), 0);
  EXPECT_EQ(Conflicts(item_.name(), true).conflicts(0).settled_by(), kLead);
  ExpectError(service_.SettleItemConflict(By(kAnn), settle), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(RevisionsTest, AVersionIsAsGuardedAsItWasFoundToBe) {
  // Written for the team, found to be too much, and taken out.
  Value(Revise(kAnn, item_, 1, Guarded("Weekly meetings; Jo is ill.", v1::SENSITIVITY_LEADS)));
  Value(Revise(kAnn, item_, 2, Note(occasion_, "Weekly meetings, some missed.")));
  EXPECT_EQ(VersionsFor(kBen), std::vector<int64_t>({3}));
  EXPECT_EQ(VersionsFor(kLead), std::vector<int64_t>({3, 2, 1}));
  EXPECT_EQ(VersionsFor(kAnn), std::vector<int64_t>({3, 2, 1}));
  EXPECT_EQ(TextOf(item_, 2), "Weekly meetings; Jo is ill.");
  // The lead's reads of what is guarded are on record: of the first two, by list and by name.
  EXPECT_EQ(evidence_.Audited().size(), 5u);
  EXPECT_NE(evidence_.Audited().front().find(item_.name() + "/versions/2"), std::string::npos);
}

TEST_F(RevisionsTest, ReadsOfAGuardedOldVersionAreRecorded) {
  Value(Revise(kAnn, item_, 1, Guarded("Weekly; Jo is ill.", v1::SENSITIVITY_GUARDED)));
  Value(Revise(kAnn, item_, 2, Note(occasion_, "Weekly.")));
  EXPECT_EQ(VersionsFor(kBen), std::vector<int64_t>({3, 2, 1}));
  EXPECT_EQ(evidence_.Audited().size(), 4u);  // each of the first two by list and by name
}

TEST_F(RevisionsTest, WhatWasWrittenBeforeSharingStaysTheAuthors) {
  const v1::Item draft = Captured(kAnn, Note(occasion_, "Jo said so."), false);
  Value(Revise(kAnn, draft, 1, Note(occasion_, "Jo S. said so.")));
  Value(Revise(kAnn, draft, 1, Note(occasion_, "J. said so.")));  // from another device
  EXPECT_TRUE(Value(Get(kAnn, draft.name())).conflicted());
  Value(Revise(kAnn, draft, 2, Note(occasion_, "Somebody said so.")));
  v1::ShareItemsRequest share;
  share.set_parent(kReview);
  share.add_names(draft.name());
  EXPECT_EQ(Value(service_.ShareItems(By(kAnn), share)).items(0).shared_version(), 4);
  Value(Revise(kAnn, draft, 4, Note(occasion_, "Somebody said it.")));
  for (const char* other : {kBen, kLead}) {
    EXPECT_EQ(VersionsFor(other, draft), std::vector<int64_t>({5, 4}));
    EXPECT_FALSE(Value(Get(other, draft.name())).conflicted());
  }
  EXPECT_EQ(Conflicts(draft.name()).conflicts_size(), 0);
  EXPECT_EQ(VersionsFor(kAnn, draft).size(), 5u);
  EXPECT_TRUE(Value(Get(kAnn, draft.name())).conflicted());
}

TEST_F(RevisionsTest, WhatWasWrittenBeforeSharingCannotBeGuessedByRevisingIt) {
  const v1::Item draft = Captured(kAnn, Note(occasion_, "Jo said so."), false);
  Value(Revise(kAnn, draft, 1, Note(occasion_, "Somebody said so.")));
  v1::ShareItemsRequest share;
  share.set_parent(kReview);
  share.add_names(draft.name());
  Value(service_.ShareItems(By(kAnn), share));
  // Whether it meets the current version would tell whether it is what stood there.
  for (const char* guess : {"Jo said so.", "Al said so."}) {
    ExpectError(Revise(kLead, draft, 1, Note(occasion_, guess)),
                reasons::ERROR_REASON_FIELD_INVALID);
  }
  Value(Revise(kAnn, draft, 1, Note(occasion_, "J. said so.")));
  Value(Revise(kLead, draft, 2, Note(occasion_, "Somebody said it.")));
}

TEST_F(RevisionsTest, AConflictIsThereForThoseWhoReadBothVersions) {
  Value(Revise(kAnn, item_, 1, Note(occasion_, "Fortnightly.")));
  Value(Revise(kLead, item_, 1, Guarded("Monthly; Jo is ill.", v1::SENSITIVITY_LEADS)));
  EXPECT_EQ(VersionsFor(kBen), std::vector<int64_t>({2}));
  EXPECT_FALSE(Value(Get(kBen, item_.name())).conflicted());
  v1::ListItemConflictsRequest list;
  list.set_parent(item_.name());
  EXPECT_EQ(Value(service_.ListItemConflicts(By(kBen, roles::PERMISSION_EVIDENCE_READ), list))
                .conflicts_size(),
            0);
  EXPECT_TRUE(Value(Get(kManager, item_.name())).conflicted());
  EXPECT_EQ(Conflicts(item_.name()).conflicts_size(), 1);
}

TEST_F(RevisionsTest, AKeptReplyGoesToThoseOnlyWhoStillReadIt) {
  v1::WithdrawItemRequest withdraw;
  withdraw.set_name(Captured(kAnn, Guarded("Jo is ill.", v1::SENSITIVITY_LEADS)).name());
  withdraw.set_reason("Not ours to know.");
  withdraw.set_request_id("once");
  Value(service_.WithdrawItem(By(kLead), withdraw));
  Value(service_.WithdrawItem(By(kLead), withdraw));
  EXPECT_EQ(evidence_.Audited().size(), 2u);
  auto review = evidence_.review();
  review.mutable_team(0)->set_duty(scheduling::v1::TeamMember::DUTY_REVIEWER);
  evidence_.Know(review);
  ExpectError(service_.WithdrawItem(By(kLead), withdraw), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(RevisionsTest, AThirdRevisionIsNotLostBySettlingTheFirstTwo) {
  Value(Revise(kAnn, item_, 1, Note(occasion_, "Fortnightly.")));
  Value(Revise(kLead, item_, 1, Note(occasion_, "Monthly.")));
  v1::SettleItemConflictRequest settle;
  const v1::ItemConflict before = Conflicts(item_.name()).conflicts(0);
  settle.set_name(before.name());
  settle.set_keep_version(3);
  Value(Revise(kAnn, item_, 2, Note(occasion_, "Fortnightly, on Mondays.")));
  for (const std::string& etag : {std::string(), before.etag()}) {
    settle.set_etag(etag);
    ExpectError(service_.SettleItemConflict(By(kLead), settle),
                reasons::ERROR_REASON_ETAG_MISMATCH);
  }
  EXPECT_EQ(Value(Get(kLead, item_.name())).content().text(), "Fortnightly, on Mondays.");
  const v1::ItemConflict now = Conflicts(item_.name()).conflicts(0);
  EXPECT_EQ(now.first_version(), 4);
  EXPECT_EQ(now.second_version(), 3);
  settle.set_etag(now.etag());
  EXPECT_EQ(Value(service_.SettleItemConflict(By(kLead), settle)).content().text(), "Monthly.");
}

TEST_F(RevisionsTest, ARevisionOfAMergedVersionIsNotLostBySettlingForTheMerge) {
  Value(Revise(kAnn, item_, 1, Note(occasion_, "Fortnightly.")));
  v1::ItemContent sorted = Note(occasion_, "Weekly meetings.");
  sorted.add_themes("leadership");
  Value(Revise(kLead, item_, 1, sorted));
  sorted.set_text("Fortnightly, on Mondays.");
  Value(Revise(kAnn, item_, 4, sorted));
  v1::SettleItemConflictRequest settle;
  const v1::ItemConflict now = Conflicts(item_.name()).conflicts(0);
  EXPECT_EQ(now.merged_version(), 5);
  settle.set_name(now.name());
  settle.set_keep_version(4);
  settle.set_etag(now.etag());
  ExpectError(service_.SettleItemConflict(By(kLead), settle), reasons::ERROR_REASON_FIELD_INVALID);
  settle.set_keep_version(5);
  const v1::Item settled = Value(service_.SettleItemConflict(By(kLead), settle));
  EXPECT_EQ(settled.version(), 5);
  EXPECT_FALSE(settled.conflicted());
}

TEST_F(RevisionsTest, SettlingOneConflictMakesTheOthersSayWhatStands) {
  Value(Revise(kAnn, item_, 1, Note(occasion_, "Fortnightly.")));
  Value(Revise(kLead, item_, 1, Note(occasion_, "Monthly.")));
  Value(Revise(kManager, item_, 1, Note(occasion_, "Yearly.")));
  v1::SettleItemConflictRequest settle;
  settle.set_name(item_.name() + "/conflicts/3");
  settle.set_keep_version(3);
  EXPECT_TRUE(Value(service_.SettleItemConflict(By(kLead), settle)).conflicted());
  const v1::ItemConflict left = Conflicts(item_.name()).conflicts(0);
  EXPECT_EQ(left.first_version(), 5);
  EXPECT_EQ(left.second_version(), 4);
}

TEST_F(RevisionsTest, RevisionsThatAreNotAllowedTogetherAreAHardConflict) {
  v1::ItemContent begins = Note(occasion_, "Weekly meetings.");
  begins.set_start_date("2012-06-01");
  v1::ItemContent ends = Note(occasion_, "Weekly meetings.");
  ends.set_end_date("2012-05-01");
  Value(Revise(kAnn, item_, 1, begins));
  const v1::Item met = Value(Revise(kLead, item_, 1, ends));
  EXPECT_EQ(met.version(), 2);
  EXPECT_EQ(met.content().end_date(), "");
  const v1::ItemConflict conflict = Conflicts(item_.name()).conflicts(0);
  EXPECT_EQ(conflict.severity(), v1::ItemConflict::SEVERITY_HARD);
  EXPECT_EQ(conflict.merged_version(), 0);
  ASSERT_EQ(conflict.fields_size(), 2);
  EXPECT_EQ(conflict.fields(0), "start_date");
  EXPECT_EQ(conflict.fields(1), "end_date");
}

TEST_F(RevisionsTest, AConflictMayBeSettledByNewContent) {
  Value(Revise(kAnn, item_, 1, Note(occasion_, "Fortnightly.")));
  Value(Revise(kLead, item_, 1, Note(occasion_, "Monthly.")));
  v1::SettleItemConflictRequest settle;
  settle.set_name(Conflicts(item_.name()).conflicts(0).name());
  *settle.mutable_content() = Note(occasion_, "Fortnightly, monthly in summer.");
  const v1::Item settled = Value(service_.SettleItemConflict(By(kAnn), settle));
  EXPECT_EQ(settled.content().text(), "Fortnightly, monthly in summer.");
  EXPECT_EQ(settled.version(), 4);
}

}  // namespace
}  // namespace peerchallenge::evidence
