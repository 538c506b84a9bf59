#include "services/peerchallenge/match_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using testing::HasSubstr;
using testing::Not;
using v1::SupportMatch;

SupportMatch Proposed() {
  SupportMatch match;
  match.set_name("regions/em/supportMatches/m1");
  match.set_offer("regions/em/authorities/E10000024/offers/mentors");
  match.set_ask("regions/em/authorities/E10000019/asks/leavers");
  match.set_state(SupportMatch::STATE_PROPOSED);
  match.set_days(10);
  match.set_answer_due_date("2012-10-31");
  match.set_asking_answer(SupportMatch::ANSWER_CONSENTED);
  match.set_asking_answer_reason("We need them.");
  v1::ScoreItem& reason = *match.add_reasons();
  reason.set_score(1000);
  reason.set_message("The offer covers 1 of 1 theme asked for.");
  match.add_reasons()->set_message("The two have no match together yet.");
  match.set_etag("e1");
  return match;
}

SupportMatch WithAgreement() {
  SupportMatch match = Proposed();
  match.set_state(SupportMatch::STATE_CONSENTED);
  match.set_agreement_author(SupportMatch::SIDE_OFFERING);
  v1::SupportAgreement& agreement = *match.mutable_agreement();
  agreement.set_text("Two mentors for a term.");
  agreement.add_formats(v1::SUPPORT_FORMAT_MENTORING);
  agreement.set_days(8);
  agreement.set_start_date("2012-11-01");
  agreement.set_end_date("2013-03-31");
  agreement.set_offering_contact("Head of service");
  return match;
}

TEST(MatchText, TellsAnswersAndReasons) {
  EXPECT_EQ(MatchText(Proposed()),
            "regions/em/supportMatches/m1: proposed\n"
            "  offer E10000024/mentors, ask E10000019/leavers, 10 days; answers by 31 Oct 2012\n"
            "  offering side: -\n"
            "  asking side: consented: We need them.\n"
            "  proposed because:\n"
            "    +1,000 The offer covers 1 of 1 theme asked for.\n");
}

TEST(MatchText, TellsWhatIsAgreedAndWhatWaits) {
  SupportMatch match = WithAgreement();
  EXPECT_THAT(MatchText(match), HasSubstr("  agreement, written by the offering side:\n"
                                          "    Two mentors for a term.\n"
                                          "    mentoring; 8 days; 1 Nov 2012 to 31 Mar 2013\n"
                                          "    contact at the offering side: Head of service\n"
                                          "    not confirmed yet; etag of this text: e1\n"));
  match.set_state(SupportMatch::STATE_AGREED);
  EXPECT_THAT(MatchText(match), Not(HasSubstr("not confirmed")));
}

TEST(MatchText, TellsWhatCameOfItOrWhyItEnded) {
  SupportMatch match = WithAgreement();
  match.set_state(SupportMatch::STATE_COMPLETED);
  v1::SupportOutcome& outcome = *match.add_outcomes();
  outcome.set_side(SupportMatch::SIDE_ASKING);
  outcome.set_rating(5);
  outcome.set_days(7);
  outcome.set_text("Twelve are in work.");
  outcome.set_date("2013-04-02");
  EXPECT_THAT(MatchText(match),
              HasSubstr("  outcome, says the asking side: 5 of 5, 7 days, 2 Apr 2013\n"
                        "    Twelve are in work.\n"));
  outcome.clear_text();
  match.set_end_reason("The mentors left.");
  const std::string text = MatchText(match);
  EXPECT_THAT(text, HasSubstr("7 days, 2 Apr 2013\n  ended: The mentors left.\n"));
}

TEST(MatchesText, IsATable) {
  v1::ListSupportMatchesResponse matches;
  *matches.add_support_matches() = Proposed();
  EXPECT_EQ(
      MatchesText(matches),
      "match  stands    offer              ask                days  offering side  asking "
      "side  answer by\n"
      "m1     proposed  E10000024/mentors  E10000019/leavers    10  -              consented  "
      "  31 Oct 2012\n");
  EXPECT_EQ(MatchesText({}), "No matches.\n");
  EXPECT_EQ(AdoptedText({}), "No matches.\n");
}

}  // namespace
}  // namespace peerchallenge::cli
