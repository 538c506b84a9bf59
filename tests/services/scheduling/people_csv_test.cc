#include "services/scheduling/people_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::scheduling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kRegion[] = "regions/em";
constexpr char kHeader[] = "id,display_name,role\n";

PeopleFile ReadFile(const std::string& csv) {
  auto file = ReadPeopleCsv(csv, kRegion);
  EXPECT_TRUE(file.ok()) << file.status();
  return file.ok() ? *file : PeopleFile();
}

// The only row of a file with the three columns that must be there and one more.
PersonRow ReadCell(const std::string& column, const std::string& cell) {
  const PeopleFile file =
      ReadFile("id,display_name,role," + column + "\np1,Head 1,DIRECTOR,\"" + cell + "\"\n");
  EXPECT_EQ(file.rows.size(), 1u);
  return file.rows.empty() ? PersonRow() : file.rows.front();
}

TEST(ReadPeopleCsv, ReadsEveryColumn) {
  const PeopleFile file = ReadFile(
      "account,id,role,display_name,authority,themes,can_lead,max_reviews,reviews_done,unavailable,"
      "conflicts\n"
      "a@b,p1,DIRECTOR,\"Head, 1\",E10000019,send; early-years,true,2,7,"
      "2012-07-01/2012-07-14;2012-08-01/2012-08-02,E06000018;E06000016\n");
  ASSERT_EQ(file.rows.size(), 1u);
  const PersonRow& row = file.rows.front();
  EXPECT_THAT(row.problems, IsEmpty());
  EXPECT_EQ(row.line, 2);
  EXPECT_EQ(row.person.name(), "regions/em/people/p1");
  EXPECT_EQ(row.person.account(), "a@b");
  EXPECT_EQ(row.person.role(), "DIRECTOR");
  EXPECT_EQ(row.person.display_name(), "Head, 1");
  EXPECT_EQ(row.person.authority(), "regions/em/authorities/E10000019");
  EXPECT_THAT(row.person.themes(), ElementsAre("send", "early-years"));
  EXPECT_TRUE(row.person.can_lead());
  EXPECT_EQ(row.person.max_reviews(), 2);
  EXPECT_EQ(row.person.reviews_done(), 7);
  ASSERT_EQ(row.person.unavailable_size(), 2);
  EXPECT_EQ(row.person.unavailable(1).end_date(), "2012-08-02");
  EXPECT_THAT(row.conflicts,
              ElementsAre("regions/em/authorities/E06000016", "regions/em/authorities/E06000018"));
}

TEST(ReadPeopleCsv, NamesTheFieldsThatTheFileHas) {
  const PeopleFile file = ReadFile("id,role,conflicts,display_name\n");
  EXPECT_THAT(file.columns.paths(), ElementsAre("role", "display_name"));
  EXPECT_THAT(file.rows, IsEmpty());
}

TEST(ReadPeopleCsv, GivesTheLineOnWhichARowBegins) {
  const PeopleFile file =
      ReadFile("id,display_name,role\np1,\"two\nlines\",DIRECTOR\np2,x,DIRECTOR\n");
  ASSERT_EQ(file.rows.size(), 2u);
  EXPECT_EQ(file.rows[0].line, 2);
  EXPECT_EQ(file.rows[1].line, 4);
}

TEST(ReadPeopleCsv, SeesAnIdTwice) {
  const PeopleFile file = ReadFile(std::string(kHeader) + "p1,a,DIRECTOR\np1,b,DIRECTOR\n");
  ASSERT_EQ(file.rows.size(), 2u);
  EXPECT_THAT(file.rows[0].problems, IsEmpty());
  EXPECT_THAT(file.rows[1].problems, ElementsAre(HasSubstr("id: got 'p1'")));
}

TEST(ReadPeopleCsv, HasNoNameForAWrongId) {
  const PeopleFile file = ReadFile(std::string(kHeader) + "P 1,a,DIRECTOR\n");
  ASSERT_EQ(file.rows.size(), 1u);
  EXPECT_EQ(file.rows[0].person.name(), "");
  EXPECT_THAT(file.rows[0].problems, ElementsAre(HasSubstr("id: got 'P 1'")));
}

TEST(ReadPeopleCsv, SeesRowsThatAreTooShortOrTooLong) {
  const PeopleFile file = ReadFile(std::string(kHeader) + "p1,a\np2,a,DIRECTOR,more\n");
  ASSERT_EQ(file.rows.size(), 2u);
  EXPECT_THAT(file.rows[0].problems, ElementsAre(HasSubstr("2 cells")));
  EXPECT_THAT(file.rows[1].problems, ElementsAre(HasSubstr("4 cells")));
}

TEST(ReadPeopleCsv, TakesEmptyCellsAsNothing) {
  for (const char* column : {"authority", "organisation", "themes", "can_lead", "max_reviews",
                             "reviews_done", "unavailable", "conflicts", "account"}) {
    EXPECT_THAT(ReadCell(column, "").problems, IsEmpty()) << column;
  }
}

struct CellCase {
  const char* column;
  const char* cell;
};

class ReadPeopleCsvCell : public testing::TestWithParam<CellCase> {};

TEST_P(ReadPeopleCsvCell, IsAProblemOfItsRow) {
  const auto& [column, cell] = GetParam();
  EXPECT_THAT(ReadCell(column, cell).problems,
              ElementsAre(HasSubstr(std::string(column) + ": got '" + cell + "'")));
}

INSTANTIATE_TEST_SUITE_P(
    Wrong, ReadPeopleCsvCell,
    testing::Values(CellCase{"can_lead", "yes"}, CellCase{"can_lead", "TRUE"},
                    CellCase{"max_reviews", "two"}, CellCase{"max_reviews", "99999999999"},
                    CellCase{"reviews_done", "1.5"}, CellCase{"authority", "Lincolnshire"},
                    CellCase{"unavailable", "2012-07-01"},
                    CellCase{"unavailable", "2012-07-01/2012-07-02/2012-07-03"},
                    CellCase{"conflicts", "E10000019;x"}));

struct FileCase {
  const char* name;
  std::string csv;
};

std::string ManyPeople(int count) {
  std::string csv = kHeader;
  for (int i = 0; i < count; ++i) absl::StrAppend(&csv, "p", i, ",a,DIRECTOR\n");
  return csv;
}

class ReadPeopleCsvFile : public testing::TestWithParam<FileCase> {};

TEST_P(ReadPeopleCsvFile, IsRefused) {
  auto file = ReadPeopleCsv(GetParam().csv, kRegion);
  EXPECT_EQ(errors::ReasonOf(file.status()), errors::v1::ERROR_REASON_FIELD_INVALID);
}

INSTANTIATE_TEST_SUITE_P(
    Whole, ReadPeopleCsvFile,
    testing::Values(FileCase{"Empty", ""}, FileCase{"UnknownColumn", "id,display_name,role,age\n"},
                    FileCase{"ColumnTwice", "id,display_name,role,role\n"},
                    FileCase{"WithoutRole", "id,display_name\n"},
                    FileCase{"NoCsv", std::string(kHeader) + "\"p1"},
                    FileCase{"TooManyPeople", ManyPeople(5001)},
                    FileCase{"TooLong", kHeader + std::string(2 * 1024 * 1024, 'x')}),
    [](const auto& test) { return test.param.name; });

TEST(ReadPeopleCsv, TakesAsManyPeopleAsAllowed) {
  EXPECT_EQ(ReadFile(ManyPeople(5000)).rows.size(), 5000u);
}

TEST(RowProblem, CutsLongTextBetweenCharacters) {
  // 99 bytes and then characters of two bytes: the 100th byte is the first half of one.
  std::string got(99, 'x');
  for (int i = 0; i < 10; ++i) got += "\xC3\xA9";
  EXPECT_EQ(RowProblem("role", got, "less"),
            "role: got '" + std::string(99, 'x') + "...', wanted less");
}

}  // namespace
}  // namespace peerchallenge::scheduling
