#include "services/recommendations/letters/letter_differences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <utility>

#include "absl/strings/str_cat.h"

namespace peerchallenge::recommendations {
namespace {

using Kind = v1::ParagraphDifference::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

std::string Marked(const std::string& before, const std::string& after) {
  std::string marked;
  for (const auto& piece : PiecesOf(before, after)) {
    absl::StrAppend(&marked,
                    piece.before() && piece.after() ? ""
                    : piece.before()                ? "-"
                                                    : "+",
                    "[", piece.text(), "]");
  }
  return marked;
}

v1::Section SectionWith(const std::vector<std::pair<std::string, std::string>>& paragraphs) {
  v1::Section section;
  section.set_id("headline");
  for (const auto& [name, text] : paragraphs) {
    v1::Paragraph& paragraph = *section.add_paragraphs();
    paragraph.set_name(name);
    paragraph.add_sentences()->set_text(text);
  }
  return section;
}

std::vector<std::pair<std::string, Kind>> Differences(
    const std::vector<std::pair<std::string, std::string>>& before,
    const std::vector<std::pair<std::string, std::string>>& after) {
  Sections a, b;
  *a.Add() = SectionWith(before);
  *b.Add() = SectionWith(after);
  std::vector<std::pair<std::string, Kind>> kinds;
  for (const auto& difference : DifferencesOf(a, b, {})) {
    kinds.emplace_back(difference.paragraph(), difference.kind());
  }
  return kinds;
}

TEST(PiecesOf, GoWordByWord) {
  EXPECT_EQ(Marked("The gap is wide.", "The gap is narrow now."),
            "[The gap is ]-[wide.]+[narrow now.]");
  EXPECT_EQ(Marked("", "New."), "+[New.]");
  EXPECT_EQ(Marked("Gone.", ""), "-[Gone.]");
  EXPECT_EQ(Marked("Same.", "Same."), "[Same.]");
}

TEST(PiecesOf, JoinToBothTextsAndAreAShortestScript) {
  std::mt19937 random(1);
  const auto text = [&](int words) {
    std::string made;
    for (int i = 0; i < words; ++i) {
      absl::StrAppend(&made, i == 0 ? "" : " ",
                      std::string(1, static_cast<char>('a' + random() % 4)));
    }
    return made;
  };
  for (int round = 0; round < 2'000; ++round) {
    const std::string before = text(static_cast<int>(random() % 9));
    const std::string after = text(static_cast<int>(random() % 9));
    std::string from, to;
    for (const auto& piece : PiecesOf(before, after)) {
      if (piece.before()) from += piece.text();
      if (piece.after()) to += piece.text();
    }
    ASSERT_EQ(from, before);
    ASSERT_EQ(to, after);
  }
}

TEST(PiecesOf, OfTextsThatShareLittleAreOneForTheOther) {
  std::string before, after;
  for (int i = 0; i < 5'000; ++i) {
    absl::StrAppend(&before, "a", i, " ");
    absl::StrAppend(&after, "b", i, " ");
  }
  EXPECT_EQ(PiecesOf(before, after).size(), 2U);
}

TEST(DifferencesOf, NamesWhatIsNewGoneChangedAndMoved) {
  EXPECT_THAT(Differences({{"p1", "One."}, {"p2", "Two."}, {"p3", "Three."}},
                          {{"p1", "One."}, {"p3", "Three!"}, {"p4", "Four."}}),
              ElementsAre(std::pair("p2", v1::ParagraphDifference::KIND_REMOVED),
                          std::pair("p3", v1::ParagraphDifference::KIND_CHANGED),
                          std::pair("p4", v1::ParagraphDifference::KIND_ADDED)));
  EXPECT_THAT(Differences({{"p1", "One."}, {"p2", "Two."}}, {{"p2", "Two."}, {"p1", "One."}}),
              ElementsAre(std::pair("p2", v1::ParagraphDifference::KIND_MOVED),
                          std::pair("p1", v1::ParagraphDifference::KIND_MOVED)));
  EXPECT_THAT(Differences({{"p1", "One."}}, {{"p1", "One."}}), IsEmpty());
}

}  // namespace
}  // namespace peerchallenge::recommendations
