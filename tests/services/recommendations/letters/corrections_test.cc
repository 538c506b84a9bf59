#include <gmock/gmock.h>

#include "common/changes/feed.h"
#include "services/recommendations/changes_service.h"
#include "services/recommendations/letters/correction_steps.h"
#include "services/recommendations/migrate.h"
#include "tests/common/changes/stream_reader.h"
#include "tests/services/recommendations/letters/letter_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using testing::Contains;
using testing::IsEmpty;
using v1::Letter;
using v1::Section;

class CorrectionsTest : public LetterTest {
 protected:
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

  changes::Feed feed_{
      database(), clock(), context().store.sealer, {.poll = absl::InfiniteDuration()}};
  ChangesService changes_{context(), feed_};
};

TEST_F(CorrectionsTest, Corrections_AreAnsweredWithTheTextThatTheyLeadTo) {
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

TEST_F(CorrectionsTest, AnAcceptanceTakenBack_BringsTheTextThatIsToStand) {
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

TEST_F(CorrectionsTest, ACorrectionOfARemovedParagraph_IsAnsweredWithoutText) {
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

TEST_F(CorrectionsTest, ToTheHost_AnAnswerThatIsNotToldLooksLikeNone) {
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

TEST_F(CorrectionsTest, AnAnswerThatTheHostWasTold_Stays) {
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
TEST_F(CorrectionsTest, AnAnswerThatAnOlderVersionTold_Stays) {
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

TEST_F(CorrectionsTest, AnAnswerThatIsLate_ShowsToTheTeamAlone) {
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

TEST_F(CorrectionsTest, TheHostsTime_EndsByItselfAfterItsLastDay) {
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

}  // namespace
}  // namespace peerchallenge::recommendations
