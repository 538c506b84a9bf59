#include "services/scheduling/search_runner.h"

#include <gtest/gtest.h>

#include <functional>
#include <latch>

#include "common/storage/sealer.h"
#include "google/protobuf/empty.pb.h"
#include "services/scheduling/plan_search.h"
#include "services/scheduling/search_runs.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

constexpr char kName[] = "regions/em/programmes/y/plans/p";

// What the searches of a test did, in all its processes.
struct Searched {
  std::atomic<int> count = 0;
  std::latch once{1};
  std::function<void()> at_end = [] {};  // when an end is stored
};

// Searches until it is stopped.
class Endless final : public SearchKind {
 public:
  explicit Endless(Searched& searched) : searched_(searched) {}

  absl::StatusOr<std::optional<v1::SolveOptions>> Running(storage::Transaction&,
                                                          const std::string&) const override {
    return v1::SolveOptions();
  }
  absl::StatusOr<Solved> Solve(const std::string&,
                               const planning::SolveControl& control) const override {
    if (++searched_.count == 1) searched_.once.count_down();
    std::latch stopped(1);
    const std::stop_callback on_stop(control.stop, [&] { stopped.count_down(); });
    stopped.wait();
    return Solved{.outcome = v1::SOLVE_OUTCOME_NOT_FOUND, .progress = {}, .solution = nullptr};
  }
  absl::Status SaveProgress(storage::Transaction&, const std::string&,
                            const v1::SolveProgress&) const override {
    return absl::OkStatus();
  }
  absl::Status SaveEnd(storage::Transaction&, const std::string&, const SearchEnd&) const override {
    searched_.at_end();
    return absl::OkStatus();
  }
  absl::Status DropOldest(storage::Transaction&, const std::string&, size_t) const override {
    return absl::OkStatus();
  }

 private:
  Searched& searched_;
};

class SearchRunnerTest : public testing::Test {
 protected:
  SearchRunnerTest()
      : sealer_(*storage::Sealer::Load(world_.database(), random_)),
        store_(world_.clock(), sealer_) {}

  // What a further process that shares the database has.
  std::unique_ptr<SearchRunner> NewProcess() {
    SearchKinds kinds;
    kinds["plans"] = std::make_unique<Endless>(searched_);
    return std::make_unique<SearchRunner>(
        Context{world_.database(), store_, world_.clock(), random_}, std::move(kinds), slots_,
        observability::NoLog(), SearchRunnerOptions());
  }

  void Begin(SearchRunner& runner) {
    const absl::Status begun =
        world_.database().Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
          return runner.Begin(tx, kName, google::protobuf::Empty());
        });
    EXPECT_TRUE(begun.ok()) << begun;
  }

  World world_;
  environment::SeededRandom random_{1};
  storage::Sealer sealer_;
  Store store_;
  SearchSlots slots_{2};
  Searched searched_;
};

TEST_F(SearchRunnerTest, Start_OfARepeatedCallLeavesTheSearchToTheProcessThatHasBegunIt) {
  const auto one = NewProcess();
  auto other = NewProcess();
  Begin(*one);
  SearchSlot slot;
  ASSERT_TRUE(slots_.Take("a", slot).ok());
  one->Start(kName, std::move(slot));
  searched_.once.wait();
  other->Start(kName, nullptr);
  other.reset();  // waits for what it has started
  EXPECT_EQ(searched_.count, 1);
}

// Such a call may not have learnt that it was committed.
TEST_F(SearchRunnerTest, Start_OfARepeatedCallStartsWhatTheFirstOneHasOnlyBegun) {
  const auto one = NewProcess();
  Begin(*one);
  one->Start(kName, nullptr);
  searched_.once.wait();
  SearchSlot slots[2];
  EXPECT_TRUE(slots_.Take("a", slots[0]).ok());
  EXPECT_EQ(errors::ReasonOf(slots_.Take("b", slots[1])), errors::v1::ERROR_REASON_QUOTA_EXCEEDED);
}

TEST_F(SearchRunnerTest, Cancel_FreesTheSlot) {
  const auto one = NewProcess();
  Begin(*one);
  SearchSlot slots[3];
  ASSERT_TRUE(slots_.Take("a", slots[0]).ok());
  ASSERT_TRUE(slots_.Take("b", slots[1]).ok());
  one->Start(kName, std::move(slots[0]));
  EXPECT_FALSE(slots_.Take("a", slots[2]).ok());
  one->Cancel(kName, absl::InfiniteFuture());
  EXPECT_TRUE(slots_.Take("a", slots[2]).ok());
}

TEST_F(SearchRunnerTest, EndIsToldWhenTheSlotIsFree) {
  SearchSlot slots[3];
  absl::Status taken = absl::UnknownError("no end was told");
  searched_.at_end = [&] { taken = slots_.Take("a", slots[2]); };
  const auto one = NewProcess();
  Begin(*one);
  ASSERT_TRUE(slots_.Take("a", slots[0]).ok());
  ASSERT_TRUE(slots_.Take("b", slots[1]).ok());
  one->Start(kName, std::move(slots[0]));
  one->Cancel(kName, absl::InfiniteFuture());
  EXPECT_TRUE(taken.ok()) << taken;
}

class PlansOfAProgramme : public SearchRunnerTest {
 protected:
  void Put(const std::string& id, v1::Plan::State state, bool adopted = false) {
    v1::Plan plan;
    plan.set_name("regions/em/programmes/y/plans/" + id);
    plan.set_state(state);
    plan.mutable_create_time()->set_seconds(++made_);
    if (adopted) plan.mutable_adopt_time()->set_seconds(made_);
    Write([&](storage::Transaction& tx) {
      const absl::Status stored = store_.plans.Insert(tx, plan);
      return stored.ok() ? SaveProblem(tx, plan.name(), v1::ProgrammeProblem()) : stored;
    });
  }
  // Whether the plan and its problem are there; a failure of the test where only one is.
  bool Has(const std::string& id) {
    const std::string name = "regions/em/programmes/y/plans/" + id;
    bool has = false;
    Write([&](storage::Transaction& tx) {
      v1::ProgrammeProblem problem;
      has = store_.plans.Get(tx, name).ok();
      EXPECT_EQ(LoadProblem(tx, name, problem).ok(), has) << id;
      return absl::OkStatus();
    });
    return has;
  }
  void Write(storage::TransactionBody body) {
    const absl::Status status = world_.database().Write(absl::InfiniteFuture(), body);
    EXPECT_TRUE(status.ok()) << status;
  }

 private:
  int made_ = 0;
};

TEST_F(PlansOfAProgramme, BeginDropsTheOldestThatAreOverAndWereNotAdopted) {
  // The oldest first, whatever its name.
  Put("z", v1::Plan::STATE_FAILED);
  Put("adopted", v1::Plan::STATE_SUCCEEDED, true);
  Put("running", v1::Plan::STATE_RUNNING);
  Put("b", v1::Plan::STATE_SUCCEEDED);
  Put("a", v1::Plan::STATE_CANCELLED);
  const Context context{world_.database(), store_, world_.clock(), random_};
  const Solvers solvers;
  SearchKinds kinds;
  kinds["plans"] = std::make_unique<PlanSearch>(context, solvers);
  const SearchRunner runner(context, std::move(kinds), slots_, observability::NoLog(),
                            {.most_finished = 2});
  Write([&](storage::Transaction& tx) { return runner.Begin(tx, kName, v1::ProgrammeProblem()); });
  EXPECT_FALSE(Has("z"));
  for (const char* id : {"adopted", "running", "b", "a"}) EXPECT_TRUE(Has(id)) << id;
}

}  // namespace
}  // namespace peerchallenge::scheduling
