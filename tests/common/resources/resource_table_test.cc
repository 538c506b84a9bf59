#include "common/resources/resource_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/errors/errors.h"
#include "common/resources/change_log.h"
#include "tests/common/resources/notes.h"

namespace peerchallenge::resources {
namespace {

using changes::v1::Change;
using errors::ReasonOf;
using storage::Backend;

class ResourceTableTest : public ::testing::TestWithParam<Backend> {
 protected:
  std::vector<ChangeRow> Changes() {
    std::vector<ChangeRow> rows;
    EXPECT_TRUE(notes_
                    .Read([&](storage::Transaction& tx) {
                      rows = ReadChanges(tx, 0, 100).value();
                      return absl::OkStatus();
                    })
                    .ok());
    return rows;
  }

  storage::FreshStore store_{GetParam()};
  Notes notes_{store_};
};

INSTANTIATE_TEST_SUITE_P(Stores, ResourceTableTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(ResourceTableTest, Get_GivesWhatWasInserted) {
  Note note = Notes::Named("regions/x/notes/1", "naïve");
  note.add_tags("a");
  const Note inserted = notes_.Insert(note).value();
  EXPECT_FALSE(inserted.etag().empty());
  const Note got = notes_.Get(note.name()).value();
  EXPECT_EQ(got.SerializeAsString(), inserted.SerializeAsString());
}

TEST_P(ResourceTableTest, Get_NothingThere) {
  const absl::Status status = notes_.Get("regions/x/notes/1").status();
  EXPECT_EQ(ReasonOf(status), errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_P(ResourceTableTest, Insert_RefusesATakenName) {
  ASSERT_TRUE(notes_.Insert("notes/1").ok());
  EXPECT_EQ(ReasonOf(notes_.Insert("notes/1").status()), errors::v1::ERROR_REASON_RESOURCE_EXISTS);
}

TEST_P(ResourceTableTest, Insert_RefusesANameThatNoTokenCanHold) {
  const std::string name = "regions/x/notes/" + std::string(122, 'x');
  EXPECT_EQ(ReasonOf(notes_.Insert(name).status()), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_TRUE(notes_.Insert(name.substr(0, name.size() - 1)).ok());
}

TEST_P(ResourceTableTest, Insert_RefusesANameThatIsTooLongAsAWhole) {
  std::string name;
  while (name.size() < 500) name += "notes/" + std::string(20, 'x') + "/";
  EXPECT_EQ(ReasonOf(notes_.Insert(name + "notes/1").status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_P(ResourceTableTest, Insert_IgnoresTheEtagThatItIsGiven) {
  Note note = Notes::Named("notes/1");
  note.set_etag("mine");
  EXPECT_NE(notes_.Insert(note)->etag(), "mine");
  EXPECT_EQ(Changes()[0].after, Notes::Named("notes/1").SerializeAsString());
}

TEST_P(ResourceTableTest, Update_ReplacesAndGivesANewEtag) {
  const Note first = notes_.Insert("notes/1").value();
  const Note second = notes_.Update(Notes::Named("notes/1", "new"), first.etag()).value();
  EXPECT_NE(second.etag(), first.etag());
  const Note got = notes_.Get("notes/1").value();
  EXPECT_EQ(got.text(), "new");
  EXPECT_EQ(got.etag(), second.etag());
}

TEST_P(ResourceTableTest, Update_TakesTheMessagesOwnEtag) {
  Note note = notes_.Insert("notes/1").value();
  EXPECT_TRUE(notes_
                  .Write([&](storage::Transaction& tx) {
                    return notes_.table.Update(tx, note, note.etag());
                  })
                  .ok());
}

TEST_P(ResourceTableTest, StaleEtag_ChangesNothing) {
  const Note first = notes_.Insert("notes/1").value();
  ASSERT_TRUE(notes_.Update(Notes::Named("notes/1", "second")).ok());
  EXPECT_EQ(ReasonOf(notes_.Update(Notes::Named("notes/1", "third"), first.etag()).status()),
            errors::v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(ReasonOf(notes_.Delete("notes/1", first.etag())),
            errors::v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(notes_.Get("notes/1")->text(), "second");
  EXPECT_EQ(Changes().size(), 2u);
}

TEST_P(ResourceTableTest, Etag_IsAnotherOneWhenANameIsUsedAgain) {
  const std::string first = notes_.Insert("notes/1")->etag();
  ASSERT_TRUE(notes_.Delete("notes/1").ok());
  notes_.clock.Advance(absl::Milliseconds(1));
  EXPECT_NE(notes_.Insert("notes/1")->etag(), first);
}

TEST_P(ResourceTableTest, UpdateAndDelete_NothingThere) {
  EXPECT_EQ(ReasonOf(notes_.Update(Notes::Named("notes/1")).status()),
            errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ReasonOf(notes_.Delete("notes/1")), errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(Changes().empty());
}

TEST_P(ResourceTableTest, EveryWrite_IsInTheChangeTable) {
  const absl::Time start = notes_.clock.Now();
  ASSERT_TRUE(notes_.Insert(Notes::Named("notes/1", "one")).ok());
  notes_.clock.Advance(absl::Seconds(1));
  ASSERT_TRUE(notes_.Update(Notes::Named("notes/1", "two")).ok());
  ASSERT_TRUE(notes_.Delete("notes/1").ok());
  const std::vector<ChangeRow> rows = Changes();
  const std::string one = Notes::Named("notes/1", "one").SerializeAsString();
  const std::string two = Notes::Named("notes/1", "two").SerializeAsString();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].kind, Change::KIND_CREATED);
  EXPECT_EQ(rows[0].type, "peerchallenge.tests.v1.Note");
  EXPECT_EQ(rows[0].time, start);
  EXPECT_EQ(rows[0].before, std::nullopt);
  EXPECT_EQ(rows[0].after, one);
  EXPECT_EQ(rows[1].kind, Change::KIND_UPDATED);
  EXPECT_EQ(rows[1].time, start + absl::Seconds(1));
  EXPECT_EQ(rows[1].before, one);
  EXPECT_EQ(rows[1].after, two);
  EXPECT_EQ(rows[2].kind, Change::KIND_DELETED);
  EXPECT_EQ(rows[2].before, two);
  EXPECT_EQ(rows[2].after, std::nullopt);
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].revision, static_cast<int64_t>(i) + 1);
    EXPECT_EQ(rows[i].name, "notes/1");
  }
}

TEST_P(ResourceTableTest, AFailedWrite_LeavesNoChange) {
  EXPECT_FALSE(notes_
                   .Write([&](storage::Transaction& tx) -> absl::Status {
                     Note note = Notes::Named("notes/1");
                     EXPECT_TRUE(notes_.table.Insert(tx, note).ok());
                     return absl::AbortedError("no");
                   })
                   .ok());
  EXPECT_TRUE(Changes().empty());
}

TEST_P(ResourceTableTest, Get_ADamagedBodyIsDataLoss) {
  ASSERT_TRUE(notes_.Insert("notes/1").ok());
  ASSERT_TRUE(
      notes_
          .Write([](storage::Transaction& tx) {
            return tx.Execute("UPDATE notes SET body = $1", {{storage::Blob{"\xff\xff"}}}).status();
          })
          .ok());
  EXPECT_EQ(ReasonOf(notes_.Get("notes/1").status()), errors::v1::ERROR_REASON_DATA_CORRUPT);
}

TEST_P(ResourceTableTest, Scan_FiltersByColumns) {
  for (int year = 2010; year < 2015; ++year) {
    Note note = Notes::Named("notes/" + std::to_string(year));
    note.set_year(year);
    note.set_host(year % 2 == 0 ? "even" : "odd");
    ASSERT_TRUE(notes_.Insert(note).ok());
  }
  const auto names = [&](const std::vector<Filter>& filters) {
    std::string text;
    EXPECT_TRUE(notes_
                    .Read([&](storage::Transaction& tx) {
                      const std::vector<Note> all = notes_.table.All(tx, filters).value();
                      for (const Note& note : all) text += note.name().substr(6) + " ";
                      return absl::OkStatus();
                    })
                    .ok());
    return text;
  };
  EXPECT_EQ(names({}), "2010 2011 2012 2013 2014 ");
  EXPECT_EQ(names({{"host", std::string("odd")}}), "2011 2013 ");
  EXPECT_EQ(names({{"year", int64_t{2012}, Match::kAtLeast}, {"host", std::string("even")}}),
            "2012 2014 ");
  EXPECT_EQ(names({{"year", int64_t{2011}, Match::kBelow}}), "2010 ");
  EXPECT_EQ(names({{"name", std::string("notes/2013")}}), "2013 ");
}

TEST(ParentOfTest, CutsCollectionAndId) {
  EXPECT_EQ(ParentOf("regions/x/reviews/y"), "regions/x");
  EXPECT_EQ(ParentOf("regions/x"), "");
  EXPECT_EQ(ParentOf("x"), "");
  EXPECT_EQ(ParentOf(""), "");
}

}  // namespace
}  // namespace peerchallenge::resources
