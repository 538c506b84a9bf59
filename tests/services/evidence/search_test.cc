#include <set>

#include "absl/strings/str_cat.h"
#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

class SearchTest : public EvidenceTest {
 protected:
  absl::StatusOr<v1::SearchItemsResponse> Ask(const std::string& person, const std::string& query,
                                              int page_size = 0, const std::string& token = "") {
    v1::SearchItemsRequest request;
    request.set_parent(kReview);
    request.set_query(query);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return service_.SearchItems(By(person, roles::PERMISSION_EVIDENCE_READ), request);
  }
  std::vector<std::string> Found(const std::string& person, const std::string& query) {
    std::vector<std::string> texts;
    const auto response = Value(Ask(person, query));
    for (const auto& hit : response.hits()) {
      texts.push_back(hit.item().content().text());
    }
    return texts;
  }

  const std::string occasion_ = AddOccasion(kAnn, v1::SOURCE_CLASS_STAFF);
};

using Texts = std::vector<std::string>;

TEST_F(SearchTest, FindsWordsPhrasesBeginningsAndLeavesOutWhatIsUnwanted) {
  const std::string plan = "The care plan was reviewed late.";
  const std::string leavers = "Care leavers planned the event with the police.";
  Captured(kAnn, Note(occasion_, plan));
  Captured(kAnn, Note(occasion_, leavers));
  EXPECT_EQ(Found(kBen, "\"care plan\""), Texts{plan});
  EXPECT_EQ(Found(kBen, "care plans").size(), 2u);
  EXPECT_EQ(Found(kBen, "care -police"), Texts{plan});
  EXPECT_EQ(Found(kBen, "leav*"), Texts{leavers});
  EXPECT_EQ(Found(kBen, "CAFÉ"), Texts{});
  ExpectError(Ask(kBen, "\"!\""), reasons::ERROR_REASON_FIELD_INVALID);
  ExpectError(Ask(kBen, ""), reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(SearchTest, ShowsNothingThatItsReaderMayNotRead) {
  v1::ItemContent content = Note(occasion_, "A secret.");
  content.set_sensitivity(v1::SENSITIVITY_LEADS);
  Captured(kAnn, content);
  Captured(kAnn, Note(occasion_, "A secret draft."), false);
  EXPECT_EQ(Found(kBen, "secret"), Texts{});
  EXPECT_EQ(Found(kLead, "secret"), Texts{"A secret."});
  EXPECT_EQ(Found(kAnn, "secret").size(), 2u);
  ExpectError(Ask(kStranger, "secret"), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(SearchTest, FindsTheCurrentVersionOnly) {
  const v1::Item item = Captured(kAnn, Note(occasion_, "They meet weekly."));
  Value(Revise(kAnn, item, 1, Note(occasion_, "They meet monthly.")));
  EXPECT_EQ(Found(kBen, "weekly"), Texts{});
  EXPECT_EQ(Found(kBen, "monthly").size(), 1u);
}

TEST_F(SearchTest, PagesWithoutDoublesAndATokenBelongsToItsQuery) {
  for (int i = 0; i < 7; ++i) Captured(kAnn, Note(occasion_, absl::StrCat("Plan ", i, ".")));
  std::set<std::string> names;
  std::string token;
  do {
    const auto page = Value(Ask(kBen, "plan", 3, token));
    for (const auto& hit : page.hits()) EXPECT_TRUE(names.insert(hit.item().name()).second);
    token = page.next_page_token();
    if (!token.empty()) {
      ExpectError(Ask(kBen, "plans", 3, token), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
      ExpectError(Ask(kLead, "plan", 3, token), reasons::ERROR_REASON_PAGE_TOKEN_INVALID);
    }
  } while (!token.empty());
  EXPECT_EQ(names.size(), 7u);
}

TEST_F(SearchTest, AFilterThatLeavesFewOfManyHitsPagesThroughAllOfThem) {
  std::set<std::string> wanted;
  for (int i = 0; i < 600; ++i) {
    v1::ItemContent content = Note(occasion_, absl::StrCat("Plan ", i, "."));
    if (i % 200 == 199) content.add_themes("rare");
    const std::string name = Captured(kAnn, content).name();
    if (i % 200 == 199) wanted.insert(name);
  }
  v1::SearchItemsRequest request;
  request.set_parent(kReview);
  request.set_query("plan");
  request.set_page_size(2);
  request.mutable_filter()->add_themes("rare");
  std::set<std::string> found;
  int pages = 0;
  do {
    const auto page =
        Value(service_.SearchItems(By(kBen, roles::PERMISSION_EVIDENCE_READ), request));
    for (const auto& hit : page.hits()) EXPECT_TRUE(found.insert(hit.item().name()).second);
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(found, wanted);
  EXPECT_EQ(pages, 2);
}

}  // namespace
}  // namespace peerchallenge::evidence
