#include "services/scheduling/directory_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "tests/services/scheduling/fresh_directory.h"

namespace peerchallenge::scheduling {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The fields that a check finds wrong.
template <typename Message>
std::vector<std::string> Wrong(void (*check)(const Message&, const std::string&,
                                             validation::FieldChecks&),
                               const Message& message) {
  validation::FieldChecks checks;
  check(message, "x", checks);
  std::vector<std::string> fields;
  for (const auto& violation : checks.violations()) fields.push_back(violation.field);
  return fields;
}

// A change that makes a good message bad, and the field that is named for it.
template <typename Message>
struct Spoiling {
  const char* field;
  std::function<void(Message&)> spoil;
};

template <typename Message>
void ExpectEachIsFound(void (*check)(const Message&, const std::string&, validation::FieldChecks&),
                       const Message& good, const std::vector<Spoiling<Message>>& spoilings) {
  EXPECT_THAT(Wrong(check, good), IsEmpty());
  for (const auto& [field, spoil] : spoilings) {
    Message bad = good;
    spoil(bad);
    EXPECT_THAT(Wrong(check, bad), ElementsAre(field)) << bad.ShortDebugString();
  }
}

void SetDates(const char* start, const char* end, v1::DateRange* range) {
  range->set_start_date(start);
  range->set_end_date(end);
}

TEST(CheckRegion, FindsEachWrongField) {
  v1::Region good;
  good.set_display_name("East Midlands");
  good.add_bank_holidays("2012-06-05");
  ExpectEachIsFound<v1::Region>(
      CheckRegion, good,
      {{"x.display_name", [](auto& r) { r.clear_display_name(); }},
       {"x.display_name", [](auto& r) { r.set_display_name(std::string(201, 'a')); }},
       {"x.display_name", [](auto& r) { r.set_display_name("a\x01"); }},
       {"x.bank_holidays[1]", [](auto& r) { r.add_bank_holidays("2012-02-30"); }},
       {"x.bank_holidays", [](auto& r) {
          for (int i = 0; i < 200; ++i) r.add_bank_holidays("2012-06-05");
        }}});
}

TEST(CheckAuthority, FindsEachWrongField) {
  v1::Authority good;
  good.set_name(kLincolnshire);
  good.set_display_name("Lincolnshire");
  good.set_start_date("1974-04-01");
  good.set_end_date("2028-03-31");
  good.add_successors("E06000061");
  good.set_latitude(53.23);
  good.set_longitude(-0.54);
  good.add_calendar()->set_kind(v1::CalendarEntry::KIND_ELECTION);
  SetDates("2013-03-25", "2013-05-02", good.mutable_calendar(0)->mutable_dates());
  good.add_links()->set_kind(v1::AuthorityLink::KIND_NEIGHBOUR);
  good.mutable_links(0)->set_other("E10000024");
  ExpectEachIsFound<v1::Authority>(
      CheckAuthority, good,
      {{"x.display_name", [](auto& a) { a.clear_display_name(); }},
       {"x.start_date", [](auto& a) { a.set_start_date("1974"); }},
       {"x.end_date", [](auto& a) { a.set_end_date("1974-03-31"); }},
       {"x.successors[1]", [](auto& a) { a.add_successors("Rutland"); }},
       {"x.successors[1]", [](auto& a) { a.add_successors("E10000019"); }},
       {"x.successors",
        [](auto& a) {
          for (int i = 0; i < 20; ++i) a.add_successors("E06000061");
        }},
       {"x.latitude", [](auto& a) { a.set_latitude(90.1); }},
       {"x.latitude", [](auto& a) { a.set_latitude(std::numeric_limits<double>::quiet_NaN()); }},
       {"x.longitude", [](auto& a) { a.set_longitude(-180.1); }},
       {"x.calendar[0].kind", [](auto& a) { a.mutable_calendar(0)->clear_kind(); }},
       {"x.calendar[0].kind",
        [](auto& a) { a.mutable_calendar(0)->set_kind(static_cast<v1::CalendarEntry::Kind>(99)); }},
       {"x.calendar[0].dates.end_date",
        [](auto& a) {
          SetDates("2013-03-25", "2013-03-24", a.mutable_calendar(0)->mutable_dates());
        }},
       {"x.links[0].kind", [](auto& a) { a.mutable_links(0)->clear_kind(); }},
       {"x.links[0].other", [](auto& a) { a.mutable_links(0)->clear_other(); }},
       {"x.links[0].end_date", [](auto& a) { a.mutable_links(0)->set_end_date("soon"); }}});
}

TEST(CheckPerson, FindsEachWrongField) {
  v1::Person good;
  good.set_name("regions/em/people/p1");
  good.set_display_name("Head of service 1");
  good.set_authority(kLincolnshire);
  good.set_role("HEAD_OF_SERVICE");
  good.add_themes("early-years");
  good.set_max_reviews(2);
  SetDates("2012-07-01", "2012-07-01", good.add_unavailable());
  good.set_account("a@b");
  ExpectEachIsFound<v1::Person>(
      CheckPerson, good,
      {{"x.display_name", [](auto& p) { p.clear_display_name(); }},
       {"x.authority", [](auto& p) { p.set_authority("regions/yh/authorities/E10000019"); }},
       {"x.organisation", [](auto& p) { p.set_organisation("agency"); }},
       {"x.role", [](auto& p) { p.clear_role(); }},
       {"x.role", [](auto& p) { p.set_role("Head"); }},
       {"x.role", [](auto& p) { p.set_role(std::string(41, 'A')); }},
       {"x.themes[1]", [](auto& p) { p.add_themes("Early Years"); }},
       {"x.themes[1]", [](auto& p) { p.add_themes("early-years"); }},
       {"x.max_reviews", [](auto& p) { p.set_max_reviews(-1); }},
       {"x.max_reviews", [](auto& p) { p.set_max_reviews(51); }},
       {"x.reviews_done", [](auto& p) { p.set_reviews_done(-1); }},
       {"x.unavailable[0].end_date",
        [](auto& p) { SetDates("2012-07-02", "2012-07-01", p.mutable_unavailable(0)); }},
       {"x.unavailable[0].start_date",
        [](auto& p) { p.mutable_unavailable(0)->clear_start_date(); }},
       {"x.account", [](auto& p) { p.set_account("regions/em/people/p2"); }},
       {"x.account", [](auto& p) { p.set_account(std::string(257, 'a')); }}});
}

TEST(CheckPerson, TakesAPartnerWithAnOrganisationOrNone) {
  v1::Person partner;
  partner.set_name("regions/em/people/p1");
  partner.set_display_name("Partner 1");
  partner.set_role("PARTNER");
  EXPECT_THAT(Wrong(CheckPerson, partner), IsEmpty());
  partner.set_organisation("Schools support agency");
  EXPECT_THAT(Wrong(CheckPerson, partner), IsEmpty());
}

TEST(CheckInterest, FindsEachWrongField) {
  v1::Interest good;
  good.set_name("regions/em/people/p1/interests/i1");
  good.set_authority(kLincolnshire);
  good.set_kind(v1::Interest::KIND_FORMER_EMPLOYEE);
  good.set_reason("worked there");
  good.set_since_date("2010-03-31");
  ExpectEachIsFound<v1::Interest>(
      CheckInterest, good,
      {{"x.authority", [](auto& i) { i.set_authority("regions/yh/authorities/E10000019"); }},
       {"x.kind", [](auto& i) { i.clear_kind(); }},
       {"x.kind", [](auto& i) { i.set_kind(static_cast<v1::Interest::Kind>(99)); }},
       {"x.reason", [](auto& i) { i.clear_reason(); }},
       {"x.reason", [](auto& i) { i.set_reason(std::string(2001, 'a')); }},
       {"x.since_date", [](auto& i) { i.clear_since_date(); }},
       {"x.since_date",
        [](auto& i) {
          i.set_kind(v1::Interest::KIND_REVIEWED_BEFORE);
          i.clear_since_date();
        }},
       {"x.since_date", [](auto& i) {
          i.set_kind(v1::Interest::KIND_FAMILY);
          i.set_since_date("long ago");
        }}});
}

TEST(CheckInterest, NeedsNoDateForTiesThatGoOn) {
  v1::Interest interest;
  interest.set_name("regions/em/people/p1/interests/i1");
  interest.set_authority(kLincolnshire);
  interest.set_kind(v1::Interest::KIND_FAMILY);
  interest.set_reason("a sister works there");
  EXPECT_THAT(Wrong(CheckInterest, interest), IsEmpty());
}

TEST(CheckPeople, TakesOneToTwoHundredOfTheRegion) {
  const auto wrong = [](const std::vector<std::string>& names) {
    validation::FieldChecks checks;
    CheckPeople({names.begin(), names.end()}, kRegion, "x", checks);
    return !checks.ok();
  };
  const std::string name = "regions/em/people/p1";
  EXPECT_FALSE(wrong({name}));
  EXPECT_FALSE(wrong(std::vector<std::string>(200, name)));
  EXPECT_TRUE(wrong({}));
  EXPECT_TRUE(wrong(std::vector<std::string>(201, name)));
  EXPECT_TRUE(wrong({name, "regions/yh/people/p1"}));
  EXPECT_TRUE(wrong({"p1"}));
}

struct GrantCase {
  const char* parent;
  access::Role role;
  const char* authority;
  access::Role acts_as;
  bool good;
};

TEST(CheckRoleGrant, TakesPlacesThatFitTheRole) {
  const GrantCase kCases[] = {
      {kRegion, roles::ROLE_PROGRAMME_OFFICE, "", roles::ROLE_UNSPECIFIED, true},
      {kRegion, roles::ROLE_PROGRAMME_OFFICE, "E10000019", roles::ROLE_UNSPECIFIED, false},
      {"regions/-", roles::ROLE_PROGRAMME_OFFICE, "", roles::ROLE_UNSPECIFIED, false},
      {kRegion, roles::ROLE_HOST_DIRECTOR, "E10000019", roles::ROLE_UNSPECIFIED, true},
      {kRegion, roles::ROLE_HOST_DIRECTOR, "", roles::ROLE_UNSPECIFIED, false},
      {kRegion, roles::ROLE_HOST_DIRECTOR, "Lincs", roles::ROLE_UNSPECIFIED, false},
      {kRegion, roles::ROLE_REGIONAL_BOARD, "E10000019", roles::ROLE_UNSPECIFIED, true},
      {"regions/-", roles::ROLE_ADMINISTRATOR, "", roles::ROLE_UNSPECIFIED, true},
      {kRegion, roles::ROLE_ADMINISTRATOR, "", roles::ROLE_UNSPECIFIED, false},
      {kRegion, roles::ROLE_COUNCIL_SYSTEM, "E10000019", roles::ROLE_HOST_DIRECTOR, true},
      {kRegion, roles::ROLE_COUNCIL_SYSTEM, "E10000019", roles::ROLE_UNSPECIFIED, false},
      {kRegion, roles::ROLE_REVIEWER, "", roles::ROLE_HOST_DIRECTOR, false},
      {kRegion, roles::ROLE_LEAD_REVIEWER, "", roles::ROLE_UNSPECIFIED, false},
      {"regions/-", roles::ROLE_SERVICE, "", roles::ROLE_UNSPECIFIED, false},
      {kRegion, roles::ROLE_UNSPECIFIED, "", roles::ROLE_UNSPECIFIED, false},
      {kRegion, static_cast<access::Role>(99), "", roles::ROLE_UNSPECIFIED, false},
  };
  for (const auto& [parent, role, authority, acts_as, good] : kCases) {
    v1::RoleGrant grant;
    grant.set_name(std::string(parent) + "/roleGrants/g1");
    grant.set_subject("someone");
    grant.set_role(role);
    grant.set_authority(authority);
    grant.set_acts_as(acts_as);
    EXPECT_EQ(CheckRoleGrant(grant, "x").ok(), good) << grant.ShortDebugString();
  }
}

TEST(CheckRoleGrant, NamesARoleThatCannotBeGranted) {
  for (const access::Role role : {roles::ROLE_UNSPECIFIED, roles::ROLE_LEAD_REVIEWER,
                                  roles::ROLE_SERVICE, static_cast<access::Role>(99)}) {
    v1::RoleGrant grant;
    grant.set_name("regions/em/roleGrants/g1");
    grant.set_subject("someone");
    grant.set_role(role);
    EXPECT_THAT(rpc::FieldsOf(CheckRoleGrant(grant, "x")), ElementsAre("x.role")) << role;
  }
}

TEST(CheckRoleGrant, NeedsASubject) {
  v1::RoleGrant grant;
  grant.set_name("regions/em/roleGrants/g1");
  grant.set_role(roles::ROLE_REVIEWER);
  EXPECT_EQ(errors::ReasonOf(CheckRoleGrant(grant, "x")), reasons::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::scheduling
