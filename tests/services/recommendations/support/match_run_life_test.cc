// What becomes of a run when the process that computes it stops.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "common/observability/log.h"
#include "common/resources/stamped.h"
#include "services/recommendations/support/match_runner.h"
#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using v1::MatchRun;

// Another process over the same store, whose runs take for ever.
struct OtherProcess {
  explicit OtherProcess(const Context& context) {
    scheduling->GoOnForEver();
    peer.Connect(scheduling, "token");
    runner.emplace(context, client, observability::NoLog(), MatchRunnerOptions());
  }

  const std::shared_ptr<FakeScheduling> scheduling = std::make_shared<FakeScheduling>();
  rpc::Peer peer{"scheduling"};
  const SchedulingPeer client{peer};
  std::optional<MatchRunner> runner;
};

class MatchRunLifeTest : public SupportOnStoresTest {
 protected:
  // Stores a run as a process does that begins it.
  void Begin(const std::string& id, MatchRunner* runner = nullptr) {
    Write([&](storage::Transaction& tx) -> absl::Status {
      MatchRun run;
      run.set_name(RunName(id));
      run.set_state(MatchRun::STATE_RUNNING);
      *run.mutable_weights() = DefaultWeights();
      auto stored = resources::InsertStamped(tx, context(), context().store.support.runs, run);
      if (!stored.ok()) return stored.status();
      if (runner != nullptr) return runner->Begin(tx, run.name());
      return context().store.support.SetSign(tx, run.name(), clock().Now());
    });
  }
  MatchRun::State StateOf(const std::string& id) { return Value(GetRun(id)).state(); }
};

TEST_P(MatchRunLifeTest, ARun_WhoseProcessIsGoneIsInterruptedAfterFifteenSeconds) {
  Begin("r1");
  auto reader = WatchRun("r1");
  EXPECT_EQ(Value(reader.Next())->state(), MatchRun::STATE_RUNNING);
  clock().Advance(absl::Seconds(15));
  Tick();
  EXPECT_EQ(StateOf("r1"), MatchRun::STATE_RUNNING);
  clock().Advance(absl::Seconds(1));
  Tick();
  const auto ended = Value(reader.Next());
  EXPECT_EQ(ended->state(), MatchRun::STATE_INTERRUPTED);
  EXPECT_TRUE(ended->has_end_time());
  EXPECT_FALSE(Value(reader.Next()).has_value());
  ExpectError(Adopt("r1"), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_P(MatchRunLifeTest, ARun_OfAProcessThatLivesGoesOn) {
  scheduling().Hold();
  Value(Start("r1"));
  for (int k = 0; k < 5; ++k) {
    clock().Advance(absl::Seconds(10));
    Tick();
    EXPECT_EQ(StateOf("r1"), MatchRun::STATE_RUNNING);
  }
  scheduling().LetGo();
  EXPECT_EQ(ToItsEnd("r1").state(), MatchRun::STATE_SUCCEEDED);
}

TEST_P(MatchRunLifeTest, RunsThatWereInterrupted_MakeRoomForOthers) {
  for (const char* id : {"r1", "r2", "r3"}) Begin(id);
  ExpectError(Start("r4"), reasons::ERROR_REASON_QUOTA_EXCEEDED);
  clock().Advance(absl::Seconds(16));
  Tick();
  EXPECT_TRUE(Start("r4").ok());
}

TEST_P(MatchRunLifeTest, ARun_ThatWasCancelledStaysSoWhenItsProcessIsGone) {
  Begin("r1");
  Value(CallNamed<MatchRun, v1::CancelMatchRunRequest>(kOffice, "CancelMatchRun", RunName("r1")));
  clock().Advance(absl::Seconds(16));
  Tick();
  EXPECT_EQ(StateOf("r1"), MatchRun::STATE_CANCELLED);
}

TEST_P(MatchRunLifeTest, ARun_IsInterruptedWhenItsProcessEndsInOrder) {
  OtherProcess other(context());
  for (const char* id : {"r1", "r2"}) {
    Begin(id, &*other.runner);
    other.runner->Start(RunName(id), absl::Minutes(10));
  }
  other.scheduling->AwaitRuns(1);
  other.runner.reset();
  EXPECT_EQ(StateOf("r1"), MatchRun::STATE_INTERRUPTED);
  EXPECT_EQ(StateOf("r2"), MatchRun::STATE_INTERRUPTED);
}

TEST_P(MatchRunLifeTest, ARun_ThatIsCancelledElsewhereMakesWayForTheNext) {
  OtherProcess other(context());
  for (const char* id : {"r1", "r2"}) {
    Begin(id, &*other.runner);
    other.runner->Start(RunName(id), absl::Minutes(10));
  }
  other.scheduling->AwaitRuns(1);
  Value(CallNamed<MatchRun, v1::CancelMatchRunRequest>(kOffice, "CancelMatchRun", RunName("r1")));
  EXPECT_TRUE(other.runner->Tick().ok());
  other.scheduling->AwaitRuns(2);
  EXPECT_EQ(StateOf("r1"), MatchRun::STATE_CANCELLED);
  EXPECT_EQ(StateOf("r2"), MatchRun::STATE_RUNNING);
}

TEST_P(MatchRunLifeTest, OldRuns_GoWithWhatTheyLookedAt) {
  const SupportStore& store = context().store.support;
  Begin("running");
  for (int i = 0; i < 102; ++i) {
    clock().Advance(absl::Seconds(1));
    Begin(absl::StrCat("r", i));
    Write([&](storage::Transaction& tx) -> absl::Status {
      auto run = store.runs.Get(tx, RunName(absl::StrCat("r", i)));
      if (!run.ok()) return run.status();
      run->set_state(MatchRun::STATE_SUCCEEDED);
      absl::Status status = store.DropSign(tx, run->name());
      if (status.ok()) status = store.SaveProblem(tx, run->name(), {});
      return status.ok() ? store.runs.Update(tx, *run) : status;
    });
  }
  clock().Advance(absl::Seconds(1));
  scheduling().Hold();
  Value(Start("new"));  // and keeps 99 of the others
  for (const char* id : {"r0", "r1", "r2"}) {
    ExpectError(GetRun(id), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
    Write([&](storage::Transaction& tx) {
      EXPECT_TRUE(absl::IsNotFound(store.ProblemOf(tx, RunName(id)).status()));
      return absl::OkStatus();
    });
  }
  EXPECT_EQ(StateOf("r3"), MatchRun::STATE_SUCCEEDED);
  EXPECT_EQ(StateOf("running"), MatchRun::STATE_RUNNING);
  scheduling().LetGo();
}

INSTANTIATE_TEST_SUITE_P(Stores, MatchRunLifeTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace peerchallenge::recommendations
