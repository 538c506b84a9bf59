#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "common/errors/errors.h"
#include "tests/common/resources/notes.h"

// ResourceTable::List: pages that tell nothing of what is hidden.
namespace peerchallenge::resources {
namespace {

using errors::ReasonOf;
using storage::Backend;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ResourceListTest : public ::testing::TestWithParam<Backend> {
 protected:
  // Notes 000, 001 … below "regions/x", and which of them are hidden.
  void Fill(int count, const std::set<int>& hidden = {}) {
    EXPECT_TRUE(notes_
                    .Write([&](storage::Transaction& tx) -> absl::Status {
                      for (int i = 0; i < count; ++i) {
                        Note note = Notes::Named(NameOf(i));
                        note.set_hidden(hidden.contains(i));
                        absl::Status status = notes_.table.Insert(tx, note);
                        if (!status.ok()) return status;
                      }
                      return absl::OkStatus();
                    })
                    .ok());
  }

  static std::string NameOf(int i) {
    const std::string digits = std::to_string(i);
    return "regions/x/notes/" + std::string(3 - digits.size(), '0') + digits;
  }

  absl::StatusOr<Page<Note>> List(const ListQuery& query) {
    absl::StatusOr<Page<Note>> page = absl::UnknownError("not run");
    notes_
        .Read([&](storage::Transaction& tx) {
          page = notes_.table.List(tx, query, [](const Note& note) { return !note.hidden(); });
          return absl::OkStatus();
        })
        .IgnoreError();
    return page;
  }

  // All pages; each but the last must be full and have a token.
  std::vector<std::string> ListAll(ListQuery query) {
    std::vector<std::string> names;
    while (true) {
      const Page<Note> page = List(query).value();
      for (const Note& note : page.items) names.push_back(note.name().substr(16));
      if (page.next_page_token.empty()) return names;
      EXPECT_EQ(page.items.size(), static_cast<size_t>(query.page_size));
      query.page_token = page.next_page_token;
    }
  }

  storage::FreshStore store_{GetParam()};
  Notes notes_{store_};
  const ListQuery query_ = {.parent = "regions/x", .page_size = 3, .caller = "office"};
};

INSTANTIATE_TEST_SUITE_P(Stores, ResourceListTest,
                         ::testing::Values(Backend::kSqlite, Backend::kPostgres),
                         ::testing::PrintToStringParamName());

TEST_P(ResourceListTest, Pages_CoverTheParentOnce) {
  Fill(8);
  ASSERT_TRUE(notes_.Insert("regions/y/notes/1").ok());
  ASSERT_TRUE(notes_.Insert("regions/x/notes/001/notes/1").ok());
  EXPECT_THAT(ListAll(query_), ElementsAre("000", "001", "002", "003", "004", "005", "006", "007"));
}

TEST_P(ResourceListTest, Pages_EmptyParentListsTopLevel) {
  Fill(1);
  ASSERT_TRUE(notes_.Insert("notes/1").ok());
  EXPECT_EQ(List({}).value().items.size(), 1u);
}

TEST_P(ResourceListTest, AnyDepth_ListsAllBelow) {
  for (const char* name : {"regions/x", "regions/x/notes/1", "regions/x/notes/1/notes/2",
                           "regions/x-y/notes/1", "regions/x0/notes/1", "regions/x/notes/3"}) {
    ASSERT_TRUE(notes_.Insert(name).ok());
  }
  ListQuery query = {.parent = "regions/x", .any_depth = true, .page_size = 1};
  std::vector<std::string> names;
  do {
    const Page<Note> page = List(query).value();
    for (const Note& note : page.items) names.push_back(note.name());
    query.page_token = page.next_page_token;
  } while (!query.page_token.empty());
  EXPECT_THAT(names,
              ElementsAre("regions/x/notes/1", "regions/x/notes/1/notes/2", "regions/x/notes/3"));
}

TEST_P(ResourceListTest, AnyDepth_HasTokensOfItsOwn) {
  Fill(2);
  ListQuery query = {.parent = "regions/x", .page_size = 1};
  query.page_token = List(query)->next_page_token;
  query.any_depth = true;
  EXPECT_EQ(ReasonOf(List(query).status()), errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST_P(ResourceListTest, ParentColumn_ListsWhatHasTheValueWhereverItLies) {
  for (const char* name : {"regions/y/notes/1", "regions/x/notes/1", "regions/x/notes/2",
                           "regions/x/notes/1/notes/2", "regions/z/notes/9"}) {
    Note note = Notes::Named(name);
    note.set_host(note.name() == "regions/x/notes/2" ? "other" : "host");
    ASSERT_TRUE(notes_.Insert(note).ok());
  }
  ListQuery query = {.parent = "host", .parent_column = "host", .page_size = 1};
  std::vector<std::string> names;
  do {
    const Page<Note> page = List(query).value();
    for (const Note& note : page.items) names.push_back(note.name());
    query.page_token = page.next_page_token;
  } while (!query.page_token.empty());
  EXPECT_THAT(names, ElementsAre("regions/x/notes/1", "regions/x/notes/1/notes/2",
                                 "regions/y/notes/1", "regions/z/notes/9"));
}

TEST_P(ResourceListTest, HiddenOnes_LeaveNoTrace) {
  Fill(9, {0, 2, 3, 5, 8});
  EXPECT_THAT(ListAll(query_), ElementsAre("001", "004", "006", "007"));
}

TEST_P(ResourceListTest, NoTokenWhenOnlyHiddenOnesRemain) {
  Fill(600, [] {
    std::set<int> hidden;
    for (int i = 3; i < 600; ++i) hidden.insert(i);
    return hidden;
  }());
  const Page<Note> page = List(query_).value();
  EXPECT_EQ(page.items.size(), 3u);
  EXPECT_THAT(page.next_page_token, IsEmpty());
}

TEST_P(ResourceListTest, FindsKeptOnesBehindManyHiddenOnes) {
  Fill(600, [] {
    std::set<int> hidden;
    for (int i = 1; i < 599; ++i) hidden.insert(i);
    return hidden;
  }());
  EXPECT_THAT(ListAll({.parent = "regions/x", .page_size = 1}), ElementsAre("000", "599"));
}

TEST_P(ResourceListTest, Token_HasOneLengthAndHidesTheKey) {
  Fill(3);
  ASSERT_TRUE(notes_.Insert("regions/long/notes/" + std::string(100, 'a')).ok());
  ASSERT_TRUE(notes_.Insert("regions/long/notes/" + std::string(100, 'b')).ok());
  const std::string one = List({.parent = "regions/x", .page_size = 1})->next_page_token;
  const std::string other = List({.parent = "regions/long", .page_size = 1})->next_page_token;
  EXPECT_EQ(one.size(), other.size());
  EXPECT_NE(one, List({.parent = "regions/x", .page_size = 1})->next_page_token);
}

TEST_P(ResourceListTest, Token_ContinuesAfterItsKeyWhenThatIsGone) {
  Fill(6);
  ListQuery query = query_;
  query.page_token = List(query_)->next_page_token;
  ASSERT_TRUE(notes_.Delete(NameOf(2)).ok());
  EXPECT_EQ(List(query).value().items[0].name(), NameOf(3));
}

TEST_P(ResourceListTest, Token_IsGoodForItsOwnListOnly) {
  Fill(6);
  ListQuery query = query_;
  query.filters = {{"host", std::string()}};
  query.bound_to = "state = OPEN";
  query.page_token = List(query)->next_page_token;
  ASSERT_TRUE(List(query).ok());

  std::vector<std::pair<const char*, ListQuery>> others(6, {"", query});
  others[0].first = "parent", others[0].second.parent = "regions/y";
  others[1].first = "caller", others[1].second.caller = "someone";
  others[2].first = "filter", others[2].second.filters = {{"host", std::string("x")}};
  others[3].first = "no filter", others[3].second.filters.clear();
  others[4].first = "bound to", others[4].second.bound_to = "state = DONE";
  others[5].first = "garbage", others[5].second.page_token = "garbage";
  for (const auto& [what, other] : others) {
    EXPECT_EQ(ReasonOf(List(other).status()), errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID) << what;
  }
}

TEST_P(ResourceListTest, PageSize_IsChecked) {
  EXPECT_EQ(ReasonOf(List({.parent = "regions/x", .page_size = -1}).status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
  Fill(60);
  EXPECT_EQ(List({.parent = "regions/x"})->items.size(), 50u);
  EXPECT_EQ(List({.parent = "regions/x", .page_size = 5000})->items.size(), 60u);
}

TEST_P(ResourceListTest, Pages_AreByAnotherColumnWhenAsked) {
  for (const auto& [id, host] : {std::pair("a", "3"), std::pair("b", "1"), std::pair("c", "4"),
                                 std::pair("d", "2"), std::pair("e", "5")}) {
    Note note = Notes::Named(std::string("regions/x/notes/") + id);
    note.set_host(host);
    ASSERT_TRUE(notes_.Insert(note).ok());
  }
  ListQuery by_host = query_;
  by_host.order_by = "host";
  EXPECT_THAT(ListAll(by_host), ElementsAre("b", "d", "a", "c", "e"));
  // A token of one order is none of another.
  by_host.page_token = List(query_)->next_page_token;
  EXPECT_EQ(ReasonOf(List(by_host).status()), errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

}  // namespace
}  // namespace peerchallenge::resources
