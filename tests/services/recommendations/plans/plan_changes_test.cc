#include <gmock/gmock.h>

#include <map>
#include <random>

#include "absl/strings/match.h"
#include "tests/services/recommendations/plans/plan_world.h"

namespace peerchallenge::recommendations {
namespace {

using changes::v1::Change;
using testing::ElementsAre;
using testing::IsEmpty;
using v1::Action;
using Watching = rpc::Reader<changes::v1::WatchResponse>;

// What watchers are told, as "CREATED action a1".
class PlanChangesTest : public PlanTest {
 protected:
  // A watch that has begun.
  Watching Begin(const Who& who) {
    Watching reader = world_.Watch(who);
    token_ = Value(reader.Next())->resume_token();
    return reader;
  }
  // All that the watcher is told until the end marker: an issued recommendation of this review,
  // which every reader of its letter sees.
  std::vector<std::string> Told(Watching& reader, const std::string& review = kReview + "-later") {
    const std::string marker = Mark(review);
    std::vector<std::string> told;
    while (true) {
      const auto response = reader.Next();
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok() || !response->has_value()) return told;
      if (!(*response)->has_change()) continue;
      const Change& change = (*response)->change();
      if (change.name() == marker) return told;
      if (absl::StrContains(change.name(), "/mark-")) continue;
      told.push_back(absl::StrCat(Change::Kind_Name(change.kind()).substr(5), " ",
                                  change.name().substr(kRegion.size() + 9)));
    }
  }
  std::string Mark(const std::string& review) {
    const std::string id = absl::StrCat("mark-", ++marks_);
    world_.Advise(review, {id});
    return absl::StrCat(review, "/recommendations/", id);
  }

  // What a copy that began as `copy` is after all that its watcher is told: serialised, by name.
  std::map<std::string, std::string> Follow(Watching& reader,
                                            std::map<std::string, std::string> copy) {
    const std::string marker = Mark(kReview + "-later");
    while (true) {
      const auto response = reader.Next();
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok() || !response->has_value()) return copy;
      const Change& change = (*response)->change();
      if (change.name() == marker) return copy;
      if (absl::StrContains(change.name(), "/mark-")) continue;
      if (change.kind() == Change::KIND_DELETED) copy.erase(change.name());
      if (change.has_resource()) copy[change.name()] = change.resource().value();
    }
  }
  // What somebody reads of the plan and of what lies below it.
  std::map<std::string, std::string> Read(const Who& who) {
    std::map<std::string, std::string> read;
    const auto keep = [&](const auto& message) {
      read[message.name()] = message.SerializeAsString();
    };
    keep(Value(Get(who)));
    for (const auto& response : Responses(who)) keep(response);
    for (const auto& action : Actions(who)) keep(action);
    return read;
  }

  std::string token_;  // of what began last
  int marks_ = 0;
};

TEST_F(PlanChangesTest, TheHostIsToldOfEachStep) {
  Watching host = Begin(kDirector);
  Value(Respond("r1"));
  EXPECT_THAT(Told(host),
              ElementsAre("UPDATED lin/actionPlan/responses/r1", "UPDATED lin/actionPlan"));
  Value(Create(Acting("a1", {"r1", "r2", "r3"})));
  EXPECT_THAT(
      Told(host),
      ElementsAre("CREATED lin/actionPlan/actions/a1", "UPDATED lin/actionPlan/responses/r1",
                  "UPDATED lin/actionPlan/responses/r2", "UPDATED lin/actionPlan/responses/r3",
                  "UPDATED lin/actionPlan"));
  Value(Respond("r2"));
  Value(Respond("r3"));
  Value(Submit());
  Told(host);
  Value(Publish());
  EXPECT_THAT(
      Told(host),
      ElementsAre("UPDATED lin/actionPlan", "UPDATED lin/actionPlan/responses/r1",
                  "UPDATED lin/actionPlan/responses/r2", "UPDATED lin/actionPlan/responses/r3",
                  "UPDATED lin/actionPlan/actions/a1"))
      << "publishing gives all of them new etags";
}

TEST_F(PlanChangesTest, TheBoardIsToldOfAPlanForAsLongAsItIsOverdueForLong) {
  world_.GoTo("2012-10-24");
  Watching board = Begin(kBoard);
  world_.Tick();
  EXPECT_THAT(Told(board), IsEmpty());
  world_.GoTo("2012-10-25");
  board = Begin(kBoard);  // a stream ends with its token
  world_.Tick();
  EXPECT_THAT(Told(board), ElementsAre("CREATED lin/actionPlan"));
  Value(Create(Acting("a1", {"r1", "r2", "r3"})));
  for (const char* id : {"r1", "r2", "r3"}) Value(Respond(id));
  EXPECT_THAT(Told(board), IsEmpty()) << "the host works on its draft";
  Value(Submit());
  EXPECT_THAT(Told(board), ElementsAre("DELETED lin/actionPlan"));
}

TEST_F(PlanChangesTest, APublishedPlanIsCreatedForThoseWhoSeeItFromThenOn) {
  Watching board = Begin(kBoard);
  const std::string before = token_;
  PublishWhole();
  const std::vector<std::string> whole = {
      "CREATED lin/actionPlan", "CREATED lin/actionPlan/responses/r1",
      "CREATED lin/actionPlan/responses/r2", "CREATED lin/actionPlan/responses/r3",
      "CREATED lin/actionPlan/actions/a1"};
  EXPECT_EQ(Told(board), whole);
  v1::ActionUpdate update;
  update.set_rag(Action::RAG_RED);
  update.set_note("No money.");
  Value(Record("a1", update));
  EXPECT_THAT(Told(board),
              ElementsAre("UPDATED lin/actionPlan/actions/a1", "UPDATED lin/actionPlan"));
  // Nothing tells how long it was there: not even a watcher that resumes from before.
  Watching resumed = world_.Watch(kBoard, before);
  std::vector<std::string> told = Told(resumed);
  ASSERT_GE(told.size(), whole.size());
  told.resize(whole.size());
  EXPECT_EQ(told, whole);
}

TEST_F(PlanChangesTest, AnActionThatBecomesOverdueIsUpdated) {
  Value(Create(Acting("a1")));
  world_.GoTo("2012-09-13");
  Watching host = Begin(kDirector);
  world_.Tick();
  EXPECT_THAT(Told(host), ElementsAre("UPDATED lin/actionPlan")) << "its clock";
  world_.GoTo("2013-02-01");
  host = Begin(kDirector);  // a stream ends with its token
  world_.Tick();
  EXPECT_THAT(Told(host),
              ElementsAre("UPDATED lin/actionPlan/actions/a1", "UPDATED lin/actionPlan"));
}

TEST_F(PlanChangesTest, AProgressReviewTellsAllThatItChanges) {
  PublishWhole();
  Watching scrutiny = Begin(kScrutiny);
  using Verdict = v1::ProgressReview::Verdict;
  v1::RecordProgressReviewRequest request = Reviewing({{"r1", Verdict::DECISION_CLOSE}});
  request.set_progress_review_id("first");
  Value(Review(request));
  EXPECT_THAT(Told(scrutiny), ElementsAre("UPDATED lin/actionPlan/responses/r1",
                                          "CREATED lin/actionPlan/progressReviews/first",
                                          "UPDATED lin/actionPlan"));
}

TEST_F(PlanChangesTest, OthersAreToldNothing) {
  // Each with a review whose letter they read.
  const std::string elsewhere = "regions/em/reviews/not";
  const std::vector<std::pair<Who, std::string>> others = {{kOtherDirector, elsewhere},
                                                           {kOtherScrutiny, elsewhere},
                                                           {kHostsBoard, elsewhere},
                                                           {kStranger, kReview + "-later"}};
  std::vector<Watching> watches;
  for (const auto& [who, review] : others) watches.push_back(Begin(who));
  Watching scrutiny = Begin(kScrutiny);
  Value(Create(Acting("a0")));
  EXPECT_THAT(Told(scrutiny), IsEmpty()) << "not public yet";
  PublishWhole();
  EXPECT_EQ(Told(scrutiny).size(), 6u);
  for (size_t i = 0; i < others.size(); ++i) {
    EXPECT_THAT(Told(watches[i], others[i].second), IsEmpty()) << others[i].first.subject;
  }
}

// Whatever is done in whatever order, a copy that is kept by watching is what reading gives.
TEST_F(PlanChangesTest, ACopyKeptByWatchingIsWhatIsRead) {
  std::mt19937 random(1);
  const auto any = [&](int count) {
    return static_cast<int>(random() % static_cast<unsigned>(count));
  };
  Watching host = Begin(kDirector);
  Watching board = Begin(kBoard);
  const auto at_first = Read(kDirector);
  for (int step = 0; step < 150; ++step) {
    const std::string recommendation = absl::StrCat("r", any(3) + 1);
    const std::string action = absl::StrCat("a", any(6));
    v1::ActionUpdate update;
    update.set_rag(static_cast<Action::Rag>(any(4)));
    update.set_delivery(static_cast<Action::Delivery>(any(4)));
    update.set_note("A step.");
    if (any(2) == 0) {
      update.add_evidence()->set_title("Minutes");
      update.mutable_evidence(0)->set_date("2012-07-31");
    }
    // Many of these are refused: that must leave no trace either.
    switch (any(5)) {
      case 0:
        Respond(recommendation, static_cast<v1::RecommendationResponse::Decision>(any(4)), "So.")
            .IgnoreError();
        break;
      case 1:
        Create(Acting(action, {recommendation})).IgnoreError();
        break;
      case 2:
        Record(action, update).IgnoreError();
        break;
      case 3:
        if (any(4) == 0) Submit().IgnoreError();
        break;
      default:
        if (step > 100) Publish().IgnoreError();
    }
  }
  ASSERT_EQ(Plan().state(), v1::ActionPlan::STATE_PUBLISHED) << "the steps lead somewhere";
  EXPECT_EQ(Follow(host, at_first), Read(kDirector));
  EXPECT_EQ(Follow(board, {}), Read(kBoard));
}

}  // namespace
}  // namespace peerchallenge::recommendations
