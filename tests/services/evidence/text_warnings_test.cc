#include "services/evidence/text_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::evidence {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Item = v1::Item;

TEST(TextWarningsTest, WarningsIn_FindWhatOughtNotToBeThere) {
  const std::pair<const char*, Item::Warning> kTexts[] = {
      {"born 3.4.2004 in Boston", Item::WARNING_BIRTH_DATE},
      {"DOB: 03/04/04", Item::WARNING_BIRTH_DATE},
      {"d.o.b. 2004-04-03", Item::WARNING_BIRTH_DATE},
      {"date of birth is the 3rd of April", Item::WARNING_BIRTH_DATE},
      {"NHS 943 476 5919", Item::WARNING_PERSONAL_NUMBER},
      {"9434765919", Item::WARNING_PERSONAL_NUMBER},
      {"NI AB 12 34 56 C", Item::WARNING_PERSONAL_NUMBER},
      {"UPN H801200001001", Item::WARNING_PERSONAL_NUMBER},
      {"write to jo.bloggs@school.example.uk", Item::WARNING_CONTACT},
      {"ring 01522 552222", Item::WARNING_CONTACT},
      {"mobile 07700 900123", Item::WARNING_CONTACT},
      {"call +44 (0)20 7946 0018", Item::WARNING_CONTACT},
  };
  for (const auto& [text, warning] : kTexts) {
    EXPECT_THAT(WarningsIn(text), ElementsAre(warning)) << text;
  }
}

TEST(TextWarningsTest, WarningsIn_LeaveOrdinaryNotesAlone) {
  for (const char* text :
       {"", "Visited on 9 July 2012; 34 sessions, 140 people, 300 documents.",
        "The gap narrowed from 24.1 to 19.8 points between 2009 and 2011.",
        "A new service was born out of the 2008 pilot.", "0.5 FTE, 1,453 pupils, room 101",
        "case C-2012/0042", "943 476 5918 is no NHS number", "@home scheme, 10am-12"}) {
    EXPECT_THAT(WarningsIn(text), IsEmpty()) << text;
  }
}

TEST(TextWarningsTest, WarningsIn_GiveEachKindOnce) {
  EXPECT_THAT(WarningsIn("a@b.example, c@d.example, born 1.1.2001"),
              ElementsAre(Item::WARNING_BIRTH_DATE, Item::WARNING_CONTACT));
}

}  // namespace
}  // namespace peerchallenge::evidence
