#include "services/recommendations/support/support_checks.h"

#include <gmock/gmock.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Ask;
using v1::Offer;
using v1::SupportAgreement;
using v1::SupportOutcome;

std::vector<std::string> Fields(const validation::FieldChecks& checks) {
  std::vector<std::string> fields;
  for (const auto& violation : checks.violations()) fields.push_back(violation.field);
  return fields;
}

// One change of something that is right, and the one field that it makes wrong ("" = none).
template <typename Message>
struct Row {
  std::string field;
  std::function<void(Message&)> change;
};

template <typename Message>
std::vector<Row<Message>> CommonRows(const std::string& field) {
  return {
      {"", [](Message&) {}},
      {field + ".text", [](Message& m) { m.clear_text(); }},
      {"", [](Message& m) { m.set_text(std::string(4'000, 'x')); }},
      {field + ".text", [](Message& m) { m.set_text(std::string(4'001, 'x')); }},
      {field + ".themes", [](Message& m) { m.clear_themes(); }},
      {field + ".themes",
       [](Message& m) {
         for (int k = 1; k <= 5; ++k) m.add_themes(ThemeName(absl::StrCat("t", k)));
       }},
      {field + ".themes[1]", [](Message& m) { m.add_themes(ThemeName("care")); }},
      {field + ".themes[1]", [](Message& m) { m.add_themes("regions/wm/themes/care"); }},
      {field + ".formats[0]",
       [](Message& m) {
         m.clear_formats();
         m.add_formats(v1::SUPPORT_FORMAT_UNSPECIFIED);
       }},
      {field + ".formats[0]",
       [](Message& m) {
         m.clear_formats();
         m.add_formats(static_cast<v1::SupportFormat>(99));
       }},
      {field + ".formats[1]",
       [](Message& m) {
         m.clear_formats();
         m.add_formats(v1::SUPPORT_FORMAT_MENTORING);
         m.add_formats(v1::SUPPORT_FORMAT_MENTORING);
       }},
      {field + ".start_date", [](Message& m) { m.set_start_date("soon"); }},
      {"",
       [](Message& m) {
         m.set_start_date("2012-11-01");
         m.set_end_date("2012-11-01");
       }},
      {field + ".end_date",
       [](Message& m) {
         m.set_start_date("2012-11-02");
         m.set_end_date("2012-11-01");
       }},
      {field + ".excluded_authorities[0]",
       [](Message& m) { m.add_excluded_authorities("regions/em/authorities/lincs"); }},
      {field + ".excluded_authorities",
       [](Message& m) {
         for (int k = 0; k < 51; ++k) {
           m.add_excluded_authorities(
               absl::StrCat("regions/em/authorities/E0600000", k / 10, k % 10));
         }
       }},
      {field + ".state", [](Message& m) { m.set_state(static_cast<v1::SupportState>(9)); }},
  };
}

template <typename Message, typename Check>
void ExpectRows(const std::vector<Row<Message>>& rows, const Message& right, Check check) {
  for (size_t k = 0; k < rows.size(); ++k) {
    Message message = right;
    rows[k].change(message);
    validation::FieldChecks checks;
    check(message, checks);
    const std::vector<std::string> fields = Fields(checks);
    if (rows[k].field.empty()) {
      EXPECT_THAT(fields, IsEmpty()) << "row " << k;
    } else {
      EXPECT_THAT(fields, testing::Contains(rows[k].field)) << "row " << k;
    }
  }
}

TEST(SupportChecksTest, CheckOffer_NamesTheFieldThatIsWrong) {
  std::vector<Row<Offer>> rows = CommonRows<Offer>("offer");
  rows.insert(
      rows.end(),
      {{"offer.formats", [](Offer& offer) { offer.clear_formats(); }},
       {"offer.capacity_days", [](Offer& offer) { offer.set_capacity_days(0); }},
       {"", [](Offer& offer) { offer.set_capacity_days(1'000); }},
       {"offer.capacity_days", [](Offer& offer) { offer.set_capacity_days(1'001); }},
       {"offer.letters[0]", [](Offer& offer) { offer.add_letters("regions/em/reviews/a"); }},
       {"offer.letters", [](Offer& offer) {
          for (int k = 0; k < 11; ++k) {
            offer.add_letters(absl::StrCat("regions/em/reviews/r", k, "/letters/l"));
          }
        }}});
  Offer right = NewOffer();
  right.set_name(OfferName('a'));
  ExpectRows(rows, right, [](const Offer& offer, auto& checks) { CheckOffer(offer, 0, checks); });
}

TEST(SupportChecksTest, CheckOffer_WantsTheDaysThatAreTaken) {
  Offer offer = NewOffer(10);
  offer.set_name(OfferName('a'));
  validation::FieldChecks enough, few;
  CheckOffer(offer, 10, enough);
  EXPECT_TRUE(enough.ok());
  CheckOffer(offer, 11, few);
  EXPECT_THAT(Fields(few), ElementsAre("offer.capacity_days"));
}

TEST(SupportChecksTest, CheckAsk_NamesTheFieldThatIsWrong) {
  std::vector<Row<Ask>> rows = CommonRows<Ask>("ask");
  rows.insert(rows.end(),
              {{"", [](Ask& ask) { ask.clear_formats(); }},
               {"ask.days", [](Ask& ask) { ask.set_days(0); }},
               {"ask.days", [](Ask& ask) { ask.set_days(1'001); }},
               {"ask.priority", [](Ask& ask) { ask.set_priority(0); }},
               {"ask.priority", [](Ask& ask) { ask.set_priority(11); }},
               {"ask.max_travel_minutes", [](Ask& ask) { ask.set_max_travel_minutes(-1); }},
               {"", [](Ask& ask) { ask.set_max_offers(5); }},
               {"ask.max_offers", [](Ask& ask) { ask.set_max_offers(6); }},
               {"ask.recommendations[0]",
                [](Ask& ask) { ask.add_recommendations("regions/em/reviews/a/letters/l"); }}});
  Ask right = NewAsk();
  right.set_name(AskName('a'));
  ExpectRows(rows, right, [](const Ask& ask, auto& checks) { CheckAsk(ask, checks); });
}

TEST(SupportChecksTest, CheckAgreement_NamesTheFieldThatIsWrong) {
  using Agreement = SupportAgreement;
  const std::vector<Row<Agreement>> rows = {
      {"", [](Agreement&) {}},
      {"agreement.text", [](Agreement& m) { m.clear_text(); }},
      {"agreement.text", [](Agreement& m) { m.set_text(std::string(8'001, 'x')); }},
      {"agreement.formats", [](Agreement& m) { m.clear_formats(); }},
      {"agreement.days", [](Agreement& m) { m.set_days(0); }},
      {"", [](Agreement& m) { m.set_days(8); }},
      {"agreement.days", [](Agreement& m) { m.set_days(9); }},
      {"agreement.start_date", [](Agreement& m) { m.clear_start_date(); }},
      {"agreement.end_date", [](Agreement& m) { m.clear_end_date(); }},
      {"agreement.end_date", [](Agreement& m) { m.set_end_date("2012-10-31"); }},
      {"", [](Agreement& m) { m.clear_offering_contact(); }},
      {"agreement.offering_contact",
       [](Agreement& m) { m.set_offering_contact(std::string(201, 'x')); }},
      {"agreement.asking_contact",
       [](Agreement& m) { m.set_asking_contact(std::string(201, 'x')); }}};
  ExpectRows(rows, NewAgreement(), [](const Agreement& agreement, auto& checks) {
    CheckAgreement(agreement, 8, checks);
  });
}

TEST(SupportChecksTest, CheckAgreement_DoesNotTellHowManyDaysAreLeft) {
  const auto told = [](int free_days) {
    validation::FieldChecks checks;
    CheckAgreement(NewAgreement(100), free_days, checks);
    return std::string(checks.Result().message());
  };
  EXPECT_EQ(told(7), told(99));
}

TEST(SupportChecksTest, CheckOutcome_NamesTheFieldThatIsWrong) {
  using Outcome = SupportOutcome;
  const std::vector<Row<Outcome>> rows = {
      {"", [](Outcome&) {}},
      {"outcome.rating", [](Outcome& m) { m.set_rating(0); }},
      {"outcome.rating", [](Outcome& m) { m.set_rating(6); }},
      {"", [](Outcome& m) { m.set_days(0); }},
      {"outcome.days", [](Outcome& m) { m.set_days(-1); }},
      {"outcome.days", [](Outcome& m) { m.set_days(10'001); }},
      {"outcome.text", [](Outcome& m) { m.set_text(std::string(4'001, 'x')); }}};
  ExpectRows(rows, NewOutcome(5),
             [](const Outcome& outcome, auto& checks) { CheckOutcome(outcome, checks); });
}

}  // namespace
}  // namespace peerchallenge::recommendations
