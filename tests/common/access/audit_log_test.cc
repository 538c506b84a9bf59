#include "common/access/audit_log.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/common/access/audit_store.h"

namespace peerchallenge::access {
namespace {

absl::Time At(int seconds) { return absl::FromUnixSeconds(1'800'000'000 + seconds); }

AuditEntry EntryOf(int number, const std::string& subject = "s", const std::string& region = "") {
  return {.time = At(number),
          .subject = subject,
          .method = "peerchallenge.scheduling.v1.ReviewService/GetReview",
          .resource = absl::StrCat("regions/em/reviews/r", number),
          .region = region,
          .peer = "ipv4:127.0.0.1:1",
          .request_id = absl::StrCat("q", number),
          .code = absl::StatusCode::kPermissionDenied,
          .reason = errors::v1::ERROR_REASON_PERMISSION_MISSING,
          .count = number + 1,
          .detail = number % 2 == 0 ? "" : "asked for by the data protection officer"};
}

class AuditLogTest : public testing::TestWithParam<storage::Backend> {
 protected:
  void Change(std::string_view sql) {
    ASSERT_TRUE(store_
                    .Write(kForever,
                           [sql](storage::Transaction& tx) { return tx.Execute(sql, {}).status(); })
                    .ok());
  }
  void Fill(int count) {
    for (int i = 0; i < count; ++i) {
      const AuditEntry entry = EntryOf(i, i % 2 == 0 ? "even" : "odd",
                                       i % 3 == 0 ? "" : absl::StrCat("regions/r", i % 3));
      ASSERT_TRUE(log_.Append(kForever, {&entry, 1}).ok());
    }
  }

  AuditStore store_{GetParam()};
  AuditLog log_{store_};
};

INSTANTIATE_TEST_SUITE_P(OnEveryStore, AuditLogTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

TEST_P(AuditLogTest, KeepsEveryField) {
  const std::vector<AuditEntry> entries = {EntryOf(1), EntryOf(2, "", "regions/em")};
  ASSERT_TRUE(log_.Append(kForever, entries).ok());
  EXPECT_EQ(AllOf(log_), entries);
}

TEST_P(AuditLogTest, PagesNewestFirstWithoutGapOrDouble) {
  Fill(25);
  std::vector<absl::Time> times;
  AuditQuery query{.limit = 7};
  int pages = 0;
  do {
    const AuditPage page = *log_.Query(kForever, query);
    for (const AuditEntry& entry : page.entries) times.push_back(entry.time);
    query.before = page.next;
    ++pages;
    const AuditEntry late =
        EntryOf(100 + pages);  // what comes while one pages does not shift the pages
    ASSERT_TRUE(log_.Append(kForever, {&late, 1}).ok());
  } while (query.before != 0);
  EXPECT_EQ(pages, 4);
  ASSERT_EQ(times.size(), 25U);
  for (size_t i = 0; i < times.size(); ++i) EXPECT_EQ(times[i], At(24 - static_cast<int>(i)));
}

TEST_P(AuditLogTest, TheLastFullPageSaysThatItIsTheLast) {
  Fill(10);
  EXPECT_EQ(log_.Query(kForever, {.limit = 10})->next, 0);
  EXPECT_NE(log_.Query(kForever, {.limit = 9})->next, 0);
}

TEST_P(AuditLogTest, PagesAsIfWhatMayNotBeShownWereNotThere) {
  Fill(20);
  AuditQuery query{.limit = 2};
  query.view = [](storage::Transaction&,
                  AuditEntry entry) -> absl::StatusOr<std::optional<AuditEntry>> {
    if (entry.count % 5 != 0) return std::nullopt;
    return entry;
  };
  std::vector<int64_t> counts;
  std::vector<size_t> sizes;
  do {
    const AuditPage page = *log_.Query(kForever, query);
    for (const AuditEntry& entry : page.entries) counts.push_back(entry.count);
    sizes.push_back(page.entries.size());
    query.before = page.next;
  } while (query.before != 0);
  EXPECT_EQ(counts, (std::vector<int64_t>{20, 15, 10, 5}));
  EXPECT_EQ(sizes, (std::vector<size_t>{2, 2}));
}

TEST_P(AuditLogTest, FindsByTimeSubjectAndRegion) {
  Fill(12);
  const auto count = [this](const AuditQuery& query) {
    return log_.Query(kForever, query)->entries.size();
  };
  EXPECT_EQ(count({}), 12U);
  EXPECT_EQ(count({.start = At(3)}), 9U);
  EXPECT_EQ(count({.end = At(3)}), 3U);
  EXPECT_EQ(count({.start = At(3), .end = At(5)}), 2U);
  EXPECT_EQ(count({.subject = "odd"}), 6U);
  EXPECT_EQ(count({.start = At(3), .end = At(5), .subject = "odd"}), 1U);
  EXPECT_EQ(count({.subject = "nobody"}), 0U);
  EXPECT_EQ(count({.region = "regions/r1"}), 8U) << "those of the region and those of none";
  EXPECT_EQ(count({.subject = "odd", .region = "regions/elsewhere"}), 2U);
}

TEST_P(AuditLogTest, RefusesOtherLimits) {
  for (const int limit : {-1, 0, 1001}) {
    EXPECT_THAT(log_.Query(kForever, {.limit = limit}),
                HasReason(errors::v1::ERROR_REASON_FIELD_INVALID));
  }
}

TEST_P(AuditLogTest, AnEntryStandsOrFallsWithItsTransaction) {
  const AuditEntry entry = EntryOf(1);
  absl::Status failed = errors::NotFound("x");
  EXPECT_EQ(store_.Write(kForever,
                         [&](storage::Transaction& tx) {
                           EXPECT_TRUE(AuditLog::Append(tx, entry).ok());
                           return failed;
                         }),
            failed);
  EXPECT_TRUE(AllOf(log_).empty());
  EXPECT_TRUE(
      store_.Write(kForever, [&](storage::Transaction& tx) { return AuditLog::Append(tx, entry); })
          .ok());
  EXPECT_EQ(AllOf(log_).size(), 1U);
}

TEST_P(AuditLogTest, TellsAnyChangeMadeByHand) {
  Fill(6);
  ASSERT_TRUE(log_.Verify(kForever).ok());
  for (const std::string_view column :
       {"time = time + 1", "subject = 'x'", "method = 'x'", "resource = 'x'", "region = 'x'",
        "peer = 'x'", "request_id = 'x'", "code = 0", "reason = 0", "count = 77", "id = 99",
        "subject = method, method = subject"}) {
    AuditStore store(GetParam());
    AuditLog log(store);
    for (int i = 0; i < 6; ++i) {
      const AuditEntry entry = EntryOf(i);
      ASSERT_TRUE(log.Append(kForever, {&entry, 1}).ok());
    }
    const std::string sql =
        absl::StrCat("UPDATE audit_entries SET ", std::string(column), " WHERE id = 3");
    ASSERT_TRUE(
        store
            .Write(kForever, [&](storage::Transaction& tx) { return tx.Execute(sql, {}).status(); })
            .ok());
    EXPECT_THAT(log.Verify(kForever), HasReason(errors::v1::ERROR_REASON_DATA_CORRUPT)) << column;
  }
}

TEST_P(AuditLogTest, TellsAnEntryTakenOutOrPutIn) {
  Fill(6);
  Change("DELETE FROM audit_entries WHERE id = 3");
  EXPECT_THAT(log_.Verify(kForever), HasReason(errors::v1::ERROR_REASON_DATA_CORRUPT));
  Change("UPDATE audit_entries SET id = id - 1 WHERE id > 3");
  EXPECT_THAT(log_.Verify(kForever), HasReason(errors::v1::ERROR_REASON_DATA_CORRUPT));
}

TEST_P(AuditLogTest, TheOldestEntriesMayGo) {
  Fill(6);
  Change("DELETE FROM audit_entries WHERE id < 3");
  EXPECT_TRUE(log_.Verify(kForever).ok());
}

}  // namespace
}  // namespace peerchallenge::access
