#include "services/peerchallenge/finding_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using evidence::v1::Contradiction;
using testing::HasSubstr;
using testing::Not;
using v1::Finding;

std::string Item(const std::string& id) { return "regions/em/reviews/lin/items/" + id; }

Finding Learning() {
  Finding finding;
  finding.set_name("regions/em/reviews/lin/findings/learning");
  finding.set_limb("kloe-1/a");
  finding.set_kind(Finding::KIND_STRENGTH);
  finding.set_state(Finding::STATE_AGREED);
  finding.set_text("Schools learn.");
  finding.add_bases()->set_item(Item("i1"));
  finding.mutable_bases(0)->set_version(2);
  finding.mutable_assessment()->set_support(evidence::v1::SUPPORT_SINGLE_SOURCE);
  finding.mutable_assessment()->set_independent_sources(1);
  finding.mutable_assessment()->add_source_classes(evidence::v1::SOURCE_CLASS_CARE_LEAVER);
  return finding;
}

TEST(FindingText, ShowsWhyItStandsBesideItsSupport) {
  Finding finding = Learning();
  EXPECT_THAT(FindingText(finding), Not(HasSubstr("overridden")));
  finding.mutable_override()->set_reason("All heads said so.");
  finding.mutable_override()->set_person("regions/em/people/em-073");
  const std::string text = FindingText(finding);
  EXPECT_THAT(text, HasSubstr("single source, overridden"));
  EXPECT_THAT(text, HasSubstr("It stands, says em-073: All heads said so."));
}

TEST(FindingsText, SaysThatSomethingSpeaksAgainstIt) {
  v1::ListFindingsResponse response;
  *response.add_findings() = Learning();
  EXPECT_THAT(FindingsText(response), Not(HasSubstr("contradicted")));
  response.mutable_findings(0)->mutable_assessment()->add_contradictions();
  EXPECT_THAT(FindingsText(response), HasSubstr("single source, contradicted"));
}

TEST(WholeFindingText, ShowsWhatItRestsOnAndWhatSpeaksAgainstIt) {
  Finding finding = Learning();
  EXPECT_THAT(WholeFindingText(finding), HasSubstr("1 independent source: care leaver\n"
                                                   "Rests on\n"
                                                   "  i1, version 2\n"));
  EXPECT_THAT(WholeFindingText(finding), Not(HasSubstr("Contradicted")));
  Contradiction& contradiction = *finding.mutable_assessment()->add_contradictions();
  contradiction.set_kind(Contradiction::KIND_DIRECTIONS_DIFFER);
  contradiction.add_items(Item("i1"));
  contradiction.add_opposed_items(Item("i2"));
  contradiction.add_opposed_items(Item("i3"));
  EXPECT_THAT(WholeFindingText(finding),
              HasSubstr("Contradicted\n  directions differ: i1 against i2, i3\n"));
}

TEST(WholeFindingText, TellsWhatBecameOfTheItems) {
  Finding finding = Learning();
  finding.add_bases()->set_item(Item("i2"));
  finding.add_bases()->set_item(Item("i3"));
  finding.mutable_assessment()->add_lost_items(Item("i1"));
  finding.mutable_assessment()->add_revised_items(Item("i2"));
  finding.mutable_assessment()->add_unsupporting_items(Item("i3"));
  const std::string text = WholeFindingText(finding);
  for (const char* part :
       {"i1, version 2, withdrawn or disposed of\n", "i2, version 0, revised since\n",
        "i3, version 0, does not point this way\n"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  finding.clear_bases();
  EXPECT_THAT(WholeFindingText(finding), HasSubstr("Rests on\n  nothing\n"));
}

}  // namespace
}  // namespace peerchallenge::cli
