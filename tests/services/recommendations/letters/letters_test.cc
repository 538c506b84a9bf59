#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"
#include "common/changes/feed.h"
#include "services/recommendations/changes_service.h"
#include "services/recommendations/letters/correction_steps.h"
#include "services/recommendations/letters/letter_issuing.h"
#include "services/recommendations/migrate.h"
#include "services/recommendations/plans/plan_names.h"
#include "tests/common/changes/stream_reader.h"
#include "tests/services/recommendations/letters/letter_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using v1::Letter;
using v1::Section;

class LettersTest : public LetterTest {
 protected:
  absl::StatusOr<v1::Paragraph> Update(v1::Paragraph paragraph, const std::string& person = kLead) {
    v1::UpdateParagraphRequest request;
    *request.mutable_paragraph() = std::move(paragraph);
    return letters_.UpdateParagraph(Writes(person), request);
  }
  absl::StatusOr<v1::Recommendation> Update(const v1::UpdateRecommendationRequest& request) {
    return findings().UpdateRecommendation(By(kLead, roles::PERMISSION_FINDING_WRITE), request);
  }
  v1::AnswerCorrectionRequest Answer(const v1::Correction& correction,
                                     v1::Correction::Decision decision) {
    v1::AnswerCorrectionRequest request;
    request.set_name(correction.name());
    request.set_decision(decision);
    request.set_reason("As the papers say.");
    return request;
  }
  v1::Correction GetCorrection(const std::string& name, const rpc::Call& call) {
    v1::GetCorrectionRequest request;
    request.set_name(name);
    return Value(letters_.GetCorrection(call, request));
  }
  v1::Recommendation GetRecommendation(const std::string& name) {
    v1::GetRecommendationRequest request;
    request.set_name(name);
    return Value(findings().GetRecommendation(Reads(), request));
  }
  // No method changes a finding or recommendation of the review.
  void ExpectNothingChanges() {
    const rpc::Call call = By(kLead, roles::PERMISSION_FINDING_WRITE);
    const auto expect_refused = [](const auto& reply) {
      ExpectError(reply, reasons::ERROR_REASON_WRONG_STATE);
    };
    expect_refused(findings().CreateFinding(call, Finding("Late.", {})));
    expect_refused(
        findings().CreateRecommendation(call, Recommendation("Late.", findings_made_[0])));
    v1::UpdateFindingRequest update;
    update.mutable_finding()->set_name(findings_made_[0]);
    update.mutable_finding()->set_text("Otherwise.");
    expect_refused(findings().UpdateFinding(call, update));
    v1::OverrideTriangulationRequest override;
    override.set_name(findings_made_[0]);
    override.set_reason("It stands all the same.");
    expect_refused(findings().OverrideTriangulation(call, override));
    v1::AgreeFindingRequest agree;
    agree.set_name(findings_made_[0]);
    expect_refused(findings().AgreeFinding(call, agree));
    v1::WithdrawFindingRequest withdraw;
    withdraw.set_name(findings_made_[2]);
    withdraw.set_reason("Wrong.");
    expect_refused(findings().WithdrawFinding(call, withdraw));
    v1::UpdateRecommendationRequest reword;
    reword.mutable_recommendation()->set_name(recommendations_made_[0]);
    reword.mutable_recommendation()->set_text("Otherwise.");
    expect_refused(findings().UpdateRecommendation(call, reword));
    v1::WithdrawRecommendationRequest take_back;
    take_back.set_name(recommendations_made_[0]);
    take_back.set_reason("Wrong.");
    expect_refused(findings().WithdrawRecommendation(call, take_back));
  }
  absl::Status Write(const std::function<absl::Status(storage::Transaction&)>& act) {
    return database().Write(absl::InfiniteFuture(), act);
  }
  std::unique_ptr<changes::StreamReader> WatchCorrections() {
    changes::v1::WatchRequest request;
    request.add_resource_types(v1::Correction::descriptor()->full_name());
    auto stream = changes_.Watch(Host(), request);
    EXPECT_TRUE(stream.ok()) << stream.status();
    return std::make_unique<changes::StreamReader>(*std::move(stream));
  }
  // The decisions that corrections show which have changed since.
  std::vector<std::string> Watched(changes::StreamReader& reader) {
    feed_.Tick();
    std::vector<std::string> decisions;
    while (true) {
      const auto response = reader.NextNow();
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok() || !response->has_value()) return decisions;
      v1::Correction correction;
      if (!(*response)->change().resource().UnpackTo(&correction)) continue;
      decisions.push_back(v1::Correction::Decision_Name(correction.decision()));
    }
  }
  std::string Rendered(const rpc::Call& call, v1::DocumentFormat format) {
    v1::RenderLetterRequest request;
    request.set_name(kLetter);
    request.set_format(format);
    auto stream = letters_.RenderLetter(call, request);
    EXPECT_TRUE(stream.ok()) << stream.status();
    std::string bytes;
    while (stream.ok()) {
      auto step = (*stream)->Next();
      EXPECT_TRUE(step.ok()) << step.status();
      auto* message = std::get_if<std::unique_ptr<google::protobuf::Message>>(&*step);
      if (message == nullptr) break;
      bytes += static_cast<const v1::RenderedDocument&>(**message).data();
    }
    return bytes;
  }

  changes::Feed feed_{
      database(), clock(), context().store.sealer, {.poll = absl::InfiniteDuration()}};
  ChangesService changes_{context(), feed_};
};

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

TEST_F(LettersTest, UpdateParagraph_KeepsVersionsAndGuardsByEtag) {
  v1::Paragraph paragraph = FirstTraced(Drafted(), Section::KIND_KLOE);
  const v1::Paragraph before = paragraph;
  paragraph.mutable_sentences(0)->set_text("The gap is narrowing.");
  const v1::Paragraph changed = Value(Update(paragraph, kManager));
  EXPECT_EQ(changed.version(), 2);
  EXPECT_EQ(changed.author(), kManager);
  ExpectError(Update(before), reasons::ERROR_REASON_ETAG_MISMATCH);
  v1::ListParagraphVersionsRequest list;
  list.set_parent(paragraph.name());
  const auto versions = Value(letters_.ListParagraphVersions(Writes(), list));
  ASSERT_EQ(versions.versions_size(), 2);
  EXPECT_EQ(versions.versions(1).sentences(0).text(), before.sentences(0).text());

  paragraph = changed;
  paragraph.mutable_sentences(0)->clear_findings();
  ExpectError(Update(paragraph), reasons::ERROR_REASON_FIELD_INVALID);
  paragraph.mutable_sentences(0)->add_findings(absl::StrCat(kReview, "/findings/none"));
  ExpectError(Update(paragraph), reasons::ERROR_REASON_REFERENCE_BROKEN);
}

TEST_F(LettersTest, InsertMoveAndRemove_ChangeTheOrder) {
  const Letter letter = Drafted();
  v1::InsertParagraphRequest insert;
  insert.set_parent(kLetter);
  insert.set_paragraph_id("mine");
  insert.mutable_paragraph()->add_sentences()->set_text("We thank the council.");
  insert.mutable_paragraph()->mutable_sentences(0)->set_procedural(true);
  insert.mutable_place()->set_section("introduction");
  const v1::Paragraph mine = Value(letters_.InsertParagraph(Writes(), insert));
  EXPECT_EQ(Value(Get(Reads())).sections(0).paragraphs(0).name(), mine.name());
  v1::MoveParagraphRequest move;
  move.set_name(mine.name());
  move.mutable_place()->set_section("caveats");
  move.mutable_place()->set_after(letter.sections(5).paragraphs(0).name());
  EXPECT_EQ(Value(letters_.MoveParagraph(Writes(), move)).sections(5).paragraphs(1).name(),
            mine.name());
  move.mutable_place()->set_section("nowhere");
  ExpectError(letters_.MoveParagraph(Writes(), move), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(Value(Get(Reads())).sections(5).paragraphs_size(), 3);
  v1::RemoveParagraphRequest remove;
  remove.set_name(mine.name());
  EXPECT_EQ(Value(letters_.RemoveParagraph(Writes(), remove)).sections(5).paragraphs_size(), 2);
  ExpectError(Update(mine), reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(LettersTest, ALetter_StaysShortEnoughToBeRendered) {
  Drafted();
  v1::InsertParagraphRequest insert;
  insert.set_parent(kLetter);
  insert.mutable_place()->set_section("caveats");
  for (int i = 0; i < 50; ++i) {
    v1::Sentence& sentence = *insert.mutable_paragraph()->add_sentences();
    sentence.set_text(std::string(2'000, 'a'));
    sentence.set_procedural(true);
  }
  absl::StatusOr<v1::Paragraph> inserted;
  for (int i = 0; i < 5; ++i) {
    inserted = letters_.InsertParagraph(Writes(), insert);
    ASSERT_TRUE(inserted.ok()) << inserted.status();
  }
  ExpectError(letters_.InsertParagraph(Writes(), insert), reasons::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_THAT(Rendered(Reads(), v1::DOCUMENT_FORMAT_HTML), HasSubstr(std::string(2'000, 'a')));
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

TEST_F(LettersTest, CheckLetter_FindsWhatIsNotAgreedLeftOutOrRecognisable) {
  const Letter letter = Drafted();
  v1::UpdateFindingRequest reword;
  reword.mutable_finding()->set_name(findings_made_[1]);
  reword.mutable_finding()->set_text("Not so sure.");
  Value(findings().UpdateFinding(By(kLead, roles::PERMISSION_FINDING_WRITE), reword));
  EXPECT_THAT(Problems(), Contains("KIND_FINDING_NOT_AGREED"));
  v1::Paragraph paragraph = FirstTraced(letter, Section::KIND_KLOE);
  paragraph.mutable_sentences(0)->set_text("Ask jo.smith@example.org about it.");
  Value(Update(paragraph));
  EXPECT_THAT(Problems(), Contains("KIND_RECOGNISABLE"));
  v1::RemoveParagraphRequest remove;
  remove.set_name(letter.sections(3).paragraphs(0).name());
  Value(letters_.RemoveParagraph(Writes(), remove));
  EXPECT_THAT(Problems(), Contains("KIND_LEFT_OUT"));
  evidence_channel().SetAway(true);
  EXPECT_THAT(Problems(), Contains("KIND_NOT_CHECKED"));
  ExpectError(Share(), reasons::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  evidence_channel().SetAway(false);
  ExpectError(Share(), reasons::ERROR_REASON_RULE_BROKEN);
}

TEST_F(LettersTest, CheckLetter_FindsARecommendationThatTheLetterSaysOtherwise) {
  v1::Paragraph paragraph = FirstTraced(Drafted(), Section::KIND_RECOMMENDATIONS);
  v1::UpdateRecommendationRequest update;
  update.mutable_recommendation()->set_name(recommendations_made_[0]);
  update.mutable_recommendation()->set_horizon(v1::Recommendation::HORIZON_YEAR);
  Value(Update(update));
  EXPECT_THAT(Problems(), ElementsAre("KIND_TEXT_DIFFERS"));
  ExpectError(Share(), reasons::ERROR_REASON_RULE_BROKEN);
  paragraph.mutable_sentences(0)->set_text(
      "High priority, to the director of children's services, within a year:");
  paragraph.mutable_sentences(1)->set_text("share the tracking.");
  paragraph = Value(Update(paragraph));
  EXPECT_THAT(Problems(), IsEmpty());
  update.mutable_recommendation()->set_text("Share the tracking\nwith schools.");
  Value(Update(update));
  EXPECT_THAT(Problems(), ElementsAre("KIND_TEXT_DIFFERS"));
  paragraph.mutable_sentences(1)->set_text("share the tracking with schools.");
  Value(Update(paragraph));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(LettersTest, CheckLetter_FindsARecommendationThatFollowsFromWhatDoesNotStand) {
  Drafted();
  const rpc::Call call = By(kLead, roles::PERMISSION_FINDING_WRITE);
  const std::string draft = Value(findings().CreateFinding(call, Finding("A thought.", {}))).name();
  v1::UpdateRecommendationRequest update;
  update.mutable_recommendation()->set_name(recommendations_made_[0]);
  update.mutable_recommendation()->add_findings(findings_made_[0]);
  update.mutable_recommendation()->add_findings(draft);
  Value(Update(update));
  EXPECT_THAT(Problems(), ElementsAre("KIND_FINDING_NOT_AGREED"));
  v1::WithdrawFindingRequest withdraw;
  withdraw.set_name(draft);
  withdraw.set_reason("Nobody else saw it.");
  Value(findings().WithdrawFinding(call, withdraw));
  EXPECT_THAT(Problems(), ElementsAre("KIND_FINDING_NOT_AGREED"));
  update.mutable_recommendation()->mutable_findings()->RemoveLast();
  Value(Update(update));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(LettersTest, CheckLetter_LooksForNamesInAllThatIssuingShows) {
  const Letter letter = Drafted();
  const std::string told = "Ask jo.smith@example.org about it.";
  const auto expect_found = [&](const std::string& subject) {
    EXPECT_THAT(Problems(), Contains("KIND_RECOGNISABLE"));
    ExpectError(Share(), reasons::ERROR_REASON_RULE_BROKEN);
    v1::CheckLetterRequest check;
    check.set_name(kLetter);
    const auto problems = Value(letters_.CheckLetter(Writes(), check)).problems();
    EXPECT_TRUE(std::any_of(problems.begin(), problems.end(), [&](const auto& problem) {
      return problem.kind() == v1::LetterProblem::KIND_RECOGNISABLE && problem.subject() == subject;
    })) << subject;
  };
  v1::UpdateLetterHeadingRequest heading;
  heading.set_name(kLetter);
  const auto reword = [&] { Value(letters_.UpdateLetterHeading(Writes(), heading)); };
  heading.set_title(told);
  reword();
  expect_found("");
  heading.set_title(letter.title());
  heading.set_addressee(told);
  reword();
  expect_found("");
  heading.set_addressee(letter.addressee());
  (*heading.mutable_headings())["kloe-1"] = told;
  reword();
  expect_found("");
  (*heading.mutable_headings())["kloe-1"] = "Is the gap narrowing?";
  reword();
  EXPECT_THAT(Problems(), Not(Contains("KIND_RECOGNISABLE")));

  v1::UpdateRecommendationRequest update;
  update.mutable_recommendation()->set_name(recommendations_made_[1]);
  update.mutable_recommendation()->set_text(told);
  Value(Update(update));
  expect_found(recommendations_made_[1]);
  update.mutable_recommendation()->set_text("Train governors.");
  update.mutable_recommendation()->set_addressee_detail(told);
  Value(Update(update));
  expect_found(recommendations_made_[1]);
}

TEST_F(LettersTest, CheckLetter_LooksForNamesInTheAnswersThatTheHostWillRead) {
  const v1::Correction correction =
      Value(Submit(FirstTraced(Shared(), Section::KIND_KLOE).name(), "Known on"));
  Value(Finish());
  v1::AnswerCorrectionRequest answer = Answer(correction, v1::Correction::DECISION_DECLINED);
  answer.set_reason("As jo.smith@example.org told us.");
  Value(letters_.AnswerCorrection(Writes(), answer));
  EXPECT_THAT(Problems(), ElementsAre("KIND_RECOGNISABLE"));
  ExpectError(Fix(), reasons::ERROR_REASON_RULE_BROKEN);
  answer.set_reason("As the papers say.");
  Value(letters_.AnswerCorrection(Writes(), answer));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(LettersTest, Quotations_NeedConsentAndTheWords) {
  v1::Paragraph paragraph = FirstTraced(Drafted(), Section::KIND_KLOE);
  const std::string occasion = AddOccasion(kAnn, evidence::v1::SOURCE_CLASS_PARENT, 6);
  evidence::v1::ItemContent content = Note(occasion, "They listen to us now.");
  content.set_kind(evidence::v1::ItemContent::KIND_QUOTE);
  content.set_quote_consent(evidence::v1::QUOTE_CONSENT_GIVEN);
  const std::string agreed = Captured(kAnn, content).name();
  content.set_quote_consent(evidence::v1::QUOTE_CONSENT_REFUSED);
  const std::string refused = Captured(kAnn, content).name();
  const auto quote = [&](const std::string& item, const std::string& words) {
    v1::Sentence& sentence = *paragraph.mutable_sentences(0);
    sentence.set_text(absl::StrCat("A parent said: ", words));
    sentence.clear_quotations();
    sentence.add_quotations()->set_item(item);
    sentence.mutable_quotations(0)->set_text(words);
    paragraph = Value(Update(paragraph));
  };
  quote(agreed, "They listen to us now.");
  EXPECT_NE(paragraph.sentences(0).quotations(0).source_class(), 0);
  EXPECT_THAT(Problems(), IsEmpty());
  quote(agreed, "They never listen.");
  EXPECT_THAT(Problems(), Contains("KIND_QUOTE_NOT_ALLOWED"));
  quote(refused, "They listen to us now.");
  EXPECT_THAT(Problems(), Contains("KIND_QUOTE_NOT_ALLOWED"));
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

TEST_F(LettersTest, Corrections_AreAnsweredWithTheTextThatTheyLeadTo) {
  const Letter shared = Shared();
  const v1::Paragraph paragraph = FirstTraced(shared, Section::KIND_KLOE);
  ExpectError(Submit(paragraph.name(), "words of nobody"), reasons::ERROR_REASON_FIELD_INVALID);
  const v1::Correction fact = Value(Submit(paragraph.name(), "Known on"));
  const v1::Correction view = Value(Submit(paragraph.name(), "", v1::Correction::KIND_JUDGEMENT));
  v1::AnswerCorrectionRequest answer = Answer(fact, v1::Correction::DECISION_ACCEPTED);
  *answer.mutable_paragraph() = paragraph;
  answer.mutable_paragraph()->mutable_sentences(0)->set_text("Known since 2011.");
  ExpectError(letters_.AnswerCorrection(Writes(), answer), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(Value(Finish()).state(), Letter::STATE_ANSWERING);
  EXPECT_THAT(Problems(), Contains("KIND_CORRECTION_OPEN"));

  EXPECT_EQ(Value(letters_.AnswerCorrection(Writes(), answer)).state(),
            v1::Correction::STATE_ANSWERED);
  EXPECT_EQ(FirstTraced(Value(Get(Reads())), Section::KIND_KLOE).sentences(0).text(),
            "Known since 2011.");
  // The host is shown neither the text nor the answer yet.
  EXPECT_NE(FirstTraced(Value(Get(Host())), Section::KIND_KLOE).sentences(0).text(),
            "Known since 2011.");
  EXPECT_EQ(GetCorrection(fact.name(), Host()).state(), v1::Correction::STATE_SUBMITTED);

  v1::AnswerCorrectionRequest judged = Answer(view, v1::Correction::DECISION_ACCEPTED);
  *judged.mutable_paragraph() = FirstTraced(Value(Get(Reads())), Section::KIND_KLOE);
  ExpectError(letters_.AnswerCorrection(Writes(), judged), reasons::ERROR_REASON_FIELD_INVALID);
  judged = Answer(view, v1::Correction::DECISION_DECLINED);
  Value(letters_.AnswerCorrection(Writes(), judged));

  clock().Advance(absl::Minutes(1));
  const Letter again = Value(Share());
  EXPECT_EQ(FirstTraced(Value(Get(Host())), Section::KIND_KLOE).sentences(0).text(),
            "Known since 2011.");
  const v1::Correction told = GetCorrection(fact.name(), Host());
  EXPECT_EQ(told.decision(), v1::Correction::DECISION_ACCEPTED);
  EXPECT_EQ(told.decided_by(), "");
  v1::CompareLetterVersionsRequest compare;
  compare.set_before(shared.latest_version());
  compare.set_after(again.latest_version());
  const auto compared = Value(letters_.CompareLetterVersions(Host(), compare));
  ASSERT_EQ(compared.differences_size(), 1);
  EXPECT_EQ(compared.differences(0).corrections(0), fact.name());
}

TEST_F(LettersTest, AnAcceptanceTakenBack_BringsTheTextThatIsToStand) {
  const v1::Paragraph paragraph = FirstTraced(Shared(), Section::KIND_KLOE);
  const v1::Correction fact = Value(Submit(paragraph.name(), "Known on"));
  Value(Finish());
  v1::AnswerCorrectionRequest answer = Answer(fact, v1::Correction::DECISION_ACCEPTED);
  *answer.mutable_paragraph() = paragraph;
  // The text would stand as it was shared.
  ExpectError(letters_.AnswerCorrection(Writes(), answer), reasons::ERROR_REASON_FIELD_INVALID);
  answer.mutable_paragraph()->mutable_sentences(0)->set_text("Known since 2011.");
  Value(letters_.AnswerCorrection(Writes(), answer));

  v1::AnswerCorrectionRequest declined = Answer(fact, v1::Correction::DECISION_DECLINED);
  ExpectError(letters_.AnswerCorrection(Writes(), declined), reasons::ERROR_REASON_FIELD_INVALID);
  *declined.mutable_paragraph() = FirstTraced(Value(Get(Reads())), Section::KIND_KLOE);
  ExpectError(letters_.AnswerCorrection(Writes(), declined), reasons::ERROR_REASON_FIELD_INVALID);
  *declined.mutable_paragraph()->mutable_sentences() = paragraph.sentences();
  EXPECT_EQ(Value(letters_.AnswerCorrection(Writes(), declined)).decision(),
            v1::Correction::DECISION_DECLINED);
  v1::Paragraph now = FirstTraced(Value(Get(Reads())), Section::KIND_KLOE);
  EXPECT_EQ(now.sentences(0).text(), paragraph.sentences(0).text());
  EXPECT_THAT(Problems(), IsEmpty());

  // Later edits are held against the answers, too.
  now.mutable_sentences(0)->set_text("Known since 2011.");
  Value(Update(now));
  EXPECT_THAT(Problems(), Contains("KIND_CORRECTION_OPEN"));
  ExpectError(Fix(), reasons::ERROR_REASON_RULE_BROKEN);
  answer.set_decision(v1::Correction::DECISION_ACCEPTED);
  *answer.mutable_paragraph() = FirstTraced(Value(Get(Reads())), Section::KIND_KLOE);
  Value(letters_.AnswerCorrection(Writes(), answer));
  const std::string sha256 = Value(Fix()).content_sha256();
  Value(Sign(kLead, sha256));
  Value(Sign(kManager, sha256));
  const Letter issued = Value(Issue());
  EXPECT_EQ(issued.correction_counts().accepted(), 1);
  EXPECT_EQ(issued.correction_counts().declined_fact(), 0);
}

TEST_F(LettersTest, ACorrectionOfARemovedParagraph_IsAnsweredWithoutText) {
  const v1::Paragraph paragraph = FirstTraced(Shared(), Section::KIND_KLOE);
  const v1::Correction words = Value(Submit(paragraph.name(), "Known on"));
  v1::SubmitCorrectionRequest out;
  out.set_parent(kLetter);
  out.mutable_correction()->set_paragraph(paragraph.name());
  out.mutable_correction()->set_kind(v1::Correction::KIND_FACT);
  out.mutable_correction()->set_reason("It is not about us.");
  const v1::Correction whole =
      Value(letters_.SubmitCorrection(Host(roles::PERMISSION_LETTER_CORRECT), out));
  Value(Finish());
  v1::AnswerCorrectionRequest accepted = Answer(words, v1::Correction::DECISION_ACCEPTED);
  *accepted.mutable_paragraph() = paragraph;
  accepted.mutable_paragraph()->mutable_sentences(0)->set_text("Known since 2011.");
  Value(letters_.AnswerCorrection(Writes(), accepted));
  v1::RemoveParagraphRequest remove;
  remove.set_name(paragraph.name());
  Value(letters_.RemoveParagraph(Writes(), remove));
  EXPECT_THAT(Problems(), Contains("KIND_CORRECTION_OPEN")) << "its text is nowhere";

  ExpectError(letters_.AnswerCorrection(Writes(), accepted), reasons::ERROR_REASON_FIELD_INVALID);
  for (const auto decision :
       {v1::Correction::DECISION_ACCEPTED, v1::Correction::DECISION_DECLINED}) {
    ExpectError(letters_.AnswerCorrection(Writes(), Answer(words, decision)),
                reasons::ERROR_REASON_FIELD_INVALID);
  }
  Value(letters_.AnswerCorrection(Writes(),
                                  Answer(words, v1::Correction::DECISION_ACCEPTED_IN_PART)));
  Value(letters_.AnswerCorrection(Writes(), Answer(whole, v1::Correction::DECISION_ACCEPTED)));
  EXPECT_THAT(Problems(), testing::Not(Contains("KIND_CORRECTION_OPEN")));
}

TEST_F(LettersTest, ToTheHost_AnAnswerThatIsNotToldLooksLikeNone) {
  const v1::Paragraph paragraph = FirstTraced(Shared(), Section::KIND_KLOE);
  const v1::Correction fact = Value(Submit(paragraph.name(), "Known on"));
  Value(Submit(paragraph.name(), "", v1::Correction::KIND_JUDGEMENT));
  EXPECT_NE(GetCorrection(fact.name(), Host()).etag(), "") << "to withdraw it";
  Value(Finish());
  v1::ListCorrectionsRequest list;
  list.set_parent(kLetter);
  const auto seen = [&] {
    return Value(letters_.ListCorrections(Host(), list)).SerializeAsString() +
           GetCorrection(fact.name(), Host()).SerializeAsString();
  };
  const std::string unanswered = seen();
  const auto watch = WatchCorrections();
  Watched(*watch);  // the token from which on it watches
  clock().Advance(absl::Minutes(1));
  v1::AnswerCorrectionRequest answer = Answer(fact, v1::Correction::DECISION_ACCEPTED);
  *answer.mutable_paragraph() = paragraph;
  answer.mutable_paragraph()->mutable_sentences(0)->set_text("Known since 2011.");
  Value(letters_.AnswerCorrection(Writes(), answer));
  EXPECT_EQ(seen(), unanswered);
  EXPECT_THAT(Watched(*watch), IsEmpty());
  v1::ExtendCorrectionsRequest extend;
  extend.set_name(kLetter);
  extend.set_corrections_due_date("2012-08-31");
  ExpectError(letters_.ExtendCorrections(Writes(), extend), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(seen(), unanswered);

  v1::ListCorrectionsRequest all;
  all.set_parent(kLetter);
  const auto corrections = Value(letters_.ListCorrections(Writes(), all)).corrections();
  for (const v1::Correction& correction : corrections) {
    if (correction.state() == v1::Correction::STATE_ANSWERED) continue;
    Value(
        letters_.AnswerCorrection(Writes(), Answer(correction, v1::Correction::DECISION_DECLINED)));
  }
  EXPECT_THAT(Watched(*watch), IsEmpty());
  Value(Share());
  EXPECT_THAT(Watched(*watch), Contains("DECISION_ACCEPTED")) << "and is told then";
}

TEST_F(LettersTest, AnAnswerThatTheHostWasTold_Stays) {
  const Letter shared = Shared();
  const v1::Correction fact = Value(Submit(FirstTraced(shared, Section::KIND_KLOE).name(), ""));
  Value(Finish());
  v1::AnswerCorrectionRequest answer = Answer(fact, v1::Correction::DECISION_DECLINED);
  Value(letters_.AnswerCorrection(Writes(), answer));
  Value(letters_.AnswerCorrection(Writes(), answer));
  Value(Share());
  const std::string told = GetCorrection(fact.name(), Host()).SerializeAsString();
  EXPECT_TRUE(GetCorrection(fact.name(), Host()).has_tell_time());
  Value(Finish());
  ExpectError(letters_.AnswerCorrection(Writes(), answer), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(GetCorrection(fact.name(), Host()).SerializeAsString(), told);
}

// Older versions kept only when letters were shared and issued.
TEST_F(LettersTest, AnAnswerThatAnOlderVersionTold_Stays) {
  const std::string paragraph = FirstTraced(Shared(), Section::KIND_KLOE).name();
  const v1::Correction first = Value(Submit(paragraph, ""));
  const auto decline = [&](const v1::Correction& correction) {
    clock().Advance(absl::Minutes(1));
    return letters_.AnswerCorrection(Writes(),
                                     Answer(correction, v1::Correction::DECISION_DECLINED));
  };
  const auto upgrade = [&] {
    ASSERT_TRUE(
        Write([&](storage::Transaction& tx) -> absl::Status {
          auto corrections = context().store.letters.CorrectionsOf(tx, kLetter);
          if (!corrections.ok()) return corrections.status();
          for (v1::Correction& correction : *corrections) {
            // That it was told was no change of it.
            if (correction.has_tell_time()) {
              *correction.mutable_update_time() = correction.create_time();
            }
            correction.clear_tell_time();
            correction.clear_etag();
            absl::Status status =
                tx.Post("UPDATE corrections SET body = $2 WHERE name = $1",
                        {{correction.name(), storage::Blob{correction.SerializeAsString()}}});
            if (!status.ok()) return status;
          }
          return tx.Post("DELETE FROM schema_migrations WHERE name = '0030_backfills.sql'", {});
        }).ok());
    const absl::Status migrated = MigrateRecommendations(database(), clock());
    ASSERT_TRUE(migrated.ok()) << migrated;
  };
  Value(Finish());
  Value(decline(first));
  clock().Advance(absl::Minutes(1));
  Value(Share());
  const v1::Correction second = Value(Submit(paragraph, "", v1::Correction::KIND_JUDGEMENT));
  Value(Finish());
  Value(decline(second));
  upgrade();
  EXPECT_EQ(GetCorrection(first.name(), Host()).decision(), v1::Correction::DECISION_DECLINED);
  EXPECT_FALSE(GetCorrection(second.name(), Host()).has_tell_time());
  EXPECT_EQ(GetCorrection(second.name(), Host()).state(), v1::Correction::STATE_SUBMITTED);
  ExpectError(decline(first), reasons::ERROR_REASON_WRONG_STATE);
  Value(decline(second));

  const std::string sha256 = Value(Fix()).content_sha256();
  Value(Sign(kLead, sha256));
  Value(Sign(kManager, sha256));
  ASSERT_EQ(Value(Issue()).state(), Letter::STATE_ISSUED);
  upgrade();
  EXPECT_EQ(GetCorrection(second.name(), Host()).decision(), v1::Correction::DECISION_DECLINED);
}

TEST_F(LettersTest, AnAnswerThatIsLate_ShowsToTheTeamAlone) {
  const Letter shared = Shared();
  const v1::Correction fact = Value(Submit(FirstTraced(shared, Section::KIND_KLOE).name(), ""));
  Value(Finish());
  v1::ListLettersRequest list;
  list.set_parent("regions/em/reviews/-");
  list.set_overdue(true);
  const auto days_later = [&](int days) {
    clock().Advance(absl::Hours(24 * days));
    Know(evidence_.review());
    ASSERT_TRUE(MarkOverdueAnswers(context()).ok());
  };
  days_later(7);  // Tuesday 17 July, five working days later
  EXPECT_EQ(Value(letters_.ListLetters(Reads(), list)).letters_size(), 0);
  const std::string seen = GetCorrection(fact.name(), Host()).SerializeAsString();
  days_later(1);
  EXPECT_TRUE(GetCorrection(fact.name(), Reads()).overdue());
  EXPECT_EQ(Value(Get(Reads())).overdue_answers(), 1);
  EXPECT_EQ(Value(letters_.ListLetters(Reads(), list)).letters_size(), 1);
  EXPECT_EQ(GetCorrection(fact.name(), Host()).SerializeAsString(), seen);
  EXPECT_EQ(Value(letters_.ListLetters(Host(), list)).letters_size(), 0);
  Value(letters_.AnswerCorrection(Writes(), Answer(fact, v1::Correction::DECISION_DECLINED)));
  EXPECT_EQ(Value(Get(Reads())).overdue_answers(), 0);
}

TEST_F(LettersTest, TheHostsTime_EndsByItselfAfterItsLastDay) {
  Shared();
  clock().Advance(absl::Hours(24 * 14));  // 24 July
  Know(evidence_.review());
  ASSERT_TRUE(EndOverdueCorrections(context()).ok());
  EXPECT_EQ(Value(Get(Reads())).state(), Letter::STATE_WITH_HOST);
  clock().Advance(absl::Hours(24));
  Know(evidence_.review());
  ASSERT_TRUE(EndOverdueCorrections(context()).ok());
  EXPECT_EQ(Value(Get(Reads())).state(), Letter::STATE_ANSWERING);
  v1::ExtendCorrectionsRequest extend;
  extend.set_name(kLetter);
  extend.set_corrections_due_date("2012-08-31");
  EXPECT_EQ(Value(letters_.ExtendCorrections(Writes(), extend)).state(), Letter::STATE_WITH_HOST);
}

TEST_F(LettersTest, FixLetter_NeedsTheHostsCheckUnlessTheRegionsRulesDoNot) {
  Drafted();
  ExpectError(Fix(), reasons::ERROR_REASON_RULE_BROKEN);
  v1::FollowUpRules rules;
  rules.set_name("regions/em/followUpRules");
  rules.set_allow_unshared_letter(true);
  ASSERT_TRUE(database()
                  .Write(absl::InfiniteFuture(),
                         [&](storage::Transaction& tx) {
                           return context().store.follow_up_rules.Insert(tx, rules);
                         })
                  .ok());
  EXPECT_EQ(Value(Fix()).state(), Letter::STATE_SIGNING);
  v1::ReopenLetterRequest reopen;
  reopen.set_name(kLetter);
  reopen.set_reason("One more look.");
  EXPECT_EQ(Value(letters_.ReopenLetter(Writes(), reopen)).state(), Letter::STATE_DRAFTING);
}

TEST_F(LettersTest, SignLetter_TakesLeadAndManagerForTheTextThatTheyRead) {
  Shared();
  Value(Finish());
  const std::string sha256 = Value(Fix()).content_sha256();
  ExpectError(Sign(kLead, std::string(32, 'x')), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(Value(Sign(kLead, sha256)).signatures_size(), 1);
  EXPECT_EQ(Value(Sign(kLead, sha256)).signatures_size(), 1);
  ExpectError(Issue(), reasons::ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(Value(Sign(kManager, sha256)).signatures_size(), 2);
}

TEST_F(LettersTest, IssueLetter_AnchorsItAndShowsItToAllWhoMayRead) {
  Signed();
  const Letter issued = Value(Issue());
  EXPECT_EQ(issued.state(), Letter::STATE_ISSUED);
  EXPECT_TRUE(issued.has_ledger_index());
  EXPECT_EQ(issued.issue_date(), "2012-07-10");
  v1::GetFindingRequest finding;
  finding.set_name(findings_made_[0]);
  EXPECT_EQ(Value(findings().GetFinding(By(kAnn, roles::PERMISSION_FINDING_READ), finding)).state(),
            v1::Finding::STATE_ISSUED);
  for (const rpc::Call& call :
       {Host(), As(roles::ROLE_PROGRAMME_OFFICE, "", roles::PERMISSION_LETTER_READ),
        As(roles::ROLE_REGIONAL_BOARD, evidence::kNottingham, roles::PERMISSION_LETTER_READ),
        As(roles::ROLE_SCRUTINY_OFFICER, kLincolnshire, roles::PERMISSION_LETTER_READ)}) {
    const Letter seen = Value(Get(call));
    EXPECT_EQ(seen.content_sha256(), issued.content_sha256());
    EXPECT_EQ(seen.DebugString().find("/findings/"), std::string::npos);
    v1::GetRecommendationRequest get;
    get.set_name(recommendations_made_[0]);
    EXPECT_EQ(Value(findings().GetRecommendation(call, get)).state(),
              v1::Recommendation::STATE_ISSUED);
  }
  // The board's member of the host steps aside.
  ExpectError(Get(As(roles::ROLE_REGIONAL_BOARD, kLincolnshire, roles::PERMISSION_LETTER_READ)),
              reasons::ERROR_REASON_RESOURCE_NOT_FOUND);
  v1::AbandonLetterRequest abandon;
  abandon.set_name(kLetter);
  abandon.set_reason("Too late.");
  ExpectError(letters_.AbandonLetter(Writes(), abandon), reasons::ERROR_REASON_WRONG_STATE);
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

TEST_F(LettersTest, IssueLetter_GoesOnByItselfOnceEvidenceIsBack) {
  Signed();
  evidence_channel().SetAway(true);
  EXPECT_EQ(Value(Issue()).state(), Letter::STATE_ISSUING);
  EXPECT_FALSE(Value(Get(Host())).has_ledger_index());
  EXPECT_FALSE(FinishAllIssuing(context()).ok());
  evidence_channel().SetAway(false);
  EXPECT_TRUE(FinishAllIssuing(context()).ok());
  EXPECT_EQ(Value(Get(Reads())).state(), Letter::STATE_ISSUED);
  EXPECT_TRUE(FinishAllIssuing(context()).ok());
}

TEST_F(LettersTest, FromSigningOn_WhatTheLetterRestsOnIsFixedUntilItIsReopened) {
  Shared();
  Value(Finish());
  Value(Fix());
  ExpectNothingChanges();
  v1::ReopenLetterRequest reopen;
  reopen.set_name(kLetter);
  reopen.set_reason("One more look.");
  Value(letters_.ReopenLetter(Writes(), reopen));
  v1::UpdateRecommendationRequest update;
  update.mutable_recommendation()->set_name(recommendations_made_[0]);
  update.mutable_recommendation()->set_priority(v1::Recommendation::PRIORITY_LOW);
  EXPECT_TRUE(Update(update).ok());
}

TEST_F(LettersTest, ReopenLetter_KeepsWhoAndWhyForTheTeam) {
  Signed();
  v1::ReopenLetterRequest reopen;
  reopen.set_name(kLetter);
  reopen.set_reason("The census was wrong.");
  Value(letters_.ReopenLetter(Writes(kManager), reopen));
  EXPECT_EQ(Value(Get(Reads())).reopening().reason(), "The census was wrong.");
  EXPECT_EQ(Value(Get(Reads())).reopening().person(), kManager);
  EXPECT_FALSE(Value(Get(Host())).has_reopening());
  const Letter fixed = Value(Fix());
  EXPECT_FALSE(fixed.has_reopening());
  Value(Sign(kLead, fixed.content_sha256()));
  Value(Sign(kManager, fixed.content_sha256()));
  Value(Issue());
  v1::GetLetterVersionRequest get;
  get.set_name(fixed.latest_version());
  EXPECT_EQ(Value(letters_.GetLetterVersion(Reads(), get)).reopening().reason(),
            "The census was wrong.");
  EXPECT_FALSE(Value(letters_.GetLetterVersion(Host(), get)).has_reopening());
}

TEST_F(LettersTest, IssueLetter_IssuesWhatWasSignedAlsoWhereItIsFinishedLater) {
  Signed();
  evidence_channel().SetAway(true);
  EXPECT_EQ(Value(Issue()).state(), Letter::STATE_ISSUING);
  ExpectNothingChanges();
  evidence_channel().SetAway(false);
  ASSERT_TRUE(FinishAllIssuing(context()).ok());
  // Scheduling's news that the review has its letter is still on its way.
  ExpectNothingChanges();
}

TEST_F(LettersTest, IssueLetter_LeavesOutWhatTheSignedTextDoesNotSay) {
  Signed();
  v1::Recommendation unsaid = Recommendation("Not signed.", findings_made_[0]).recommendation();
  unsaid.set_name(absl::StrCat(kReview, "/recommendations/unsaid"));
  unsaid.set_state(v1::Recommendation::STATE_DRAFT);
  unsaid.set_number(9);
  evidence_channel().SetAway(true);
  Value(Issue());
  ASSERT_TRUE(Write([&](storage::Transaction& tx) {
                return context().store.findings.recommendations.Insert(tx, unsaid);
              }).ok());
  evidence_channel().SetAway(false);
  ASSERT_TRUE(FinishAllIssuing(context()).ok());
  EXPECT_EQ(GetRecommendation(unsaid.name()).state(), v1::Recommendation::STATE_DRAFT);
  EXPECT_EQ(GetRecommendation(recommendations_made_[0]).state(), v1::Recommendation::STATE_ISSUED);
}

TEST_F(LettersTest, IssueLetter_GivesRecommendationsTheNumbersOfTheLetter) {
  v1::WithdrawRecommendationRequest withdraw;
  withdraw.set_name(recommendations_made_[1]);
  withdraw.set_reason("Said already.");
  Value(findings().WithdrawRecommendation(By(kLead, roles::PERMISSION_FINDING_WRITE), withdraw));
  const Section section = Drafted().sections(3);
  v1::MoveParagraphRequest move;
  move.set_name(section.paragraphs(1).name());
  move.mutable_place()->set_section(section.id());
  Value(letters_.MoveParagraph(Writes(), move));
  Value(Share());
  Value(Finish());
  const std::string sha256 = Value(Fix()).content_sha256();
  Value(Sign(kLead, sha256));
  Value(Sign(kManager, sha256));
  Value(Issue());
  EXPECT_EQ(GetRecommendation(recommendations_made_[2]).number(), 1);
  EXPECT_EQ(GetRecommendation(recommendations_made_[0]).number(), 2);
  std::vector<v1::RecommendationResponse> responses;
  ASSERT_TRUE(database()
                  .Read(absl::InfiniteFuture(),
                        [&](storage::Transaction& tx) {
                          auto found = context().store.plans.ResponsesOf(tx, PlanOfReview(kReview));
                          if (found.ok()) responses = *std::move(found);
                          return found.status();
                        })
                  .ok());
  ASSERT_EQ(responses.size(), 2U);
  EXPECT_EQ(responses[0].recommendation(), recommendations_made_[2]);
  EXPECT_EQ(responses[0].number(), 1);
  EXPECT_EQ(responses[1].number(), 2);
}

TEST_F(LettersTest, CheckLetter_WantsANumberForEachRecommendation) {
  const Letter letter = Drafted();
  v1::Paragraph second = letter.sections(3).paragraphs(1);
  second.set_shape(v1::TextBlock::SHAPE_PARAGRAPH);
  second = Value(Update(second));
  // The third begins a list of its own.
  EXPECT_THAT(Problems(), ElementsAre("KIND_NUMBER", "KIND_NUMBER"));
  second.set_shape(v1::TextBlock::SHAPE_NUMBERED_ITEM);
  second.mutable_sentences(0)->add_recommendations(recommendations_made_[0]);
  Value(Update(second));
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(LettersTest, RenderLetter_MarksADraftAndGivesAnIssuedLetterTheSameBytes) {
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
