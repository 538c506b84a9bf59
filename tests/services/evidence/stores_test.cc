#include <algorithm>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/services/evidence/fresh_evidence.h"

// What depends on the store: the same on SQLite and PostgreSQL.
namespace peerchallenge::evidence {
namespace {

class StoresTest : public EvidenceTest, public testing::WithParamInterface<storage::Backend> {
 protected:
  StoresTest() : EvidenceTest(GetParam()) {}

  // What Ben finds, best first.
  std::vector<v1::Item> Hits(const std::string& query) {
    v1::SearchItemsRequest request;
    request.set_parent(kReview);
    request.set_query(query);
    const auto response =
        Value(service_.SearchItems(By(kBen, roles::PERMISSION_EVIDENCE_READ), request));
    std::vector<v1::Item> items;
    for (const auto& hit : response.hits()) items.push_back(hit.item());
    return items;
  }
  std::vector<std::string> InOrder(const std::string& query) {
    std::vector<std::string> texts;
    for (const v1::Item& item : Hits(query)) texts.push_back(item.content().text());
    return texts;
  }
  std::set<std::string> Found(const std::string& query) {
    const std::vector<std::string> texts = InOrder(query);
    return {texts.begin(), texts.end()};
  }

  const std::string occasion_ = AddOccasion(kAnn, v1::SOURCE_CLASS_PRACTITIONER, 3);
};

INSTANTIATE_TEST_SUITE_P(OnEveryStore, StoresTest,
                         testing::Values(storage::Backend::kSqlite, storage::Backend::kPostgres),
                         testing::PrintToStringParamName());

using SetOfTexts = std::set<std::string>;

TEST_P(StoresTest, SearchFindsTheSame) {
  const std::string plan =
      "The care plan's review — it's “late”, 'quoted' & odd: \\ | ! ( ) <-> :*";
  const std::string leavers = "Café: care leavers planned the event with the police.";
  Captured(kAnn, Note(occasion_, plan));
  const v1::Item item = Captured(kAnn, Note(occasion_, leavers));
  EXPECT_EQ(Found("\"care plan\""), SetOfTexts{plan});
  EXPECT_EQ(Found("CARE plans"), (SetOfTexts{plan, leavers}));
  EXPECT_EQ(Found("care -police"), SetOfTexts{plan});
  EXPECT_EQ(Found("care -\"with the\""), SetOfTexts{plan});
  EXPECT_EQ(Found("leav* cafe"), SetOfTexts{leavers});
  EXPECT_EQ(Found("\"leaver planned eve*\""), SetOfTexts{});
  EXPECT_EQ(Found("quoted odd late"), SetOfTexts{plan});
  EXPECT_EQ(Found("absent"), SetOfTexts{});
  Value(Revise(kAnn, item, 1, Note(occasion_, "They left.")));
  EXPECT_EQ(Found("leavers"), SetOfTexts{});
  EXPECT_EQ(Found("left"), SetOfTexts{"They left."});
}

TEST_P(StoresTest, TheBestIsFoundFirst) {
  Captured(kAnn, Note(occasion_, "The plan was late, they say, and nobody knows why it was so."));
  Captured(kAnn, Note(occasion_, "Plan upon plan."));
  Captured(kAnn,
           Note(occasion_, "Other things, too, and at much length, and once, at the end, a plan."));
  EXPECT_EQ(InOrder("plan").front(), "Plan upon plan.");
}

// Of two words the rarer one would count for more: in which order two items come would then tell
// how often each word stands in texts that the reader is not shown.
TEST_P(StoresTest, TheOrderOfWhatIsFoundTellsNothingOfOtherTexts) {
  Captured(kAnn, Note(occasion_, "Smith, Smith and Jones."));
  Captured(kAnn, Note(occasion_, "Smith and Jones, Jones."));
  const std::vector<std::string> alone = InOrder("smith jones");
  EXPECT_EQ(alone.size(), 2u);
  for (const char* hidden : {"Smith.", "Jones.", "Smith."}) {
    for (int i = 0; i < 40; ++i) Captured(kAnn, Note(occasion_, hidden), false);
    EXPECT_EQ(InOrder("smith jones"), alone);
  }
}

TEST_P(StoresTest, TheOrderOfWhatIsFoundTellsNothingOfTheHour) {
  for (int i = 10; i < 22; ++i) Captured(kAnn, Note(occasion_, absl::StrCat("Plan ", i, ".")));
  std::vector<std::string> names;
  for (const v1::Item& item : Hits("plan")) names.push_back(item.name());
  EXPECT_EQ(names.size(), 12u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
}

TEST_P(StoresTest, AnItemLivesThroughConflictAndDisposal) {
  const v1::Item item = Captured(kAnn, Note(occasion_, "Weekly."));
  EXPECT_EQ(item.source_class(), v1::SOURCE_CLASS_PRACTITIONER);
  Value(Revise(kAnn, item, 1, Note(occasion_, "Fortnightly.")));
  EXPECT_TRUE(Value(Revise(kLead, item, 1, Note(occasion_, "Monthly."))).conflicted());
  CancelReview();
  DisposeOfAllDue();
  EXPECT_EQ(Value(Get(kAnn, item.name())).state(), v1::Item::STATE_DISPOSED);
  EXPECT_EQ(Found("fortnightly"), SetOfTexts{});
}

// Everything that a database holds but for the tables about sources and what is new in each, as one
// line a value.
class Thief : public EvidenceTest {
 public:
  explicit Thief(storage::Backend backend) : EvidenceTest(backend) {}
  void TestBody() override {}

  // Lets somebody of that name be met, and notes be taken that name somebody.
  std::multiset<std::string> Take(const std::string& met) {
    const std::string occasion = AddOccasion(kAnn, v1::SOURCE_CLASS_PRACTITIONER);
    v1::RecordAttendanceRequest meeting;
    meeting.mutable_attendance()->set_name(occasion + "/attendance");
    auto& person = *meeting.mutable_attendance()->add_interviewees();
    person.set_display_name(met);
    person.set_source_class(v1::SOURCE_CLASS_PRACTITIONER);
    Value(sources_.RecordAttendance(By(kAnn, roles::PERMISSION_EVIDENCE_SOURCE_WRITE), meeting));
    v1::Item item = Captured(kAnn, Note(occasion, "Xanthippe Quill said so."), false);
    warned_ = item.warnings_size() == 1;
    Value(Revise(kAnn, item, 1, Note(occasion, "Xanthippe Quill said it.")));
    v1::ShareItemsRequest share;
    share.set_parent(kReview);
    share.add_names(item.name());
    share.set_request_id("share");
    Value(service_.ShareItems(By(kAnn), share));
    Value(Revise(kAnn, item, 1, Note(occasion, "Xanthippe Quill has said it.")));
    v1::SettleItemConflictRequest settle;
    settle.set_name(item.name() + "/conflicts/3");
    settle.set_request_id("settle");
    *settle.mutable_content() = Note(occasion, "As Xanthippe Quill said.");
    Value(service_.SettleItemConflict(By(kAnn), settle));
    v1::WithdrawItemRequest withdraw;
    withdraw.set_name(item.name());
    withdraw.set_reason("It names somebody.");
    withdraw.set_request_id("withdraw");
    Value(service_.WithdrawItem(By(kAnn), withdraw));
    return Values();
  }
  bool warned() const { return warned_; }

 private:
  std::multiset<std::string> Values() {
    const bool sqlite = evidence_.database().dialect() == storage::Dialect::kSqlite;
    std::vector<std::pair<std::string, std::string>> columns;
    std::multiset<std::string> values;
    evidence_.Write([&](storage::Transaction& tx) -> absl::Status {
      columns.clear();
      values.clear();
      absl::Status status = tx.Query(
          sqlite ? "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
                   "WHERE m.type = 'table'"
                 : "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM "
                   "information_schema.columns WHERE table_schema = current_schema()",
          {}, [&](const storage::Row& row) {
            columns.emplace_back(row.Text(0), row.Text(1));
            return absl::OkStatus();
          });
      for (const auto& place : columns) {
        if (!status.ok()) return status;
        const std::string &table = place.first, &column = place.second;
        if (table == "interviewees" || table == "attended") continue;
        const std::string cast = sqlite ? absl::StrCat("hex(\"", column, "\")")
                                        : absl::StrCat("CAST(\"", column, "\" AS TEXT)");
        status = tx.Query(
            absl::StrCat("SELECT ", cast, " FROM \"", table, "\" WHERE \"", column,
                         "\" IS NOT NULL"),
            {}, [&](const storage::Row& row) {
              values.insert(absl::StrCat(table, ".", column, ": ", std::string(row.Text(0))));
              return absl::OkStatus();
            });
      }
      return status;
    });
    return values;
  }

  bool warned_ = false;
};

TEST_P(StoresTest, WhetherSomebodyWhoIsNamedWasMetStandsNowhereButWithTheNames) {
  Thief met(GetParam()), not_met(GetParam());
  const std::multiset<std::string> one = met.Take("Xanthippe Quill");
  const std::multiset<std::string> other = not_met.Take("Somebody Different");
  EXPECT_TRUE(met.warned());
  EXPECT_FALSE(not_met.warned());
  EXPECT_GT(one.size(), 100u);
  std::vector<std::string> differences;
  std::set_symmetric_difference(one.begin(), one.end(), other.begin(), other.end(),
                                std::back_inserter(differences));
  EXPECT_TRUE(differences.empty()) << absl::StrJoin(differences, "\n");
}

}  // namespace
}  // namespace peerchallenge::evidence
