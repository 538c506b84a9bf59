#include "services/recommendations/documents/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/errors/errors.h"
#include "services/recommendations/documents/document_text.h"

namespace peerchallenge::documents {
namespace {

using ::testing::ElementsAre;
using Shape = Text::Shape;

Flow MustFlow(const Document& document) {
  absl::StatusOr<Flow> flow = FlowOf(document);
  EXPECT_TRUE(flow.ok()) << flow.status();
  return *std::move(flow);
}

Document With(std::vector<Block> blocks) {
  Document document;
  document.title = "Title";
  document.sections.push_back({"Section", 1, false, std::move(blocks)});
  return document;
}

std::vector<int> LevelsOf(const Flow& flow) {
  std::vector<int> levels;
  for (const Element& element : flow.elements) {
    if (const auto* heading = std::get_if<Heading>(&element)) levels.push_back(heading->level);
  }
  return levels;
}

TEST(FlowTest, FlowOf_MakesOneListOfNeighbours) {
  const Flow flow =
      MustFlow(With({Text{Shape::kListItem, "a", ""}, Text{Shape::kListItem, "b", ""},
                     Text{Shape::kNumberedItem, "c", ""}, Text{Shape::kParagraph, "between", ""},
                     Text{Shape::kNumberedItem, "d", ""}}));
  ASSERT_EQ(flow.elements.size(), 5U);
  const auto& bullets = std::get<List>(flow.elements[1]);
  EXPECT_EQ(bullets.marks, List::Marks::kBullets);
  EXPECT_THAT(bullets.items, ElementsAre("a", "b"));
  EXPECT_EQ(std::get<List>(flow.elements[2]).marks, List::Marks::kNumbers);
  EXPECT_THAT(std::get<List>(flow.elements[4]).items, ElementsAre("d"));
}

TEST(FlowTest, FlowOf_SkipsNoLevelOfHeadings) {
  Document document;
  document.sections = {{"first, too deep", 3, false, {Text{Shape::kHeading, "in it", ""}}},
                       {"the usual", 1, false, {}},
                       {"below", 2, false, {Text{Shape::kHeading, "below that", ""}}},
                       {"too deep again", 7, false, {}},
                       {"no level", -1, false, {}}};
  EXPECT_THAT(LevelsOf(MustFlow(document)), ElementsAre(2, 3, 2, 3, 4, 5, 2));
}

TEST(FlowTest, FlowOf_KeepsTheLevelOfAHeadingAmongTexts) {
  EXPECT_THAT(LevelsOf(MustFlow(
                  With({Text{Shape::kHeading, "one", ""}, Text{Shape::kHeading, "two", ""}}))),
              ElementsAre(2, 3, 3));
}

TEST(FlowTest, FlowOf_LeavesOutTextsThatSayNothing) {
  const Flow flow =
      MustFlow(With({Text{Shape::kParagraph, " \n ", ""}, Text{Shape::kListItem, "\u202E", ""},
                     Text{Shape::kHeading, "", ""}}));
  EXPECT_EQ(flow.elements.size(), 1U);
}

TEST(FlowTest, FlowOf_NamesTitlesAndHeadingsThatSayNothing) {
  Document document;
  document.title = " ";
  document.sections.push_back({"\t", 1, false, {}});
  const Flow flow = MustFlow(document);
  EXPECT_EQ(flow.title, "Untitled");
  EXPECT_EQ(std::get<Heading>(flow.elements[0]).text, "Untitled");
}

TEST(FlowTest, FlowOf_CleansEveryText) {
  Document document =
      With({Text{Shape::kQuotation, "a\tb", "c\td"}, Table{"e\tf", {"g\th"}, {{"i\tj"}}}});
  document.title = "k\tl";
  document.subtitle = "m\tn";
  document.notice = "o\tp";
  document.facts = {{"q\tr", "s\tt"}};
  EXPECT_THAT(TextsOf(MustFlow(document)),
              ElementsAre("o p", "k l", "m n", "q r:", "s t", "Section", "a b", "c d", "e f", "g h",
                          "i j"));
}

TEST(FlowTest, FlowOf_EndsLabelsByOneColon) {
  Document document;
  document.facts = {{"Date", "today"}, {"To:", "you"}};
  const Flow flow = MustFlow(document);
  EXPECT_EQ(flow.facts[0].label, "Date:");
  EXPECT_EQ(flow.facts[1].label, "To:");
}

TEST(FlowTest, FlowOf_RefusesWhatIsTooLarge) {
  const auto reason_with = [](Block block, size_t times) {
    return errors::ReasonOf(FlowOf(With(std::vector<Block>(times, std::move(block)))).status());
  };
  constexpr auto kTooLarge = errors::v1::ERROR_REASON_REQUEST_TOO_LARGE;
  const Text text{Shape::kParagraph, std::string(8000, 'a'), ""};
  EXPECT_EQ(reason_with(text, kMostDocumentBytes / 8000), kTooLarge);
  EXPECT_NE(reason_with(text, kMostDocumentBytes / 8100), kTooLarge);
  EXPECT_EQ(reason_with(Text{}, kMostDocumentBytes / kBlockBytes), kTooLarge);
  EXPECT_EQ(reason_with(Table{"",
                              {"a"},
                              std::vector<std::vector<std::string>>(
                                  kMostDocumentBytes / kBlockBytes, {""})},
                        1),
            kTooLarge);
}

}  // namespace
}  // namespace peerchallenge::documents
