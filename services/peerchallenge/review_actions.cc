#include "services/peerchallenge/review_actions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"
#include "services/peerchallenge/files.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using v1::Review;
using v1::TeamMember;

ExitCode BadInput(const absl::Status& status, const ReviewArguments& arguments, Console& console) {
  return ReportBadInput(status, arguments.json, console);
}

// A person of the review's region.
absl::StatusOr<std::string> Person(const std::string& text, const ReviewArguments& arguments) {
  const auto review = ReviewName(arguments.name);
  if (!review.ok()) return review.status();
  return PersonName(text, *review);
}

absl::Status ReadFile(const ReviewArguments& arguments, google::protobuf::Message& message,
                      Console& console) {
  const auto text = ReadInput(arguments.file, console.in);
  if (!text.ok()) return text.status();
  return ParseJson(*text, arguments.file == "-" ? "standard input" : arguments.file, message);
}

constexpr char kDuties[] = "LEAD, REVIEWER, REVIEW_MANAGER or CASE_AUDITOR";

bool ParseDuty(const std::string& text, TeamMember::Duty& duty) {
  return TeamMember::Duty_Parse("DUTY_" + text, &duty);
}

// "em-014" or "em-014=REVIEW_MANAGER"; without a duty the first member leads.
absl::StatusOr<TeamMember> ParseMember(const std::string& text, bool is_first,
                                       const ReviewArguments& arguments) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  const auto person = Person(parts.first, arguments);
  if (!person.ok()) return person.status();
  TeamMember::Duty duty = is_first ? TeamMember::DUTY_LEAD : TeamMember::DUTY_REVIEWER;
  if (!parts.second.empty() && !ParseDuty(parts.second, duty)) {
    return errors::InvalidField("--member", text,
                                absl::StrCat("PERSON, or PERSON=DUTY with ", kDuties));
  }
  TeamMember member;
  member.set_person(*person);
  member.set_duty(duty);
  return member;
}

ExitCode Answer(v1::AnswerInvitationRequest request, const ReviewArguments& arguments,
                Client& client, Console& console) {
  const auto person = Person(arguments.person, arguments);
  if (!person.ok()) return BadInput(person.status(), arguments, console);
  request.set_person(*person);
  return SendStep(std::move(request), arguments, client, console);
}

}  // namespace

ExitCode PrintReview(const absl::StatusOr<Review>& review, const ReviewArguments& arguments,
                     const Client& client, Console& console) {
  if (!review.ok())
    return ReportFailure(review.status(), client.request_id(), arguments.json, console);
  console.out << (arguments.json ? FormatJson(*review, JsonStyle::kLine) + "\n"
                                 : ReviewText(*review));
  return ExitCode::kOk;
}

ExitCode ListReviews(const ReviewArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.name);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  v1::ListReviewsRequest request;
  request.set_parent(*region);
  if (!arguments.programme.empty()) {
    const auto programme = ProgrammeName(arguments.programme);
    if (!programme.ok()) return BadInput(programme.status(), arguments, console);
    request.set_programme(*programme);
  }
  v1::ListReviewsResponse all;
  do {
    const auto page = client.Call<v1::ListReviewsResponse>("ReviewService/ListReviews", request);
    if (!page.ok())
      return ReportFailure(page.status(), client.request_id(), arguments.json, console);
    all.mutable_reviews()->MergeFrom(page->reviews());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  console.out << (arguments.json ? FormatJson(all, JsonStyle::kLine) + "\n"
                                 : ReviewListText(all.reviews()));
  return ExitCode::kOk;
}

ExitCode ShowReview(const ReviewArguments& arguments, Client& client, Console& console) {
  const auto name = ReviewName(arguments.name);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  v1::GetReviewRequest request;
  request.set_name(*name);
  return PrintReview(client.Call<Review>("ReviewService/GetReview", request), arguments, client,
                     console);
}

ExitCode CreateReview(const ReviewArguments& arguments, Client& client, Console& console) {
  const auto region = RegionName(arguments.name);
  if (!region.ok()) return BadInput(region.status(), arguments, console);
  v1::CreateReviewRequest request;
  if (absl::Status status = ReadFile(arguments, *request.mutable_review(), console); !status.ok()) {
    return BadInput(status, arguments, console);
  }
  request.set_parent(*region);
  request.set_review_id(arguments.review_id);
  request.set_request_id(client.NewRequestId());
  return PrintReview(client.Call<Review>("ReviewService/CreateReview", request), arguments, client,
                     console);
}

ExitCode AgreeScope(const ReviewArguments& arguments, Client& client, Console& console) {
  v1::AgreeScopeRequest request;
  if (absl::Status status = ReadFile(arguments, *request.mutable_scope(), console); !status.ok()) {
    return BadInput(status, arguments, console);
  }
  return SendStep(std::move(request), arguments, client, console);
}

ExitCode ProposeTeam(const ReviewArguments& arguments, Client& client, Console& console) {
  v1::ProposeTeamRequest request;
  request.set_week(arguments.week);
  for (const std::string& text : arguments.members) {
    auto member = ParseMember(text, request.members().empty(), arguments);
    if (!member.ok()) return BadInput(member.status(), arguments, console);
    *request.add_members() = *std::move(member);
  }
  return SendStep(std::move(request), arguments, client, console);
}

ExitCode AcceptInvitation(const ReviewArguments& arguments, Client& client, Console& console) {
  v1::AnswerInvitationRequest request;
  request.set_accept(true);
  return Answer(std::move(request), arguments, client, console);
}

ExitCode DeclineInvitation(const ReviewArguments& arguments, Client& client, Console& console) {
  v1::AnswerInvitationRequest request;
  request.set_reason(arguments.reason);
  return Answer(std::move(request), arguments, client, console);
}

ExitCode ObjectToMember(const ReviewArguments& arguments, Client& client, Console& console) {
  const auto person = Person(arguments.person, arguments);
  if (!person.ok()) return BadInput(person.status(), arguments, console);
  v1::ObjectToMemberRequest request;
  request.set_person(*person);
  request.set_reason(arguments.reason);
  return SendStep(std::move(request), arguments, client, console);
}

ExitCode ReplaceMember(const ReviewArguments& arguments, Client& client, Console& console) {
  const auto leaving = Person(arguments.person, arguments);
  if (!leaving.ok()) return BadInput(leaving.status(), arguments, console);
  v1::ReplaceMemberRequest request;
  request.set_leaving(*leaving);
  if (!arguments.joining.empty()) {
    const auto joining = Person(arguments.joining, arguments);
    if (!joining.ok()) return BadInput(joining.status(), arguments, console);
    request.set_joining(*joining);
  }
  return SendStep(std::move(request), arguments, client, console);
}

ExitCode AssignDuty(const ReviewArguments& arguments, Client& client, Console& console) {
  const auto person = Person(arguments.person, arguments);
  if (!person.ok()) return BadInput(person.status(), arguments, console);
  TeamMember::Duty duty = TeamMember::DUTY_UNSPECIFIED;
  if (!ParseDuty(arguments.duty, duty)) {
    return BadInput(errors::InvalidField("DUTY", arguments.duty, kDuties), arguments, console);
  }
  v1::AssignDutyRequest request;
  request.set_person(*person);
  request.set_duty(duty);
  return SendStep(std::move(request), arguments, client, console);
}

ExitCode SuggestReplacements(const ReviewArguments& arguments, Client& client, Console& console) {
  const auto name = ReviewName(arguments.name);
  if (!name.ok()) return BadInput(name.status(), arguments, console);
  const auto person = Person(arguments.person, arguments);
  if (!person.ok()) return BadInput(person.status(), arguments, console);
  v1::SuggestReplacementsRequest request;
  request.set_name(*name);
  request.set_person(*person);
  const auto response =
      client.Call<v1::SuggestReplacementsResponse>("ReviewService/SuggestReplacements", request);
  if (!response.ok())
    return ReportFailure(response.status(), client.request_id(), arguments.json, console);
  console.out << (arguments.json ? FormatJson(*response, JsonStyle::kLine) + "\n"
                                 : SuggestionsText(*response));
  return ExitCode::kOk;
}

ExitCode CancelReview(const ReviewArguments& arguments, Client& client, Console& console) {
  v1::CancelReviewRequest request;
  request.set_reason(arguments.reason);
  return SendStep(std::move(request), arguments, client, console);
}

}  // namespace peerchallenge::cli
