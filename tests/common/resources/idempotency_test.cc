#include "common/resources/idempotency.h"

#include <gtest/gtest.h>

#include "common/errors/errors.h"
#include "tests/common/resources/notes.h"

namespace peerchallenge::resources {
namespace {

using errors::ReasonOf;
using storage::Backend;

class IdempotencyTest : public ::testing::TestWithParam<Backend> {
 protected:
  // Inserts a note named after a counter, once per key and request.
  absl::StatusOr<Note> Act(const MutationKey& key, const std::string& request) {
    absl::StatusOr<Note> reply = absl::UnknownError("not run");
    absl::Status status = notes_.Write([&](storage::Transaction& tx) {
      reply = Once<Note>(
          tx, key, Notes::Named("request", request), notes_.clock,
          [&](const Note&) { return may_repeat_; },
          [&]() -> absl::StatusOr<Note> {
            Note note = Notes::Named("notes/" + std::to_string(++acts_), request);
            if (request == "bad") return absl::AbortedError("bad");
            absl::Status inserted = notes_.table.Insert(tx, note);
            if (!inserted.ok()) return inserted;
            return note;
          });
      return reply.status();
    });
    return status.ok() ? reply : status;
  }

  int64_t Kept() { return storage::Number(*notes_.database, "SELECT COUNT(*) FROM replies"); }

  storage::FreshStore store_{GetParam()};
  Notes notes_{store_};
  int acts_ = 0;
  absl::Status may_repeat_;
  const MutationKey key_ = {"office", "Service/Create", "id-1"};
};

INSTANTIATE_TEST_SUITE_P(Stores, IdempotencyTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(IdempotencyTest, TheSameRequestActsOnce) {
  const Note first = Act(key_, "a").value();
  const Note again = Act(key_, "a").value();
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  EXPECT_EQ(acts_, 1);
}

TEST_P(IdempotencyTest, RepliesThatSpeakOfWhatIsErasedAreForgotten) {
  int id = 0;
  for (const char* text :
       {"regions/em/items/a", "see regions/em/items/a/versions/2", "regions/em/items/b", "a"}) {
    EXPECT_TRUE(Act({"office", "Service/Create", "id-" + std::to_string(++id)}, text).ok());
  }
  EXPECT_TRUE(notes_
                  .Write([](storage::Transaction& tx) {
                    return EraseReplies(tx, {"regions/em/items/a", "regions/em/runs/long"});
                  })
                  .ok());
  EXPECT_EQ(Kept(), 2);
}

TEST_P(IdempotencyTest, AKeptReplyIsForThoseOnlyWhoStillMayHaveIt) {
  const Note first = Act(key_, "a").value();
  may_repeat_ = absl::NotFoundError("revoked");
  EXPECT_EQ(Act(key_, "a").status(), may_repeat_);
  EXPECT_EQ(Act({"office", "Service/Create", "id-2"}, "a").status(), absl::OkStatus());
  may_repeat_ = absl::OkStatus();
  EXPECT_EQ(Act(key_, "a")->SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(acts_, 2);
}

TEST_P(IdempotencyTest, AnotherRequestOrMethodIsRefused) {
  ASSERT_TRUE(Act(key_, "a").ok());
  EXPECT_EQ(ReasonOf(Act(key_, "b").status()), errors::v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(ReasonOf(Act({"office", "Service/Update", "id-1"}, "a").status()),
            errors::v1::ERROR_REASON_REQUEST_ID_REUSED);
  EXPECT_EQ(acts_, 1);
}

TEST_P(IdempotencyTest, AnotherCallerHasItsOwnIds) {
  ASSERT_TRUE(Act(key_, "a").ok());
  EXPECT_EQ(Act({"host", "Service/Create", "id-1"}, "b")->name(), "notes/2");
}

TEST_P(IdempotencyTest, WithoutAnIdEachRequestActs) {
  const MutationKey none = {"office", "Service/Create", ""};
  EXPECT_EQ(Act(none, "a")->name(), "notes/1");
  EXPECT_EQ(Act(none, "a")->name(), "notes/2");
  EXPECT_EQ(Kept(), 0);
}

TEST_P(IdempotencyTest, ErrorsAreNotKept) {
  EXPECT_EQ(Act(key_, "bad").status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Act(key_, "good")->text(), "good");
}

TEST_P(IdempotencyTest, AReplyIsKeptForADay) {
  ASSERT_TRUE(Act(key_, "a").ok());
  notes_.clock.Advance(kReplyKept - absl::Seconds(1));
  EXPECT_EQ(Act(key_, "a")->name(), "notes/1");
  notes_.clock.Advance(absl::Seconds(1));
  EXPECT_EQ(Act(key_, "a")->name(), "notes/2");
  EXPECT_EQ(Act(key_, "a")->name(), "notes/2");
}

TEST_P(IdempotencyTest, OldRepliesArePruned) {
  const auto act = [&](int i) {
    ASSERT_TRUE(Act({"office", "m", "id-" + std::to_string(i)}, std::to_string(i)).ok());
  };
  for (int i = 0; i < 60; ++i) act(i);
  notes_.clock.Advance(kReplyKept);
  for (int i = 100; i < 260; ++i) act(i);
  EXPECT_EQ(Kept(), 160);
}

TEST(RequestIdTest, CheckRequestId_TakesAPlainWord) {
  for (const std::string& id :
       {std::string(), std::string("a"), std::string("0.9_A-z"), std::string(64, 'x')}) {
    EXPECT_TRUE(CheckRequestId(id).ok()) << id;
  }
  for (const std::string& id : {std::string(65, 'x'), std::string("a b"), std::string("a/b"),
                                std::string("ä"), std::string("a\n")}) {
    EXPECT_EQ(ReasonOf(CheckRequestId(id)), errors::v1::ERROR_REASON_FIELD_INVALID) << id;
  }
}

}  // namespace
}  // namespace peerchallenge::resources
