#include "common/access/audit_recorder.h"

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/common/access/audit_store.h"

namespace peerchallenge::access {
namespace {

class AuditRecorderTest : public testing::Test {
 protected:
  AuditEntry Refusal(const std::string& subject, const std::string& method = "m") const {
    return {.time = clock_.Now(),
            .subject = subject,
            .method = method,
            .code = absl::StatusCode::kPermissionDenied,
            .reason = errors::v1::ERROR_REASON_PERMISSION_MISSING};
  }
  static int64_t CallsIn(const std::vector<AuditEntry>& entries) {
    int64_t calls = 0;
    for (const AuditEntry& entry : entries) calls += entry.count;
    return calls;
  }

  AuditStore store_;
  AuditLog log_{store_};
  KeptLog messages_;
  environment::ManualClock clock_{absl::FromUnixSeconds(1'800'000'000)};
};

TEST_F(AuditRecorderTest, WritesRefusalsByItself) {
  AuditRecorder recorder(log_, clock_, messages_);
  recorder.Add(Refusal("a"));
  while (AllOf(log_).empty()) std::this_thread::yield();
  EXPECT_EQ(AllOf(log_), std::vector<AuditEntry>{Refusal("a")});
}

TEST_F(AuditRecorderTest, CountsRepeatsOfAMinute) {
  AuditRecorder recorder(log_, clock_, messages_);
  for (int i = 0; i < 1000; ++i) recorder.Add(Refusal("a"));
  recorder.Add(Refusal("b"));
  recorder.Add(Refusal("a", "other method"));
  clock_.Advance(absl::Minutes(1));
  recorder.Add(Refusal("a"));
  ASSERT_TRUE(recorder.Flush(kForever).ok());
  std::vector<int64_t> counts;
  for (const AuditEntry& entry : AllOf(log_)) {
    if (entry.subject == "a" && entry.method == "m") counts.push_back(entry.count);
  }
  EXPECT_EQ(counts, (std::vector<int64_t>{1, 999, 1}));
  EXPECT_EQ(CallsIn(AllOf(log_)), 1003);
}

TEST_F(AuditRecorderTest, ACountNamesAResourceOnlyWhereAllCallsNamedIt) {
  AuditRecorder recorder(log_, clock_, messages_);
  const auto add = [&](const std::string& subject, const std::string& region,
                       const std::string& resource) {
    AuditEntry entry = Refusal(subject);
    entry.region = region;
    entry.resource = resource;
    recorder.Add(entry);
  };
  for (int i = 0; i < 3; ++i) add("same", "regions/em", "regions/em/reviews/1");
  for (int i = 0; i < 3; ++i) {
    add("several", "regions/em", absl::StrCat("regions/em/reviews/", i));
  }
  for (const char* region : {"regions/em", "regions/em", "regions/yh"}) {
    add("elsewhere", region, region);
  }
  ASSERT_TRUE(recorder.Flush(kForever).ok());
  std::map<std::string, AuditEntry> counted;
  for (const AuditEntry& entry : AllOf(log_)) {
    if (entry.count == 2) counted[entry.subject] = entry;
  }
  EXPECT_EQ(counted["same"].resource, "regions/em/reviews/1");
  EXPECT_EQ(counted["several"].resource, "");
  EXPECT_EQ(counted["several"].region, "regions/em");
  EXPECT_EQ(counted["elsewhere"].resource, "");
  EXPECT_EQ(counted["elsewhere"].region, "");
}

TEST_F(AuditRecorderTest, CountsForItselfEachResourceThatIsThere) {
  AuditRecorder recorder(log_, clock_, messages_);
  for (int i = 0; i < 6; ++i) {
    AuditEntry entry = Refusal("office");
    entry.code = absl::StatusCode::kAborted;
    entry.reason = errors::v1::ERROR_REASON_ETAG_MISMATCH;
    entry.resource = absl::StrCat("regions/em/reviews/", i % 2);
    recorder.Add(entry);
  }
  ASSERT_TRUE(recorder.Flush(kForever).ok());
  std::map<std::string, std::vector<int64_t>> counts;
  for (const AuditEntry& entry : AllOf(log_)) counts[entry.resource].push_back(entry.count);
  EXPECT_EQ(counts, (std::map<std::string, std::vector<int64_t>>{
                        {"regions/em/reviews/0", {1, 2}}, {"regions/em/reviews/1", {1, 2}}}));
}

TEST_F(AuditRecorderTest, AFloodCostsFewRowsAndLosesNoCall) {
  AuditRecorder recorder(log_, clock_, messages_, {.max_kinds = 10, .max_pending = 4096});
  for (int i = 0; i < 20'000; ++i) {
    AuditEntry entry = Refusal(absl::StrCat("attacker-", i));
    entry.resource = absl::StrCat("regions/em/reviews/", i);
    if (i % 2 == 0) entry.code = absl::StatusCode::kAborted;
    recorder.Add(entry);
  }
  ASSERT_TRUE(recorder.Flush(kForever).ok());
  EXPECT_LE(AllOf(log_).size(), 12U);
  EXPECT_EQ(CallsIn(AllOf(log_)), 20'000);
  EXPECT_EQ(AllOf(log_).back().subject, "(others)");
  EXPECT_EQ(AllOf(log_).back().resource, "");
}

TEST_F(AuditRecorderTest, KeepsWhatASickStoreDoesNotTake) {
  AuditRecorder recorder(log_, clock_, messages_, {.max_kinds = 100, .max_pending = 3});
  store_.failing = true;
  for (int i = 0; i < 50; ++i) recorder.Add(Refusal(absl::StrCat("s", i % 10)));
  EXPECT_FALSE(recorder.Flush(kForever).ok());
  store_.failing = false;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(recorder.Flush(kForever).ok());
  EXPECT_EQ(CallsIn(AllOf(log_)), 50);
}

TEST_F(AuditRecorderTest, WritesTheRestWhenItEnds) {
  {
    AuditRecorder recorder(log_, clock_, messages_);
    for (int i = 0; i < 5; ++i) recorder.Add(Refusal("a"));
  }
  EXPECT_EQ(CallsIn(AllOf(log_)), 5);
}

TEST_F(AuditRecorderTest, CountsRightWithManyThreads) {
  {
    AuditRecorder recorder(log_, clock_, messages_);
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 2000; ++i) {
          recorder.Add(Refusal(absl::StrCat("s", i % 5)));
          if (i % 500 == 0) clock_.Advance(absl::Seconds(20));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(CallsIn(AllOf(log_)), 8000);
  EXPECT_TRUE(log_.Verify(kForever).ok());
}

}  // namespace
}  // namespace peerchallenge::access
