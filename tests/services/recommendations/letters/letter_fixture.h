#pragma once

#include <string>
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
  // Checked by the host, who found nothing, and signed twice.
  v1::Letter Signed() {
    Shared();
    Value(Finish());
    const std::string sha256 = Value(Fix()).content_sha256();
    Value(Sign(kLead, sha256));
    return Value(Sign(kManager, sha256));
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
