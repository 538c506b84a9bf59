#include "common/access/grant_text.h"

#include <string>

#include "common/errors/errors.h"
#include "gtest/gtest.h"
#include "tests/common/access/test_support.h"

namespace peerchallenge::access {
namespace {

TEST(GrantText, RoundTrips) {
  for (const std::string text : {
           "ADMINISTRATOR",
           "SERVICE",
           "PROGRAMME_OFFICE@regions/east-midlands",
           "REVIEWER@regions/east-midlands",
           "AUDITOR@regions/em",
           "REGIONAL_BOARD@regions/em",
           "REGIONAL_BOARD@regions/em/authorities/E10000019",
           "HOST_DIRECTOR@regions/em/authorities/E10000019",
           "HOST_COORDINATOR@regions/em/authorities/E10000019",
           "SCRUTINY_OFFICER@regions/em/authorities/E10000019",
           "COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=HOST_COORDINATOR",
           "COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=HOST_COORDINATOR;write",
       }) {
    const absl::StatusOr<Grant> grant = ParseGrant(text, "roles");
    ASSERT_TRUE(grant.ok()) << text << ": " << grant.status();
    EXPECT_EQ(FormatGrant(*grant), text);
    EXPECT_TRUE(CheckGrant(*grant, "roles").ok());
  }
}

TEST(GrantText, ReadsEveryPart) {
  const Grant expected{.role = v1::ROLE_COUNCIL_SYSTEM,
                       .region = "regions/em",
                       .authority = "E10000019",
                       .acts_as = v1::ROLE_HOST_DIRECTOR,
                       .may_write = true};
  EXPECT_EQ(*ParseGrant("COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=HOST_DIRECTOR;write",
                        "roles"),
            expected);
}

TEST(GrantText, RefusesWhatIsNoGrant) {
  for (const std::string text : {
           "",
           "@",
           "UNSPECIFIED",
           "NOBODY",
           "administrator",
           "ROLE_ADMINISTRATOR",
           " ADMINISTRATOR",
           "ADMINISTRATOR@",
           "ADMINISTRATOR@regions/em",
           "PROGRAMME_OFFICE",
           "PROGRAMME_OFFICE@regions/",
           "PROGRAMME_OFFICE@regions/-",
           "PROGRAMME_OFFICE@regions/EM",
           "PROGRAMME_OFFICE@em",
           "PROGRAMME_OFFICE@regions/em/",
           "PROGRAMME_OFFICE@regions/em/authorities/E10000019",
           "PROGRAMME_OFFICE@regions/em@regions/ne",
           "REVIEWER@regions/em/reviews/lin-2012",
           "HOST_DIRECTOR@regions/em",
           "HOST_DIRECTOR@regions/em/authorities/",
           "HOST_DIRECTOR@regions/em/authorities/e10000019",
           "HOST_DIRECTOR@regions/em/authorities/E1000001",
           "HOST_DIRECTOR@regions/em/authorities/E10000019/x",
           "HOST_DIRECTOR@regions/em/authorities/E10000019;write",
           "HOST_DIRECTOR@regions/em/authorities/E10000019;as=SCRUTINY_OFFICER",
           "LEAD_REVIEWER",
           "REVIEW_MANAGER@regions/em",
           "CASE_AUDITOR@regions/em",
           "COUNCIL_SYSTEM@regions/em/authorities/E10000019",
           "COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=",
           "COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=COUNCIL_SYSTEM",
           "COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=ADMINISTRATOR",
           "COUNCIL_SYSTEM@regions/em/authorities/E10000019;write;as=HOST_DIRECTOR",
           "COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=HOST_DIRECTOR;write;write",
           "COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=HOST_DIRECTOR;as=SCRUTINY_OFFICER",
           "COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=HOST_DIRECTOR;",
       }) {
    EXPECT_THAT(ParseGrant(text, "roles"), HasReason(errors::v1::ERROR_REASON_FIELD_INVALID))
        << text;
  }
  EXPECT_THAT(ParseGrant("PROGRAMME_OFFICE@regions/" + std::string(300, 'a'), "roles"),
              HasReason(errors::v1::ERROR_REASON_FIELD_INVALID));
}

}  // namespace
}  // namespace peerchallenge::access
