#include <gmock/gmock.h>

#include "tests/services/recommendations/letters/letter_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using testing::HasSubstr;
using testing::Not;

class LetterRenderingTest : public LetterTest {};

TEST_F(LetterRenderingTest, RenderLetter_MarksADraftAndGivesAnIssuedLetterTheSameBytes) {
  Shared();
  EXPECT_THAT(Rendered(Host(), v1::DOCUMENT_FORMAT_HTML), HasSubstr("Draft (with host)"));
  EXPECT_THAT(Rendered(Host(), v1::DOCUMENT_FORMAT_HTML), testing::Not(HasSubstr("Signed")));
  Value(Finish());
  const std::string sha256 = Value(Fix()).content_sha256();
  Value(Sign(kLead, sha256));
  Value(Sign(kManager, sha256));
  Value(Issue());
  const std::string html = Rendered(Host(), v1::DOCUMENT_FORMAT_HTML);
  EXPECT_THAT(html, HasSubstr("Share the tracking."));
  EXPECT_THAT(html, HasSubstr("The peer challenge team, East Midlands"));
  EXPECT_THAT(html, HasSubstr("Called lead, Nottingham, Lead reviewer, 10 July 2012"));
  EXPECT_THAT(html, HasSubstr("Called manager, Nottingham, Review manager, 10 July 2012"));
  EXPECT_THAT(html, Not(HasSubstr("Draft (")));
  for (const auto format : {v1::DOCUMENT_FORMAT_HTML, v1::DOCUMENT_FORMAT_ODT,
                            v1::DOCUMENT_FORMAT_DOCX, v1::DOCUMENT_FORMAT_PDF}) {
    const std::string first = Rendered(Host(), format);
    clock().Advance(absl::Minutes(1));
    EXPECT_EQ(Rendered(Reads(), format), first) << v1::DocumentFormat_Name(format);
  }
}

}  // namespace
}  // namespace peerchallenge::recommendations
