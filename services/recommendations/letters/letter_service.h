#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/stream.h"
#include "peerchallenge/recommendations/v1/letters.pb.h"
#include "services/recommendations/context.h"

namespace peerchallenge::recommendations {

// Answers peerchallenge.recommendations.v1.LetterService. Letters as a whole are in letters.cc,
// their versions in letter_versions.cc, their text in paragraphs.cc, the host's check in
// corrections.cc, the way to issue in signing.cc, formats in rendering.cc.
class LetterService {
 public:
  explicit LetterService(const Context& context) : context_(context) {}

  void Register(rpc::MethodRegistry& registry);

  using Reply = absl::StatusOr<v1::Letter>;

  Reply DraftLetter(const rpc::Call& call, const v1::DraftLetterRequest& request);
  Reply GetLetter(const rpc::Call& call, const v1::GetLetterRequest& request);
  absl::StatusOr<v1::ListLettersResponse> ListLetters(const rpc::Call& call,
                                                      const v1::ListLettersRequest& request);
  Reply UpdateLetterHeading(const rpc::Call& call, const v1::UpdateLetterHeadingRequest& request);
  absl::StatusOr<v1::CheckLetterResponse> CheckLetter(const rpc::Call& call,
                                                      const v1::CheckLetterRequest& request);
  Reply AbandonLetter(const rpc::Call& call, const v1::AbandonLetterRequest& request);

  absl::StatusOr<v1::LetterVersion> GetLetterVersion(const rpc::Call& call,
                                                     const v1::GetLetterVersionRequest& request);
  absl::StatusOr<v1::ListLetterVersionsResponse> ListLetterVersions(
      const rpc::Call& call, const v1::ListLetterVersionsRequest& request);
  absl::StatusOr<v1::CompareLetterVersionsResponse> CompareLetterVersions(
      const rpc::Call& call, const v1::CompareLetterVersionsRequest& request);

  absl::StatusOr<v1::Paragraph> InsertParagraph(const rpc::Call& call,
                                                const v1::InsertParagraphRequest& request);
  absl::StatusOr<v1::Paragraph> UpdateParagraph(const rpc::Call& call,
                                                const v1::UpdateParagraphRequest& request);
  Reply MoveParagraph(const rpc::Call& call, const v1::MoveParagraphRequest& request);
  Reply RemoveParagraph(const rpc::Call& call, const v1::RemoveParagraphRequest& request);
  absl::StatusOr<v1::ListParagraphVersionsResponse> ListParagraphVersions(
      const rpc::Call& call, const v1::ListParagraphVersionsRequest& request);

  absl::StatusOr<v1::Correction> SubmitCorrection(const rpc::Call& call,
                                                  const v1::SubmitCorrectionRequest& request);
  absl::StatusOr<v1::Correction> WithdrawCorrection(const rpc::Call& call,
                                                    const v1::WithdrawCorrectionRequest& request);
  Reply FinishCorrections(const rpc::Call& call, const v1::FinishCorrectionsRequest& request);
  Reply ExtendCorrections(const rpc::Call& call, const v1::ExtendCorrectionsRequest& request);
  absl::StatusOr<v1::Correction> GetCorrection(const rpc::Call& call,
                                               const v1::GetCorrectionRequest& request);
  absl::StatusOr<v1::ListCorrectionsResponse> ListCorrections(
      const rpc::Call& call, const v1::ListCorrectionsRequest& request);
  absl::StatusOr<v1::Correction> AnswerCorrection(const rpc::Call& call,
                                                  const v1::AnswerCorrectionRequest& request);

  Reply ShareLetter(const rpc::Call& call, const v1::ShareLetterRequest& request);
  Reply FixLetter(const rpc::Call& call, const v1::FixLetterRequest& request);
  Reply ReopenLetter(const rpc::Call& call, const v1::ReopenLetterRequest& request);
  Reply SignLetter(const rpc::Call& call, const v1::SignLetterRequest& request);
  Reply IssueLetter(const rpc::Call& call, const v1::IssueLetterRequest& request);

  absl::StatusOr<std::unique_ptr<rpc::Stream>> RenderLetter(const rpc::Call& call,
                                                            const v1::RenderLetterRequest& request);

 private:
  Context context_;
};

}  // namespace peerchallenge::recommendations
