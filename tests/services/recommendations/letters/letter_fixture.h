#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/recommendations/letters/letter_service.h"
#include "services/recommendations/letters/letter_text.h"
#include "tests/services/recommendations/fresh_recommendations.h"

namespace peerchallenge::recommendations {

// A review whose feedback was given, with agreed findings on its three limbs and recommendations.
class LetterTest : public RecommendationsTest {
 protected:
  LetterTest() {
    for (const char* limb : {"kloe-1/a", "kloe-1/b", "kloe-1/c"}) {
      findings_made_.push_back(AddAgreed(absl::StrCat("Known on ", limb, "."), limb).name());
    }
    for (const char* text : {"Share the tracking.", "Train governors.", "Listen to carers."}) {
      recommendations_made_.push_back(
          Value(findings().CreateRecommendation(By(kLead, roles::PERMISSION_FINDING_WRITE),
                                                Recommendation(text, findings_made_[0])))
              .name());
    }
    scheduling::v1::Review review = evidence_.review();
    review.set_state(scheduling::v1::Review::STATE_FEEDBACK_GIVEN);
    review.set_start_date("2012-07-09");
    review.set_end_date("2012-07-11");
    review.mutable_scope()->mutable_lines(0)->set_question("Is the gap narrowing?");
    Know(review);
  }

  static rpc::Call Writes(const std::string& person = kLead) {
    return By(person, roles::PERMISSION_LETTER_WRITE);
  }
  static rpc::Call Reads(const std::string& person = kAnn) {
    return By(person, roles::PERMISSION_LETTER_READ);
  }
  static rpc::Call Host(access::Permission permission = roles::PERMISSION_LETTER_READ) {
    return As(roles::ROLE_HOST_DIRECTOR, kLincolnshire, permission);
  }

  v1::Letter Drafted() {
    v1::DraftLetterRequest request;
    request.set_parent(kReview);
    request.set_letter_id("letter");
    return Value(letters_.DraftLetter(Writes(), request));
  }
  absl::StatusOr<v1::Letter> Get(const rpc::Call& call) {
    v1::GetLetterRequest request;
    request.set_name(kLetter);
    return letters_.GetLetter(call, request);
  }
  absl::StatusOr<v1::Letter> Share() {
    v1::ShareLetterRequest request;
    request.set_name(kLetter);
    return letters_.ShareLetter(Writes(), request);
  }
  v1::Letter Shared() {
    Drafted();
    return Value(Share());
  }
  absl::StatusOr<v1::Correction> Submit(const std::string& paragraph, const std::string& words,
                                        v1::Correction::Kind kind = v1::Correction::KIND_FACT) {
    v1::SubmitCorrectionRequest request;
    request.set_parent(kLetter);
    request.mutable_correction()->set_paragraph(paragraph);
    request.mutable_correction()->set_words(words);
    request.mutable_correction()->set_kind(kind);
    request.mutable_correction()->set_proposed_text("Otherwise.");
    request.mutable_correction()->set_reason("The census says so.");
    return letters_.SubmitCorrection(Host(roles::PERMISSION_LETTER_CORRECT), request);
  }
  absl::StatusOr<v1::Letter> Finish() {
    v1::FinishCorrectionsRequest request;
    request.set_name(kLetter);
    return letters_.FinishCorrections(Host(roles::PERMISSION_LETTER_CORRECT), request);
  }
  absl::StatusOr<v1::Letter> Fix() {
    v1::FixLetterRequest request;
    request.set_name(kLetter);
    return letters_.FixLetter(Writes(), request);
  }
  absl::StatusOr<v1::Letter> Sign(const std::string& person, const std::string& sha256) {
    v1::SignLetterRequest request;
    request.set_name(kLetter);
    request.set_content_sha256(sha256);
    return letters_.SignLetter(Writes(person), request);
  }
  absl::StatusOr<v1::Letter> Issue() {
    v1::IssueLetterRequest request;
    request.set_name(kLetter);
    return letters_.IssueLetter(By(kLead, roles::PERMISSION_LETTER_ISSUE), request);
  }
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
  absl::Status Write(const std::function<absl::Status(storage::Transaction&)>& act) {
    return database().Write(absl::InfiniteFuture(), act);
  }
  // The document that a stream gives.
  static std::string BytesOf(absl::StatusOr<std::unique_ptr<rpc::Stream>> stream) {
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
  std::string Rendered(const rpc::Call& call, v1::DocumentFormat format) {
    v1::RenderLetterRequest request;
    request.set_name(kLetter);
    request.set_format(format);
    return BytesOf(letters_.RenderLetter(call, request));
  }
  // Checked by the host, who found nothing, and signed twice.
  v1::Letter Signed() {
    Shared();
    Value(Finish());
    const std::string sha256 = Value(Fix()).content_sha256();
    Value(Sign(kLead, sha256));
    return Value(Sign(kManager, sha256));
  }
  // The region's rules let a letter be signed that the host was not shown.
  void AllowUnsharedLetter() {
    v1::FollowUpRules rules;
    rules.set_name("regions/em/followUpRules");
    rules.set_allow_unshared_letter(true);
    const absl::Status written = Write([&](storage::Transaction& tx) {
      return context().store.follow_up_rules.Insert(tx, rules);
    });
    EXPECT_TRUE(written.ok()) << written;
  }
  // The host is no more; this authority took its place.
  void Succeed(const std::string& code) {
    scheduling::v1::Authority host;
    host.set_name(kLincolnshire);
    host.set_end_date("2012-01-01");
    host.add_successors(code);
    Learn(host);
  }
  // What stands in the letter's way, by the names of the kinds.
  std::vector<std::string> Problems() {
    v1::CheckLetterRequest request;
    request.set_name(kLetter);
    const auto response = Value(letters_.CheckLetter(Writes(), request));
    std::vector<std::string> kinds;
    for (const auto& problem : response.problems()) {
      kinds.push_back(v1::LetterProblem::Kind_Name(problem.kind()));
    }
    return kinds;
  }
  // The first paragraph of a section that says a finding or recommendation.
  static v1::Paragraph FirstTraced(const v1::Letter& letter, v1::Section::Kind kind) {
    for (const v1::Section& section : letter.sections()) {
      if (section.kind() != kind) continue;
      for (const v1::Paragraph& paragraph : section.paragraphs()) {
        if (!paragraph.sentences(0).procedural()) return paragraph;
      }
    }
    ADD_FAILURE() << "no such paragraph";
    return {};
  }

  static constexpr char kLetter[] = "regions/em/reviews/lin/letters/letter";
  std::vector<std::string> findings_made_, recommendations_made_;
  LetterService letters_{context()};
};

}  // namespace peerchallenge::recommendations
