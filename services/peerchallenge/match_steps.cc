// The `match` commands on matches: seeing them, answers, agreements and outcomes.
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "peerchallenge/recommendations/v1/support.pb.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/match_actions.h"
#include "services/peerchallenge/match_input.h"
#include "services/peerchallenge/match_names.h"
#include "services/peerchallenge/match_text.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/replies.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::SupportMatch;

template <typename Request>
absl::StatusOr<SupportMatch> CallMatch(const std::string& method, const Request& request,
                                       Client& client) {
  return client.CallRecommendations<SupportMatch>(absl::StrCat("SupportService/", method), request);
}

absl::StatusOr<SupportMatch> GetMatch(const std::string& name, Client& client) {
  v1::GetSupportMatchRequest request;
  request.set_name(name);
  return CallMatch("GetSupportMatch", request, client);
}

// Takes a step of the match with what `request` says of it.
template <typename Request>
ExitCode TakeStep(const std::string& method, Request request, const MatchArguments& arguments,
                  Client& client, Console& console) {
  const auto name = SupportMatchName(arguments.match);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  request.set_name(*name);
  request.set_etag(arguments.etag);
  request.set_request_id(client.NewRequestId());
  return Print(CallMatch(method, request, client), MatchText, arguments, client, console);
}

absl::Status AddStates(const std::vector<std::string>& texts,
                       v1::ListSupportMatchesRequest& request) {
  for (const std::string& text : texts) {
    const auto state = ParseEnum<SupportMatch::State>(
        text, "STATE_", "--state", "proposed, consented, agreed, completed, lapsed or ended",
        SupportMatch::State_Parse);
    if (!state.ok()) return state.status();
    request.add_states(*state);
  }
  return absl::OkStatus();
}

// The text of an agreement: the flag's, or the file's.
absl::StatusOr<std::string> AgreementText(const MatchArguments& arguments, Console& console) {
  if (!arguments.text.empty()) return arguments.text;
  if (arguments.file.empty()) return errors::InvalidField("--text", "neither", "--text or --file");
  const auto text = ReadInput(arguments.file, console.in);
  if (!text.ok()) return text.status();
  return std::string(absl::StripTrailingAsciiWhitespace(*text));
}

}  // namespace

ExitCode ListMatches(const MatchArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.region);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  v1::ListSupportMatchesRequest request;
  request.set_parent(*region);
  if (!arguments.authority.empty()) {
    const auto authority = NameInRegion(arguments.authority, *region, "authorities");
    if (!authority.ok()) return BadInput(authority.status(), arguments, console);
    request.set_authority(*authority);
  }
  if (absl::Status status = AddStates(arguments.states, request); !status.ok()) {
    return BadInput(status, arguments, console);
  }
  using Response = v1::ListSupportMatchesResponse;
  return Print(AllPages<Response>("SupportService/ListSupportMatches", request, client,
                                  [](Response& all, const Response& page) { all.MergeFrom(page); }),
               MatchesText, arguments, client, console);
}

ExitCode ShowMatch(const MatchArguments& arguments, Client& client, Console& console) {
  const auto name = SupportMatchName(arguments.match);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  return Print(GetMatch(*name, client), MatchText, arguments, client, console);
}

ExitCode AnswerMatch(const MatchArguments& arguments, Client& client, Console& console) {
  if (!arguments.consent && !arguments.decline) {
    return BadInput(errors::InvalidField("--consent", "neither", "--consent or --decline"),
                    arguments, console);
  }
  const auto side = ParseSide(arguments.side);
  if (!side.ok()) return BadInput(side.status(), arguments, console);
  v1::AnswerSupportMatchRequest request;
  request.set_side(*side);
  request.set_answer(arguments.consent ? SupportMatch::ANSWER_CONSENTED
                                       : SupportMatch::ANSWER_DECLINED);
  request.set_reason(arguments.reason);
  return TakeStep("AnswerSupportMatch", request, arguments, client, console);
}

ExitCode WriteAgreement(const MatchArguments& arguments, Client& client, Console& console) {
  v1::ProposeAgreementRequest request;
  v1::SupportAgreement& agreement = *request.mutable_agreement();
  auto text = AgreementText(arguments, console);
  if (!text.ok()) return BadInput(text.status(), arguments, console);
  agreement.set_text(*std::move(text));
  absl::Status status = AddFormats(arguments.formats, *agreement.mutable_formats());
  if (!status.ok()) return BadInput(status, arguments, console);
  agreement.set_days(arguments.days);
  agreement.set_start_date(arguments.start_date);
  agreement.set_end_date(arguments.end_date);
  agreement.set_offering_contact(arguments.offering_contact);
  agreement.set_asking_contact(arguments.asking_contact);
  return TakeStep("ProposeAgreement", request, arguments, client, console);
}

ExitCode ConfirmAgreement(const MatchArguments& arguments, Client& client, Console& console) {
  const auto name = SupportMatchName(arguments.match);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  MatchArguments guarded = arguments;
  if (guarded.etag.empty()) {
    const auto match = GetMatch(*name, client);
    if (!match.ok()) return Failed(match.status(), arguments, client, console);
    guarded.etag = match->etag();
  }
  return TakeStep("ConfirmAgreement", v1::ConfirmAgreementRequest(), guarded, client, console);
}

ExitCode EndMatch(const MatchArguments& arguments, Client& client, Console& console) {
  v1::EndSupportMatchRequest request;
  request.set_reason(arguments.reason);
  return TakeStep("EndSupportMatch", request, arguments, client, console);
}

ExitCode RecordOutcome(const MatchArguments& arguments, Client& client, Console& console) {
  const auto side = ParseSide(arguments.side);
  if (!side.ok()) return BadInput(side.status(), arguments, console);
  v1::RecordSupportOutcomeRequest request;
  v1::SupportOutcome& outcome = *request.mutable_outcome();
  outcome.set_side(*side);
  outcome.set_rating(arguments.rating);
  outcome.set_days(arguments.days);
  outcome.set_text(arguments.text);
  return TakeStep("RecordSupportOutcome", request, arguments, client, console);
}

}  // namespace peerchallenge::cli
