#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "services/recommendations/letters/correction_steps.h"
#include "services/recommendations/reports/committee_report_service.h"
#include "tests/services/recommendations/letters/letter_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using v1::CommitteeReport;

class ReportsTest : public LetterTest {
 protected:
  static constexpr char kReport[] = "regions/em/reviews/lin/committeeReports/scrutiny";

  static rpc::Call Writes() { return Host(roles::PERMISSION_COMMITTEE_REPORT_WRITE); }
  static rpc::Call ReadsAs(access::Role role, const std::string& authority) {
    return As(role, authority, roles::PERMISSION_COMMITTEE_REPORT_READ);
  }
  v1::DraftCommitteeReportRequest Asked() {
    v1::DraftCommitteeReportRequest request;
    request.set_parent(kReview);
    request.set_committee_report_id("scrutiny");
    request.set_report_to("Children and Young People Scrutiny Committee");
    request.set_meeting_date("2012-09-07");
    return request;
  }
  CommitteeReport Drafted() {
    Signed();
    Value(Issue());
    return Value(service_.DraftCommitteeReport(Writes(), Asked()));
  }
  absl::StatusOr<CommitteeReport> GetReport(const rpc::Call& call) {
    v1::GetCommitteeReportRequest request;
    request.set_name(kReport);
    return service_.GetCommitteeReport(call, request);
  }
  absl::StatusOr<CommitteeReport> Publish() {
    v1::PublishCommitteeReportRequest request;
    request.set_name(kReport);
    return service_.PublishCommitteeReport(Writes(), request);
  }
  absl::StatusOr<v1::ExemptAnnex> WriteAnnex(const std::string& text, int blocks = 1) {
    v1::UpdateExemptAnnexRequest request;
    request.mutable_exempt_annex()->set_name(absl::StrCat(kReport, "/exemptAnnex"));
    request.mutable_exempt_annex()->set_ground("paragraph 2 of Part 1 of Schedule 12A");
    for (int i = 0; i < blocks; ++i) {
      request.mutable_exempt_annex()->add_blocks()->set_text(text);
    }
    return service_.UpdateExemptAnnex(Writes(), request);
  }
  std::string Html() {
    v1::RenderCommitteeReportRequest request;
    request.set_name(kReport);
    return BytesOf(
        service_.RenderCommitteeReport(ReadsAs(roles::ROLE_HOST_DIRECTOR, kLincolnshire), request));
  }

  CommitteeReportService service_{context()};
};

TEST_F(ReportsTest, DraftCommitteeReport_NeedsAnIssuedLetter) {
  ExpectError(service_.DraftCommitteeReport(Writes(), Asked()), reasons::ERROR_REASON_WRONG_STATE);
  LetterTest::Drafted();
  ExpectError(service_.DraftCommitteeReport(Writes(), Asked()), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(ReportsTest, DraftCommitteeReport_FillsTheUsualForm) {
  const CommitteeReport report = Drafted();
  EXPECT_EQ(report.state(), CommitteeReport::STATE_DRAFT);
  EXPECT_EQ(report.report_from(), "Director of Children's Services");
  // Five clear working days before Friday 7 September.
  EXPECT_EQ(report.publication_due_date(), "2012-08-30");
  EXPECT_EQ(report.letter(), kLetter);
  EXPECT_THAT(report.summary(0).text(), HasSubstr("It makes 3 recommendations."));
  EXPECT_THAT(report.consultation(0).text(), HasSubstr("checked the letter"));
  const std::string html = Html();
  size_t last = 0;
  for (const char* part :
       {"Report to", "Children and Young People Scrutiny Committee", "7 September 2012", "Subject",
        "Summary", "Actions required", "Background", "Conclusion", "Consultation", "Appendices",
        "Appendix A: Letter of recommendations", "Share the tracking."}) {
    const size_t at = html.find(part, last);
    ASSERT_NE(at, std::string::npos) << part;
    last = at;
  }
  EXPECT_THAT(html, HasSubstr("Draft"));
}

TEST_F(ReportsTest, ADraft_IsForTheHostsDirectorAlone) {
  Drafted();
  const auto outside = {ReadsAs(roles::ROLE_PROGRAMME_OFFICE, ""),
                        ReadsAs(roles::ROLE_REGIONAL_BOARD, evidence::kNottingham),
                        ReadsAs(roles::ROLE_HOST_DIRECTOR, evidence::kNottingham),
                        ReadsAs(roles::ROLE_SCRUTINY_OFFICER, kLincolnshire)};
  for (const rpc::Call& call : outside) {
    ExpectError(GetReport(call), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  EXPECT_TRUE(GetReport(ReadsAs(roles::ROLE_HOST_DIRECTOR, kLincolnshire)).ok());
  EXPECT_EQ(Value(Publish()).publication_date(), "2012-07-10");
  EXPECT_TRUE(GetReport(ReadsAs(roles::ROLE_PROGRAMME_OFFICE, "")).ok());
  EXPECT_TRUE(GetReport(ReadsAs(roles::ROLE_SCRUTINY_OFFICER, kLincolnshire)).ok());
  ExpectError(GetReport(ReadsAs(roles::ROLE_HOST_DIRECTOR, evidence::kNottingham)),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ReportsTest, PublishCommitteeReport_NeedsEveryPartAndIsForGood) {
  CommitteeReport report = Drafted();
  v1::UpdateCommitteeReportRequest update;
  update.mutable_committee_report()->set_name(kReport);
  update.mutable_update_mask()->add_paths("consultation");
  Value(service_.UpdateCommitteeReport(Writes(), update));
  ExpectError(Publish(), reasons::ERROR_REASON_RULE_BROKEN);
  update.mutable_committee_report()->add_consultation()->set_text("Nobody was consulted.");
  Value(service_.UpdateCommitteeReport(Writes(), update));
  EXPECT_EQ(Value(Publish()).state(), CommitteeReport::STATE_PUBLISHED);
  ExpectError(Publish(), reasons::ERROR_REASON_WRONG_STATE);
  ExpectError(service_.UpdateCommitteeReport(Writes(), update), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_THAT(Html(), Not(HasSubstr("Draft")));
}

TEST_F(ReportsTest, UpdateCommitteeReport_TakesNoMoreThanCanBeRendered) {
  Drafted();
  v1::UpdateCommitteeReportRequest update;
  update.mutable_committee_report()->set_name(kReport);
  for (int i = 0; i < 40; ++i) {
    update.mutable_committee_report()->add_background()->set_text(std::string(8'000, 'a'));
  }
  ExpectError(service_.UpdateCommitteeReport(Writes(), update),
              reasons::ERROR_REASON_FIELD_INVALID);
  update.mutable_committee_report()->mutable_background()->DeleteSubrange(30, 10);
  Value(service_.UpdateCommitteeReport(Writes(), update));
  EXPECT_THAT(Html(), HasSubstr(std::string(8'000, 'a')));
}

TEST_F(ReportsTest, UpdateCommitteeReport_MovesTheLastDayWithTheMeeting) {
  Drafted();
  v1::UpdateCommitteeReportRequest update;
  update.mutable_committee_report()->set_name(kReport);
  // The bank holiday of 27 August does not count.
  update.mutable_committee_report()->set_meeting_date("2012-08-31");
  EXPECT_EQ(Value(service_.UpdateCommitteeReport(Writes(), update)).publication_due_date(),
            "2012-08-22");
  update.mutable_committee_report()->set_meeting_date("2012-02-30");
  ExpectError(service_.UpdateCommitteeReport(Writes(), update),
              reasons::ERROR_REASON_FIELD_INVALID);
}

TEST_F(ReportsTest, TheExemptAnnex_StaysApart) {
  Drafted();
  Value(WriteAnnex("What one family said."));
  const rpc::Call director = Host(roles::PERMISSION_EXEMPT_ANNEX_READ);
  v1::GetExemptAnnexRequest get;
  get.set_name(absl::StrCat(kReport, "/exemptAnnex"));
  EXPECT_EQ(Value(service_.GetExemptAnnex(director, get)).blocks_size(), 1);
  EXPECT_TRUE(
      Value(GetReport(ReadsAs(roles::ROLE_HOST_DIRECTOR, kLincolnshire))).has_exempt_annex());
  EXPECT_THAT(Html(), Not(HasSubstr("What one family said.")));
  v1::RenderExemptAnnexRequest render;
  render.set_name(get.name());
  const std::string annex = BytesOf(service_.RenderExemptAnnex(director, render));
  EXPECT_THAT(annex, HasSubstr("What one family said."));
  EXPECT_THAT(annex, HasSubstr("Not for publication"));
  ExpectError(service_.GetExemptAnnex(As(roles::ROLE_SCRUTINY_OFFICER, kLincolnshire,
                                         roles::PERMISSION_EXEMPT_ANNEX_READ),
                                      get),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  Value(Publish());
  const auto others = {ReadsAs(roles::ROLE_PROGRAMME_OFFICE, ""),
                       ReadsAs(roles::ROLE_SCRUTINY_OFFICER, kLincolnshire)};
  for (const rpc::Call& call : others) {
    EXPECT_FALSE(Value(GetReport(call)).has_exempt_annex());
  }
  ExpectError(WriteAnnex("More."), reasons::ERROR_REASON_WRONG_STATE);
}

TEST_F(ReportsTest, AnExemptAnnexWithoutBlocks_IsRemoved) {
  Drafted();
  Value(WriteAnnex("What one family said."));
  EXPECT_EQ(Value(WriteAnnex("", 0)).blocks_size(), 0);
  v1::GetExemptAnnexRequest get;
  get.set_name(absl::StrCat(kReport, "/exemptAnnex"));
  ExpectError(service_.GetExemptAnnex(Host(roles::PERMISSION_EXEMPT_ANNEX_READ), get),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ReportsTest, UpdateExemptAnnex_TakesNoMoreThanCanBeRendered) {
  Drafted();
  const std::string text(8'000, 'a');
  ExpectError(WriteAnnex(text, 40), reasons::ERROR_REASON_FIELD_INVALID);
  Value(WriteAnnex(text, 30));
  v1::RenderExemptAnnexRequest render;
  render.set_name(absl::StrCat(kReport, "/exemptAnnex"));
  EXPECT_THAT(
      BytesOf(service_.RenderExemptAnnex(Host(roles::PERMISSION_EXEMPT_ANNEX_READ), render)),
      HasSubstr(text));
}

TEST_F(ReportsTest, DraftCommitteeReport_SaysThatTheHostWasShownNothing) {
  AllowUnsharedLetter();
  LetterTest::Drafted();
  const std::string sha256 = Value(Fix()).content_sha256();
  Value(Sign(kLead, sha256));
  Value(Sign(kManager, sha256));
  Value(Issue());
  EXPECT_THAT(Value(service_.DraftCommitteeReport(Writes(), Asked())).consultation(0).text(),
              HasSubstr("was not shown"));
}

TEST_F(ReportsTest, DraftCommitteeReport_SaysThatTheHostsTimeRanOut) {
  Shared();
  clock().Advance(absl::Hours(24 * 15));
  Know(evidence_.review());
  ASSERT_TRUE(EndOverdueCorrections(context()).ok());
  const std::string sha256 = Value(Fix()).content_sha256();
  Value(Sign(kLead, sha256));
  Value(Sign(kManager, sha256));
  Value(Issue());
  EXPECT_THAT(Value(service_.DraftCommitteeReport(Writes(), Asked())).consultation(0).text(),
              HasSubstr("No answer was given"));
}

TEST_F(ReportsTest, DraftCommitteeReport_SaysNothingOfACheckThatAnOlderVersionDidNotKeep) {
  Signed();
  Value(Issue());
  ASSERT_TRUE(database()
                  .Write(absl::InfiniteFuture(),
                         [&](storage::Transaction& tx) -> absl::Status {
                           auto letter = context().store.letters.letters.Get(tx, kLetter);
                           if (!letter.ok()) return letter.status();
                           letter->clear_check_date();
                           letter->clear_sender();
                           return context().store.letters.letters.Update(tx, *letter);
                         })
                  .ok());
  EXPECT_THAT(Value(service_.DraftCommitteeReport(Writes(), Asked())).consultation(0).text(),
              AllOf(HasSubstr("was shown to the director"), Not(HasSubstr("No answer"))));
}

TEST_F(ReportsTest, DraftCommitteeReport_StopsAtAHundredOfAReview) {
  Drafted();
  v1::DraftCommitteeReportRequest request = Asked();
  for (int i = 1; i < 100; ++i) {
    request.set_committee_report_id(absl::StrCat("report-", i));
    Value(service_.DraftCommitteeReport(Writes(), request));
  }
  request.set_committee_report_id("one-more");
  ExpectError(service_.DraftCommitteeReport(Writes(), request),
              reasons::ERROR_REASON_QUOTA_EXCEEDED);
}

TEST_F(ReportsTest, ListCommitteeReports_GoesByTheDayOfTheMeeting) {
  Drafted();
  v1::DraftCommitteeReportRequest earlier = Asked();
  earlier.set_committee_report_id("cabinet");
  earlier.set_meeting_date("2012-08-30");
  Value(service_.DraftCommitteeReport(Writes(), earlier));
  v1::ListCommitteeReportsRequest list;
  list.set_parent("regions/em/reviews/-");
  const auto reports =
      Value(service_.ListCommitteeReports(ReadsAs(roles::ROLE_HOST_DIRECTOR, kLincolnshire), list));
  ASSERT_EQ(reports.committee_reports_size(), 2);
  EXPECT_EQ(reports.committee_reports(1).name(), kReport);
  EXPECT_EQ(Value(service_.ListCommitteeReports(ReadsAs(roles::ROLE_PROGRAMME_OFFICE, ""), list))
                .committee_reports_size(),
            0);
}

TEST_F(ReportsTest, AReport_IsReadByThoseWhoTookTheHostsPlace) {
  Drafted();
  constexpr char kHeir[] = "regions/em/authorities/E06000099";
  const rpc::Call heir = ReadsAs(roles::ROLE_HOST_DIRECTOR, kHeir);
  ExpectError(GetReport(heir), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  Succeed("E06000099");
  EXPECT_EQ(Value(GetReport(heir)).state(), CommitteeReport::STATE_DRAFT);
  // It writes none: that is for the one that it was written for.
  v1::PublishCommitteeReportRequest publish;
  publish.set_name(kReport);
  ExpectError(
      service_.PublishCommitteeReport(
          As(roles::ROLE_HOST_DIRECTOR, kHeir, roles::PERMISSION_COMMITTEE_REPORT_WRITE), publish),
      reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace peerchallenge::recommendations
