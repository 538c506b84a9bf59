#include <gmock/gmock.h>

#include "tests/services/recommendations/themes/theme_world.h"

namespace peerchallenge::recommendations {
namespace {

using v1::NamingConsent;

class ConsentsTest : public ThemeTest {
 protected:
  absl::StatusOr<NamingConsent> GetConsent(char authority, const Who& who) {
    v1::GetNamingConsentRequest request;
    request.set_name(AuthorityOf(authority) + "/namingConsent");
    return world_.Call<NamingConsent>(who, "GetNamingConsent", request);
  }
  absl::StatusOr<NamingConsent> SetConsent(const std::string& name, const Who& who) {
    v1::SetNamingConsentRequest request;
    request.set_name(name);
    request.set_consented(true);
    return world_.Call<NamingConsent>(who, "SetNamingConsent", request);
  }
};

TEST_F(ConsentsTest, GetNamingConsent_IsNotGivenAtFirst) {
  const NamingConsent consent = Value(GetConsent('a', Director('a')));
  EXPECT_EQ(consent.name(), AuthorityOf('a') + "/namingConsent");
  EXPECT_FALSE(consent.consented());
  EXPECT_TRUE(consent.etag().empty());
  EXPECT_TRUE(consent.person().empty());
  EXPECT_FALSE(consent.has_create_time());
}

TEST_F(ConsentsTest, SetNamingConsent_GivesItAndTakesItBack) {
  const NamingConsent given = Value(Consent('a'));
  EXPECT_TRUE(given.consented());
  EXPECT_EQ(given.person(), "director-a");
  EXPECT_EQ(Value(GetConsent('a', Director('a'))).SerializeAsString(), given.SerializeAsString());
  const NamingConsent taken = Value(Consent('a', false, given.etag()));
  EXPECT_FALSE(taken.consented());
  EXPECT_NE(taken.etag(), given.etag());
}

TEST_F(ConsentsTest, SetNamingConsent_GuardsByEtag) {
  ExpectError(Consent('a', true, "some"), reasons::ERROR_REASON_ETAG_MISMATCH);
  const NamingConsent given = Value(Consent('a'));
  Value(Consent('a', false, given.etag()));
  ExpectError(Consent('a', true, given.etag()), reasons::ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(ConsentsTest, SetNamingConsent_IsForTheAuthoritysDirectorAlone) {
  for (const Who& who : {kOffice, kBoard, kScrutiny}) {
    ExpectError(GetConsent('a', who), reasons::ERROR_REASON_PERMISSION_MISSING);
    ExpectError(SetConsent(AuthorityOf('a') + "/namingConsent", who),
                reasons::ERROR_REASON_PERMISSION_MISSING);
  }
  ExpectError(GetConsent('a', Director('b')), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(SetConsent(AuthorityOf('a') + "/namingConsent", Director('b')),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ConsentsTest, SetNamingConsent_IsForTheDirectorOfWhatTookItsPlace) {
  EXPECT_TRUE(SetConsent(AuthorityOf('y') + "/namingConsent", Director('z')).ok());
  ExpectError(SetConsent(AuthorityOf('z') + "/namingConsent", Director('y')),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ConsentsTest, SetNamingConsent_KnowsNoOtherNames) {
  const Who nobodys = {"nobodys", {"HOST_DIRECTOR@regions/em/authorities/E99999999"}};
  for (const std::string& name : {std::string("regions/em/namingConsent"), AuthorityOf('a'),
                                  std::string("regions/em/authorities/E99999999/namingConsent")}) {
    ExpectError(SetConsent(name, nobodys), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  ExpectError(SetConsent("", nobodys), reasons::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::recommendations
