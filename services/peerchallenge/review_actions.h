#pragma once

#include <string>
#include <vector>

#include "services/peerchallenge/client.h"
#include "services/peerchallenge/console.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/json.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/review_text.h"

// What the `review` commands do, one function each: they make the request, call, and print the
// review.
namespace peerchallenge::cli {

// The flags of all review commands; each reads those that it has.
struct ReviewArguments {
  ClientOptions client;
  std::string name;  // of the review; for list and create of the region
  std::string file;
  std::string review_id;
  std::string programme;
  std::string person;
  std::string joining;
  std::string duty;
  std::string reason;
  std::string week;
  std::string etag;
  std::vector<std::string> members;
  bool json = false;
};

using ReviewAction = ExitCode (*)(const ReviewArguments&, Client&, Console&);

ExitCode ListReviews(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode ShowReview(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode CreateReview(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode AgreeScope(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode ProposeTeam(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode AcceptInvitation(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode DeclineInvitation(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode ObjectToMember(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode AssignDuty(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode ReplaceMember(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode SuggestReplacements(const ReviewArguments& arguments, Client& client, Console& console);
ExitCode CancelReview(const ReviewArguments& arguments, Client& client, Console& console);

// Prints the review that a call gave, or its error.
ExitCode PrintReview(const absl::StatusOr<scheduling::v1::Review>& review,
                     const ReviewArguments& arguments, const Client& client, Console& console);

// Sends a request of ReviewService about one review, with name, etag and a request id filled in.
template <typename Request>
ExitCode SendStep(Request request, const ReviewArguments& arguments, Client& client,
                  Console& console) {
  const auto name = ReviewName(arguments.name);
  if (!name.ok()) return ReportBadInput(name.status(), arguments.json, console);
  request.set_name(*name);
  request.set_etag(arguments.etag);
  request.set_request_id(client.NewRequestId());
  const std::string type = Request::descriptor()->name();  // "InviteTeamRequest"
  const std::string method =
      "ReviewService/" + type.substr(0, type.size() - std::string("Request").size());
  return PrintReview(client.Call<scheduling::v1::Review>(method, request), arguments, client,
                     console);
}

// A step that says nothing but which review.
template <typename Request>
ExitCode TakeStep(const ReviewArguments& arguments, Client& client, Console& console) {
  return SendStep(Request(), arguments, client, console);
}

}  // namespace peerchallenge::cli
