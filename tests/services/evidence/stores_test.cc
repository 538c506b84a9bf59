#include <set>

#include "services/evidence/disposal.h"
#include "tests/services/evidence/fresh_evidence.h"

// What depends on the store: the same on SQLite and PostgreSQL.
namespace peerchallenge::evidence {
namespace {

class StoresTest : public EvidenceTest, public testing::WithParamInterface<storage::Backend> {
 protected:
  StoresTest() : EvidenceTest(GetParam()) {}

  std::set<std::string> Found(const std::string& query) {
    v1::SearchItemsRequest request;
    request.set_parent(kReview);
    request.set_query(query);
    const auto response =
        Value(service_.SearchItems(By(kBen, roles::PERMISSION_EVIDENCE_READ), request));
    std::set<std::string> texts;
    for (const auto& hit : response.hits()) texts.insert(hit.item().content().text());
    return texts;
  }

  const std::string occasion_ = AddOccasion(kAnn, v1::SOURCE_CLASS_PRACTITIONER, 3);
};

INSTANTIATE_TEST_SUITE_P(OnEveryStore, StoresTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

using Texts = std::set<std::string>;

TEST_P(StoresTest, SearchFindsTheSame) {
  const std::string plan =
      "The care plan's review — it's “late”, 'quoted' & odd: \\ | ! ( ) <-> :*";
  const std::string leavers = "Café: care leavers planned the event with the police.";
  Captured(kAnn, Note(occasion_, plan));
  const v1::Item item = Captured(kAnn, Note(occasion_, leavers));
  EXPECT_EQ(Found("\"care plan\""), Texts{plan});
  EXPECT_EQ(Found("CARE plans"), (Texts{plan, leavers}));
  EXPECT_EQ(Found("care -police"), Texts{plan});
  EXPECT_EQ(Found("care -\"with the\""), Texts{plan});
  EXPECT_EQ(Found("leav* cafe"), Texts{leavers});
  EXPECT_EQ(Found("\"leaver planned eve*\""), Texts{});
  EXPECT_EQ(Found("quoted odd late"), Texts{plan});
  EXPECT_EQ(Found("absent"), Texts{});
  Value(Revise(kAnn, item, 1, Note(occasion_, "They left.")));
  EXPECT_EQ(Found("leavers"), Texts{});
  EXPECT_EQ(Found("left"), Texts{"They left."});
}

TEST_P(StoresTest, AnItemLivesThroughConflictAndDisposal) {
  const v1::Item item = Captured(kAnn, Note(occasion_, "Weekly."));
  EXPECT_EQ(item.source_class(), v1::SOURCE_CLASS_PRACTITIONER);
  Value(Revise(kAnn, item, 1, Note(occasion_, "Fortnightly.")));
  EXPECT_TRUE(Value(Revise(kLead, item, 1, Note(occasion_, "Monthly."))).conflicted());
  v1::DisposalRun run;
  run.set_name(std::string(kRegion) + "/disposalRuns/all");
  run.set_due_date("2012-10-18");
  run.set_state(v1::DisposalRun::STATE_RUNNING);
  auto review = evidence_.review();
  review.set_state(scheduling::v1::Review::STATE_CANCELLED);
  auto& cancelled = *review.add_history();
  cancelled.set_state(review.state());
  cancelled.mutable_time()->set_seconds(absl::ToUnixSeconds(clock().Now()));
  evidence_.Know(review);
  evidence_.Write(
      [&](storage::Transaction& tx) { return evidence_.store().disposal_runs.Insert(tx, run); });
  EXPECT_TRUE(WorkOnDisposalRuns(context()).ok());
  EXPECT_EQ(Value(Get(kAnn, item.name())).state(), v1::Item::STATE_DISPOSED);
  EXPECT_EQ(Found("fortnightly"), Texts{});
}

}  // namespace
}  // namespace peerchallenge::evidence
