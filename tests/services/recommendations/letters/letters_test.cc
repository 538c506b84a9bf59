#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/letters/letter_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using testing::IsEmpty;
using v1::Letter;
using v1::Section;

class LettersTest : public LetterTest {};

TEST_F(LettersTest, DraftLetter_SaysEveryAgreedFindingAndRecommendationWithItsTrace) {
  const Letter letter = Drafted();
  EXPECT_EQ(letter.state(), Letter::STATE_DRAFTING);
  EXPECT_EQ(letter.title(),
            "Letter of recommendations: peer challenge of children's services in Lincolnshire, 9 "
            "to 11 July 2012");
  EXPECT_EQ(letter.addressee(), "Director of Children's Services, Lincolnshire");
  ASSERT_EQ(letter.sections_size(), 6);
  EXPECT_EQ(letter.sections(2).kind(), Section::KIND_KLOE);
  EXPECT_EQ(letter.sections(2).heading(), "Is the gap narrowing?");
  EXPECT_EQ(letter.sections(3).paragraphs_size(), 3);
  EXPECT_EQ(letter.sections(3).paragraphs(0).sentences(0).recommendations(0),
            recommendations_made_[0]);
  EXPECT_THAT(Problems(), IsEmpty());
  EXPECT_EQ(letter.DebugString().find("people/ann"), std::string::npos);
}

TEST_F(LettersTest, DraftLetter_NeedsTheFeedbackAFindingALineAndNoOtherLetter) {
  v1::DraftLetterRequest request;
  request.set_parent(kReview);
  scheduling::v1::Review review = evidence_.review();
  scheduling::v1::Review wider = review;
  wider.mutable_scope()->add_lines()->set_id("kloe-2");
  Know(wider);
  ExpectError(letters_.DraftLetter(Writes(), request), reasons::ERROR_REASON_RULE_BROKEN);
  wider.set_state(scheduling::v1::Review::STATE_ON_SITE);
  Know(wider);
  ExpectError(letters_.DraftLetter(Writes(), request), reasons::ERROR_REASON_WRONG_STATE);
  Know(review);
  Drafted();
  ExpectError(letters_.DraftLetter(Writes(), request), reasons::ERROR_REASON_RESOURCE_EXISTS);
  v1::AbandonLetterRequest abandon;
  abandon.set_name(kLetter);
  abandon.set_reason("Begun too early.");
  EXPECT_EQ(Value(letters_.AbandonLetter(Writes(), abandon)).state(), Letter::STATE_ABANDONED);
  EXPECT_TRUE(letters_.DraftLetter(Writes(), request).ok());
}

TEST_F(LettersTest, ADraft_IsTheTeamsAlone) {
  Drafted();
  EXPECT_TRUE(Get(Reads()).ok());
  v1::ListLettersRequest list;
  list.set_parent("regions/em/reviews/-");
  EXPECT_EQ(Value(letters_.ListLetters(Reads(), list)).letters_size(), 1);
  for (const rpc::Call& call :
       {Host(), Reads(kStranger),
        As(roles::ROLE_PROGRAMME_OFFICE, "", roles::PERMISSION_LETTER_READ),
        As(roles::ROLE_REGIONAL_BOARD, evidence::kNottingham, roles::PERMISSION_LETTER_READ),
        As(roles::ROLE_SCRUTINY_OFFICER, kLincolnshire, roles::PERMISSION_LETTER_READ)}) {
    ExpectError(Get(call), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_EQ(Value(letters_.ListLetters(call, list)).letters_size(), 0);
  }
  ExpectError(Submit("regions/em/reviews/lin/letters/letter/paragraphs/p", ""),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(LettersTest, WhyASharedLetterWasGivenUp_IsTheTeamsAlone) {
  Drafted();
  Value(Share());
  v1::AbandonLetterRequest abandon;
  abandon.set_name(kLetter);
  abandon.set_reason("Quentin Quiet could be recognised.");
  Value(letters_.AbandonLetter(Writes(), abandon));
  EXPECT_EQ(Value(Get(Reads())).abandon_reason(), abandon.reason());
  const Letter hosts = Value(Get(Host()));
  EXPECT_EQ(hosts.state(), Letter::STATE_ABANDONED);
  EXPECT_EQ(hosts.abandon_reason(), "");
}

TEST_F(LettersTest, LettersAndTheirVersions_AreBounded) {
  Drafted();
  v1::LetterVersion version;
  version.set_name(absl::StrCat(kLetter, "/versions/199"));
  ASSERT_TRUE(Write([&](storage::Transaction& tx) {
                return context().store.letters.AddVersion(tx, version);
              }).ok());
  EXPECT_EQ(Value(Share()).latest_version(), absl::StrCat(kLetter, "/versions/200"));
  Value(Finish());
  ExpectError(Fix(), reasons::ERROR_REASON_QUOTA_EXCEEDED);

  v1::AbandonLetterRequest abandon;
  abandon.set_name(kLetter);
  abandon.set_reason("Begun too early.");
  Value(letters_.AbandonLetter(Writes(), abandon));
  ASSERT_TRUE(Write([&](storage::Transaction& tx) {
                Letter letter;
                letter.set_state(Letter::STATE_ABANDONED);
                absl::Status status;
                for (int i = 1; i < 50 && status.ok(); ++i) {
                  letter.set_name(absl::StrCat(kReview, "/letters/l", i));
                  status = context().store.letters.letters.Insert(tx, letter);
                }
                return status;
              }).ok());
  v1::DraftLetterRequest draft;
  draft.set_parent(kReview);
  ExpectError(letters_.DraftLetter(Writes(), draft), reasons::ERROR_REASON_QUOTA_EXCEEDED);
}

TEST_F(LettersTest, ShareLetter_ShowsTheHostThatVersionAndNoTrace) {
  const Letter shared = Shared();
  EXPECT_EQ(shared.state(), Letter::STATE_WITH_HOST);
  // Ten working days from Tuesday 10 July.
  EXPECT_EQ(shared.corrections_due_date(), "2012-07-24");
  const Letter seen = Value(Get(Host()));
  EXPECT_EQ(seen.sections_size(), 6);
  EXPECT_EQ(seen.content_sha256(), shared.content_sha256());
  const v1::Paragraph paragraph = FirstTraced(seen, Section::KIND_RECOMMENDATIONS);
  EXPECT_EQ(paragraph.author(), "");
  EXPECT_EQ(seen.DebugString().find("/findings/"), std::string::npos);
  EXPECT_EQ(seen.DebugString().find("/people/"), std::string::npos);
  ExpectError(Get(As(roles::ROLE_SCRUTINY_OFFICER, kLincolnshire, roles::PERMISSION_LETTER_READ)),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  ExpectError(Update(FirstTraced(shared, Section::KIND_KLOE)), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(LettersTest, ASharedLetter_ShowsToASystemOfTheHostThatOnlyReads) {
  const auto system = [](access::Role acts_as) {
    rpc::Call call = As(roles::ROLE_COUNCIL_SYSTEM, kLincolnshire, roles::PERMISSION_LETTER_READ);
    call.caller.grants[0].acts_as = acts_as;
    return call;
  };
  const rpc::Call directors = system(roles::ROLE_HOST_DIRECTOR);
  Drafted();
  ExpectError(Get(directors), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  const Letter shared = Value(Share());
  EXPECT_EQ(Value(Get(directors)).content_sha256(), shared.content_sha256());
  const v1::Correction correction =
      Value(Submit(FirstTraced(shared, Section::KIND_KLOE).name(), "Known on"));
  EXPECT_EQ(GetCorrection(correction.name(), directors).name(), correction.name());
  ExpectError(Get(system(roles::ROLE_SCRUTINY_OFFICER)), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(LettersTest, ALetterAndItsRecommendations_AreReadByThoseWhoTookTheHostsPlace) {
  constexpr char kHeir[] = "regions/em/authorities/E06000099";
  const rpc::Call heir = As(roles::ROLE_HOST_DIRECTOR, kHeir, roles::PERMISSION_LETTER_READ);
  const rpc::Call scrutiny = As(roles::ROLE_SCRUTINY_OFFICER, kHeir, roles::PERMISSION_LETTER_READ);
  Shared();
  ExpectError(Get(heir), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  Succeed("E06000099");
  EXPECT_EQ(Value(Get(heir)).state(), Letter::STATE_WITH_HOST);
  ExpectError(Get(scrutiny), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  Value(Finish());
  const std::string sha256 = Value(Fix()).content_sha256();
  Value(Sign(kLead, sha256));
  Value(Sign(kManager, sha256));
  Value(Issue());
  v1::GetRecommendationRequest get;
  get.set_name(recommendations_made_[0]);
  for (const rpc::Call& call : {heir, scrutiny}) {
    EXPECT_EQ(Value(Get(call)).state(), Letter::STATE_ISSUED);
    EXPECT_EQ(Value(findings().GetRecommendation(call, get)).name(), get.name());
  }
  ExpectError(
      Get(As(roles::ROLE_HOST_DIRECTOR, evidence::kNottingham, roles::PERMISSION_LETTER_READ)),
      reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(LettersTest, TheLetterOfACancelledReview_StaysWithTheTeam) {
  const std::string sha256 = Signed().content_sha256();
  scheduling::v1::Review review = evidence_.review();
  review.set_state(scheduling::v1::Review::STATE_CANCELLED);
  Know(review);
  ExpectError(Issue(), reasons::ERROR_REASON_WRONG_STATE);
  ExpectError(Sign(kLead, sha256), reasons::ERROR_REASON_WRONG_STATE);
  v1::ReopenLetterRequest reopen;
  reopen.set_name(kLetter);
  reopen.set_reason("Cancelled.");
  Value(letters_.ReopenLetter(Writes(), reopen));
  ExpectError(Share(), reasons::ERROR_REASON_WRONG_STATE);
  ExpectError(Fix(), reasons::ERROR_REASON_WRONG_STATE);
}

}  // namespace
}  // namespace peerchallenge::recommendations
